"""The named styles of the Party's form: the decree's, with the values of `party_form` put in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from doc_templates.forms.sheet import LAST_TEXT, NOTE, STYLES, Style

if TYPE_CHECKING:
    from doc_templates.party_form import PartyForm

_BODY = ("CanCu", "NoiDung", "NoiDungGiu", "NoiDungCuoi", "TieuDe", "TieuDeCon")
# A 15 pt line has its baseline 0.89 pt lower in its box than a 14 pt line.
_BASELINE_PER_PT = 0.891


def party_styles(form: PartyForm) -> tuple[Style, ...]:
    """Return the styles of a version's forms."""
    known = {style.id: style for style in (*STYLES, LAST_TEXT)}
    known |= {name: _body(known[name], form) for name in _BODY}
    changed = {style.id: style for style in (*_header(form), *_title(form), *_foot(form))}
    known |= changed
    known["CanCu"] = replace(known["CanCu"], italic=form.basis_italic)
    known["SoTrang"] = replace(known["SoTrang"], size=form.page_number_size)
    return (*known.values(), NOTE)


def _header(form: PartyForm) -> tuple[Style, ...]:
    lower = (form.nation_size - form.issuer_size) * _BASELINE_PER_PT
    return (
        Style("DangCongSan", "Đảng Cộng sản Việt Nam", form.nation_size, bold=True),
        Style("CoQuanChuQuan", "Tổ chức đảng cấp trên", form.issuer_size, before=lower),
        Style("CoQuanBanHanh", "Tổ chức đảng ban hành", form.issuer_size, bold=True),
        Style("DauSao", "Dấu sao", form.star_size),
        Style("SoKyHieu", "Số, ký hiệu", form.number_size, before=6),
        Style("NgayThang", "Địa danh, ngày tháng", form.date_size, italic=True, before=6),
    )


def _title(form: PartyForm) -> tuple[Style, ...]:
    return (
        Style("TenLoai", "Tên loại", form.kind_size, bold=True, before=30, keep_next=True,
              outline=0),
        Style("TrichYeu", "Trích yếu", form.subject_size, bold=True, keep_next=True),
        Style("GachNoi", "Gạch dưới trích yếu", form.dashes_size, keep_next=True),
    )  # fmt: skip


def _body(style: Style, form: PartyForm) -> Style:
    return replace(
        style,
        size=form.body_size,
        exact=form.pitch,
        before=form.paragraph_gap,
        first_line=form.indent,
    )


def _foot(form: PartyForm) -> tuple[Style, ...]:
    size, list_size = form.signature_size, form.recipients_size
    return (
        Style("QuyenHan", "Thay mặt", size, bold=True, keep_next=True),
        Style("ChucVu", "Chức vụ", size, bold=form.post_bold, keep_next=True),
        Style("HoTen", "Họ tên", size, bold=True, keep_next=True),
        Style("ChoKy", "Chỗ ký", 1, exact=form.signature_room - 5, keep_next=True),
        Style("NoiNhanNhan", "Nơi nhận: nhãn", form.recipients_label_size, align="left",
              underline=True, keep_next=True),
        Style("NoiNhan", "Nơi nhận", list_size, align="left", hanging=2.5, keep_next=True),
        Style("NoiNhanTiep", "Nơi nhận: tiếp", list_size, align="left", hanging=2.5),
    )  # fmt: skip
