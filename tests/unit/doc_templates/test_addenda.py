"""What an addendum prints: what it supplements, the new contents, and nothing written again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from doc_templates.layout.registry import FORMS
from doc_templates.port import Occasion, SignatureBlock
from tests.unit.doc_templates.contents import Json, a_commitment, a_follow
from tests.unit.doc_templates.printed import body, words

if TYPE_CHECKING:
    from doc_templates.layout.blocks import Context

BLOCK = SignatureBlock("TM.", "CHI BỘ", "BÍ THƯ", "Lê Thị Hoa")
KINDS = ("bo-sung-dang", "bo-sung-vien-chuc")


def laid_out(content: Json) -> Context:
    signers = {"personal": BLOCK, "confirm": BLOCK}
    return FORMS[str(content["template"])].context(content, signers, Occasion())


@pytest.mark.parametrize("kind", KINDS)
def test_it_names_what_it_supplements_and_its_day(kind: str) -> None:
    earlier: Any = {"title": "Bản cam kết năm 2026", "date": "2026-02-03"}
    printed = words(laid_out(a_commitment(kind, supplements=earlier))["supplements"])
    assert printed == "(Bổ sung cho Bản cam kết năm 2026, ngày 03 tháng 02 năm 2026)"


@pytest.mark.parametrize("kind", KINDS)
def test_a_day_that_is_not_known_is_left_out(kind: str) -> None:
    earlier: Any = {"title": "Bản cam kết năm 2026", "date": ""}
    printed = words(laid_out(a_commitment(kind, supplements=earlier))["supplements"])
    assert printed == "(Bổ sung cho Bản cam kết năm 2026)"


@pytest.mark.parametrize(
    "title", ["Bản cam kết bổ sung năm 2026", "Bản bổ sung cam kết năm 2026", "Năm 2026"]
)
def test_the_title_does_not_repeat_the_name_of_the_kind(title: str) -> None:
    assert words(laid_out(a_commitment(KINDS[1], title=title))["subject"]) == "Năm 2026"


def test_its_contents_are_numbered_when_there_are_several() -> None:
    one, two = (
        body(laid_out(a_commitment(KINDS[1], contents=[a_follow(n) for n in range(1, count)])))
        for count in (2, 3)
    )
    about = "Đối với công việc: cải cách thủ tục hành chính"
    assert about in one
    assert [line for line in two if about in line] == [f"1. {about}", f"2. {about}"]


@pytest.mark.parametrize("kind", KINDS)
def test_it_ends_as_a_part_of_what_it_supplements(kind: str) -> None:
    last = body(laid_out(a_commitment(kind)))[-1]
    assert last.startswith("Bản cam kết bổ sung này là một phần của bản cam kết nêu trên")
    assert last.endswith("cuối năm./." if kind == KINDS[1] else "cuối năm.")
    assert last.count("./.") == (kind == KINDS[1])


def test_it_says_for_which_year_it_registers() -> None:
    content = a_commitment(KINDS[0], year=2027)
    assert "Tôi đăng ký bổ sung nội dung làm theo năm 2027 như sau:" in body(laid_out(content))
