"""Somebody leaves: nothing of his signs from that instant, and a stop midway loses nothing."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from service.accounts import administration, authority_acts, leaving
from service.accounts.administration import ByAdmin
from service.accounts.errors import (
    AccountClosedError,
    AdminNeededError,
    LeavesHimselfError,
    NothingToRevokeError,
    SignInRefusedError,
)
from service.accounts.leaving import Authority, Gone, Rooms
from service.accounts.sign_in import sign_in
from service.desk.cabinet import Cabinet, KeyCard
from service.desk.protocol import Purpose
from signing.errors import CertificateUnusableError
from signing.trust.chains import build_chain
from signing.trust.dated_anchors import anchors_at
from signing.trust.revocation import CrlFolder
from signing.trust.site_ca import Holder, create, open_site_ca, register_of
from storage.ledger import ledger
from storage.people import certificates, departures, posts
from tests.unit.service.accounts.conftest import ADMIN, AN, BINH, NOW, PASSWORD, Site
from tests.unit.signing.test_site_ca import LOCKS, a_request

if TYPE_CHECKING:
    from collections.abc import Callable

BINHS = Holder("Tên p-binh", BINH, "SỞ Y TẾ")
SEAL = "a" * 64
DAY = timedelta(days=1)


@dataclass
class House:
    """A site with a desk and an authority, and Binh, who has a key of each kind."""

    site: Site
    desk: Path
    pki: Path
    own: bytes = field(default=b"", init=False)

    def __post_init__(self) -> None:
        self.cabinet = Cabinet(self.desk)
        issued = open_site_ca(self.pki, LOCKS).issue(a_request(), BINHS, NOW - DAY)
        self.own = issued.public_bytes(Encoding.DER)
        self.serial = f"{issued.serial_number:x}"
        with self.site.door.database.writing() as conn:
            for der in (self.own, self.foreign):
                kept = certificates.Certificate(der, "personal", NOW - DAY, None, BINH)
                certificates.add_certificate(conn, kept)
                self.file(kept.sha256)
        self.file(SEAL, "u-so")

    @property
    def foreign(self) -> bytes:
        """Another authority's certificate: the development authority is not ours either."""
        return (self.pki / "public" / "root.cer").read_bytes()

    def file(self, sha256: str, issuer_id: str = "") -> None:
        purpose = Purpose.AGENCY if issuer_id else Purpose.PERSONAL
        card = KeyCard(BINH, sha256, purpose, issuer_id, NOW - DAY, NOW + 300 * DAY)
        self.cabinet.put(card, b"wrapped")

    @property
    def rooms(self) -> Rooms:
        authority = Authority(self.pki, lambda: open_site_ca(self.pki, LOCKS))
        return Rooms(self.site.door.database, self.cabinet, authority)

    def by(self, login: str = "admin") -> ByAdmin:
        self.site.acts += 1
        return ByAdmin(login, f"act-{self.site.acts}", self.site.now)

    def leave(self, rooms: Rooms | None = None) -> Gone:
        return leaving.leave(rooms or self.rooms, "binh", "affiliation-changed", self.by())

    def acts(self) -> list[str]:
        """What the ledger tells of Binh, in any order."""
        with self.site.door.database.reading() as conn:
            assert ledger.verify(conn)
            found = [e for e in ledger.all_entries(conn) if e.details.get("person_id") == BINH]
        return sorted(e.act for e in found)

    def revoked(self) -> x509.RevokedCertificate | None:
        listed = x509.load_der_x509_crl((self.pki / "public" / "issuing.crl").read_bytes())
        return listed.get_revoked_certificate_by_serial_number(int(self.serial, 16))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("leaving") / "authority"
    create(folder, BINHS.organisation, "http://ca.example/pki/", LOCKS, NOW - 2 * DAY)
    return folder


@pytest.fixture
def house(site: Site, made: Path, tmp_path: Path) -> House:
    shutil.copytree(made, tmp_path / "authority")
    return House(site, tmp_path / "desk", tmp_path / "authority")


ALL = ["leave", "pki_revoke", "withdraw_key", "withdraw_key", "withdraw_key"]


