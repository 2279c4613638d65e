"""Codes, pages, several confirmations and seals held elsewhere, through the whole desk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from service.desk.held import Held, wrap
from signing.errors import (
    AwaitingBrowserError,
    AwaitingCodeError,
    AwaitingPhoneError,
    HolderRefusedError,
    NotOnTheListError,
    SigningError,
)
from signing.port import FieldRole as SealRole
from storage.instants import to_text
from tests.desk.room import CLERK, INTRUDER, ISSUER, LEADER, PIN, Room, item_of, items_of
from tests.far.csc import CLIENT_ID, CLIENT_SECRET, CREDENTIAL, PASSWORD, REDIRECT, USER
from tests.far.service import FarService, far_service, serving
from tests.far.token import TOKEN_PIN, open_token
from tests.waiting import until
from workflows.domain.document import SignatureMade
from workflows.domain.shapes import FieldRole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from service.desk.client import SigningSession
    from storage.blobs.port import BlobRef
    from workflows.domain.document import Document

PLACE = {"credential_id": CREDENTIAL, "user": USER, "password": PASSWORD}
LIMIT_S = 120.0
OTHER_CLERK = "ng-clerk-2"


def keeper(room: Room, **services: FarService) -> None:
    """Name these services in the desk's folder; the office is a client of each."""
    secret = room.folder / "client-secret"
    secret.write_text(CLIENT_SECRET, "utf-8")
    (room.folder / "desk" / "keepers.toml").write_text(
        "".join(
            f'[{name}]\nkind = "csc"\nversion = {far.version}\nurl = "{far.url}"\n'
            f'wait_seconds = 60\npoll_seconds = 0.05\nclient_id = "{CLIENT_ID}"\n'
            f'client_secret_file = "{secret}"\nredirect_url = "{REDIRECT}"\n'
            for name, far in services.items()
        )
    )


def file_far_seal(room: Room, person_id: str, keeper_name: str, place: dict[str, str]) -> None:
    """File where the agency's key is, as a clerk reaches it."""
    agency = room.office.agency
    card = replace(room.file_key(person_id, agency, ISSUER), keeper=keeper_name)
    held = Held(agency.der, agency.chain_der, place)
    room.cabinet.put(card, wrap(held, PIN, room.cabinet.server_key()))


def with_seal_prepared(room: Room, doc: Document) -> Document:
    """The same after the number's signature was put in, with the seal's field prepared."""
    assert doc.main is not None
    pdf = room.office.sign(room.fetch(doc.main.current), SealRole.NUMBER)
    kept = room.keep(doc.document_id, pdf)
    made = SignatureMade(FieldRole.NUMBER, CLERK, to_text(room.now), "B-LT", kept)
    main = replace(doc.main, item=None, cms=None, signatures=(*doc.main.signatures, made))
    item = room.prepared(doc.document_id, main, FieldRole.AGENCY, "")
    return room.record(replace(doc, main=replace(main, item=item)))


@pytest.fixture
def far(room: Room) -> Iterator[FarService]:
    with serving(far_service(room.office.leader)) as service:
        keeper(room, far=service)
        room.file_far_key(LEADER, room.office.leader, "far", PLACE)
        yield service


def waits(room: Room, session: SigningSession, doc: Document) -> AwaitingPhoneError:
    """What the person is asked for, once the service has asked it."""
    found: list[AwaitingPhoneError] = []

    def is_asked() -> bool:
        with pytest.raises(AwaitingPhoneError) as told:
            room.client.sign(session, doc.document_id, item_of(doc).item_id)
        found.append(told.value)
        return bool(told.value.asking.fields or told.value.asking.url)

    until(is_asked, LIMIT_S)
    return found[-1]


def ended(room: Room, session: SigningSession, doc: Document) -> BlobRef | SigningError:
    found: list[BlobRef | SigningError] = []

    def is_over() -> bool:
        try:
            found.append(room.client.sign(session, doc.document_id, item_of(doc).item_id))
        except AwaitingPhoneError:
            return False
        except SigningError as error:
            found.append(error)
        return True

    until(is_over, LIMIT_S)
    return found[0]


