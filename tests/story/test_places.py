"""Minutes say in words where a comment stands; a reader knows no ids."""

from __future__ import annotations

from typing import Any

import pytest

from workflows.activities.places import place_of


def plan(text: str = "1. Mở lớp trong quý I.", heading: str = "I. NỘI DUNG") -> dict[str, Any]:
    return {
        "title": "Học tập chuyên đề",
        "sections": [
            {"id": "s1", "heading": heading, "paragraphs": [{"id": "s1p1", "text": text}]}
        ],
        "contents": [{"id": "lt1", "subject": "Tiếp người bệnh"}],
    }


@pytest.mark.parametrize(
    ("about", "place"),
    [
        ("s1p1", "I. NỘI DUNG: “1. Mở lớp trong quý I.”"),
        ("title", "“Học tập chuyên đề”"),
        ("lt1", "“Tiếp người bệnh”"),
        ("", ""),
        ("s9p9", ""),
    ],
)
def test_a_place_is_named_by_heading_and_first_words(about: str, place: str) -> None:
    assert place_of(plan(), about) == place


def test_a_paragraph_without_heading_is_quoted_alone() -> None:
    assert place_of(plan(heading=""), "s1p1") == "“1. Mở lớp trong quý I.”"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("- **Tập thể:** lựa chọn *nội dung*", "“Tập thể: lựa chọn nội dung”"),
        ('Chuyên đề “Đoàn kết” và "làm theo"', "“Chuyên đề Đoàn kết và làm theo”"),
        ("a,b " * 40, "“" + "a,b " * 14 + "a,b…”"),
        ("1. Trưởng phòng phân công người phụ trách từng nội dung, kiểm tra vào ngày 25",
         "“1. Trưởng phòng phân công người phụ trách từng nội dung…”"),
    ],
)  # fmt: skip
def test_a_quote_is_short_and_plain(text: str, quote: str) -> None:
    assert place_of(plan(text, heading=""), "s1p1") == quote


def test_the_longest_place_fits_into_the_minutes() -> None:
    assert len(place_of(plan("chữ " * 5000, "MỤC " * 125), "s1p1")) <= 200
