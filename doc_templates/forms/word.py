"""The few Word constructions the forms are made of: page, styles, cells, bookmarks, fields.

Builds on python-docx and writes the XML that it has no call for. May not know any single form.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Mm

from doc_templates.forms import sheet
from doc_templates.forms.styles import Part, element, set_styles, twips

if TYPE_CHECKING:
    from collections.abc import Sequence

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the archive's own time stamps must not make two builds differ


def new_document(styles: Sequence[sheet.Style] = sheet.STYLES) -> Part:
    """Return an empty A4 document with the decree's margins and page number, and these styles."""
    document = Document()
    document._body.clear_content()  # noqa: SLF001 - a new document starts with a paragraph
    _strip(document)
    _page(document)
    set_styles(document.styles.element, styles)
    _page_number(document)
    return document


def _strip(document: Part) -> None:
    """Drop what the library's sample document brings along and no form needs."""
    for owner, kept in (
        (document.part.package, ("officeDocument", "core-properties")),
        (document.part, ("styles", "settings", "fontTable")),
    ):
        for key, relation in list(owner.rels.items()):
            if relation.reltype.rsplit("/", 1)[1] not in kept:
                del owner.rels[key]
    properties = document.core_properties
    properties.author = properties.comments = properties.keywords = ""
    properties.language = "vi-VN"


def _page(document: Part) -> None:
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(sheet.PAGE_WIDTH), Mm(sheet.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(sheet.TOP), Mm(sheet.BOTTOM)
    section.left_margin, section.right_margin = Mm(sheet.LEFT), Mm(sheet.RIGHT)
    section.header_distance, section.footer_distance = Mm(sheet.PAGE_NUMBER_TOP), Mm(0)
    section.different_first_page_header_footer = True


def _page_number(document: Part) -> None:
    """Centre the number in the top margin from page 2 on; page 1 has an empty header (I.7)."""
    header = document.sections[0].header
    header.is_linked_to_previous = False
    paragraph = header.paragraphs[0]
    set_style(paragraph, "SoTrang")
    for kind in ("begin", None, "separate", "text", "end"):
        run = paragraph.add_run()
        if kind is None:
            instruction = element("w:instrText", {"xml:space": "preserve"})
            instruction.text = " PAGE "
            run._r.append(instruction)  # noqa: SLF001 - python-docx has no field API
        elif kind == "text":
            run.text = "2"
        else:
            run._r.append(element("w:fldChar", {"w:fldCharType": kind}))  # noqa: SLF001
    first = document.sections[0].first_page_header
    first.is_linked_to_previous = False
    set_style(first.paragraphs[0], "SoTrang")


def set_style(paragraph: Part, style_id: str) -> None:
    """Give a paragraph one of its document's styles; another id is a programming error."""
    if style_id not in _style_ids(paragraph):
        raise KeyError(style_id)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    for old in properties.findall(qn("w:pStyle")):
        properties.remove(old)
    properties.insert(0, element("w:pStyle", {"w:val": style_id}))


def _style_ids(paragraph: Part) -> set[str]:
    styles = paragraph.part.package.main_document_part.styles.element
    return {style.get(qn("w:styleId")) for style in styles.findall(qn("w:style"))}


def indent(paragraph: Part, left: float, right: float) -> None:
    """Indent a paragraph by `left` and `right` mm; how a rule gets its length."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    properties.append(element("w:ind", {"w:left": twips(left), "w:right": twips(right)}))


def add(container: Part, style_id: str, *texts: str) -> Part:
    """Append a paragraph with one run per text."""
    paragraph = container.add_paragraph()
    set_style(paragraph, style_id)
    for text in texts:
        paragraph.add_run(text)
    return paragraph


def bookmark(paragraph: Part, name: str) -> None:
    """Put an empty bookmark at the paragraph's present end; letters and digits only.

    LibreOffice turns it into a named destination of the PDF; other characters would be mangled.
    """
    if not name.isalnum() or not name.isascii():
        raise ValueError(name)
    tree = paragraph._p.getroottree()  # noqa: SLF001
    number = len(tree.findall(f".//{qn('w:bookmarkStart')}")) + 1
    start = element("w:bookmarkStart", {"w:id": number, "w:name": name})
    paragraph._p.append(start)  # noqa: SLF001
    paragraph._p.append(element("w:bookmarkEnd", {"w:id": number}))  # noqa: SLF001


def table(document: Part, rows: int, widths: Sequence[float]) -> Part:
    """Append a borderless table of fixed columns, no padding, rows that never break over pages."""
    made = document.add_table(rows=rows, cols=len(widths))
    made.autofit = False
    properties = made._tbl.tblPr  # noqa: SLF001
    for old in list(properties):
        if old.tag in {qn("w:tblStyle"), qn("w:tblW"), qn("w:tblLook")}:
            properties.remove(old)
    properties.insert(0, element("w:tblW", {"w:w": twips(sum(widths)), "w:type": "dxa"}))
    properties.append(_no_padding())
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    for row in made.rows:
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    return made


def may_split(row: Part) -> None:
    """Let a row continue on the next page."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    properties.remove(properties.find(qn("w:cantSplit")))


def _no_padding() -> Part:
    made = element("w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        made.append(element(f"w:{side}", {"w:w": 0, "w:type": "dxa"}))
    return made


def fill(cell: Part) -> Part:
    """Empty a new cell, so that what is added next is its first paragraph."""
    for paragraph in list(cell.paragraphs):
        cell._tc.remove(paragraph._p)  # noqa: SLF001
    return cell


def to_bytes(document: Part) -> bytes:
    """Return the .docx, the same bytes each time it is built."""
    packed = io.BytesIO()
    document.save(packed)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(packed) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            target.writestr(entry, source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
