"""Content to paper: check, lay out, fill the Word template, convert, read the anchors.

The template engine is sandboxed and strict; content reaches it as data and leaves as text.
"""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING, Any, cast

from docx.shared import Mm
from docxtpl import DocxTemplate
from markupsafe import Markup
from typing_extensions import override

from doc_templates import catalog
from doc_templates.anchors import read_anchors, with_room
from doc_templates.check.content import check_content, printable
from doc_templates.errors import ContentInvalidError, ConverterFailedError, UnknownKindError
from doc_templates.fonts import foreign_fonts
from doc_templates.form_language import FormLanguage
from doc_templates.keep_together import keep_together
from doc_templates.layout.registry import FORMS, Form
from doc_templates.layout.runs import plain, safe
from doc_templates.page_images import page_count
from doc_templates.port import Content, Occasion, RenderedPaper, Renderer, SignatureBlock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.layout.blocks import Context
    from doc_templates.to_pdf import LibreOffice

_LONGEST_PROPERTY = 255  # characters, a limit of the Word format


class LibreOfficeRenderer(Renderer):
    """Renders with the released Word templates and one LibreOffice converter."""

    def __init__(self, converter: LibreOffice) -> None:
        self._converter = converter

    @override
    def render(
        self,
        kind: str,
        content: Content,
        signers: Mapping[str, SignatureBlock],
        occasion: Occasion,
    ) -> RenderedPaper:
        version, form = _checked(kind, content)
        _check_signers(signers, form)
        context = form.context(content, signers, occasion)
        docx = fill(catalog.docx(version), context, _title(content, form))
        pdf = self._converter.convert(docx)
        if foreign := foreign_fonts(pdf):
            raise ConverterFailedError(f"typeface missing, used instead: {sorted(foreign)}")
        without_room = [role for role, block in signers.items() if block.note]
        anchors = read_anchors(pdf, with_room(catalog.places(version), without_room))
        sizes = (form.number_size, form.date_size)
        return RenderedPaper(pdf, anchors, version.name, page_count(pdf), *sizes)


def _checked(kind: str, content: Content) -> tuple[catalog.TemplateVersion, Form]:
    version = check_content(kind, content)
    if version.name not in FORMS:
        raise UnknownKindError(version.name)
    return version, FORMS[version.name]


def fill(docx: bytes, context: Context, title: str) -> bytes:
    """Return a Word template with `context` in its places and `title` in its properties.

    `header_columns`, if there, sets the columns of the first table, in mm.
    """
    template = DocxTemplate(io.BytesIO(docx))
    template.render(context, jinja_env=_LANGUAGE)
    if widths := context.get("header_columns"):
        _set_columns(template.docx.tables[0], cast("tuple[float, ...]", widths))
    keep_together(template.docx)
    template.docx.core_properties.title = title
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _set_columns(table: Any, widths: tuple[float, ...]) -> None:  # noqa: ANN401 - untyped library
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _printed(value: Any) -> Any:  # noqa: ANN401 - what a template expression may evaluate to
    """Make a text inert XML; what is XML already says so itself."""
    return Markup(safe(value)) if type(value) is str else value  # noqa: S704 - escaped by `safe`


_LANGUAGE = FormLanguage(_printed)


def _title(content: Content, form: Form) -> str:
    words = plain(str(content[form.title]))
    return textwrap.shorten(words, _LONGEST_PROPERTY, placeholder="…")


def _check_signers(signers: Mapping[str, SignatureBlock], form: Form) -> None:
    """Refuse a printed name or post that the typeface cannot print, as in the content.

    A note that the form has no place for would be lost, and with it what it says.
    """
    places = [
        f"/signers/{role}/{field}"
        for role, block in signers.items()
        for field in ("prefix", "authority", "position", "name", "unit")
        if not printable(getattr(block, field))
    ]
    places += [
        f"/signers/{role}/note"
        for role, block in signers.items()
        if block.note and not (form.takes_notes and all(map(printable, block.note)))
    ]
    if places:
        raise ContentInvalidError(tuple(places))
