"""Authorities and holders of keys fail while papers are signed, on one running stack.

Whatever fails: the paper waits where people see why and since when, nothing is half signed, what
was signed before stays valid, and it goes on by itself or by one press.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from service import ceremony
from service.accounts.leaving import provider_has_revoked
from service.demo import DEMO_PIN
from service.desk.client import SigningSession
from service.gateway import Actor, Extras, RefusedError
from tests.homes import real_clock
from tests.waiting import until
from tests.workflow.acknowledging import acknowledge
from tests.workflow.cell import CERTIFIED, MEMBER, awaiting, commitment
from tests.workflow.failing_house import House, failing_house
from tests.workflow.office import (
    CHAIR,
    CLERK,
    DEPUTY,
    DRAFTER,
    FORM,
    HEAD,
    LEADER,
    SECRETARY,
    awaits,
)
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import SignerChoice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from service.stack.layout import Layout
    from service.stack.temporal_server import TemporalServer

pytestmark = [pytest.mark.temporal, pytest.mark.office, pytest.mark.timeout(900)]
WAITING, NO_STATUS, NO_STAMP = (
    "sign.still_working",
    "signing.revocation_unavailable",
    "signing.timestamp_unavailable",
)
GONE, AWAY = "signing.certificate_unusable", "signing.holder_unavailable"
HEAD_OF_SO = "vt-syt-head"


@pytest.fixture(scope="module")
def house(
    new_home: Callable[[], Layout],
    temporal_server: TemporalServer,
    surroundings: Mapping[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("token")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ceremony, "STEP_SECONDS", 2.0)  # who signs need not watch what is tried again
        with failing_house(new_home(), temporal_server, surroundings, folder) as found:
            yield found


def signed_in_the_end(house: House, person: str, document_id: str) -> None:
    """Sign, and wait until it is in the paper."""
    assert house.told(person, document_id) in ("", WAITING)
    house.office.until(document_id, lambda doc: not awaits(doc, person))


def confirmed_on_the_phone(house: House, document_id: str) -> None:
    """Sign by the service: asked once for the PIN, then until the phone was answered."""
    house.far.confirmed.clear()
    first = house.sign(LEADER, document_id)
    assert first is not None
    assert first.code == "desk.awaiting_phone", first.code
    house.far.confirmed.set()
    session = SigningSession(str(first.details["session"]), 0.0)
    until(lambda: house.told(LEADER, document_id, session) in ("", WAITING))


def to_the_leader(house: House) -> str:
    """Bring a plan to the leader's signature."""
    office = house.office
    plan = office.voted()
    for person in (SECRETARY, CHAIR):
        awaiting(office, plan, person)
        signed_in_the_end(house, person, plan)
    office.until(plan, lambda doc: doc.state is State.AGREED)
    approved(house, plan)
    return plan


def approved(house: House, plan: str) -> None:
    cast = house.office.cast
    cast.act(DRAFTER, plan, Act.SUBMIT)
    cast.act(HEAD, plan, Act.APPROVE, Extras(approval="content"))
    cast.act(FORM, plan, Act.APPROVE, Extras(approval="form"))
    awaiting(house.office, plan, LEADER)


def goes_on(house: House, document_id: str, before: list[bytes]) -> None:
    """What was at rest while it waited is what was there before, to the byte."""
    assert house.at_rest(document_id) == before


def test_a_plan_whose_authorities_and_holders_fail_at_each_signature(house: House) -> None:
    office = house.office
    plan = office.voted()
    awaiting(office, plan, SECRETARY)
    with house.town.failing(status="down", lists="down"):
        assert house.told(SECRETARY, plan) == WAITING
        house.waits(plan, NO_STATUS, "thuky")
        house.lists(plan, NO_STATUS, "thuky")
        assert house.at_rest(plan) == []
    awaiting(office, plan, CHAIR)
    before = house.at_rest(plan)
    for label, seconds in (("none", 20.0), ("", 0.0)):  # the token is not there, or too slow
        house.keepers(label, seconds)
        assert house.told(CHAIR, plan) == AWAY
        assert office.document(plan).minutes == awaiting(office, plan, CHAIR).minutes
        goes_on(house, plan, before)
    house.keepers()
    with house.town.failing(status="nonce", lists="key"):
        assert house.told(CHAIR, plan) == WAITING
        house.waits(plan, NO_STATUS, "phochanhvanphong")
        goes_on(house, plan, before)
    office.until(plan, lambda doc: doc.state is State.AGREED)
    approved(house, plan)
    before = house.at_rest(plan)
    house.far.mischief = "down"
    refused = house.sign(LEADER, plan)
    while refused is not None and refused.code == "desk.awaiting_phone":
        refused = house.sign(LEADER, plan, SigningSession(str(refused.details["session"]), 0.0))
    assert refused is not None
    assert refused.code == AWAY
    goes_on(house, plan, before)
    house.far.mischief = ""
    with house.town.failing(status="key", lists="old"):
        confirmed_on_the_phone(house, plan)
        house.waits(plan, NO_STATUS, "giamdoc")
        goes_on(house, plan, before)
    office.until(plan, lambda doc: doc.state is State.AWAITING_NUMBER)
    number_and_seal_through_two_outages(house, plan)


