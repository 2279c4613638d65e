"""A list's lines: ids follow from list and row; a list is taken whole or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.contracts.lists import (
    Line,
    Outcome,
    key_of,
    line_of,
    list_body,
    list_key,
    outcome_of,
    outcomes_body,
    read_list,
    read_outcomes,
)
from workflows.contracts.names import COMMITMENT, workflow_of
from workflows.domain.orders import NewDocument

NEW = NewDocument(
    "cam-ket-vien-chuc", "don-vi", "dv-1", "dv-2", "dv-1", subject_id="ng-1",
    shared_with=("dv-3",), period=2027, campaign_id="dot-1",
)  # fmt: skip
KEY = list_key("dot-1", "act-1")


def a_line(row: int, key: str = KEY) -> Line:
    return line_of(key, row, NEW, {"title": "Bản cam kết"})


def test_one_act_is_one_list_and_another_is_another() -> None:
    assert list_key("dot-1", "act-1") == KEY
    assert len({KEY, list_key("dot-1", "act-2"), list_key("dot-2", "act-1")}) == 3


@given(st.lists(st.integers(1, 10_001), min_size=1, max_size=40, unique=True))
def test_a_list_is_read_as_it_was_stored_and_known_by_its_key(rows: list[int]) -> None:
    lines = [a_line(row) for row in rows]
    assert read_list(list_body(lines)) == lines
    assert key_of(lines) == KEY
    assert len({line.document_id for line in lines}) == len(rows)
    assert {workflow_of(line.document_id) for line in lines} == {COMMITMENT}


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [a_line(2), a_line(2)],
        [a_line(2), a_line(3, list_key("dot-1", "act-2"))],
        [replace(a_line(2), act_id="another")],
        [replace(a_line(2), document_id="ck-0123456789abcdef0123")],
        [replace(a_line(2), row=3)],
    ],
    ids=["none", "a row twice", "two lists", "another act", "another id", "another row"],
)
def test_lines_that_do_not_belong_together_have_no_key(lines: list[Line]) -> None:
    assert key_of(lines) == ""


def test_what_became_of_lines_is_read_as_it_was_stored() -> None:
    outcomes = [outcome_of(a_line(2)), outcome_of(a_line(3), "commitment.exists")]
    assert read_outcomes(outcomes_body(outcomes)) == outcomes
    assert outcomes[1] == Outcome(3, a_line(3).document_id, "commitment.exists", "ng-1")