def test_from_that_instant_nothing_of_his_is_good(house: House) -> None:
    gone = house.leave()
    database = house.site.door.database
    with pytest.raises(SignInRefusedError):
        sign_in(database, "binh", PASSWORD, NOW)
    with database.reading() as conn:
        assert certificates.certificates_of_person(conn, BINH, NOW) == []
        assert certificates.certificates_of_person(conn, BINH, NOW - timedelta(seconds=1))
        assert [h.until for h in posts.holdings_of(conn, BINH)] == [NOW]
    assert house.cabinet.digests(BINH) == ()
    assert not (house.desk / "keys" / BINH).exists()
    assert [one.sha256 for one in gone.to_ask] == [sha256_of(house.foreign)]
    assert (gone.departure.keys_gone_at, gone.is_done) == (NOW, False)
    assert house.acts() == ALL


def test_what_our_authority_issued_is_on_its_list_from_that_instant(house: House) -> None:
    anchors = anchors_at(house.pki / "public" / "trust.pem", NOW)
    chain = build_chain(house.own, [(house.pki / "public" / "issuing.cer").read_bytes()], anchors)
    lists = CrlFolder(house.pki / "public")
    lists.evidence(chain, NOW)
    house.leave()
    entry = house.revoked()
    assert entry is not None
    reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    assert (entry.revocation_date_utc, reason) == (NOW, x509.ReasonFlags.affiliation_changed)
    with pytest.raises(CertificateUnusableError, match="revoked"):
        lists.evidence(chain, NOW)


def test_the_task_for_a_provider_stays_until_it_is_marked_as_done(house: House) -> None:
    [task] = house.leave().to_ask
    database = house.site.door.database
    assert house.leave().to_ask == (task,)
    with pytest.raises(NothingToRevokeError):
        leaving.provider_has_revoked(database, "binh", "f" * 64, house.by())
    leaving.provider_has_revoked(database, "binh", task.sha256[:12], house.by())
    with pytest.raises(NothingToRevokeError):
        leaving.provider_has_revoked(database, "binh", task.sha256[:12], house.by())
    assert house.leave().is_done
    assert house.acts() == sorted([*ALL, "provider_revoked"])


def test_rooms_on_other_machines_are_done_there_later(house: House) -> None:
    first = house.leave(Rooms(house.site.door.database))
    assert first.departure.keys_gone_at is None
    assert len(first.to_ask) == 2
    house.site.now += 3 * DAY
    assert len(house.leave(Rooms(house.site.door.database, house.cabinet)).to_ask) == 2
    last = house.leave()
    assert (last.departure.at, len(last.to_ask)) == (NOW, 1)
    entry = house.revoked()
    assert entry is not None
    assert entry.revocation_date_utc == NOW  # not three days later
    assert house.acts() == ALL


def _keys_came_back(house: House) -> None:
    """Stopped after the entries, before the files were gone."""
    house.file(SEAL, "u-so")


def _half_a_key(house: House) -> None:
    """Stopped between the files of one key."""
    house.file(SEAL, "u-so")
    (house.desk / "keys" / BINH / f"{SEAL}.key").unlink()


def _half_a_filing(house: House) -> None:
    """A filing was stopped long ago: a draft under no key's name."""
    (house.desk / "keys" / BINH).mkdir(exist_ok=True)
    (house.desk / "keys" / BINH / ".draft").write_bytes(b"wrapped")


def _list_is_old(house: House) -> None:
    """Stopped between the authority's register and its list."""
    name = house.pki / "public" / "issuing.crl"
    assert house.revoked() is not None
    assert register_of(house.pki).line(house.serial).revoked
    name.write_bytes((house.pki.parent / "old.crl").read_bytes())
    assert house.revoked() is None


@pytest.mark.parametrize("stopped", [_keys_came_back, _half_a_key, _half_a_filing, _list_is_old])
def test_run_again_after_a_stop_it_ends_the_same(
    house: House, stopped: Callable[[House], None]
) -> None:
    shutil.copy(house.pki / "public" / "issuing.crl", house.pki.parent / "old.crl")
    before = house.leave()
    stopped(house)
    house.site.now += DAY
    assert house.leave() == before
    assert house.cabinet.digests(BINH) == ()
    assert not (house.desk / "keys" / BINH).exists()
    entry = house.revoked()
    assert entry is not None
    assert entry.revocation_date_utc == NOW
    assert house.acts() == ALL


