"""Keys that are elsewhere, through the whole desk: process, socket, real service, real token."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from service.accounts.administration import ByAdmin
from service.accounts.errors import AdminNeededError
from service.accounts.keys import KeyElsewhere, KeyFile, KeyRoom, WhoseKey, file_key
from service.desk.keys import Keys
from service.desk.process import standing_in
from service.errors import SettingInvalidError
from signing.errors import (
    AwaitingPhoneError,
    BadSignatureError,
    CertificateUnusableError,
    ConfirmationTimeoutError,
    DeskClosedError,
    HolderRefusedError,
    KeyUnusableError,
    NotOnTheListError,
    SigningError,
    WrongPinError,
)
from tests.desk.room import ISSUER, LEADER, PIN, WRONG_PIN, Room, item_of, items_of
from tests.far.service import PASSWORD, USER, FarService, far_service, serving
from tests.far.strong import issue, new_key
from tests.far.token import TOKEN_PIN, open_token
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from service.desk.client import SigningSession
    from storage.blobs.port import BlobRef
    from workflows.domain.document import Document

PLACE = {"credential_id": "cred-1", "user": USER, "password": PASSWORD}
LIMIT_S = 120.0


def keep(room: Room, far: FarService, wait: float = 60.0) -> None:
    (room.folder / "desk" / "keepers.toml").write_text(
        f'[far]\nkind = "csc"\nversion = 2\nurl = "{far.url}"\nwait_seconds = {wait}\n'
        "poll_seconds = 0.05\n"
    )
    room.file_far_key(LEADER, room.office.leader, "far", PLACE)


@pytest.fixture
def far(room: Room) -> Iterator[FarService]:
    with serving(far_service(room.office.leader)) as service:
        keep(room, service)
        yield service


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
    assert not isinstance(cms, SigningError)
    room.check(item_of(doc), cms)
    return cms


def test_one_pin_and_one_confirmation_sign_the_list_and_nothing_else(
    room: Room, far: FarService
) -> None:
    docs = [room.awaiting_signature("vb-0"), room.resolution("vb-1")]
    other = room.awaiting_signature("vb-other")
    with room.start():
        with pytest.raises(WrongPinError):
            room.client.unlock_personal(LEADER, WRONG_PIN, items_of(*docs))
        assert not far.calls
        session = room.client.unlock_personal(LEADER, PIN, items_of(*docs))
        assert session.ttl > 60.0
        with pytest.raises(AwaitingPhoneError) as waits:
            room.client.sign(session, "vb-0", item_of(docs[0]).item_id)
        assert 0 < waits.value.seconds <= 60.0
        with pytest.raises(NotOnTheListError):  # a web process that was taken over
            room.client.sign(session, "vb-other", item_of(other).item_id)
        far.confirmed.set()
        first = [signed(room, session, doc) for doc in docs]
        assert [signed(room, session, doc) for doc in docs] == first
        with pytest.raises(NotOnTheListError):
            room.client.sign(session, "vb-other", item_of(other).item_id)
    assert len(far.signed) == 2
    assert far.titles == ["Trình Ký: 2 văn bản"]


def test_what_is_taken_back_ends_at_the_service_too(room: Room, far: FarService) -> None:
    doc = room.awaiting_signature("vb-1")
    with room.start():
        session = room.client.unlock_personal(LEADER, PIN, items_of(doc))
        until(lambda: bool(far.asked), LIMIT_S)
        room.client.lock(session)
        until(lambda: far.revoked, LIMIT_S)
        far.confirmed.set()
        with pytest.raises(DeskClosedError):
            room.client.sign(session, "vb-1", item_of(doc).item_id)
    assert far.signed == []


def test_a_desk_that_was_killed_meanwhile_asks_anew_and_signs_once(
    room: Room, far: FarService
) -> None:
    doc = room.awaiting_signature("vb-1")
    with room.start() as desk:
        room.client.unlock_personal(LEADER, PIN, items_of(doc))
        until(lambda: bool(far.asked), LIMIT_S)
        desk.kill()
    with room.start():
        far.confirmed.set()
        session = room.client.unlock_personal(LEADER, PIN, items_of(doc))
        cms = signed(room, session, doc)
        room.client.lock(session)
        again = room.client.unlock_personal(LEADER, PIN, items_of(doc))
        assert signed(room, again, doc) == cms
    assert len(far.signed) == 1


@pytest.mark.parametrize(("flaw", "refusal"), [
    ("another key", BadSignatureError), ("refused", HolderRefusedError),
    ("nobody answers", ConfirmationTimeoutError),
])  # fmt: skip
def test_a_service_that_lies_or_refuses_leaves_the_paper_as_it_was(
    room: Room, far: FarService, flaw: str, refusal: type[SigningError]
) -> None:
    doc = room.awaiting_signature("vb-1")
    with room.start():
        own, far.signs_with = far.signs_with, room.office.second.key
        far.refused = flaw == "refused"
        if flaw == "nobody answers":
            keep(room, far, wait=0.3)
        else:
            far.confirmed.set()
        session = room.client.unlock_personal(LEADER, PIN, items_of(doc))
        assert type(ended(room, session, doc)) is refusal
        far.signs_with, far.refused = own, False
        far.confirmed.set()
        keep(room, far)
        later = room.client.unlock_personal(LEADER, PIN, items_of(doc))
        signed(room, later, doc)


def test_a_key_in_a_token_signs_through_the_desk(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = open_token(tmp_path)
    token.put(room.office.leader.key, "01")
    for name, value in token.surroundings.items():
        monkeypatch.setenv(name, value)
    (room.folder / "desk" / "keepers.toml").write_text(
        f'[hsm]\nkind = "pkcs11"\nmodule = "{token.module}"\ntoken = "{token.label}"\n'
    )
    place = {"key_id": "01", "pin": TOKEN_PIN}
    room.file_far_key(LEADER, room.office.leader, "hsm", place, "rsa-pss-sha512")
    doc = room.awaiting_signature("vb-1")
    with room.start():
        session = room.client.unlock_personal(LEADER, PIN, items_of(doc))
        signed(room, session, doc)


def test_a_revoked_certificate_opens_no_key(room: Room) -> None:
    issued = issue(room.office.pki, new_key("p256"), room.now)
    card = room.file_key(LEADER, issued)
    standing = standing_in(room.office.pki.directory)
    keys = Keys(room.cabinet, lambda: room.now + timedelta(seconds=1), room.keepers, standing)
    assert keys.open(card, PIN).certificate == issued.der
    room.office.pki.revoke(issued.certificate, room.now)
    with pytest.raises(CertificateUnusableError):
        keys.open(card, PIN)


@pytest.mark.parametrize("text", [
    "[far", '[far]\nkind = "csc"', '[far]\nkind = "csc"\nurl = "http://far.example"',
    '[far]\nkind = "magic"', '[far]\nkind = "csc"\nurl = "https://far.example"\npasword = "x"',
])  # fmt: skip
def test_keepers_that_cannot_be_used_are_refused_without_a_word_of_them(
    room: Room, text: str
) -> None:
    (room.folder / "desk" / "keepers.toml").write_text(text)
    with pytest.raises(SettingInvalidError) as refused:
        room.keepers.get("far")
    assert "far.example" not in str(refused.value)


def test_a_keeper_that_nobody_named_holds_no_key(room: Room) -> None:
    with pytest.raises(KeyUnusableError):
        room.keepers.get("far")


def test_a_key_is_filed_by_an_administrator_alone(room: Room, far: FarService) -> None:
    place = KeyRoom(room.database, room.cabinet, room.keepers)
    by = ByAdmin("nobody", "act-1", room.now)
    p12 = KeyFile(room.office.leader.p12("p12"), "p12")
    for whose in (WhoseKey("x", PIN, ISSUER), WhoseKey("x", PIN)):
        for key in (KeyElsewhere("far", PLACE), p12):
            with pytest.raises(AdminNeededError):
                file_key(place, whose, key, by)
    assert far.calls["/credentials/authorize"] == 0