def signed(room: Room, session: SigningSession, doc: Document) -> BlobRef:
    cms = ended(room, session, doc)
    assert not isinstance(cms, SigningError), repr(cms)
    room.check(item_of(doc), cms)
    return cms


def typed(room: Room, session: SigningSession, asked: AwaitingPhoneError, code: str) -> None:
    """Hand a code over as the web does: with the session in place of the PIN."""
    [(name, _)] = asked.asking.fields
    given = replace(session, question=asked.asking.question, answers={name: code})
    assert room.client.unlock_personal(LEADER, given, []) is given


def test_a_code_signs_the_list_that_was_shown_and_no_other_paper(
    room: Room, far: FarService
) -> None:
    far.mode, far.factors = "explicit", ("OTP",)
    docs = [room.awaiting_signature("vb-0"), room.awaiting_signature("vb-1")]
    other = room.awaiting_signature("vb-other")
    with room.start():
        session = room.client.unlock_personal(LEADER, PIN, items_of(*docs))
        asked = waits(room, session, docs[0])
        assert isinstance(asked, AwaitingCodeError)
        typed(room, session, asked, "000")
        asked = waits(room, session, docs[0])
        assert asked.asking.is_again
        typed(room, session, asked, far.sent_codes[-1])
        for doc in docs:
            signed(room, session, doc)
        with pytest.raises(NotOnTheListError):  # a web process that was taken over
            room.client.sign(session, "vb-other", item_of(other).item_id)
        assert far.sent_codes[-1] not in room.log()
    assert (far.counts, len(far.signed), far.titles[-1]) == ([2], 2, "Trình Ký: 2 văn bản")


def test_only_who_was_sent_to_the_services_page_confirms_there(room: Room, far: FarService) -> None:
    far.mode = "oauth2code"
    doc = room.awaiting_signature("vb-1")
    with room.start():
        session = room.client.unlock_personal(LEADER, PIN, items_of(doc))
        asked = waits(room, session, doc)
        assert isinstance(asked, AwaitingBrowserError)
        brought = far.confirm_in_browser(asked.asking.url)
        for person_id, state in ((INTRUDER, brought["state"]), (LEADER, "another")):
            with pytest.raises(NotOnTheListError):
                room.client.came_back(person_id, state, brought["code"])
        room.client.came_back(LEADER, brought["state"], brought["code"])
        signed(room, session, doc)
        with pytest.raises(NotOnTheListError):  # once only
            room.client.came_back(LEADER, brought["state"], brought["code"])
    assert len(far.signed) == 1


def test_more_papers_than_one_confirmation_covers_say_how_often_they_ask(
    room: Room, far: FarService
) -> None:
    far.mode, far.factors, far.multisign = "explicit", ("OTP",), 2
    docs = [room.awaiting_signature(f"vb-{n}") for n in range(3)]
    with room.start():
        session = room.client.unlock_personal(LEADER, PIN, items_of(*docs))
        for turn in (1, 2):
            asked = waits(room, session, docs[-1])
            assert (asked.asking.turn, asked.asking.turns) == (turn, 2)
            typed(room, session, asked, far.sent_codes[-1])
        for doc in docs:
            signed(room, session, doc)
    assert far.counts == [2, 1]


def test_two_credentials_of_one_person_sign_one_list_in_turn(room: Room, far: FarService) -> None:
    with serving(far_service(room.office.second)) as other:
        for service in (far, other):
            service.mode, service.factors = "explicit", ("OTP",)
        keeper(room, far=far, other=other)
        room.file_far_key(LEADER, room.office.second, "other", PLACE)
        first = room.awaiting_signature("vb-1")
        second = _confirmed_by_second(room, "vb-2")
        with room.start():
            session = room.client.unlock_personal(LEADER, PIN, items_of(first, second))
            for turn in (1, 2):
                asked = _turn(room, session, (first, second), turn)
                service = far if not far.counts and far.sent_codes else other
                assert len(far.sent_codes) + len(other.sent_codes) == turn  # one at a time
                typed(room, session, asked, service.sent_codes[-1])
            for doc in (first, second):
                signed(room, session, doc)
        assert (len(far.signed), len(other.signed)) == (1, 1)


