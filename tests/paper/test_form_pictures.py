"""What a signature paints is a form widget's appearance; a picture of the page must show it."""

from __future__ import annotations

import io

import pikepdf
from PIL import Image

from doc_templates.page_images import page_png

SQUARE = b"0 g 0 0 100 100 re f"


def a_page_with_a_painted_widget() -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    look = pdf.make_stream(
        SQUARE, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 100, 100]
    )
    widget = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Sig, F=4,
            T="Field", Rect=[50, 50, 150, 150], AP=pikepdf.Dictionary(N=look), P=page.obj,
        )
    )  # fmt: skip
    page.Annots = pikepdf.Array([widget])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([widget]), SigFlags=3)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def test_a_picture_of_a_page_shows_what_signatures_paint() -> None:
    picture = Image.open(io.BytesIO(page_png(a_page_with_a_painted_widget(), 0, 72))).convert("L")
    assert picture.getpixel((100, 100)) == 0
    assert picture.getpixel((10, 10)) == 255
