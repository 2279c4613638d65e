"""Words of this walk: what both sides are called alike, and what only the cell ever wrote."""

from __future__ import annotations

from functools import cache

from tests.web.campaigns import a_list

TITLE = "Lãnh đạo thực hành tiết kiệm năm 2027"  # of a plan, and of a resolution of the cell
MARK_OF_STATE = "VT, VP"
SECRET = "cẩm chướng"  # in every text of the cell, and nowhere else


LISTED = ("bv-dieuduong1", "bv-dieuduong2", "thethuc", "bv-chuyenvien2", "dangvien2", "chuyenvien")


@cache
def a_workbook_of_members() -> bytes:
    """Return a list that names people who committed themselves in a cell, or there alone."""
    kinds = "Viên chức", "Đảng viên"
    return a_list(*((who, "", kind, "Công việc", "Rà soát.") for who in LISTED for kind in kinds))
