"""Draws the minutes of a party cell's comment round, version 1, in the Party's form.

No number and no date in the header, as in the state's Mẫu 1.9; who wrote on the left, who presided
on the right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.forms import parts, party_parts, sheet, signatures, word
from doc_templates.forms.party_sheet import party_styles
from doc_templates.forms.signatures import Signatory

if TYPE_CHECKING:
    from doc_templates.forms.styles import Part

_WIDTHS = (sheet.TEXT_WIDTH / 2, sheet.TEXT_WIDTH / 2)
_POSTS = party_parts.own_posts
_SIGNERS = (
    Signatory("secretary", "ThuKy", "NGƯỜI GHI BIÊN BẢN", _POSTS, takes_notes=True),
    Signatory("chair", "ChuTri", "CHỦ TRÌ HỘI NGHỊ", _POSTS, takes_notes=True),
)


def build() -> bytes:
    """Return the template as a .docx."""
    document = word.new_document(party_styles(party_parts.FORM))
    party_parts.header(document)
    party_parts.title(document, "BIÊN BẢN", "meeting")
    parts.body(document, ("NoiDung", "NoiDungGiu", "NoiDungCuoi", "TieuDe"))
    signatures.pair(document, _WIDTHS, _SIGNERS, _recipients)
    word.add(document, "Cuoi")
    return word.to_bytes(document)


def _recipients(cell: Part) -> None:
    """Print Nơi nhận below the names; in the same table it cannot fall on a page of its own."""
    word.add(cell, "CachDong")
    parts.recipients(cell, "recipients")
