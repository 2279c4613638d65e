"""The decree's named styles as Word XML. What they say is in `sheet`; here is how to say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from doc_templates.forms import sheet
from doc_templates.typeface import FAMILY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Part: TypeAlias = Any  # anything of python-docx or its XML; neither carries types

TWIPS_PER_MM = 1440 / 25.4
TWIPS_PER_PT = 20
_KEPT_STYLES = {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}


def element(tag: str, attributes: Mapping[str, object] | None = None) -> Part:
    """Return one `w:` element, its attributes in the same namespace."""
    made = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(qn(name), str(value))
    return made


def twips(millimetres: float) -> int:
    """Return a length in Word's unit, 1/20 pt."""
    return round(millimetres * TWIPS_PER_MM)


def set_styles(styles: Part, ours: Sequence[sheet.Style]) -> None:
    """Put our styles in the place of the library's ready-made ones."""
    _defaults(styles)
    for style in ours:
        styles.append(_style(style))


def _defaults(styles: Part) -> None:
    """Drop the ready-made styles; set one typeface and Vietnamese for everything."""
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


def _wrap(tag: str, child: Part) -> Part:
    outer = element(tag)
    outer.append(child)
    return outer


def _style(style: sheet.Style) -> Part:
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
    if style.underline:
        run.append(element("w:u", {"w:val": "single"}))
    made.append(run)
    return made


def _paragraph_properties(style: sheet.Style) -> Part:
    """Return `w:pPr` with its children in the order the schema asks for."""
    made = element("w:pPr")
    if style.keep_next:
        made.append(element("w:keepNext"))
    made.append(element("w:widowControl"))
    if style.rule_above:
        border = {"w:val": "single", "w:sz": sheet.RULE_WEIGHT, "w:space": 0, "w:color": "000000"}
        made.append(_wrap("w:pBdr", element("w:top", border)))
    if style.tab:
        stop = element("w:tab", {"w:val": "left", "w:pos": twips(style.tab)})
        made.append(_wrap("w:tabs", stop))
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
