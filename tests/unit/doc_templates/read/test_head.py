"""Numbers, dates, kinds and titles as offices really type them."""

from __future__ import annotations

import pytest

from doc_templates.read.model import WarningCode
from doc_templates.read.plan import read_plan
from tests.unit.doc_templates.read.plan_text import codes, paragraphs, plan_text


@pytest.mark.parametrize(
    ("line", "number", "code"),
    [
        ("Số: 241 /KH-SYT", "241", "KH-SYT"),
        ("Số : 241/KH - SYT", "241", "KH-SYT"),
        ("Số: /KH-SYT", "", "KH-SYT"),
        ("Số:      /KH-SYT", "", "KH-SYT"),
        ("Số: ……/KH-SYT", "", "KH-SYT"),
        ("Số: ..... /KH-SYT", "", "KH-SYT"),
        ("S ố: 05/KH-SYT", "05", "KH-SYT"),
        ("Sô: 05/KH-SYT", "05", "KH-SYT"),
        ("So 05/KH-SYT", "05", "KH-SYT"),
        ("SỐ: 05/kh-syt", "05", "KH-SYT"),
        ("**Số: 05/KH-SYT**", "05", "KH-SYT"),
        ("Số: 05/KH–SYT", "05", "KH-SYT"),
        ("Số: 12/KH-BVĐK", "12", "KH-BVĐK"),
        ("Số 05-KH/ĐU", "05", "KH/ĐU"),
    ],
)
def test_a_number_line_is_understood(line: str, number: str, code: str) -> None:
    source = read_plan(plan_text(number=line)).content["source"]
    assert isinstance(source, dict)
    assert (source["number"], source["code"]) == (number, code)


@pytest.mark.parametrize(
    ("line", "place", "date"),
    [
        ("Thanh Hóa, ngày 10 tháng 02 năm 2020", "Thanh Hóa", "2020-02-10"),
        ("Thanh Hóa,ngày 10 tháng 2 năm 2020", "Thanh Hóa", "2020-02-10"),
        ("*Thanh Hóa, ngày 10 tháng 02 năm 2020*", "Thanh Hóa", "2020-02-10"),
        ("Kon Tum, ngày tháng năm 2024", "Kon Tum", ""),
        ("Kon Tum, ngày … tháng … năm 2024", "Kon Tum", ""),
        ("Kon Tum, ngày    tháng  8  năm 2024", "Kon Tum", ""),
        ("Thanh Hóa, ngày 31 tháng 02 năm 2020", "Thanh Hóa", ""),
        ("Thanh Hoa, ngay 10 thang 02 nam 2020", "Thanh Hoa", "2020-02-10"),
        ("Tp. Hồ Chí Minh, ngày 1/3/2026", "Tp. Hồ Chí Minh", "2026-03-01"),
    ],
)
def test_a_date_line_is_understood(line: str, place: str, date: str) -> None:
    source = read_plan(plan_text(date=line)).content["source"]
    assert isinstance(source, dict)
    assert (source["place"], source["date"]) == (place, date)


def test_a_day_that_does_not_exist_is_said_to_be_wrong() -> None:
    plan = read_plan(plan_text(date="Thanh Hóa, ngày 31 tháng 02 năm 2020"))
    assert WarningCode.DATE_WRONG in codes(plan)
    assert WarningCode.DATE_BLANK not in codes(plan)


def test_number_and_date_side_by_side_are_both_read() -> None:
    for gap in (" ", "          ", "\t"):
        line = f"Số: 05/KH-SYT{gap}Thanh Hóa, ngày 10 tháng 02 năm 2020"
        source = read_plan(plan_text(number=line, date="")).content["source"]
        assert source == {
            "number": "05", "code": "KH-SYT", "date": "2020-02-10", "place": "Thanh Hóa",
        }  # fmt: skip


@pytest.mark.parametrize(
    "kind", ["KẾ HOẠCH", "kế hoạch", "KE HOACH", "K Ế   H O Ạ C H", "**KẾ HOẠCH**"]
)
def test_the_type_line_is_known_in_any_dress(kind: str) -> None:
    plan = read_plan(plan_text(kind=kind))
    assert plan.content["title"] == "Học tập chuyên đề năm 2026"
    assert plan.warnings == ()


def test_a_title_in_the_type_line_is_read() -> None:
    plan = read_plan(plan_text(kind="KẾ HOẠCH Học tập", title=""))
    assert plan.content["title"] == "Học tập"


def test_a_title_over_several_lines_becomes_one() -> None:
    plan = read_plan(
        plan_text(title="Học tập chuyên đề\nnăm 2026 về\nHồ Chí Minh\n\ntrong ngành Y tế")
    )
    assert plan.content["title"] == "Học tập chuyên đề năm 2026 về Hồ Chí Minh trong ngành Y tế"


def test_another_kind_is_read_and_doubted() -> None:
    plan = read_plan(plan_text(kind="BÁO CÁO", number="Số: 05/BC-SYT"))
    assert {WarningCode.KIND_OTHER, WarningCode.KIND_MISSING, WarningCode.CODE_OF_OTHER_KIND} <= (
        codes(plan)
    )


def test_a_letterhead_is_passed_over_and_unknown_lines_are_reported() -> None:
    head = (
        "UBND TỈNH THANH HÓA        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    )
    plan = read_plan(plan_text(number=f"{head}\nSố: 05/KH-SYT"))
    ignored = [w.found for w in plan.warnings if w.code is WarningCode.LINE_IGNORED]
    assert ignored == ["UBND TỈNH THANH HÓA"]


def test_headings_in_other_dress_open_sections() -> None:
    body = "**I. MỤC ĐÍCH**\n\nA.\n\nII/ YÊU CẦU\nCHUNG\n\nB.\n\nIII - Tổ chức thực hiện\n\nC./."
    plan = read_plan(plan_text(body=body))
    sections = plan.content["sections"]
    assert isinstance(sections, list)
    assert [s["heading"] for s in sections if isinstance(s, dict)] == [
        "I. MỤC ĐÍCH", "II/ YÊU CẦU CHUNG", "III - Tổ chức thực hiện",
    ]  # fmt: skip
    assert paragraphs(plan) == {"s1p1": "A.", "s2p1": "B.", "s3p1": "C"}


def test_a_missing_section_number_is_reported() -> None:
    plan = read_plan(plan_text(body="I. MỘT\n\nA.\n\nIII. BA\n\nB./."))
    assert WarningCode.SECTION_ORDER in codes(plan)


def test_a_plan_without_sections_keeps_its_text() -> None:
    plan = read_plan(plan_text(body="Các đơn vị thực hiện./."))
    assert paragraphs(plan) == {"s1p1": "Các đơn vị thực hiện"}
    assert plan.content["bases"] == ["Thực hiện Chỉ thị số 05-CT/TW;"]
    assert WarningCode.SECTIONS_MISSING in codes(plan)
