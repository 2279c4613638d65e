"""Draws commitments and their addenda, version 1, in the Party's form and in the state's.

No rule gives a form for a commitment; its parts follow the one that party organisations publish.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from doc_templates.forms import parts, party_parts, sheet, signatures, word
from doc_templates.forms.party_sheet import party_styles
from doc_templates.forms.sheet import Style
from doc_templates.forms.signatures import Signatory

if TYPE_CHECKING:
    from doc_templates.forms.styles import Part

_WIDTHS = (sheet.TEXT_WIDTH / 2, sheet.TEXT_WIDTH / 2)  # an internal confirmation fits each
_BODY = ("ThongTin", "CanCu", "NoiDung", "NoiDungGiu", "NoiDungCuoi", "TieuDe", "TieuDeCon")
_ABOVE_TITLE = 22.0  # pt
_UNOFFICIAL = "Chưa có mẫu chính thức"
_OWN_STYLES = (
    Style("ThongTin", "Thông tin cá nhân", 14, align="left", before=2, first_line=sheet.INDENT,
          tab=105.0),
    Style("BoSung", "Văn bản được bổ sung", 14, italic=True, keep_next=True),
    Style("ChuaChinhThuc", "Chưa có mẫu chính thức", 10, italic=True, before=3, keep_next=True),
)  # fmt: skip


def build_party() -> bytes:
    """Return the template of a party member's commitment as a .docx."""
    return _party("BẢN CAM KẾT", addendum=False)


def build_party_addendum() -> bytes:
    """Return the template of an addendum to a party member's commitment as a .docx."""
    return _party("BẢN CAM KẾT BỔ SUNG", addendum=True)


def build_state() -> bytes:
    """Return the template of an employee's commitment as a .docx."""
    return _state("BẢN CAM KẾT", addendum=False)


def build_state_addendum() -> bytes:
    """Return the template of an addendum to an employee's commitment as a .docx."""
    return _state("BẢN CAM KẾT BỔ SUNG", addendum=True)


def _party(kind: str, *, addendum: bool) -> bytes:
    document = word.new_document(_with_own(party_styles(party_parts.FORM)))
    party_parts.header(document, parts.no_number, parts.day)
    _title(document, kind)
    if addendum:
        _supplements(document)
    party_parts.dashes(document)
    if addendum:
        word.add(document, "ChuaChinhThuc", _UNOFFICIAL)
    word.add(document, "CachDong")
    return _rest(document, party_parts.posts)


def _state(kind: str, *, addendum: bool) -> bytes:
    document = word.new_document(_with_own((*sheet.STYLES, sheet.LAST_TEXT, sheet.NOTE)))
    parts.header(document, parts.no_number, parts.day)
    _title(document, kind)
    if addendum:
        _supplements(document)
    word.add(document, "DuongKe", "{{p title_rule }}")
    if addendum:
        word.add(document, "ChuaChinhThuc", _UNOFFICIAL)
    word.add(document, "CachDong")
    return _rest(document, signatures.state_posts)


def _with_own(styles: tuple[Style, ...]) -> tuple[Style, ...]:
    """Add our styles; the title comes closer to the header, so that a short text has one page."""
    known = {style.id: style for style in (*styles, *_OWN_STYLES)}
    known["TenLoai"] = replace(known["TenLoai"], before=_ABOVE_TITLE)
    return tuple(known.values())


def _title(document: Part, kind: str) -> None:
    """Draw tên loại, and trích yếu where the title says more than the kind."""
    word.add(document, "TenLoai", kind)
    word.add(document, "TrichYeu", "{%p if subject %}")
    word.add(document, "TrichYeu", "{{r subject }}")
    word.add(document, "TrichYeu", "{%p endif %}")


def _supplements(document: Part) -> None:
    """Name what is supplemented, as an annex names what it comes with (Mẫu 2.1)."""
    word.add(document, "BoSung", "{{r supplements }}")


def _rest(document: Part, posts: signatures.Posts) -> bytes:
    """Draw text and signatures: who confirms left, who undertakes right."""
    parts.body(document, _BODY)
    both = (
        Signatory("confirm", "XacNhan", "", posts, takes_notes=True),
        Signatory("personal", "ChuKyCaNhan", "NGƯỜI CAM KẾT", signatures.no_posts,
                  takes_notes=True),
    )  # fmt: skip
    signatures.pair(document, _WIDTHS, both)
    word.add(document, "Cuoi")
    return word.to_bytes(document)
