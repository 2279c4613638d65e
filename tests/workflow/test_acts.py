"""An act through Temporal: done once, by who may, on what was seen; else a code and no trace."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from temporalio.client import Client

from service.demo import NEW_PLANS
from service.gateway import Actor, Extras, RefusedError, Target
from tests.workflow.office import (
    CHAIR,
    CONTENT,
    DRAFTER,
    HEAD,
    LEADER,
    SECRETARY,
    STRANGER,
    Office,
    at_once,
    versions,
)  # fmt: skip
from workflows.contracts.names import workflow_id
from workflows.domain.lifecycle import Act, State
from workflows.domain.rounds import Vote

if TYPE_CHECKING:
    from service.config import Settings

pytestmark = pytest.mark.temporal


def history_length(settings: Settings, document_id: str) -> int:
    """Count the events that Temporal has written for a document."""

    async def length() -> int:
        client = await Client.connect(settings.temporal_address)
        told = await client.get_workflow_handle(workflow_id(document_id)).describe()
        return told.history_length

    return asyncio.run(length())


def test_a_document_begins_with_its_first_act(office: Office) -> None:
    plan = office.drafted()
    assert office.document(plan).state is State.DRAFTING
    assert [entry.act for entry in office.entries(plan)] == [Act.CREATE]


def test_creating_twice_by_a_double_click_creates_once(office: Office) -> None:
    target, actor = Target("", office.act_id()), Actor(DRAFTER, "test")

    def create() -> str:
        return office.gateway.create(actor, target, NEW_PLANS["so"], CONTENT).document_id

    ids = at_once([create] * 3)
    assert len(set(ids)) == 1
    assert versions(office.entries(ids[0])) == [1]


def test_an_act_on_an_older_version_is_refused(office: Office) -> None:
    plan = office.drafted()
    old = office.target(plan)
    office.cast.save(DRAFTER, plan, {**CONTENT, "title": "Tên khác"})
    assert office.code(DRAFTER, old, Act.OPEN_ROUND) == "doc.stale"
    assert versions(office.entries(plan)) == [1, 2]


def test_an_act_on_other_content_than_was_seen_is_refused(office: Office) -> None:
    plan = office.drafted()
    seen = replace(office.target(plan), seen_sha256="0" * 64)
    assert office.code(DRAFTER, seen, Act.OPEN_ROUND) == "doc.other_content"


def test_a_double_click_is_one_entry(office: Office) -> None:
    plan = office.drafted()
    target = office.target(plan)
    first = office.act(DRAFTER, target, Act.OPEN_ROUND)
    second = office.act(DRAFTER, target, Act.OPEN_ROUND)
    assert (first.version, second.version) == (2, 2)
    assert versions(office.entries(plan)) == [1, 2]


def test_a_double_click_at_the_same_moment_is_one_entry(office: Office) -> None:
    plan = office.drafted()
    target = office.target(plan)
    codes = at_once([lambda: office.code(DRAFTER, target, Act.OPEN_ROUND)] * 5)
    assert codes == [""] * 5
    assert versions(office.entries(plan)) == [1, 2]


def test_an_act_id_that_was_used_for_other_content_is_refused(office: Office) -> None:
    plan = office.drafted()
    target, actor = office.target(plan), Actor(DRAFTER, "test")
    office.gateway.save(actor, target, {**CONTENT, "title": "Một"})
    with pytest.raises(RefusedError) as refused:
        office.gateway.save(actor, target, {**CONTENT, "title": "Hai"})
    assert refused.value.code == "doc.act_reused"
    assert versions(office.entries(plan)) == [1, 2]


def test_an_act_id_of_another_document_is_refused(office: Office) -> None:
    one, other = office.drafted(), office.drafted()
    target = office.target(one)
    office.act(DRAFTER, target, Act.OPEN_ROUND)
    elsewhere = office.target(other, target.act_id)
    assert office.code(DRAFTER, elsewhere, Act.OPEN_ROUND) == "doc.act_reused"
    assert versions(office.entries(other)) == [1]


def test_of_two_who_act_at_once_one_wins_and_the_other_is_told(office: Office) -> None:
    plan = office.drafted()
    office.cast.act(DRAFTER, plan, Act.OPEN_ROUND)
    close, withdraw = office.target(plan), office.target(plan)
    codes = at_once([
        lambda: office.code(CHAIR, close, Act.CLOSE_ROUND),
        lambda: office.code(DRAFTER, withdraw, Act.WITHDRAW, Extras(reason="Làm lại")),
    ])  # fmt: skip
    assert sorted(bool(code) for code in codes) == [False, True]
    assert set(codes) <= {"", "doc.stale", "doc.wrong_state"}
    assert versions(office.entries(plan)) == [1, 2, 3]


def test_a_stranger_has_no_right(office: Office) -> None:
    plan = office.drafted()
    for person in (HEAD, LEADER):
        assert office.code(person, office.target(plan), Act.OPEN_ROUND) == "right.none"
    for stranger in (STRANGER, "system"):  # learns no more than that there is none
        assert office.code(stranger, office.target(plan), Act.OPEN_ROUND) == "doc.unknown"
    assert versions(office.entries(plan)) == [1]


def test_nobody_acts_as_the_workflow_itself(office: Office) -> None:
    plan = office.drafted()
    assert office.code(DRAFTER, office.target(plan), Act.REMIND) == "right.none"


def test_an_act_that_the_state_does_not_know_is_refused(office: Office) -> None:
    plan = office.drafted()
    assert office.code(CHAIR, office.target(plan), Act.CLOSE_ROUND) == "doc.wrong_state"


def test_nobody_acts_on_a_withdrawn_plan(office: Office) -> None:
    plan = office.drafted()
    target = office.target(plan)
    office.act(DRAFTER, target, Act.WITHDRAW, Extras(reason="Không cần nữa"))
    assert office.act(DRAFTER, target, Act.WITHDRAW, Extras(reason="Không cần nữa")).version == 2
    assert office.code(DRAFTER, office.target(plan), Act.OPEN_ROUND) == "doc.wrong_state"


def test_an_act_id_used_for_something_else_is_refused_after_the_end_too(office: Office) -> None:
    plan = office.drafted()
    target = office.target(plan)
    office.act(DRAFTER, target, Act.WITHDRAW, Extras(reason="Không cần nữa"))
    other = Extras(reason="Một lý do khác")
    assert office.code(DRAFTER, target, Act.WITHDRAW, other) == "doc.act_reused"


def test_an_unknown_document_is_said_to_be_unknown(office: Office) -> None:
    target = Target("vb-nowhere", office.act_id(), 1, "")
    assert office.code(DRAFTER, target, Act.OPEN_ROUND) == "doc.unknown"


def test_a_refusal_by_the_rules_writes_no_event(office: Office, shared_settings: Settings) -> None:
    plan = office.drafted()
    office.cast.act(DRAFTER, plan, Act.OPEN_ROUND)
    before = history_length(shared_settings, plan)
    for act in (Act.SUBMIT, Act.OPEN_ROUND, Act.APPROVE, Act.REMIND):
        assert office.code(DRAFTER, office.target(plan), act)
    assert history_length(shared_settings, plan) == before


def test_a_refused_act_may_be_tried_again_by_the_same_id_when_it_is_right(office: Office) -> None:
    plan = office.drafted()
    early = office.target(plan)
    assert office.code(CHAIR, early, Act.CLOSE_ROUND) == "doc.wrong_state"
    office.cast.act(DRAFTER, plan, Act.OPEN_ROUND)
    assert office.code(CHAIR, office.target(plan, early.act_id), Act.CLOSE_ROUND) == ""


def test_the_secretary_cannot_count_a_roll_that_is_not_the_circles(office: Office) -> None:
    plan = office.drafted()
    office.cast.act(DRAFTER, plan, Act.OPEN_ROUND)
    office.cast.act(CHAIR, plan, Act.CLOSE_ROUND)
    extras = Extras(vote=Vote(3, 3, 3, 0, 0))
    assert office.code(SECRETARY, office.target(plan), Act.RECORD_VOTE, extras) == "round.bad_vote"
    assert office.document(plan).vote is None
