"""Draws the minutes of a comment round, version 1: Mẫu 1.9 of NĐ 30/2020/NĐ-CP, Phụ lục III.

No place and date in the header, secretary left and chair right, Nơi nhận below both names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.forms import parts, sheet, word

if TYPE_CHECKING:
    from doc_templates.forms.styles import Part

# The middles of the columns come to 65 and 147.5 mm from the paper's edge (the form: 65, 151).
_SECRETARY, _CHAIR = 70.0, sheet.TEXT_WIDTH - 70.0


def build() -> bytes:
    """Return the template as a .docx."""
    document = word.new_document()
    parts.header(document, dated=False)
    parts.title(document, "BIÊN BẢN", "meeting")
    parts.body(document, ("NoiDung", "NoiDungGiu", "NoiDungCuoi", "TieuDe"))
    _signatures(document)
    word.add(document, "CachDong")
    parts.recipients(document, "recipients")
    word.add(document, "Cuoi")
    return word.to_bytes(document)


def _signatures(document: Part) -> None:
    """Print both posts, both spaces, both names; a row each, so that the pairs stay level."""
    word.add(document, "CachKhoiKy")
    made = word.table(document, 3, (_SECRETARY, _CHAIR))
    posts, spaces, names = made.rows
    for column, (label, anchor, role) in enumerate(
        (("THƯ KÝ", "ThuKy", "secretary"), ("CHỦ TỌA", "ChuTri", "chair"))
    ):
        post = word.fill(posts.cells[column])
        word.add(post, "QuyenHan", label)
        parts.lines(post, "QuyenHan", f"{role}.posts")
        parts.signing_space(word.fill(spaces.cells[column]), anchor)
        parts.signer_name(word.fill(names.cells[column]), anchor, f"{role}.name")
