"""Centred text breaks where we say, and rules are as long as the decree wants."""

from __future__ import annotations

import re

import pytest

from doc_templates.layout.compounds import units
from doc_templates.layout.lines import balanced, rule
from doc_templates.typeface import Face, text_width

MM = 25.4 / 72
TITLE = (
    "Học tập chuyên đề năm 2020 về “Tăng cường khối đại đoàn kết toàn dân tộc, xây dựng Đảng "
    "và hệ thống chính trị trong sạch, vững mạnh theo tư tưởng, đạo đức, phong cách Hồ Chí Minh”"
)


def test_a_short_text_is_one_line() -> None:
    assert balanced("SỞ Y TẾ", Face.BOLD, 13, 64) == ("SỞ Y TẾ",)


def test_a_long_title_gets_lines_about_equally_long() -> None:
    lines = balanced(TITLE, Face.BOLD, 14, 145)
    widths = [text_width(line, Face.BOLD, 14) * MM for line in lines]
    assert len(lines) == 3
    assert max(widths) <= 145
    assert min(widths) > 0.9 * max(widths)


def test_no_word_is_lost_by_breaking() -> None:
    assert " ".join(balanced(TITLE, Face.BOLD, 14, 60)) == TITLE


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("TRUNG TÂM KIỂM SOÁT BỆNH TẬT", ("TRUNG TÂM", "KIỂM SOÁT BỆNH TẬT")),
        ("BỆNH VIỆN ĐA KHOA KHU VỰC", ("BỆNH VIỆN", "ĐA KHOA KHU VỰC")),
    ],
)
def test_a_name_is_not_broken_inside_a_word(text: str, lines: tuple[str, ...]) -> None:
    assert balanced(text, Face.BOLD, 13, 64) == lines


def test_whole_words_do_not_cost_a_line() -> None:
    text = "XXXXXXXXXX TRUNG TÂM XXXXXXXXXX"
    width = text_width("XXXXXXXXXX TRUNG", Face.BOLD, 13) * MM
    assert balanced(text, Face.BOLD, 13, width + 0.1) == ("XXXXXXXXXX TRUNG", "TÂM XXXXXXXXXX")


def test_units_joined_by_spaces_are_the_text() -> None:
    for text in (TITLE, "Kế hoạch năm 2026", "  hai  khoảng trắng ", "", "trung tâm"):
        assert " ".join(units(text)) == text
    assert units("Kế hoạch năm 2026 của Sở Y tế") == ["Kế hoạch", "năm 2026", "của", "Sở", "Y tế"]


def test_a_word_wider_than_the_line_is_cut() -> None:
    lines = balanced("K" * 500, Face.BOLD, 14, 145)
    assert "".join(lines) == "K" * 500
    assert all(text_width(line, Face.BOLD, 14) * MM <= 145 for line in lines)


@pytest.mark.parametrize("line", ["SỞ Y TẾ", "BỆNH VIỆN ĐA KHOA KHU VỰC NGỌC LẶC"])
def test_a_rule_is_a_third_to_a_half_of_its_line_and_centred(line: str) -> None:
    indents = re.findall(r'w:(?:left|right)="(\d+)"', rule(line, Face.BOLD, 13, 100))
    left, right = (int(indent) / 1440 * 25.4 for indent in indents)
    assert left == right
    assert 1 / 3 < (100 - left - right) / (text_width(line, Face.BOLD, 13) * MM) < 1 / 2


def test_two_no_break_spaces_are_one_digit_wide() -> None:
    for face in Face:
        assert text_width("\u00a0\u00a0", face, 13) == text_width("7", face, 13)
