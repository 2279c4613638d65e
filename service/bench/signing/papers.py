"""Papers to sign: tagged PDFs as an office program writes them, made here in a moment.

Structure elements are objects of their own and the cross-reference is a table, as LibreOffice has
it: what a signer and a verifier read is the number of objects, not what is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name

A4: Final = (0, 0, 595, 842)
NUMBERS: Final = 12  # digits of a cell


@dataclass(frozen=True, slots=True)
class Shape:
    """How many pages, and what stands on each: rows of so many cells (1: paragraphs)."""

    pages: int
    rows: int
    cells: int

    @property
    def is_table(self) -> bool:
        """Whether rows are those of a table."""
        return self.cells > 1


SHAPES: Final = {
    1: Shape(pages=1, rows=20, cells=4),
    6: Shape(pages=6, rows=40, cells=5),  # an annex full of tables
    40: Shape(pages=40, rows=30, cells=1),  # a long text
}


def paper(shape: Shape) -> bytes:
    """Return the PDF, the same bytes each time."""
    with pikepdf.new() as pdf:
        font = _font(pdf)
        tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array()))
        pdf.Root.StructTreeRoot, pdf.Root.MarkInfo = tree, Dictionary(Marked=True)
        for number in range(shape.pages):
            page = pdf.add_blank_page(page_size=A4[2:])
            page.obj.Resources = Dictionary(Font=Dictionary(F=font))
            page.obj.StructParents = number
            page.obj.Contents = pdf.make_stream(_content(shape))
            _tag(pdf, tree, page.obj, shape)
        output = BytesIO()
        streams = pikepdf.ObjectStreamMode.disable
        pdf.save(output, object_stream_mode=streams, deterministic_id=True, force_version="1.7")
    return output.getvalue()


def _font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    program = files("signing.seal").joinpath("digits-upright.ttf").read_bytes()
    name = Name("/BENCHM+LiberationSerif")
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=name, Flags=34, FontBBox=Array([0, 0, 1000, 1000]),
        ItalicAngle=0, Ascent=891, Descent=-216, CapHeight=662, StemV=80,
        FontFile2=pdf.make_stream(program, Length1=len(program)),
    )  # fmt: skip
    font = Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=name, Encoding=Name.WinAnsiEncoding,
        FirstChar=ord("0"), LastChar=ord("9"), Widths=Array([500] * 10),
        FontDescriptor=pdf.make_indirect(descriptor),
    )  # fmt: skip
    return pdf.make_indirect(font)


def _content(shape: Shape) -> bytes:
    height, width = 700 // shape.rows, 500 // shape.cells
    lines = []
    for place in range(shape.rows * shape.cells):
        row, cell = divmod(place, shape.cells)
        x, y = 50 + cell * width, 770 - row * height
        digits = f"{place * 7919:0{NUMBERS}}" * (1 if shape.is_table else 6)
        lines.append(f"/P <</MCID {place}>> BDC BT /F 9 Tf {x} {y} Td ({digits}) Tj ET EMC")
    return "\n".join(lines).encode("ascii")


def _tag(pdf: pikepdf.Pdf, root: pikepdf.Object, page: pikepdf.Object, shape: Shape) -> None:
    """Give every cell, row and paragraph its structure element (ISO 32000-1, 14.7)."""
    top = _element(pdf, root, "/Table") if shape.is_table else root
    for row in range(shape.rows):
        above = _element(pdf, top, "/TR") if shape.is_table else top
        for cell in range(shape.cells):
            parent = _element(pdf, above, "/TD") if shape.is_table else above
            text = _element(pdf, parent, "/P")
            text.Pg, text.K = page, row * shape.cells + cell


def _element(pdf: pikepdf.Pdf, parent: pikepdf.Object, kind: str) -> pikepdf.Object:
    plain = Dictionary(Type=Name.StructElem, S=Name(kind), P=parent, K=Array())
    element = pdf.make_indirect(plain)
    parent.K.append(element)
    return element
