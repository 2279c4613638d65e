"""What a commitment begins with, and what of one kind may stand in the other."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doc_templates.check.content import check_content
from service.commitments.contents import Beginning, Served, in_kind_of, leading
from tests.unit.service.commitments.people import (
    CHAIRS_THE_CELL,
    HEADS_THE_OFFICE,
    IN_THE_CELL,
    IN_THE_COMMITTEE,
    WORKS_THERE,
    placings,
)
from workflows.domain.kinds import kind_of
from workflows.recording.content import faults_in

SERVED = Served("vb-241", "241/KH-SYT", "2026-02-10", "Học tập chuyên đề năm 2026")
BOTH = placings(HEADS_THE_OFFICE, CHAIRS_THE_CELL, IN_THE_COMMITTEE)
OF_THE_PARTY = ("Đảng", "Chi bộ", "Bí thư", "party", "cell", "nghi-quyet")
FOLLOW = {
    "id": "c1", "relation": "cong-viec", "subject": "", "work": "Rà soát 12 thủ tục.",
    "method": "Một cửa.", "time": "Trước ngày 30/6.", "result": "Giảm 30 %.", "remedy": "",
}  # fmt: skip


def begun(**changes: Any) -> Beginning:
    return Beginning("Lê Quang Thành", BOTH, 2026, **changes)


def written(content: dict[str, Any]) -> dict[str, Any]:
    """Fill in what somebody would write."""
    sections = [
        {**section, "paragraphs": [{"id": f"{section['id']}-p1", "text": f"Mục {number}."}]}
        for number, section in enumerate(content["sections"], 1)
    ]
    shortcomings = [{"id": "hc-1", "text": "Còn chậm.", "remedy": "Làm sớm.", "year": None}]
    return {**content, "sections": sections, "shortcomings": shortcomings, "contents": [FOLLOW]}


@pytest.mark.parametrize("number", [0, 1])
def test_a_beginning_fits_its_form_before_anything_is_written(number: int) -> None:
    content = begun(serves=SERVED).of(BOTH[number])
    check_content(content["kind"], content)


@pytest.mark.parametrize("number", [0, 1])
def test_what_was_written_lacks_nothing(number: int) -> None:
    content = written(begun().of(BOTH[number]))
    route = next(iter(kind_of(content["kind"]).routes.values()))
    check_content(content["kind"], content)
    assert faults_in(content, content["kind"], route) == ()


def test_it_names_person_places_and_the_plan_it_serves() -> None:
    party, state = (begun(serves=SERVED).of(placing) for placing in BOTH)
    assert party["issuer"] == {"superior": "Đảng bộ Sở Y tế", "name": "Chi bộ Văn phòng Sở"}
    assert state["issuer"] == {"superior": "Sở Y tế Thanh Hóa", "name": "Văn phòng Sở"}
    assert party["person"] == {
        "name": "Lê Quang Thành", "born": "", "unit": "Văn phòng Sở, Sở Y tế Thanh Hóa",
        "post": "Chánh Văn phòng", "mass_post": "", "party_post": "Bí thư Chi bộ; Đảng ủy viên",
        "cell": "Chi bộ Văn phòng Sở",
    }  # fmt: skip
    assert party["serves"] == {
        "number": "241/KH-SYT", "date": "2026-02-10", "title": "Học tập chuyên đề năm 2026",
    }  # fmt: skip
    assert party["title"] == state["title"]
    assert "Lê Quang Thành" not in party["title"]


def test_sections_stand_in_the_order_of_the_form() -> None:
    party, state = (begun().of(placing) for placing in BOTH)
    assert [s["id"] for s in party["sections"]] == [
        "tu-tuong", "dao-duc", "ky-luat", "tac-phong", "nhiem-vu", "lanh-dao", "nghi-quyet",
    ]  # fmt: skip
    assert [s["id"] for s in state["sections"]] == [
        "tu-tuong", "dao-duc", "ky-luat", "tac-phong", "nhiem-vu", "lanh-dao",
    ]  # fmt: skip


def test_who_does_not_lead_has_no_part_for_leaders() -> None:
    (state,) = placings(WORKS_THERE)
    content = Beginning("A", (state,), 2026).of(state)
    assert content["leads"] is False
    assert "lanh-dao" not in [s["id"] for s in content["sections"]]


def test_last_years_shortcomings_are_taken_over_without_their_remedies() -> None:
    last = {"cam-ket-dang": {"shortcomings": [{"text": "Còn chậm.", "remedy": "Làm sớm."}]}}
    party, state = (begun(last=last).of(placing) for placing in BOTH)
    assert party["shortcomings"] == [
        {"id": "hc-1", "text": "Còn chậm.", "remedy": "", "year": 2025}
    ]
    assert state["shortcomings"] == []  # nobody was shown that the two belong together


def test_both_kinds_come_from_one_content() -> None:
    party = written(begun(serves=SERVED).of(BOTH[0]))
    state = in_kind_of(party, begun().of(BOTH[1]))
    check_content("cam-ket-vien-chuc", state)
    assert state["contents"] == [FOLLOW]
    assert state["serves"] == party["serves"]
    assert state["shortcomings"] == party["shortcomings"]
    assert [s["paragraphs"][0]["text"] for s in state["sections"]] == [
        "Mục 1.", "Mục 2.", "Mục 3.", "Mục 4.", "Mục 5.", "Mục 6.",
    ]  # fmt: skip


def test_and_back_again_the_party_keeps_what_only_it_has() -> None:
    state = written(begun().of(BOTH[1]))
    party = in_kind_of(state, begun().of(BOTH[0]))
    check_content("cam-ket-dang", party)
    assert party["person"]["cell"] == "Chi bộ Văn phòng Sở"
    assert party["sections"][-1] == {
        "id": "nghi-quyet", "heading": "Kế hoạch hành động thực hiện nghị quyết", "paragraphs": [],
    }  # fmt: skip


@given(st.sampled_from([IN_THE_CELL, CHAIRS_THE_CELL]), st.booleans(), st.integers(2000, 2200))
def test_the_states_kind_never_holds_a_word_of_the_party(
    post: Any,
    heads: bool,  # noqa: FBT001 -- drawn
    year: int,
) -> None:
    own = placings(HEADS_THE_OFFICE if heads else WORKS_THERE, post, IN_THE_COMMITTEE)
    beginning = Beginning("A", own, year)
    state = in_kind_of(written(beginning.of(own[0])), beginning.of(own[1]))
    text = json.dumps(state, ensure_ascii=False)
    assert [word for word in OF_THE_PARTY if word in text] == []


def test_the_part_for_leaders_comes_and_goes_with_the_tick() -> None:
    content = written(begun().of(BOTH[0]))
    without = leading(content, leads=False)
    assert "lanh-dao" not in [s["id"] for s in without["sections"]]
    again = leading(without, leads=True)
    assert [s["id"] for s in again["sections"]] == [s["id"] for s in content["sections"]]
    assert again["sections"][5]["paragraphs"] == []


def test_an_addendum_names_what_it_adds_to() -> None:
    party = begun(serves=SERVED).of(BOTH[0])
    addendum = begun(serves=SERVED).addendum(BOTH[0], party, date(2026, 2, 3))
    check_content("bo-sung-dang", addendum)
    assert addendum["supplements"] == {"title": party["title"], "date": "2026-02-03"}
    assert addendum["title"] == "Bản cam kết bổ sung nội dung làm theo năm 2026"
    assert "sections" not in addendum
