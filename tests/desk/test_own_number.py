"""The number that a signer without a seal signs himself: what his key is opened for, and not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from service.desk.protocol import Authority, Listed, Purpose, Sign, Unlock
from signing.errors import BadSignatureError, NoKeyError, NotOnTheListError, WrongPinError
from tests.desk.room import CLERK, INTRUDER, ISSUER, LEADER, PIN, WRONG_PIN, Room, item_of
from tests.desk.test_signing import Bench
from workflows.domain.document import Signer
from workflows.domain.lifecycle import State
from workflows.domain.shapes import FieldRole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflows.domain.document import Document


@pytest.fixture
def bench(room: Room) -> Iterator[Bench]:
    bench = Bench(room, room.now)
    yield bench
    bench.made.close()


def numbered(document_id: str) -> Listed:
    return Listed(document_id, role=FieldRole.NUMBER)


def opened(bench: Bench, *lines: Listed, person_id: str = LEADER, pin: str = PIN) -> str:
    return bench.desk.unlock(Unlock(Authority(person_id), frozenset(lines), pin)).session


def own(doc: Document) -> Listed:
    return Listed(doc.document_id, item_id=item_of(doc).item_id)


def refused(bench: Bench, *lines: Listed, person_id: str = LEADER) -> bool:
    try:
        opened(bench, *lines, person_id=person_id)
    except NotOnTheListError:
        return True
    return False


def test_one_pin_signs_the_paper_and_then_its_number(room: Room, bench: Bench) -> None:
    doc = room.resolution("vb-1")
    session = opened(bench, own(doc), numbered("vb-1"))
    room.check(item_of(doc), bench.sign(session, doc))
    doc = room.with_own_number_prepared(room.signed_resolution("vb-1"))
    room.check(item_of(doc), bench.sign(session, doc))


def test_a_paper_that_rests_before_its_number_is_gone_on_with(room: Room, bench: Bench) -> None:
    doc = room.signed_resolution("vb-1")
    session = opened(bench, numbered("vb-1"))
    doc = room.with_own_number_prepared(doc)
    room.check(item_of(doc), bench.sign(session, doc))
    later = opened(bench, numbered("vb-1"))
    assert bench.sign(later, doc) == bench.sign(session, doc)


def test_the_number_is_not_listed_without_the_signature_ahead_of_it(
    room: Room, bench: Bench
) -> None:
    room.resolution("vb-1")
    assert refused(bench, numbered("vb-1"))


def test_the_number_of_another_document_is_not_signed(room: Room, bench: Bench) -> None:
    doc = room.resolution("vb-1")
    session = opened(bench, own(doc), numbered("vb-1"))
    other = room.with_own_number_prepared(room.signed_resolution("vb-2"))
    with pytest.raises(NotOnTheListError):
        bench.sign(session, other)


@pytest.mark.parametrize("role", ["agency", "personal", "confirm", "chair", "none"])
def test_no_other_role_can_be_listed_for_a_personal_key(
    room: Room, bench: Bench, role: str
) -> None:
    room.signed_resolution("vb-1")
    assert refused(bench, Listed("vb-1", role=role))


def test_the_number_of_a_sealed_paper_is_never_a_persons(room: Room, bench: Bench) -> None:
    """Not even where the record names the person and the item was prepared for his certificate."""
    room.record(replace(room.awaiting_number("vb-1"), signer=Signer(LEADER, "vt")))
    assert refused(bench, numbered("vb-1"))
    doc = room.with_own_number_prepared(room.signed_resolution("vb-2"))
    room.record(replace(doc, kind="ke-hoach", route="so"))
    assert refused(bench, numbered("vb-2"))
    assert refused(bench, own(doc))


@pytest.mark.parametrize("person_id", [INTRUDER, CLERK])
def test_another_person_cannot_list_the_number(room: Room, bench: Bench, person_id: str) -> None:
    room.signed_resolution("vb-1")
    assert refused(bench, numbered("vb-1"), person_id=person_id)
    prepared = room.with_own_number_prepared(room.signed_resolution("vb-2"))
    assert refused(bench, own(prepared), person_id=person_id)


def test_who_is_named_to_sign_but_did_not_sign_cannot_number(room: Room, bench: Bench) -> None:
    doc = room.signed_resolution("vb-1")
    room.record(replace(doc, signer=Signer(INTRUDER, "vt-bi-thu")))
    assert refused(bench, numbered("vb-1"), person_id=INTRUDER)
    assert refused(bench, numbered("vb-1"))  # nor who signed, once another is named


def test_a_number_prepared_for_another_person_is_not_signed(room: Room, bench: Bench) -> None:
    doc = room.signed_resolution("vb-1")
    session = opened(bench, numbered("vb-1"))
    with pytest.raises(NotOnTheListError):
        bench.sign(session, room.with_own_number_prepared(doc, INTRUDER))


def test_a_number_is_signed_once_in_a_session(room: Room, bench: Bench) -> None:
    doc = room.signed_resolution("vb-1")
    session = opened(bench, numbered("vb-1"))
    first = room.with_own_number_prepared(doc)
    assert bench.sign(session, first) == bench.sign(session, first)
    again = room.with_own_number_prepared(doc)
    assert item_of(again).item_id != item_of(first).item_id
    with pytest.raises(NotOnTheListError):
        bench.sign(session, again)


@pytest.mark.parametrize("state", [State.DRAFTING, State.ISSUED, State.ARCHIVED])
def test_a_number_that_is_not_due_cannot_be_listed(room: Room, bench: Bench, state: State) -> None:
    room.record(replace(room.signed_resolution("vb-1"), state=state))
    assert refused(bench, numbered("vb-1"))


def test_no_seal_signs_the_number_of_a_paper_without_one(room: Room, bench: Bench) -> None:
    doc = room.signed_resolution("vb-1")
    authority = Authority(CLERK, Purpose.AGENCY, ISSUER)
    asked = Unlock(authority, frozenset({numbered("vb-1")}), PIN)
    session = bench.desk.unlock(asked).session
    doc = room.with_own_number_prepared(doc)
    with pytest.raises(NotOnTheListError):
        bench.desk.sign(Sign(session, "vb-1", item_of(doc).item_id))


def test_a_number_reserved_for_a_certificate_that_is_not_his_opens_nothing(
    room: Room, bench: Bench
) -> None:
    doc = room.signed_resolution("vb-1")
    assert doc.main is not None
    body = b'{"signers": {}, "certificates": {"number": "%s"}}' % (b"ab" * 32)
    main = replace(doc.main, anchors=room.keep("vb-1", body))
    room.record(replace(doc, main=main))
    with pytest.raises(NoKeyError):
        opened(bench, numbered("vb-1"))


def test_a_wrong_list_costs_no_try_and_a_wrong_pin_does(room: Room, bench: Bench) -> None:
    room.signed_resolution("vb-1")
    room.awaiting_number("vb-sealed")
    with pytest.raises(NotOnTheListError):
        opened(bench, numbered("vb-1"), numbered("vb-sealed"), pin=WRONG_PIN)
    with pytest.raises(WrongPinError) as wrong:
        opened(bench, numbered("vb-1"), pin=WRONG_PIN)
    assert wrong.value.left == 4


def test_over_the_socket_one_pin_does_both(room: Room) -> None:
    doc = room.resolution("vb-1")
    with room.start():
        listed = [(doc.document_id, item_of(doc).item_id)]
        session = room.client.unlock_personal(LEADER, PIN, listed, ["vb-1"])
        room.client.sign(session, "vb-1", item_of(doc).item_id)
        doc = room.with_own_number_prepared(room.signed_resolution("vb-1"))
        cms = room.client.sign(session, "vb-1", item_of(doc).item_id)
    room.check(item_of(doc), cms)
    with pytest.raises(BadSignatureError):
        room.check(item_of(room.resolution("vb-2")), cms)
