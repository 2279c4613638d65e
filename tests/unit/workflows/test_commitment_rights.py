"""Whose act it is: the circle comments, officers lead, nobody confirms or minutes his own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.builders import NOON, a_paper, an_item, an_order
from tests.unit.workflows.commitments import (
    ABOVE,
    AGENCY,
    CELL,
    CELL_PEOPLE,
    CHAIR,
    COMMITTEE,
    DEPUTY,
    HEAD,
    KEEPER,
    LEADER,
    LEADERS_DEPUTY,
    MEMBER,
    MINISTER,
    PERSON,
    PERSONNEL,
    SECRETARY,
    STRANGER,
    UNIT,
    UNIT_DEPUTY,
    UNIT_PEOPLE,
    employee,
    holding,
    party,
    without,
)
from workflows.domain.errors import DomainError, NoRightError, OwnPaperError
from workflows.domain.lifecycle import Act, State, Who
from workflows.domain.orders import NewDocument
from workflows.domain.people import Delegation, People, Prefix, Role
from workflows.domain.rights import circles, eligible, open_to, parties, standing_for
from workflows.domain.shapes import FieldRole
from workflows.domain.waiting import Asked, asked, asked_at

if TYPE_CHECKING:
    from workflows.domain.document import Document

CELL_WHO = (PERSON, CHAIR, DEPUTY, SECRETARY, MEMBER, ABOVE, HEAD, STRANGER)
UNIT_WHO = (PERSON, HEAD, UNIT_DEPUTY, MEMBER, LEADER, LEADERS_DEPUTY, MINISTER, PERSONNEL, CHAIR)


def who_may(doc: Document, act: Act, people: People, everybody: tuple[str, ...]) -> set[str]:
    """Return everybody who may do this now."""
    found = set()
    for person in everybody:
        try:
            standing_for(doc, an_order(act, person), NOON, people)
        except DomainError:
            continue
        found.add(person)
    return found


def confirming(doc: Document, person: str) -> Document:
    """Bring a document to the confirmation of this very person."""
    item = an_item(FieldRole.CONFIRM, person)
    return replace(doc, state=State.AWAITING_CONFIRMATION, main=a_paper(item=item))


OWN = (Act.SAVE, Act.OPEN_ROUND, Act.SUBMIT, Act.WITHDRAW)


@pytest.mark.parametrize("act", OWN)
def test_only_the_person_himself_writes_and_withdraws(act: Act) -> None:
    assert who_may(party(), act, CELL_PEOPLE, CELL_WHO) == {PERSON}
    assert who_may(employee(), act, UNIT_PEOPLE, UNIT_WHO) == {PERSON}


@pytest.mark.parametrize(
    ("drafter", "gone", "who"),
    [
        (PERSON, (), {CHAIR}),
        (CHAIR, (), {DEPUTY}),  # nobody closes the round on his own
        (CHAIR, (DEPUTY,), {ABOVE}),  # no deputy: the superior committee
        (DEPUTY, (), {CHAIR}),
        (PERSON, (CHAIR,), {DEPUTY}),  # a vacant post strands nothing
        (PERSON, (CHAIR, DEPUTY), {ABOVE}),
    ],
)
def test_a_cells_round_is_closed_by_its_secretary_or_who_stands_in(
    drafter: str, gone: tuple[str, ...], who: set[str]
) -> None:
    people, doc = without(CELL_PEOPLE, *gone), party(State.COMMENTING, drafter)
    assert who_may(doc, Act.CLOSE_ROUND, people, CELL_WHO) == who


@pytest.mark.parametrize(
    ("drafter", "gone", "who"),
    [
        (PERSON, (), {SECRETARY, CHAIR}),
        (SECRETARY, (), {DEPUTY, CHAIR}),
        (SECRETARY, (DEPUTY,), {CHAIR}),
        (CHAIR, (), {SECRETARY, DEPUTY}),
        (PERSON, (SECRETARY,), {DEPUTY, CHAIR}),
    ],
)
def test_a_cells_vote_is_noted_by_secretary_or_chair_and_never_on_one_s_own(
    drafter: str, gone: tuple[str, ...], who: set[str]
) -> None:
    people, doc = without(CELL_PEOPLE, *gone), party(State.RECONCILING, drafter)
    assert who_may(doc, Act.RECORD_VOTE, people, CELL_WHO) == who


@pytest.mark.parametrize(
    ("drafter", "gone", "who"),
    [
        (PERSON, (), {HEAD}), (HEAD, (), {UNIT_DEPUTY}), (HEAD, (UNIT_DEPUTY,), {LEADER}),
        (UNIT_DEPUTY, (), {HEAD}), (PERSON, (HEAD,), {UNIT_DEPUTY}),
    ],
)  # fmt: skip
def test_a_units_round_and_vote_are_its_heads(
    drafter: str, gone: tuple[str, ...], who: set[str]
) -> None:
    people = without(UNIT_PEOPLE, *gone)
    for state, act in (
        (State.COMMENTING, Act.CLOSE_ROUND), (State.RECONCILING, Act.RECORD_VOTE),
    ):  # fmt: skip
        assert who_may(employee(state, drafter), act, people, UNIT_WHO) == who


def confirmers(doc: Document, people: People) -> list[str]:
    """Return who may confirm, the first of them is named."""
    found = (s for p in parties(doc, Who.CONFIRMER) for s in eligible(doc, p, NOON, people))
    return [s.person_id for s in found if s.person_id != doc.drafter_id]


@pytest.mark.parametrize(
    ("drafter", "gone", "who"),
    [
        (PERSON, (), [CHAIR]), (CHAIR, (), [DEPUTY]), (CHAIR, (DEPUTY,), [ABOVE]),
        (PERSON, (CHAIR,), [DEPUTY]), (PERSON, (CHAIR, DEPUTY), [ABOVE]),
    ],
)  # fmt: skip
def test_a_party_paper_is_confirmed_by_the_secretary_or_who_stands_in(
    drafter: str, gone: tuple[str, ...], who: list[str]
) -> None:
    assert confirmers(party(drafter=drafter), without(CELL_PEOPLE, *gone)) == who


@pytest.mark.parametrize(
    ("drafter", "gone", "who"),
    [
        (PERSON, (), [HEAD]), (UNIT_DEPUTY, (), [HEAD]), (HEAD, (), [LEADER]),
        (HEAD, (LEADER,), [MINISTER]), (HEAD, (LEADER, MINISTER), [LEADERS_DEPUTY]),
        (PERSON, (HEAD,), [LEADER]),
    ],
)  # fmt: skip
def test_a_state_paper_is_confirmed_by_the_units_head_and_his_by_the_agencys(
    drafter: str, gone: tuple[str, ...], who: list[str]
) -> None:
    assert confirmers(employee(drafter=drafter), without(UNIT_PEOPLE, *gone)) == who


def test_the_agencys_head_is_confirmed_from_above_else_by_his_deputy() -> None:
    own = employee(drafter=LEADER, unit_id=AGENCY, circle_id=AGENCY)
    assert confirmers(own, UNIT_PEOPLE) == [MINISTER]
    assert confirmers(own, without(UNIT_PEOPLE, MINISTER)) == [LEADERS_DEPUTY]


def test_only_who_is_named_confirms() -> None:
    doc = confirming(party(), CHAIR)
    assert who_may(doc, Act.SIGN, CELL_PEOPLE, CELL_WHO) == {CHAIR}
    assert who_may(confirming(party(), DEPUTY), Act.SIGN, CELL_PEOPLE, CELL_WHO) == set()


def test_nobody_confirms_his_own_even_when_he_is_named() -> None:
    own = confirming(party(drafter=CHAIR), CHAIR)
    with pytest.raises(OwnPaperError):
        standing_for(own, an_order(Act.SIGN, CHAIR), NOON, CELL_PEOPLE)


def test_who_has_left_the_post_confirms_no_more() -> None:
    doc = confirming(party(), CHAIR)
    with pytest.raises(NoRightError):
        standing_for(doc, an_order(Act.SIGN, CHAIR), NOON, without(CELL_PEOPLE, CHAIR))


def test_a_delegate_confirms_while_it_runs_and_is_seen_to() -> None:
    lent = Delegation("uq", f"post-{CHAIR}-chair", MEMBER, Prefix.KT, NOON, NOON.replace(day=3))
    people = replace(CELL_PEOPLE, delegations=(lent,))
    doc = confirming(party(), MEMBER)
    standing = standing_for(doc, an_order(Act.SIGN, MEMBER), NOON, people)
    assert standing.prefix is Prefix.KT
    late = NOON.replace(day=3)
    with pytest.raises(NoRightError):
        standing_for(doc, an_order(Act.SIGN, MEMBER), late, people)


def test_the_person_signs_his_own_while_he_belongs_to_the_circle() -> None:
    doc = party(State.AWAITING_SIGNATURE, main=a_paper(item=an_item(person=PERSON)))
    assert who_may(doc, Act.SIGN, CELL_PEOPLE, CELL_WHO) == {PERSON}
    with pytest.raises(NoRightError):
        standing_for(doc, an_order(Act.SIGN, PERSON), NOON, without(CELL_PEOPLE, PERSON))


def test_nobody_acknowledges_for_another() -> None:
    doc = party(State.AWAITING_SIGNATURE, is_unsigned=True)
    assert who_may(doc, Act.ACKNOWLEDGE, CELL_PEOPLE, CELL_WHO) == {PERSON}


def test_who_confirms_may_return_it_and_not_his_own() -> None:
    assert who_may(confirming(party(), CHAIR), Act.RETURN, CELL_PEOPLE, CELL_WHO) == {CHAIR}
    own = confirming(party(drafter=CHAIR), DEPUTY)
    assert who_may(own, Act.RETURN, CELL_PEOPLE, CELL_WHO) == {DEPUTY}


def test_another_confirmer_is_asked_for_by_the_person_or_the_officers() -> None:
    doc = confirming(party(), CHAIR)
    assert who_may(doc, Act.CHOOSE_SIGNER, CELL_PEOPLE, CELL_WHO) == {
        PERSON, CHAIR, DEPUTY, SECRETARY,
    }  # fmt: skip


def test_it_is_closed_by_the_confirmer_and_never_by_the_person_himself() -> None:
    assert who_may(party(State.IN_FORCE), Act.CLOSE, CELL_PEOPLE, CELL_WHO) == {CHAIR}
    own = party(State.IN_FORCE, CHAIR)
    assert who_may(own, Act.CLOSE, CELL_PEOPLE, CELL_WHO) == {DEPUTY}


def new(doc: Document, subject: str = "") -> NewDocument:
    return NewDocument(
        doc.kind, doc.route, doc.unit_id, doc.issuer_id, doc.circle_id, doc.superior_id,
        subject_id=subject, custodian_id=doc.custodian_id,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("doc", "people", "everybody", "who"),
    [
        (party(State.NEW), CELL_PEOPLE, CELL_WHO, {PERSON, CHAIR, DEPUTY, SECRETARY}),
        (employee(State.NEW), UNIT_PEOPLE, (*UNIT_WHO, STRANGER),
         {PERSON, HEAD, PERSONNEL, STRANGER}),
    ],
)  # fmt: skip
def test_it_is_begun_by_the_person_or_for_him_by_who_organises(
    doc: Document, people: People, everybody: tuple[str, ...], who: set[str]
) -> None:
    found = set()
    for person in everybody:
        order = an_order(Act.CREATE, person, new=new(doc, PERSON))
        try:
            standing_for(doc, order, NOON, people)
        except DomainError:
            continue
        found.add(person)
    assert found == who


def test_for_a_stranger_to_the_circle_nobody_begins_one() -> None:
    strangers = party(State.NEW, STRANGER)
    for person in (STRANGER, CHAIR):
        order = an_order(Act.CREATE, person, new=new(strangers, STRANGER))
        with pytest.raises(NoRightError):
            standing_for(strangers, order, NOON, CELL_PEOPLE)


def test_it_is_open_to_its_circle_later_to_its_custodian_and_to_shared_committees() -> None:
    shared = party(shared_with=("dv-committee-2",))
    assert open_to(shared) == (CELL, "dv-committee-2")
    assert circles(shared) == (CELL, "dv-committee-2")
    assert open_to(employee()) == (UNIT,)
    for state in (State.REGISTERED, State.IN_FORCE, State.CLOSED, State.ARCHIVED):
        assert open_to(employee(state)) == tuple(sorted((UNIT, KEEPER)))
    for state in (State.AWAITING_CONFIRMATION, State.WITHDRAWN):
        assert open_to(employee(state)) == (UNIT,)


def test_a_stand_in_is_asked_where_only_the_person_himself_holds_the_post() -> None:
    own = party(State.COMMENTING, CHAIR)
    assert Asked(Act.CLOSE_ROUND, role=Role.CHAIR, unit_id=CELL) in asked(own)
    found = asked_at(own, NOON, CELL_PEOPLE)
    assert Asked(Act.CLOSE_ROUND, role=Role.DEPUTY_CHAIR, unit_id=CELL) in found
    assert Asked(Act.CLOSE_ROUND, role=Role.CHAIR, unit_id=CELL) not in found


def test_a_stand_in_who_may_not_know_of_it_is_asked_by_name() -> None:
    own = party(State.COMMENTING, CHAIR)
    found = asked_at(own, NOON, without(CELL_PEOPLE, DEPUTY))
    assert Asked(Act.CLOSE_ROUND, ABOVE) in found
    assert COMMITTEE not in {one.unit_id for one in found}


def test_where_nobody_stands_in_the_post_itself_is_asked() -> None:
    own = party(State.COMMENTING, CHAIR)
    alone = without(CELL_PEOPLE, DEPUTY, ABOVE)
    assert Asked(Act.CLOSE_ROUND, role=Role.CHAIR, unit_id=CELL) in asked_at(own, NOON, alone)


def test_others_papers_are_asked_of_the_posts_as_ever() -> None:
    for doc, people in (
        (party(State.COMMENTING), CELL_PEOPLE), (employee(State.RECONCILING), UNIT_PEOPLE),
    ):  # fmt: skip
        assert asked_at(doc, NOON, people) == asked(doc)


def test_a_second_post_in_the_circle_makes_nobody_his_own_confirmer() -> None:
    people = replace(
        CELL_PEOPLE, holdings=(*CELL_PEOPLE.holdings, holding(PERSON, Role.DEPUTY_CHAIR, CELL))
    )
    own = confirming(party(), PERSON)
    with pytest.raises(DomainError):
        standing_for(own, an_order(Act.SIGN, PERSON), NOON, without(people, CHAIR))
