"""Content to paper: check, lay out, fill the Word template, convert, read the anchors.

The template engine is sandboxed and strict; content reaches it as data and leaves as text.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from docx.shared import Mm
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup
from typing_extensions import override

from doc_templates import catalog
from doc_templates.anchors import read_anchors
from doc_templates.check.content import check_content, printable
from doc_templates.errors import ContentInvalidError, ConverterFailedError
from doc_templates.fonts import foreign_fonts
from doc_templates.layout import bien_ban_gop_y, ke_hoach
from doc_templates.layout.runs import plain, safe
from doc_templates.page_images import page_count
from doc_templates.port import Content, RenderedPaper, Renderer, SignatureBlock

if TYPE_CHECKING:
    from doc_templates.layout.blocks import Context
    from doc_templates.to_pdf import LibreOffice

Layout = Callable[[Content, Mapping[str, SignatureBlock], int], "Context"]
_LAYOUTS: dict[str, Layout] = {
    "ke-hoach@v1": ke_hoach.context,
    "bien-ban-gop-y@v1": bien_ban_gop_y.context,
}
_TITLE_KEYS = {"ke-hoach": "title", "bien-ban-gop-y": "meeting"}
_LONGEST_PROPERTY = 255  # characters, a limit of the Word format


class LibreOfficeRenderer(Renderer):
    """Renders with the released Word templates and one LibreOffice converter."""

    def __init__(self, converter: LibreOffice) -> None:
        self._converter = converter

    @override
    def render(
        self, kind: str, content: Content, signers: Mapping[str, SignatureBlock], number_width: int
    ) -> RenderedPaper:
        version = check_content(kind, content)
        _check_signers(signers)
        context = _LAYOUTS[version.name](content, signers, number_width)
        docx = fill(catalog.docx(version), context, _title(kind, content))
        pdf = self._converter.convert(docx)
        if foreign := foreign_fonts(pdf):
            raise ConverterFailedError(f"typeface missing, used instead: {sorted(foreign)}")
        anchors = read_anchors(pdf, catalog.places(version))
        return RenderedPaper(pdf, anchors, version.name, page_count(pdf))


def fill(docx: bytes, context: Context, title: str) -> bytes:
    """Return a Word template with `context` in its places and `title` in its properties.

    `header_columns`, if there, sets the columns of the first table, in mm.
    """
    template = DocxTemplate(io.BytesIO(docx))
    template.render(context, jinja_env=_environment())
    if widths := context.get("header_columns"):
        _set_columns(template.docx.tables[0], cast("tuple[float, ...]", widths))
    template.docx.core_properties.title = title
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _set_columns(table: Any, widths: tuple[float, ...]) -> None:  # noqa: ANN401 - untyped library
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_printed)


def _printed(value: Any) -> Any:  # noqa: ANN401 - what a template expression may evaluate to
    """Make a text inert XML; what is XML already says so itself."""
    return Markup(safe(value)) if type(value) is str else value  # noqa: S704 - escaped by `safe`


def _title(kind: str, content: Content) -> str:
    words = plain(str(content[_TITLE_KEYS[kind]]))
    return textwrap.shorten(words, _LONGEST_PROPERTY, placeholder="…")


def _check_signers(signers: Mapping[str, SignatureBlock]) -> None:
    """Refuse a printed name or post that the typeface cannot print, as in the content."""
    places = [
        f"/signers/{role}/{field}"
        for role, block in signers.items()
        for field in ("prefix", "authority", "position", "name")
        if not printable(getattr(block, field))
    ]
    if places:
        raise ContentInvalidError(tuple(places))
