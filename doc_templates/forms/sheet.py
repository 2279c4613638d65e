"""Millimetres, points and named styles of NĐ 30/2020/NĐ-CP, Phụ lục I. Values only, no drawing.

Where Phụ lục I gives a range, the value here is inside it and the comment says why that one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
TOP, BOTTOM = 20.0, 20.0
# 30 + 15 leaves 165 mm: the Quốc hiệu is 95.7 mm wide at 13 pt, its neighbour needs about 65.
LEFT, RIGHT = 30.0, 15.0
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
PAGE_NUMBER_TOP = 10.0  # from the paper's edge, as in the decree's own forms
INDENT = 10.0
RULE_WEIGHT = 6  # eighths of a point: 0.75 pt

Align = Literal["left", "center", "both"]


@dataclass(frozen=True, slots=True)
class Style:
    """One named paragraph style; sizes and spaces in pt, indents in mm."""

    id: str
    name: str
    size: float
    align: Align = "center"
    bold: bool = False
    italic: bool = False
    underline: bool = False
    before: float = 0.0
    after: float = 0.0
    exact: float | None = None  # line height; single when absent
    first_line: float = 0.0
    hanging: float = 0.0
    tab: float = 0.0  # mm from the margin: the only tab stop
    keep_next: bool = False
    outline: int | None = None  # 0 is the document's title
    rule_above: bool = False


STYLES = (
    Style("QuocHieu", "Quốc hiệu", 13, bold=True),
    Style("TieuNgu", "Tiêu ngữ", 14, bold=True),
    Style("CoQuanChuQuan", "Cơ quan chủ quản", 13),
    Style("CoQuanBanHanh", "Cơ quan ban hành", 13, bold=True),
    # A 13 pt line has its baseline 0.89 pt higher in its box than a 14 pt line: the two cells
    # stand on one line (II.4c), and the number field paints both blanks on one baseline.
    Style("SoKyHieu", "Số, ký hiệu", 13, before=6.9),
    Style("NgayThang", "Địa danh, ngày tháng", 14, italic=True, before=6),
    Style("TenLoai", "Tên loại", 14, bold=True, before=30, keep_next=True, outline=0),
    Style("TrichYeu", "Trích yếu", 14, bold=True, keep_next=True),
    # The border is drawn at the top of an otherwise empty line.
    Style("DuongKe", "Đường kẻ", 1, exact=1, before=5, rule_above=True, keep_next=True),
    Style("CachDong", "Cách dòng", 8, exact=8, keep_next=True),
    Style("CanCu", "Căn cứ", 14, align="both", italic=True, before=6, first_line=INDENT),
    Style("NoiDung", "Nội dung", 14, align="both", before=6, first_line=INDENT),
    Style("NoiDungGiu", "Nội dung dẫn", 14, align="both", before=6, first_line=INDENT,
          keep_next=True),
    # The end of the text goes to the next page with the signature, never the signature alone.
    Style("NoiDungCuoi", "Nội dung cuối", 14, align="both", before=6, first_line=INDENT,
          keep_next=True),
    Style(
        "TieuDe", "Tiêu đề mục", 14, align="both", bold=True, before=6, first_line=INDENT,
        keep_next=True, outline=1,
    ),
    Style(
        "TieuDeCon", "Tiêu đề con", 14, align="both", bold=True, before=6, first_line=INDENT,
        keep_next=True,
    ),
    Style("CachKhoiKy", "Cách khối ký", 14, exact=16, keep_next=True),
    Style("QuyenHan", "Quyền hạn, chức vụ", 14, bold=True, keep_next=True),
    Style("Moc", "Mốc vị trí", 1, exact=1, keep_next=True),
    Style("ChoKy", "Chỗ ký", 1, exact=67, keep_next=True),
    Style("HoTen", "Họ tên", 14, bold=True, keep_next=True),
    Style("NoiNhanNhan", "Nơi nhận: nhãn", 12, align="left", bold=True, italic=True,
          keep_next=True),
    Style("NoiNhan", "Nơi nhận", 11, align="left", hanging=2.3, keep_next=True),
    Style("NoiNhanTiep", "Nơi nhận: tiếp", 11, align="left", hanging=2.3),
    Style("SoTrang", "Số trang", 14),
    # Word wants a paragraph after a table; this one is too low to open a page of its own.
    Style("Cuoi", "Cuối văn bản", 1, exact=0.05),
)  # fmt: skip
# Of forms where the space before the signatures belongs to the last text.
LAST_TEXT = Style("NoiDungCuoi", "Nội dung cuối", 14, align="both", before=6, after=16,
                  first_line=INDENT, keep_next=True)  # fmt: skip
# Of forms where a role may carry a note in place of the room for its signature.
NOTE = Style("GhiChu", "Ghi chú xác nhận", 11, italic=True, keep_next=True)
