"""Nobody ever sees a bare code: each has a sentence, and what to do next."""

from __future__ import annotations

import re
from typing import Any

import pytest

from service.campaigns.form import ASKS
from service.catalogue import table
from service.copies.register import FORM_CODES
from service.copies.signing import SIGN_APPENDIX
from service.labels import explain, label, label_of
from service.many_signatures import INTERRUPTED
from service.pages.campaign import ACTS as CAMPAIGN_ACTS
from service.pages.campaign_board import (
    DRAFTING,
    ISSUED,
    NOT_BEGUN,
    RETURNED,
    SOURCE,
    SUBMITTED,
)
from service.pages.offered import DESTRUCTIVE, PRIMARY
from service.pages.sign_list import NOT_REACHED
from service.problems import HTTP_CODES, STATUS, status_of
from tests.unit.service.codes import every_code
from workflows.domain.kinds import KINDS
from workflows.domain.lifecycle import Act, State
from workflows.domain.people import Prefix, Role
from workflows.domain.rounds import Answer
from workflows.domain.shapes import FieldRole
from workflows.domain.waiting import ANSWER, COMMENT
from workflows.domain.work import Work
from workflows.failures import AGAIN, INTERNAL
from workflows.recording.campaign_notices import DO_TASK, HAND_IN, REGISTER

TOLD_OF_A_PAPER = {INTERRUPTED, NOT_REACHED}  # in a list that was broken off; nobody raises them
OF_THE_FRAME = {*TOLD_OF_A_PAPER, INTERNAL, AGAIN, "http.unsupported", *HTTP_CODES.values()}
APPROVALS = {a.name for k in KINDS.values() for r in k.routes.values() for a in r.approvals}
WORDS: dict[str, set[Any]] = {
    "state": set(State),
    "state_help": set(State),
    "event": set(Act) | {COMMENT, ANSWER, SIGN_APPENDIX},
    "asked": {COMMENT, ANSWER, HAND_IN, REGISTER, DO_TASK, "escalate", "save", "submit",
              "close_round", "record_vote", "approve", "choose_signer", "sign", "allot_number",
              "retry", "decide_adjustment"},
    "act": {*PRIMARY, *DESTRUCTIVE},
    "done": {*PRIMARY, *DESTRUCTIVE, COMMENT, ANSWER, "create"},
    "role": set(Role),
    "answer": set(Answer),
    "copy_form": set(FORM_CODES),
    "field": set(FieldRole),
    "work": set(Work),
    "prefix": set(Prefix) - {Prefix.NONE},
    "approval": APPROVALS,
    "plan_standing": {SOURCE, NOT_BEGUN, DRAFTING, SUBMITTED, RETURNED, ISSUED},
    "task_asks": set(ASKS),
    "done_of": {f"{act}:campaign" for act in (*CAMPAIGN_ACTS, "create", "save")},
    "related": {"serves", "supplements", "addendum", "campaign"},
    "relation": {"to-chuc", "cong-viec", "nguoi-khac", "ban-than"},
}  # fmt: skip


def test_every_code_has_a_sentence_and_a_next_step() -> None:
    missing = {
        code
        for code in every_code() | OF_THE_FRAME
        if not all(table("errors").get(code, {}).get(part) for part in ("message", "hint"))
    }
    assert missing == set()


def test_no_sentence_is_kept_for_a_code_that_is_gone() -> None:
    assert set(table("errors")) - every_code() - OF_THE_FRAME == set()


def test_the_search_for_codes_finds_those_that_are_known() -> None:
    assert {"doc.stale", "blob.missing", "desk.wrong_pin", "source.empty"} <= every_code()


def test_sentences_are_filled_in_nowhere() -> None:
    texts = [text for row in table("errors").values() for text in row.values()]
    assert [text for text in texts if re.search(r"[{}]", text)] == []


@pytest.mark.parametrize("group", sorted(WORDS))
def test_every_value_has_a_word(group: str) -> None:
    assert {str(value) for value in WORDS[group]} - set(table("labels")[group]) == set()


def test_a_code_without_a_word_is_shown_as_it_is() -> None:
    assert label("state", "unheard_of") == "unheard_of"


def test_an_unknown_code_is_explained_as_an_internal_error() -> None:
    assert explain("never.heard").message == explain(INTERNAL).message


def test_every_status_is_for_a_code_that_exists() -> None:
    assert set(STATUS) - every_code() - OF_THE_FRAME == set()


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("doc.stale", 409), ("right.none", 403), ("http.not_found", 404), ("desk.closed", 503),
        ("content.incomplete", 422), ("text.empty", 422), ("act.timeout", 504), ("internal", 500),
        ("nonsense", 500), ("source.too_large", 413),
    ],
)  # fmt: skip
def test_a_code_has_one_status(code: str, status: int) -> None:
    assert status_of(code) == status


def test_a_narrower_word_is_of_a_code_that_has_a_word() -> None:
    groups = table("labels")
    wheres = {str(state) for state in State} | {kind.lifecycle.name for kind in KINDS.values()}
    for group in groups:
        for key in groups.get(f"{group}_of", {}):
            code, _, where = key.partition(":")
            assert code in groups[group], key
            assert where in wheres, key


@pytest.mark.parametrize(
    ("kind", "state", "word"),
    [
        ("cam-ket-dang", "agreed", "Chuyển sang ký"), ("nghi-quyet", "agreed", "Chuyển ký"),
        ("ke-hoach", "agreed", "Trình duyệt"), ("", "", "Trình duyệt"),
    ],
)  # fmt: skip
def test_a_code_is_said_as_its_kind_wants(kind: str, state: str, word: str) -> None:
    assert label_of("asked", "submit", kind, state) == word


def test_a_state_says_it_more_narrowly_than_a_kind() -> None:
    assert label_of("asked", "sign", "cam-ket-dang", "awaiting_confirmation") == "Xác nhận"
    assert label_of("asked", "sign", "cam-ket-dang", "awaiting_signature") == "Ký"
