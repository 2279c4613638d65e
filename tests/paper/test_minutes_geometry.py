"""The minutes of a comment round, measured against Mẫu 1.9 of NĐ 30/2020/NĐ-CP. Millimetres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.paper.measure import Sheet


@pytest.fixture
def first(minutes_sheets: list[Sheet]) -> Sheet:
    return minutes_sheets[0]


@pytest.fixture
def last(minutes_sheets: list[Sheet]) -> Sheet:
    return minutes_sheets[-1]


def near(value: float, tolerance: float = 0.5) -> object:
    return pytest.approx(value, abs=tolerance)


def test_there_is_a_number_line_and_no_date_line(first: Sheet) -> None:
    code = first.find("/BB-NVY")
    row = next(line for line in first.lines() if line.y == near(code.y))
    assert row.text.replace("\u00a0", " ").split() == ["Số:", "/BB-NVY"]
    assert code.type == (13.0, False, False)


def test_the_title_and_the_meeting(first: Sheet) -> None:
    kind = first.find("BIÊN BẢN")
    meeting = first.find("Góp ý dự thảo Kế hoạch học tập chuyên đề năm 2020")
    rule = first.rule_below(meeting)
    assert kind.type == meeting.type == (14.0, True, False)
    assert kind.centre == near(112.5)
    assert meeting.centre == near(112.5)
    assert 1 / 3 <= rule.length / meeting.width <= 1 / 2


def test_secretary_left_and_chair_right_on_one_baseline(last: Sheet) -> None:
    secretary, chair = last.find("THƯ KÝ"), last.find("CHỦ TỌA")
    assert secretary.type == chair.type == (14.0, True, False)
    assert secretary.y == near(chair.y)
    assert secretary.centre < 30 + 165 / 2 < chair.centre
    assert secretary.centre == near(65)


def test_names_on_one_baseline_under_their_posts(last: Sheet) -> None:
    secretary, chair = last.find("Nguyễn Văn Bình"), last.find("Lê Thị Hoa")
    assert secretary.type == chair.type == (14.0, True, False)
    assert secretary.y == near(chair.y)
    assert secretary.centre == near(last.find("THƯ KÝ").centre)
    assert chair.centre == near(last.find("CHỦ TỌA").centre)
    assert chair.y - last.find("BÍ THƯ").y >= 24


def test_recipients_stand_below_both_names(last: Sheet) -> None:
    label, archive = last.find("Nơi nhận:"), last.find("- Lưu: VT, Hồ sơ.")
    assert 5 <= label.y - last.find("Lê Thị Hoa").y <= 12
    assert label.type == (12.0, True, True)
    assert archive.type == (11.0, False, False)
    assert label.x == near(30)
    assert archive.x == near(30)


def test_the_closing_sentence_carries_the_end_mark(minutes_sheets: list[Sheet]) -> None:
    text = "".join(sheet.text for sheet in minutes_sheets)
    assert text.count("./.") == 1
    assert "kết thúc vào 09 giờ 30, ngày 17 tháng 02 năm 2020./." in text


def test_the_conclusion_goes_with_the_signatures(last: Sheet) -> None:
    conclusion = last.find("Thống nhất trình dự thảo sau khi tiếp thu ý kiến")
    assert last.find("Kết luận").y < conclusion.y < last.find("THƯ KÝ").y
