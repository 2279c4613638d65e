"""Draws a party cell's resolution, version 1, in the Party's form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.forms import parts, party_parts, sheet, word
from doc_templates.forms.party_sheet import party_styles

if TYPE_CHECKING:
    from doc_templates.forms.styles import Part

_RECIPIENTS = 73.0
_SIGNER = sheet.TEXT_WIDTH - _RECIPIENTS


def build() -> bytes:
    """Return the template as a .docx."""
    document = word.new_document(party_styles(party_parts.FORM))
    party_parts.header(document, party_parts.number, parts.date)
    party_parts.title(document, "NGHỊ QUYẾT", "title")
    parts.body(document, ("CanCu", "NoiDung", "NoiDungGiu", "NoiDungCuoi", "TieuDe"))
    parts.foot(document, _posts, (_RECIPIENTS, _SIGNER))
    return word.to_bytes(document)


def _posts(cell: Part) -> None:
    party_parts.posts(cell, "personal")