def killed(house: House, what: str, after: int) -> bool:
    """Do it in a process of its own with a power cut; say whether that came before the end."""
    told = {
        "what": what, "after": str(after), "url": f"sqlite:///{house.pki.parent / 'trinhky.db'}",
        "desk": str(house.desk), "pki": str(house.pki), "act": house.by().act_id,
        "at": house.site.now.isoformat(),
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.unit.service.accounts.stopped_midway", json.dumps(told)]
    code = subprocess.run(command, check=False).returncode
    assert code in (0, -signal.SIGKILL)
    return code != 0


def test_killed_again_and_again_it_still_ends_the_same(house: House) -> None:
    kills = 0
    while killed(house, "leave", after=2 + kills % 2):  # each time a step or two further
        kills += 1
        house.site.now += DAY
        assert kills < 20
    assert kills > 3
    assert house.cabinet.digests(BINH) == ()
    assert not (house.desk / "keys" / BINH).exists()
    entry = house.revoked()
    assert entry is not None
    assert entry.revocation_date_utc == NOW
    assert house.acts() == ALL
    assert [one.sha256 for one in house.leave().to_ask] == [sha256_of(house.foreign)]


def test_a_move_that_is_killed_withdraws_the_seals_when_run_again(house: House) -> None:
    own = set(house.cabinet.digests(BINH)) - {SEAL}
    assert killed(house, "move", after=1)
    house.site.now += DAY
    assert not killed(house, "move", after=99)
    with house.site.door.database.reading() as conn:
        held = {h.post_id: (h.since, h.until) for h in posts.holdings_of(conn, BINH)}
    assert (held["post-head"][1], held["post-admin"]) == (NOW, (NOW, None))
    assert set(house.cabinet.digests(BINH)) == own
    assert house.acts().count("move_post") == 1


def test_who_works_here_signs_no_more_from_the_instant_that_his_provider_revoked(
    house: House,
) -> None:
    database, sha256 = house.site.door.database, sha256_of(house.foreign)
    with pytest.raises(NothingToRevokeError):
        leaving.provider_has_revoked(database, "an", sha256, house.by())
    with pytest.raises(AdminNeededError):
        leaving.provider_has_revoked(database, "binh", sha256, house.by("an"))
    assert leaving.provider_has_revoked(database, "binh", sha256[:12], house.by()) == sha256
    with pytest.raises(NothingToRevokeError):
        leaving.provider_has_revoked(database, "binh", sha256[:12], house.by())
    with database.reading() as conn:
        assert certificates.is_ended(conn, sha256, NOW)
        in_use = certificates.certificates_of_person(conn, BINH, NOW)
    assert [one.sha256 for one in in_use] == [sha256_of(house.own)]
    assert house.acts() == ["provider_revoked"]
    assert house.leave().to_ask == ()  # it was ended before, and is nobody's task


def test_stopped_after_the_authority_and_before_the_entry(house: House) -> None:
    house.leave(Rooms(house.site.door.database))
    open_site_ca(house.pki, LOCKS).revoke(house.serial, "affiliation-changed", NOW)
    assert [one.sha256 for one in house.leave().to_ask] == [sha256_of(house.foreign)]


def test_a_certificate_that_was_not_registered_yet_is_revoked_as_well(house: House) -> None:
    newer = open_site_ca(house.pki, LOCKS).renew(house.serial, NOW - DAY)
    house.leave()
    assert {line.revoked for line in register_of(house.pki).lines()} == {NOW.isoformat()}
    assert newer.serial_number != int(house.serial, 16)


def test_a_damaged_card_keeps_no_key_alive(house: House) -> None:
    (house.desk / "keys" / BINH / f"{SEAL}.json").write_bytes(b"{")
    house.leave()
    assert not (house.desk / "keys" / BINH).exists()


def test_who_may_let_somebody_leave(house: House) -> None:
    database = house.site.door.database
    with pytest.raises(AdminNeededError):
        leaving.leave(house.rooms, "an", "cessation", house.by("binh"))
    with pytest.raises(LeavesHimselfError):
        leaving.leave(house.rooms, "admin", "cessation", house.by())
    with database.reading() as conn:
        assert [departures.departure_of(conn, one) for one in (AN, BINH, ADMIN)] == [None] * 3


def test_a_closed_account_is_not_opened_again(house: House) -> None:
    house.leave()
    database = house.site.door.database
    for act in (administration.reset_totp, administration.unlock):
        with pytest.raises(AccountClosedError):
            act(database, "binh", house.by())
    with pytest.raises(AccountClosedError):
        administration.reset_password(database, "binh", PASSWORD, house.by())
    with pytest.raises(AccountClosedError), database.reading() as conn:
        authority_acts.holder_by_login(conn, "binh", "SỞ Y TẾ")
    assert house.acts() == ALL


def sha256_of(der: bytes) -> str:
    return certificates.Certificate(der, "personal", NOW).sha256