def number_and_seal_through_two_outages(house: House, plan: str) -> None:
    """The number waits for a timestamp, the seal for the state of its certificate."""
    office, clerk = house.office, Actor(CLERK, "test")
    before, target = house.at_rest(plan), office.target(plan)
    with house.town.failing(stamps="down"):
        with pytest.raises(RefusedError) as told:
            office.gateway.number_and_seal(clerk, target, DEMO_PIN)
        assert told.value.code == WAITING
        house.waits(plan, NO_STAMP, "vanthu")
        goes_on(house, plan, before)
    number = office.document(plan).number
    office.until(plan, lambda doc: len(house.signers(doc)) == 2)
    before = house.at_rest(plan)
    with house.town.failing(status="old", lists="down"):
        with pytest.raises(RefusedError) as told:
            office.gateway.number_and_seal(clerk, target, DEMO_PIN)
        assert told.value.code == WAITING
        house.waits(plan, NO_STATUS, "vanthu")
        goes_on(house, plan, before)
    done = office.until(plan, lambda doc: doc.state is State.ARCHIVED)
    assert (done.number, office.incidents(plan)) == (number, [])
    minutes, paper = house.at_rest(plan)
    assert paper.startswith(before[1])
    assert (minutes, len(house.signers(done))) == (before[0], 3)


def test_commitments_signed_alone_and_confirmed_in_a_list_wait_each_by_itself(house: House) -> None:
    office = house.office
    own, other = (commitment(office, person) for person in (CERTIFIED, MEMBER))
    awaiting(office, own, CERTIFIED)
    with house.town.failing(stamps="down"):
        assert house.told(CERTIFIED, own) == WAITING
        house.waits(own, NO_STAMP, "chanhvanphong")
        assert house.at_rest(own) == []
    acknowledge(office, MEMBER, other)
    for one in (own, other):
        awaiting(office, one, CHAIR)
    before = house.at_rest(own)
    with house.town.failing(status="key", lists="down"):
        targets = [office.target(one) for one in (own, other)]
        signed = office.gateway.sign_many(Actor(CHAIR, "test"), targets, DEMO_PIN)
        assert [one.code for one in signed] == ["", ""]
        for one in (own, other):
            house.waits(one, NO_STATUS, "phochanhvanphong")
        goes_on(house, own, before)
        assert house.at_rest(other) == []
    for one in (own, other):
        office.until(one, lambda doc: doc.state is State.IN_FORCE)
        assert office.incidents(one) == []
    assert [len(house.at_rest(one)) for one in (own, other)] == [1, 1]
    assert house.at_rest(own)[0].startswith(before[0])


def revoked_by_its_provider(house: House, plan: str, before: list[bytes]) -> None:
    """The administrator notes it: from then on not even the phone is asked."""
    database, digest = house.office.gateway.recorder.database, sha256(house.leader.der).hexdigest()
    house.office.cast.act(DRAFTER, plan, Act.RETRY)
    awaiting(house.office, plan, LEADER)
    provider_has_revoked(database, "giamdoc", digest, house.by())
    asked = len(house.far.titles)
    assert house.told(LEADER, plan) == GONE
    assert len(house.far.titles) == asked
    goes_on(house, plan, before)


def test_who_is_revoked_when_he_has_signed_is_refused_and_another_signs(house: House) -> None:
    office, plan = house.office, to_the_leader(house)
    before = house.at_rest(plan)
    house.town.revoke(house.leader, real_clock())
    first = house.sign(LEADER, plan)
    assert first is not None
    session = SigningSession(str(first.details["session"]), 0.0)
    until(lambda: house.told(LEADER, plan, session) == GONE)
    stuck = office.until(plan, lambda doc: bool(doc.stuck))
    assert (stuck.stuck, stuck.state) == (GONE, State.AWAITING_SIGNATURE)
    house.says(plan, GONE, "giamdoc")
    house.lists(plan, GONE, "giamdoc")
    goes_on(house, plan, before)
    revoked_by_its_provider(house, plan, before)
    choice = Extras(choice=SignerChoice(DEPUTY, HEAD_OF_SO))
    assert office.code(FORM, office.target(plan), Act.CHOOSE_SIGNER, choice) == ""
    awaiting(office, plan, DEPUTY)
    signed_in_the_end(house, DEPUTY, plan)
    after = office.until(plan, lambda doc: doc.state is State.AWAITING_NUMBER)
    assert house.signers(after) == [DEPUTY]
    assert len(house.at_rest(plan)) == 2
    house.give_leader_his_next()
