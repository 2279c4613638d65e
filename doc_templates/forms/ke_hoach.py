"""Draws the plan, version 1: Mẫu 1.4 of NĐ 30/2020/NĐ-CP, Phụ lục III."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.forms import parts, sheet, word

if TYPE_CHECKING:
    from doc_templates.forms.styles import Part

_RECIPIENTS = 72.0
_SIGNER = sheet.TEXT_WIDTH - _RECIPIENTS  # its middle 36 mm right of the text's, as in the form


def build() -> bytes:
    """Return the template as a .docx."""
    document = word.new_document()
    parts.header(document, parts.number, parts.date)
    parts.title(document, "KẾ HOẠCH", "title")
    parts.body(document, ("CanCu", "NoiDung", "NoiDungGiu", "NoiDungCuoi", "TieuDe", "TieuDeCon"))
    word.add(document, "CachKhoiKy")
    parts.foot(document, _posts, (_RECIPIENTS, _SIGNER))
    return word.to_bytes(document)


def _posts(cell: Part) -> None:
    parts.lines(cell, "QuyenHan", "personal.posts")
