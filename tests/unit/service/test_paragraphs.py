"""Paragraphs keep their ids through a text box, so that comments stay where they were made."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from service.pages.paragraphs import Paragraph, clean, join, renewed, split

OLD = (
    Paragraph("s1p1", "Tổ chức học tập chuyên đề trong quý I."),
    Paragraph("s1p2", "Mỗi chi bộ đăng ký hai nội dung làm theo."),
    Paragraph("s1p3", "Báo cáo kết quả trước ngày 30 tháng 11."),
)
WORDS = st.text(st.sampled_from("ab cđỏ.\t"), min_size=1).map(clean).filter(bool)


def ids(*texts: str) -> list[str]:
    return [p.id for p in renewed(texts, OLD, {p.id for p in OLD}, "s1")]


def test_what_is_not_touched_keeps_its_ids() -> None:
    assert ids(*(p.text for p in OLD)) == ["s1p1", "s1p2", "s1p3"]


def test_an_id_moves_with_its_text() -> None:
    assert ids(OLD[2].text, OLD[0].text, OLD[1].text) == ["s1p3", "s1p1", "s1p2"]


def test_an_edited_paragraph_keeps_its_id() -> None:
    edited = "Mỗi chi bộ đăng ký từ một đến hai nội dung làm theo."
    assert ids(OLD[0].text, edited, OLD[2].text) == ["s1p1", "s1p2", "s1p3"]


def test_a_new_paragraph_gets_an_id_that_was_never_used() -> None:
    assert ids("Hoàn toàn khác hẳn.", *(p.text for p in OLD))[0] == "s1p4"


def test_a_removed_paragraph_takes_its_id_along() -> None:
    assert ids(OLD[0].text, "Một câu mới không giống câu nào.", OLD[2].text)[1] == "s1p4"


def test_two_equal_paragraphs_have_two_ids() -> None:
    twice = [Paragraph("s1p1", "như trên"), Paragraph("s1p2", "như trên")]
    found = renewed(["như trên", "như trên", "như trên"], twice, {"s1p1", "s1p2"}, "s1")
    assert [p.id for p in found] == ["s1p1", "s1p2", "s1p3"]


def test_an_exact_text_goes_before_a_similar_one() -> None:
    old = [Paragraph("s1p1", "một hai ba bốn"), Paragraph("s1p2", "một hai ba năm")]
    found = renewed(["một hai ba năm", "một hai ba sáu"], old, {"s1p1", "s1p2"}, "s1")
    assert [p.id for p in found] == ["s1p2", "s1p1"]


def test_a_browsers_line_ends_part_paragraphs_as_ours_do() -> None:
    assert split("một\r\n\r\nhai\r\n \r\nba") == ["một", "hai", "ba"]


def test_a_line_break_inside_a_paragraph_is_a_space() -> None:
    assert split("một\nhai") == ["một hai"]


def test_texts_are_composed() -> None:
    assert clean(unicodedata.normalize("NFD", "Đảng ủy")) == "Đảng ủy"


@given(st.lists(WORDS, max_size=8))
def test_paragraphs_survive_the_text_box(texts: list[str]) -> None:
    assert split(join(texts)) == texts


@given(st.lists(WORDS, max_size=8), st.lists(WORDS, max_size=8))
def test_ids_are_never_given_twice(before: list[str], after: list[str]) -> None:
    old = [Paragraph(f"s1p{n}", text) for n, text in enumerate(before, 1)]
    found = renewed(after, old, {p.id for p in old}, "s1")
    assert [p.text for p in found] == after
    assert len({p.id for p in found}) == len(after)
