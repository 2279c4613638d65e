"""What is a deadline, to which day, and whether that day is still in time."""

from __future__ import annotations

from datetime import date

import pytest

from doc_templates.read.body import Paragraph
from doc_templates.read.deadlines import DEADLINE_LIMIT, TIME_LIMIT, find_deadlines, last_day
from doc_templates.read.model import Notes, WarningCode


def found_in(text: str) -> tuple[list[tuple[str, bool]], list[WarningCode]]:
    notes = Notes()
    deadlines = find_deadlines([Paragraph("s1p1", text)], notes)
    return [(d.date.isoformat(), d.inclusive) for d in deadlines], [w.code for w in notes.all()]


@pytest.mark.parametrize(
    ("text", "day", "inclusive"),
    [
        ("nộp trước ngày 28/02/2020.", "2020-02-28", False),
        ("nộp trước ngày **28/02/2020**.", "2020-02-28", False),
        ("khen thưởng trước 30/11/2020", "2020-11-30", False),
        ("Trước ngày 30 tháng 11 năm 2020 phải xong", "2020-11-30", False),
        ("truoc ngay 28-02-2020", "2020-02-28", False),
        ("chậm nhất ngày 15/3/2026", "2026-03-15", True),
        ("chậm nhất là ngày 15/3/2026", "2026-03-15", True),
        ("chậm nhất vào ngày 15.3.2026", "2026-03-15", True),
        ("đến hết ngày 31/12/2026", "2026-12-31", True),
        ("hạn cuối: 31/12/2026", "2026-12-31", True),
        ("hạn nộp ngày 31/12/2026", "2026-12-31", True),
        ("thời hạn đến ngày 31/12/2026", "2026-12-31", True),
        ("không quá ngày 31/12/2026", "2026-12-31", True),
        ("Quý I/2020", "2020-03-31", True),
        ("hoàn thành trong Quý I/2020", "2020-03-31", True),
        ("xong trong quý 4 năm 2026", "2026-12-31", True),
        ("trước Quý II/2020", "2020-04-01", False),
        ("hoàn thành trong tháng 6/2026", "2026-06-30", True),
        ("chậm nhất tháng 02 năm 2028", "2028-02-29", True),
        ("trước tháng 6/2026", "2026-06-01", False),
    ],
)
def test_a_deadline_is_understood(text: str, day: str, inclusive: bool) -> None:  # noqa: FBT001
    assert found_in(text) == ([(day, inclusive)], [])


@pytest.mark.parametrize(
    "text",
    [
        "Chỉ thị số 27/CT-TTg ngày 08/9/2016 của Thủ tướng Chính phủ",
        "kỷ niệm 70 năm ngày Bác Hồ gửi thư (27/02/1955 - 27/02/2025)",
        "bắt đầu từ tháng 03/2020.",
        "từ Quý I/2020 trở đi",
        "trong giai đoạn từ năm 2022 đến năm 2024",
        "khắc phục những hạn chế, khuyết điểm",
    ],
)
def test_a_date_alone_is_no_deadline(text: str) -> None:
    assert found_in(text) == ([], [])


@pytest.mark.parametrize(
    "text", ["trước ngày 31/02/2020", "ngày 31/02/2020", "trước 00/13/2020", "hết tháng 13/2020"]
)
def test_a_day_that_does_not_exist_is_a_warning_and_no_deadline(text: str) -> None:
    assert found_in(text) == ([], [WarningCode.DATE_WRONG])


@pytest.mark.parametrize(
    "text", ["trước ngày 30/11 hằng năm", "trước 28/02/20", "chậm nhất 15 tháng 3"]
)
def test_a_year_is_never_guessed(text: str) -> None:
    assert found_in(text) == ([], [WarningCode.DEADLINE_UNCLEAR])


def test_several_deadlines_come_in_the_order_they_are_said() -> None:
    deadlines, _ = found_in("Nộp trước ngày 28/02/2020; báo cáo chậm nhất ngày 30/6/2020.")
    assert deadlines == [("2020-02-28", False), ("2020-06-30", True)]


def test_what_is_due_is_the_clause_around_the_day() -> None:
    text = "2. Lập sổ sách; nộp Kế hoạch về Văn phòng trước ngày **28/02/2020**; báo cáo sau."
    (deadline,) = find_deadlines([Paragraph("s4p1", text)], Notes())
    assert deadline.what == "nộp Kế hoạch về Văn phòng trước ngày 28/02/2020"
    assert deadline.paragraph == "s4p1"


def test_before_a_day_ends_the_day_before() -> None:
    strict, lenient = find_deadlines(
        [Paragraph("s1p1", "trước ngày 01/3/2020; chậm nhất ngày 01/3/2020")], Notes()
    )
    assert (last_day(strict), last_day(lenient)) == (date(2020, 2, 29), date(2020, 3, 1))


def test_past_the_limit_deadlines_are_reported_not_lost() -> None:
    deadlines, warned = found_in("trước 28/02/2020. " * (DEADLINE_LIMIT + 3))
    assert len(deadlines) == DEADLINE_LIMIT
    assert warned == [WarningCode.DEADLINE_UNCLEAR] * 3


def test_a_flood_of_dates_is_cut_and_said_to_be() -> None:
    notes = Notes()
    paragraphs = [
        Paragraph("s1p1", "08/9/2016 " * TIME_LIMIT),
        Paragraph("s1p2", "trước 28/02/2020"),
    ]
    assert find_deadlines(paragraphs, notes) == ()
    assert [(w.place, w.found) for w in notes.all()] == [("s1p1", "…")]
