"""Headers are known again however people type them."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doc_templates.read.list_columns import columns, recognised

SPELLINGS = {
    "key": ["MÃ NHÂN SỰ", "ma nhan su", "Mã nhân sự *", "Mã nhân sự (hoặc tài khoản)", "Tài khoản",
            "Tên đăng nhập", "login", "Mã nhân sự / tài khoản"],
    "kinds": ["LOẠI", "Loại cam kết", "Loại (đảng viên / viên chức / cả hai)"],
    "follow1.relation": ["Đối tượng", "Làm theo 1: đối tượng", "ĐỐI TƯỢNG (LÀM THEO 1)",
                         "LT1 đối tượng", "Nội dung làm theo 1 – Mối quan hệ",
                         "Đối tượng 1", "Làm theo: Đối tượng"],
    "follow1.subject": ["Đối tượng cụ thể", "lam theo 1 doi tuong cu the"],
    "follow2.work": ["Công việc 2", "Làm theo 2: công việc", "Nội dung làm theo 2",
                     "Việc làm theo 02"],
    "follow1.remedy": ["Làm theo 1 - Giải pháp", "Giải pháp 1"],
    "shortcoming1.text": ["Hạn chế", "Hạn chế, khuyết điểm", "Khuyết điểm 1"],
    "shortcoming3.remedy": ["Hạn chế 3: giải pháp", "Hạn chế 3 - biện pháp khắc phục",
                            "Khắc phục 3"],
    "section.dao-duc": ["Đạo đức, lối sống", "PHẨM CHẤT ĐẠO ĐỨC, LỐI SỐNG",
                        "Về đạo đức, lối sống"],
    "section.ky-luat": ["Kỷ luật", "Kỉ luật", "Ý thức tổ chức kỷ luật"],
    "section.lanh-dao": ["Phần lãnh đạo", "Lãnh đạo, quản lý"],
    "section.nghi-quyet": ["Nghị quyết", "Kế hoạch hành động thực hiện nghị quyết"],
}  # fmt: skip
PAIRS = [(column, text) for column, texts in SPELLINGS.items() for text in texts]


@pytest.mark.parametrize(("column", "header"), PAIRS)
def test_a_spelling_means_its_column(column: str, header: str) -> None:
    assert recognised([header]) == {0: column}


@pytest.mark.parametrize(
    "header", ["", "STT", "Ghi chú", "Đơn vị", "Làm theo 3 - Công việc", "Hạn chế 4"]
)
def test_other_headers_mean_nothing(header: str) -> None:
    assert recognised([header]) == {}


def test_a_remedy_belongs_to_what_it_stands_behind() -> None:
    headers = ["Công việc", "Giải pháp", "Hạn chế", "Giải pháp", "Hạn chế 2", "Giải pháp 2"]
    assert list(recognised(headers).values()) == [
        "follow1.work", "follow1.remedy", "shortcoming1.text", "shortcoming1.remedy",
        "shortcoming2.text", "shortcoming2.remedy",
    ]  # fmt: skip


def test_a_header_without_number_belongs_to_the_group_it_stands_in() -> None:
    assert recognised(["Công việc 2", "Thời gian"]) == {0: "follow2.work", 1: "follow2.time"}


def test_every_column_has_an_id_and_a_header_of_its_own() -> None:
    for counted in (Counter(c.id for c in columns()), Counter(c.header for c in columns())):
        assert [each for each, count in counted.items() if count > 1] == []


@given(
    st.permutations(columns()),
    st.lists(
        st.sampled_from(["upper", "lower", "title", "plain", "apart"]), min_size=40, max_size=40
    ),
)
def test_order_case_and_accents_do_not_matter(order: list, ways: list[str]) -> None:  # type: ignore[type-arg]
    headers = [_typed(column.header, way) for column, way in zip(order, ways, strict=False)]
    assert list(recognised(headers).values()) == [column.id for column in order]


def _typed(header: str, way: str) -> str:
    if way in {"upper", "lower", "title"}:
        return str(getattr(header, way)())
    if way == "plain":
        bare = unicodedata.normalize("NFD", header.replace("đ", "d").replace("Đ", "D"))
        return "".join(c for c in bare if not unicodedata.combining(c))
    return f"  {header.replace(' ', '   ')} :"
