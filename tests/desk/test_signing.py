"""What the desk refuses to sign, each reason by itself; the desk's own parts, without a socket."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from service.desk.desk import Desk
from service.desk.keys import Keys
from service.desk.made import Made
from service.desk.papers import Papers
from service.desk.protocol import Authority, Listed, Purpose, Sign, Unlock
from service.desk.sessions import Sessions
from signing.errors import (
    CertificateUnusableError,
    DeskClosedError,
    KeyUnusableError,
    NoKeyError,
    NotOnTheListError,
    PreparedVoidError,
    WrongPinError,
)
from storage.people import persons
from storage.people.certificates import Certificate, add_certificate
from tests.desk.room import (
    CLERK,
    INTRUDER,
    ISSUER,
    LEADER,
    OTHER_ISSUER,
    PIN,
    WRONG_PIN,
    Room,
    item_of,
)
from workflows.domain.document import Document, Ticket
from workflows.domain.lifecycle import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.blobs.port import BlobRef


@dataclass
class Bench:
    """A desk whose clock the test turns."""

    room: Room
    now: datetime
    seconds: float = 0.0

    def __post_init__(self) -> None:
        papers = Papers(self.room.database, self.room.blobs)
        self.made = Made(self.room.folder / "made.sqlite3")
        keys = Keys(self.room.cabinet, lambda: self.now, self.room.keepers)
        sessions = Sessions(300.0, lambda: self.seconds)
        self.desk = Desk(keys, papers, sessions, self.made, lambda: self.now)

    def unlock(self, doc: Document, person_id: str = LEADER, pin: str = PIN) -> str:
        line = Listed(doc.document_id, item_id=item_of(doc).item_id)
        asked = Unlock(Authority(person_id), frozenset({line}), pin)
        return self.desk.unlock(asked).session

    def unlock_seal(
        self, document_id: str, *roles: str, person_id: str = CLERK, issuer_id: str = ISSUER
    ) -> str:
        authority = Authority(person_id, Purpose.AGENCY, issuer_id)
        lines = frozenset(Listed(document_id, role=role) for role in roles)
        return self.desk.unlock(Unlock(authority, lines, PIN)).session

    def sign(self, session: str, doc: Document) -> BlobRef:
        return self.desk.sign(Sign(session, doc.document_id, item_of(doc).item_id))


@pytest.fixture
def bench(room: Room) -> Iterator[Bench]:
    bench = Bench(room, room.now)
    yield bench
    bench.made.close()


def test_an_item_on_the_list_is_signed(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1")
    room.check(item_of(doc), bench.sign(bench.unlock(doc), doc))


def test_another_signers_item_cannot_be_listed(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1", LEADER)
    with pytest.raises(NotOnTheListError):
        bench.unlock(doc, INTRUDER)


def test_the_agencys_item_cannot_be_listed_as_a_personal_one(room: Room, bench: Bench) -> None:
    doc = room.with_number_prepared(room.awaiting_number("vb-1"))
    with pytest.raises(NotOnTheListError):
        bench.unlock(doc, CLERK)


def test_a_wrong_list_costs_no_try(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1")
    with pytest.raises(NotOnTheListError):
        bench.unlock(doc, INTRUDER, WRONG_PIN)
    own = room.awaiting_signature("vb-2", LEADER)
    with pytest.raises(WrongPinError) as wrong:
        bench.unlock(own, LEADER, WRONG_PIN)
    assert wrong.value.left == 4


def test_a_document_that_does_not_exist_cannot_be_listed(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1")
    with pytest.raises(NotOnTheListError):
        bench.unlock(replace(doc, document_id="vb-none"))


def test_an_expired_item_is_refused(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1", good_for=timedelta(minutes=2))
    session = bench.unlock(doc)
    bench.now += timedelta(minutes=2)
    with pytest.raises(PreparedVoidError):
        bench.sign(session, doc)


def test_an_item_that_was_prepared_anew_since_the_pin_is_refused(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1")
    session = bench.unlock(doc)
    assert doc.main is not None
    role = item_of(doc).role
    newer = room.prepared("vb-1", replace(doc.main, item=None), role, LEADER)
    renewed = room.record(replace(doc, main=replace(doc.main, item=newer)))
    with pytest.raises(NotOnTheListError):
        bench.sign(session, renewed)
    with pytest.raises(NotOnTheListError):
        bench.sign(session, doc)


def test_a_document_that_was_returned_since_the_pin_is_refused(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1")
    session = bench.unlock(doc)
    room.record(replace(doc, state=State.DRAFTING, main=None))
    with pytest.raises(NotOnTheListError):
        bench.sign(session, doc)


def test_a_document_whose_signature_is_under_way_is_refused(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1")
    assert doc.main is not None
    room.record(replace(doc, main=replace(doc.main, cms=room.keep("vb-1", b"cms"))))
    with pytest.raises(NotOnTheListError):
        bench.unlock(doc)


def test_a_file_that_does_not_continue_the_shown_paper_is_refused(room: Room, bench: Bench) -> None:
    """The item is whole and well prepared, only of another paper than the one on the screen."""
    doc, other = room.awaiting_signature("vb-1"), room.office.blank(pages=2)
    assert doc.main is not None
    shown = room.keep("vb-1", other)
    doc = room.record(replace(doc, main=replace(doc.main, base=shown)))
    session = bench.unlock(doc)
    with pytest.raises(PreparedVoidError):
        bench.sign(session, doc)


@pytest.mark.parametrize(
    "lie",
    [
        {"item_id": "other"},
        {"field": "DauCoQuan"},
        {"pdf_sha256": "0" * 64},
        {"certificate_sha256": "0" * 64},
        {"expires_at": "2099-01-01T00:00:00Z"},
        {"digest": "0" * 64},
        {"reserved_region_start": 10},
        {"reserved_region_end": True},
        {"unknown": 1},
    ],
    ids=lambda lie: next(iter(lie)),
)
def test_a_sheet_that_says_other_than_the_record_is_refused(
    room: Room, bench: Bench, lie: dict[str, object]
) -> None:
    doc = room.awaiting_signature("vb-1")
    assert doc.main is not None
    item = item_of(doc)
    sheet = json.loads(room.fetch(item.sheet)) | lie
    forged = replace(item, sheet=room.keep("vb-1", json.dumps(sheet).encode()))
    doc = room.record(replace(doc, main=replace(doc.main, item=forged)))
    session = bench.unlock(doc)
    with pytest.raises(PreparedVoidError):
        bench.sign(session, doc)


def test_a_missing_file_is_refused(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1")
    session = bench.unlock(doc)
    room.path_of(item_of(doc).hole).unlink()
    with pytest.raises(PreparedVoidError):
        bench.sign(session, doc)


def test_a_certificate_without_a_key_here_is_refused(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1", "ng-nobody")
    with pytest.raises(NoKeyError):
        bench.unlock(doc, "ng-nobody")


def test_a_person_whose_id_is_a_path_has_no_key(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1", "../ng-leader")
    with pytest.raises(NoKeyError):
        bench.unlock(doc, "../ng-leader")


def test_an_expired_certificate_opens_no_key(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1")
    bench.now += timedelta(days=10_000)
    with pytest.raises(CertificateUnusableError):
        bench.unlock(doc)


def test_a_damaged_key_file_costs_no_try(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1")
    card = room.cabinet.cards(LEADER)[0]
    file = room.cabinet.counter(card).with_suffix(".key")
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    for _ in range(6):
        with pytest.raises(KeyUnusableError):
            bench.unlock(doc)
    file.write_bytes(whole)
    bench.unlock(doc)


def test_a_session_ends_when_its_time_is_over(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1")
    session = bench.unlock(doc)
    bench.seconds += 299.9
    bench.sign(session, doc)
    bench.seconds += 0.1
    with pytest.raises(DeskClosedError):
        bench.sign(session, doc)


def test_another_persons_session_does_not_get_the_signature_that_was_made(
    room: Room, bench: Bench
) -> None:
    doc = room.awaiting_signature("vb-1")
    bench.sign(bench.unlock(doc), doc)
    other = room.awaiting_signature("vb-2", LEADER)
    with pytest.raises(NotOnTheListError):
        bench.sign(bench.unlock(other), doc)


def test_the_seal_session_signs_each_listed_field_once(room: Room, bench: Bench) -> None:
    doc = room.awaiting_number("vb-1")
    session = bench.unlock_seal("vb-1", "number")
    doc = room.with_number_prepared(doc)
    first = bench.sign(session, doc)
    assert bench.sign(session, doc) == first
    again = room.with_number_prepared(doc)
    assert item_of(again).item_id != item_of(doc).item_id
    with pytest.raises(NotOnTheListError):
        bench.sign(session, again)


def test_a_field_that_was_not_listed_is_not_sealed(room: Room, bench: Bench) -> None:
    doc = room.awaiting_number("vb-1")
    session = bench.unlock_seal("vb-1", "agency")
    with pytest.raises(NotOnTheListError):
        bench.sign(session, room.with_number_prepared(doc))


def test_another_document_is_not_sealed(room: Room, bench: Bench) -> None:
    room.awaiting_number("vb-1")
    other = room.with_number_prepared(room.awaiting_number("vb-2"))
    session = bench.unlock_seal("vb-1", "number", "agency")
    with pytest.raises(NotOnTheListError):
        bench.sign(session, other)


def test_a_personal_item_is_not_signed_with_the_seal(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1")
    with pytest.raises(NotOnTheListError):
        bench.unlock_seal(doc.document_id, "personal")


@pytest.mark.parametrize("role", ["personal", "secretary", "chair", "none"])
def test_only_the_agencys_two_fields_can_be_listed_for_the_seal(
    room: Room, bench: Bench, role: str
) -> None:
    room.awaiting_number("vb-1")
    with pytest.raises(NotOnTheListError):
        bench.unlock_seal("vb-1", role)


def test_a_seal_is_only_opened_for_its_own_agencys_papers(room: Room, bench: Bench) -> None:
    room.file_key(CLERK, room.office.second, OTHER_ISSUER)
    room.awaiting_number("vb-1")
    with pytest.raises(NotOnTheListError):
        bench.unlock_seal("vb-1", "number", issuer_id=OTHER_ISSUER)


def test_who_has_no_copy_of_the_seal_cannot_open_it(room: Room, bench: Bench) -> None:
    room.awaiting_number("vb-1")
    with pytest.raises(NoKeyError):
        bench.unlock_seal("vb-1", "number", person_id=LEADER)


def test_of_two_seals_the_newest_that_is_good_is_opened(room: Room) -> None:
    newer = room.file_key("ng-clerk-2", room.office.second, ISSUER)
    older = room.file_key("ng-clerk-2", room.office.agency, ISSUER)
    past = replace(older, valid_from=room.now - timedelta(days=700))
    late = replace(newer, valid_from=room.now + timedelta(days=1))
    for card in (past, late):
        room.cabinet.put(card, room.cabinet.wrapped(card))
    assert Keys(room.cabinet, lambda: room.now, room.keepers).agency("ng-clerk-2", ISSUER) == past
    then = room.now + timedelta(days=2)
    assert Keys(room.cabinet, lambda: then, room.keepers).agency("ng-clerk-2", ISSUER) == late


def test_asked_at_the_same_time_one_signature_is_answered_to_all(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1")
    session = bench.unlock(doc)
    with ThreadPoolExecutor(8) as callers:
        tickets = set(callers.map(lambda _: bench.sign(session, doc), range(16)))
    assert len(tickets) == 1


def test_a_key_forgotten_half_way_ends_the_session(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1")
    token = bench.unlock(doc)
    session = bench.desk.sessions.get(token)
    session.forget()  # what the clock's thread does a moment before the key is used
    with pytest.raises(DeskClosedError):
        bench.sign(token, doc)


def test_what_was_made_is_kept_with_who_made_it(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1")
    cms = bench.sign(bench.unlock(doc), doc)
    made = bench.made.find(item_of(doc).item_id)
    assert made is not None
    assert (made.person_id, made.role, made.cms) == (LEADER, "personal", cms)
    second = bench.made.keep(replace(made, cms=replace(cms, key="cms/other")))
    assert second == made


def test_a_paper_without_a_promise_to_the_item_stays_unsigned(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1")
    assert doc.main is not None
    broken = replace(item_of(doc), sheet=Ticket(**asdict(room.keep("vb-1", b"not JSON"))))
    doc = room.record(replace(doc, main=replace(doc.main, item=broken)))
    session = bench.unlock(doc)
    with pytest.raises(PreparedVoidError):
        bench.sign(session, doc)


def take_out_of_use(room: Room, item_certificate: str, at: datetime) -> None:
    """The register ends a certificate, as when its owner leaves."""
    der = room.office.leader.der
    kept = Certificate(der, "personal", at - timedelta(days=1), at, LEADER)
    assert kept.sha256 == item_certificate
    with room.database.writing() as conn:
        persons.add_person(conn, persons.Person(LEADER, "Người đã rời cơ quan"))
        add_certificate(conn, kept)


def test_no_key_is_opened_for_a_certificate_that_the_register_has_ended(
    room: Room, bench: Bench
) -> None:
    doc, leaves = room.awaiting_signature("vb-1"), room.now + timedelta(minutes=1)
    take_out_of_use(room, item_of(doc).certificate_sha256, leaves)
    assert bench.unlock(doc)
    bench.now = leaves
    with pytest.raises(CertificateUnusableError):
        bench.unlock(doc)


def test_an_open_session_ends_with_the_certificate(room: Room, bench: Bench) -> None:
    doc = room.awaiting_signature("vb-1")
    session = bench.unlock(doc)
    take_out_of_use(room, item_of(doc).certificate_sha256, room.now)
    with pytest.raises(CertificateUnusableError):
        bench.sign(session, doc)
