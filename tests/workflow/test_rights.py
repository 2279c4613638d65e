"""Who may act, asked at the instant of the act: posts, delegations, and nobody on his own paper."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from service.demo import DEMO_PIN
from service.gateway import Actor, Extras, RefusedError
from storage.people import posts
from storage.readmodel import incidents
from tests.homes import real_clock
from tests.workflow.office import (
    CHAIR,
    CLERK,
    DEPUTY,
    DRAFTER,
    FORM,
    HEAD,
    LEADER,
    MEMBER,
    Office,
    awaits,
)  # fmt: skip
from tests.workflow.running import RunningWorker, running_desk
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import SignerChoice
from workflows.domain.people import Prefix

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.config import Settings

pytestmark = [pytest.mark.temporal, pytest.mark.office]
OTHER_DRAFTER = "ng-006"
HEAD_OF_SO, CHAIR_OF_CELL = "vt-syt-head", "vt-syt-cb-chair"


def choose(office: Office, plan: str, person: str) -> str:
    """Let the office name who signs; return the code of the refusal."""
    extras = Extras(choice=SignerChoice(person, HEAD_OF_SO))
    return office.code(FORM, office.target(plan), Act.CHOOSE_SIGNER, extras)


def sign(office: Office, person: str, plan: str) -> str:
    try:
        office.gateway.sign(Actor(person, "test"), office.target(plan), DEMO_PIN)
    except RefusedError as refused:
        return refused.code
    return ""


def test_a_deputy_signs_while_the_delegation_runs_and_no_longer(
    own_settings: Settings, surroundings: Mapping[str, str]
) -> None:
    office = Office(own_settings)
    with RunningWorker(own_settings), running_desk(own_settings, surroundings):
        plan = office.approved()
        assert choose(office, plan, HEAD) == "sign.signer_unfit"
        assert choose(office, plan, DEPUTY) == ""
        doc = office.until(plan, lambda doc: awaits(doc, DEPUTY))
        assert doc.signer is not None
        assert (doc.signer.person_id, doc.signer.prefix) == (DEPUTY, Prefix.KT)
        with office.gateway.recorder.database.writing() as conn:
            posts.end_delegation(conn, "uq-001", real_clock())
        assert sign(office, DEPUTY, plan) == "right.none"
        assert choose(office, plan, DEPUTY) == "sign.signer_unfit"
        assert choose(office, plan, LEADER) == ""
        office.sign(LEADER, plan)
        issued = office.issue(plan)
        assert [s.person_id for s in issued.main.signatures if s.person_id] == [LEADER]  # type: ignore[union-attr] # it is issued
        assert len(issued.approvals) == 2
    with office.gateway.recorder.database.reading() as conn:
        assert incidents.open_incidents(conn) == []


def test_who_left_a_post_a_moment_ago_has_no_right(own_settings: Settings) -> None:
    office = Office(own_settings)
    with RunningWorker(own_settings):
        plan = office.drafted()
        office.cast.act(DRAFTER, plan, Act.OPEN_ROUND)
        with office.gateway.recorder.database.writing() as conn:
            posts.end_holding(conn, CHAIR_OF_CELL, CHAIR, real_clock())
            posts.add_holding(conn, CHAIR_OF_CELL, MEMBER, real_clock() - timedelta(seconds=1))
        assert office.code(CHAIR, office.target(plan), Act.CLOSE_ROUND) == "right.none"
        assert office.code(MEMBER, office.target(plan), Act.CLOSE_ROUND) == ""


def test_nobody_closes_the_round_of_his_own_paper(own_settings: Settings) -> None:
    office = Office(own_settings)
    with office.gateway.recorder.database.writing() as conn:
        posts.add_holding(conn, CHAIR_OF_CELL, OTHER_DRAFTER, real_clock() - timedelta(days=1))
    with RunningWorker(own_settings):
        plan = office.drafted(OTHER_DRAFTER)
        office.cast.act(OTHER_DRAFTER, plan, Act.OPEN_ROUND)
        closing = office.target(plan)
        assert office.code(OTHER_DRAFTER, closing, Act.CLOSE_ROUND) == "right.own_paper"
        assert office.code(CHAIR, office.target(plan), Act.CLOSE_ROUND) == ""
        assert office.document(plan).state is State.RECONCILING
        assert office.code(CLERK, office.target(plan), Act.RETRY) == "doc.not_stuck"
