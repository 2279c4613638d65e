"""The few Word constructions the forms are made of: page, styles, cells, bookmarks, fields.

Builds on python-docx and writes the XML that it has no call for. May not know any single form.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from doc_templates.forms import sheet
from doc_templates.typeface import FAMILY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TWIPS_PER_MM = 1440 / 25.4
TWIPS_PER_PT = 20
_KEPT_STYLES = {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the archive's own time stamps must not make two builds differ


def element(tag: str, attributes: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401
    """Return one `w:` element, its attributes in the same namespace."""
    made = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(qn(name), str(value))
    return made


def new_document() -> Any:  # noqa: ANN401 - python-docx is untyped
    """Return an empty A4 document with the decree's margins, styles and page number."""
    document = Document()
    _strip(document)
    _page(document)
    _defaults(document)
    for style in sheet.STYLES:
        document.styles.element.append(_style(style))
    _page_number(document)
    return document


def _strip(document: Any) -> None:  # noqa: ANN401
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


def _page(document: Any) -> None:  # noqa: ANN401
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(sheet.PAGE_WIDTH), Mm(sheet.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(sheet.TOP), Mm(sheet.BOTTOM)
    section.left_margin, section.right_margin = Mm(sheet.LEFT), Mm(sheet.RIGHT)
    section.header_distance, section.footer_distance = Mm(sheet.PAGE_NUMBER_TOP), Mm(0)
    section.different_first_page_header_footer = True


def _defaults(document: Any) -> None:  # noqa: ANN401
    """Drop the library's ready-made styles; set one typeface and Vietnamese for everything."""
    styles = document.styles.element
    for latent in styles.findall(qn("w:latentStyles")):
        styles.remove(latent)
    for style in list(styles.findall(qn("w:style"))):
        if style.get(qn("w:styleId")) not in _KEPT_STYLES:
            styles.remove(style)
    defaults = styles.find(qn("w:docDefaults"))
    defaults.clear()
    run = element("w:rPr")
    run.append(
        element("w:rFonts", {f"w:{k}": FAMILY for k in ("ascii", "hAnsi", "eastAsia", "cs")})
    )
    run.append(element("w:sz", {"w:val": 28}))
    run.append(element("w:szCs", {"w:val": 28}))
    run.append(element("w:lang", {"w:val": "vi-VN", "w:eastAsia": "vi-VN", "w:bidi": "vi-VN"}))
    defaults.append(_wrap("w:rPrDefault", run))
    paragraph = element("w:pPr")
    paragraph.append(element("w:spacing", {"w:before": 0, "w:after": 0}))
    defaults.append(_wrap("w:pPrDefault", paragraph))


def _wrap(tag: str, child: Any) -> Any:  # noqa: ANN401
    outer = element(tag)
    outer.append(child)
    return outer


def _style(style: sheet.Style) -> Any:  # noqa: ANN401
    made = element("w:style", {"w:type": "paragraph", "w:customStyle": 1, "w:styleId": style.id})
    made.append(element("w:name", {"w:val": style.name}))
    made.append(element("w:basedOn", {"w:val": "Normal"}))
    made.append(element("w:qFormat"))
    made.append(_paragraph_properties(style))
    run = element("w:rPr")
    for flag, tags in ((style.bold, ("w:b", "w:bCs")), (style.italic, ("w:i", "w:iCs"))):
        for tag in tags if flag else ():
            run.append(element(tag))
    for tag in ("w:sz", "w:szCs"):
        run.append(element(tag, {"w:val": round(style.size * 2)}))
    made.append(run)
    return made


def _paragraph_properties(style: sheet.Style) -> Any:  # noqa: ANN401
    """Return `w:pPr` with its children in the order the schema asks for."""
    made = element("w:pPr")
    if style.keep_next:
        made.append(element("w:keepNext"))
    made.append(element("w:widowControl"))
    if style.rule_above:
        border = {"w:val": "single", "w:sz": sheet.RULE_WEIGHT, "w:space": 0, "w:color": "000000"}
        made.append(_wrap("w:pBdr", element("w:top", border)))
    spacing: dict[str, object] = {
        "w:before": round(style.before * TWIPS_PER_PT),
        "w:after": round(style.after * TWIPS_PER_PT),
    }
    if style.exact is not None:
        spacing |= {"w:line": round(style.exact * TWIPS_PER_PT), "w:lineRule": "exact"}
    made.append(element("w:spacing", spacing))
    if style.first_line:
        made.append(element("w:ind", {"w:firstLine": twips(style.first_line)}))
    if style.hanging:
        width = twips(style.hanging)
        made.append(element("w:ind", {"w:left": width, "w:hanging": width}))
    made.append(element("w:jc", {"w:val": style.align}))
    if style.outline is not None:
        made.append(element("w:outlineLvl", {"w:val": style.outline}))
    return made


def twips(millimetres: float) -> int:
    """Return a length in Word's unit, 1/20 pt."""
    return round(millimetres * TWIPS_PER_MM)


def _page_number(document: Any) -> None:  # noqa: ANN401
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


def set_style(paragraph: Any, style_id: str) -> None:  # noqa: ANN401
    """Give a paragraph a style by id; unknown ids are a programming error."""
    if style_id not in {style.id for style in sheet.STYLES}:
        raise KeyError(style_id)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    for old in properties.findall(qn("w:pStyle")):
        properties.remove(old)
    properties.insert(0, element("w:pStyle", {"w:val": style_id}))


def indent(paragraph: Any, left: float, right: float) -> None:  # noqa: ANN401
    """Indent a paragraph by `left` and `right` mm; how a rule gets its length."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    properties.append(element("w:ind", {"w:left": twips(left), "w:right": twips(right)}))


def add(container: Any, style_id: str, *texts: str) -> Any:  # noqa: ANN401
    """Append a paragraph with one run per text."""
    paragraph = container.add_paragraph()
    set_style(paragraph, style_id)
    for text in texts:
        paragraph.add_run(text)
    return paragraph


def bookmark(paragraph: Any, name: str) -> None:  # noqa: ANN401
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


def table(document: Any, rows: int, widths: Sequence[float]) -> Any:  # noqa: ANN401
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


def may_split(row: Any) -> None:  # noqa: ANN401
    """Let a row continue on the next page."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    properties.remove(properties.find(qn("w:cantSplit")))


def _no_padding() -> Any:  # noqa: ANN401
    made = element("w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        made.append(element(f"w:{side}", {"w:w": 0, "w:type": "dxa"}))
    return made


def fill(cell: Any) -> Any:  # noqa: ANN401
    """Empty a new cell, so that what is added next is its first paragraph."""
    for paragraph in list(cell.paragraphs):
        cell._tc.remove(paragraph._p)  # noqa: SLF001
    return cell


def to_bytes(document: Any) -> bytes:  # noqa: ANN401
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
