"""Draws the minutes of a comment round, version 1: Mẫu 1.9 of NĐ 30/2020/NĐ-CP, Phụ lục III.

No place and date in the header, secretary left and chair right, Nơi nhận below both names.
"""

from __future__ import annotations

from doc_templates.forms import parts, sheet, signatures, word
from doc_templates.forms.signatures import Signatory

# The middles of the columns come to 65 and 147.5 mm from the paper's edge (the form: 65, 151).
_SECRETARY, _CHAIR = 70.0, sheet.TEXT_WIDTH - 70.0
_SIGNERS = (
    Signatory("secretary", "ThuKy", "THƯ KÝ", signatures.state_posts),
    Signatory("chair", "ChuTri", "CHỦ TỌA", signatures.state_posts),
)


def build() -> bytes:
    """Return the template as a .docx."""
    document = word.new_document()
    parts.header(document, parts.number, parts.no_date)
    parts.title(document, "BIÊN BẢN", "meeting")
    parts.body(document, ("NoiDung", "NoiDungGiu", "NoiDungCuoi", "TieuDe"))
    word.add(document, "CachKhoiKy")
    signatures.pair(document, (_SECRETARY, _CHAIR), _SIGNERS)
    word.add(document, "CachDong")
    parts.recipients(document, "recipients")
    word.add(document, "Cuoi")
    return word.to_bytes(document)