def _turn(
    room: Room, session: SigningSession, docs: tuple[Document, ...], turn: int
) -> AwaitingPhoneError:
    """What is asked for the how manieth time, whichever key asks."""
    found: list[AwaitingPhoneError] = []

    def is_asked() -> bool:
        for doc in docs:
            try:
                room.client.sign(session, doc.document_id, item_of(doc).item_id)
            except AwaitingPhoneError as told:
                found.append(told)
        return bool(found[-1].asking.fields) and found[-1].asking.turn == turn

    until(is_asked, LIMIT_S)
    return found[-1]


def _confirmed_by_second(room: Room, document_id: str) -> Document:
    """A paper that awaits the same person by his other certificate."""
    base = room.office
    other = replace(base, leader=base.second)
    room.office = other
    try:
        return room.awaiting_signature(document_id)
    finally:
        room.office = base


@pytest.mark.parametrize("extends", [True, False])
def test_a_seal_at_a_service_numbers_and_seals_as_each_clerk_confirms_himself(
    room: Room, extends: bool  # noqa: FBT001
) -> None:  # fmt: skip
    with serving(far_service(room.office.agency)) as far:
        far.mode, far.factors, far.extends = "explicit", ("OTP",), extends
        keeper(room, dau=far)
        for clerk in (CLERK, OTHER_CLERK):
            file_far_seal(room, clerk, "dau", PLACE)
        for clerk, name in ((CLERK, "vb-1"), (OTHER_CLERK, "vb-2")):
            _number_and_seal(room, far, clerk, name)
    times = 1 if extends else 2
    assert len(far.sent_codes) == 2 * times
    assert far.counts == [2, 2] if extends else [1] * 4


def _number_and_seal(room: Room, far: FarService, clerk: str, name: str) -> None:
    doc = room.awaiting_number(name)
    roles = [(name, "number"), (name, "agency")]
    with room.start():
        session = room.client.unlock_agency(clerk, PIN, ISSUER, roles)
        doc = room.with_number_prepared(doc)
        typed(room, session, waits(room, session, doc), far.sent_codes[-1])
        signed(room, session, doc)
        asked = len(far.sent_codes)
        doc = with_seal_prepared(room, doc)
        if not far.extends:
            typed(room, session, waits(room, session, doc), _next_code(far, asked))
        signed(room, session, doc)
        other = room.with_number_prepared(room.awaiting_number(f"{name}-other"))
        with pytest.raises(NotOnTheListError):
            room.client.sign(session, other.document_id, item_of(other).item_id)


def _next_code(far: FarService, asked: int) -> str:
    until(lambda: len(far.sent_codes) > asked, LIMIT_S)
    return far.sent_codes[-1]


def test_a_clerk_who_refuses_seals_nothing(room: Room) -> None:
    with serving(far_service(room.office.agency)) as far:
        keeper(room, dau=far)
        file_far_seal(room, CLERK, "dau", PLACE)
        far.refused = True
        far.confirmed.set()
        doc = room.awaiting_number("vb-1")
        with room.start():
            roles = [("vb-1", "number"), ("vb-1", "agency")]
            session = room.client.unlock_agency(CLERK, PIN, ISSUER, roles)
            made = ended(room, session, room.with_number_prepared(doc))
        assert isinstance(made, HolderRefusedError)
    assert far.signed == []


def test_a_seal_in_a_token_numbers_and_seals(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = open_token(tmp_path)
    token.put(room.office.agency.key, "0a")
    for name, value in token.surroundings.items():
        monkeypatch.setenv(name, value)
    (room.folder / "desk" / "keepers.toml").write_text(
        f'[hsm]\nkind = "pkcs11"\nmodule = "{token.module}"\ntoken = "{token.label}"\n'
    )
    for clerk in (CLERK, OTHER_CLERK):
        file_far_seal(room, clerk, "hsm", {"key_id": "0a", "pin": TOKEN_PIN})
    with room.start():
        for clerk, name in ((CLERK, "vb-1"), (OTHER_CLERK, "vb-2")):
            doc = room.awaiting_number(name)
            roles = [(name, "number"), (name, "agency")]
            session = room.client.unlock_agency(clerk, PIN, ISSUER, roles)
            doc = room.with_number_prepared(doc)
            signed(room, session, doc)
            signed(room, session, with_seal_prepared(room, doc))
            room.client.lock(session)
