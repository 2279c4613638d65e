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
    parts.header(document, dated=True)
    parts.title(document, "KẾ HOẠCH", "title")
    parts.body(document, ("CanCu", "NoiDung", "NoiDungGiu", "NoiDungCuoi", "TieuDe", "TieuDeCon"))
    _foot(document)
    return word.to_bytes(document)


def _foot(document: Part) -> None:
    """Print Nơi nhận and the signer side by side, on one page (II.7, II.9).

    Only a list longer than the signer's cell goes on in a second row, which may break over pages.
    """
    word.add(document, "CachKhoiKy")
    made = word.table(document, 4, (_RECIPIENTS, _SIGNER))
    recipients, signer = (word.fill(cell) for cell in made.rows[0].cells)
    parts.recipients(recipients, "recipients.first")
    parts.lines(signer, "QuyenHan", "personal.posts")
    parts.signing_space(signer, "ChuKyCaNhan")
    parts.signer_name(signer, "ChuKyCaNhan", "personal.name")
    for row, tag in ((1, "{%tr if recipients.rest %}"), (3, "{%tr endif %}")):
        word.add(word.fill(made.rows[row].cells[0]), "NoiNhanTiep", tag)
    parts.lines(word.fill(made.rows[2].cells[0]), "NoiNhanTiep", "recipients.rest")
    word.set_style(made.rows[2].cells[1].paragraphs[0], "NoiNhanTiep")
    word.may_split(made.rows[2])
    word.add(document, "Cuoi")
