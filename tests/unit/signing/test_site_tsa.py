"""A small site's own timestamp authority: renewed in time, and what it stamped stays provable."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from service.doctor.certificates import authorities
from service.stack.layout import Layout
from signing.errors import TimestampUnavailableError
from signing.port import FieldRole
from signing.seal.embed import add_archive_timestamp
from signing.seal.evidence import Gatherer
from signing.seal.stamped import last_stamp, stamped_by
from signing.seal.store import add_revocation
from signing.trust.anchors import load_anchors
from signing.trust.own_ca import DevPki
from signing.trust.revocation import CrlFolder
from signing.trust.site_ca import TSA_ID, Locks, SiteCa, create, open_site_ca, register_of
from signing.trust.timestamps import LocalTimestamper
from signing.trust.tsa_folder import TsaFolder, put_authority
from signing.verify.codes import Code
from signing.verify.judge import verify
from tests.homes import settings_in
from tests.signed.office import Office, open_office

if TYPE_CHECKING:
    from cryptography import x509


NOW: Final = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
YEAR: Final = timedelta(days=365)
ENDS: Final = NOW + 5 * YEAR
WARNED: Final = ["warning"]
LOCKS: Final = Locks("bốn chữ rất dài", b"k" * 32, secrets.token_bytes)


@dataclass
class Site:
    """An authority that stamps for an office, and the folder that the worker reads."""

    authority: SiteCa
    folder: Path
    office: Office
    at: datetime = NOW

    def timestamper(self) -> LocalTimestamper:
        return LocalTimestamper(TsaFolder(self.folder, lambda: self.at).respond)

    def put_next(self) -> x509.Certificate:
        """As `trinhky admin pki tsa` does."""
        key, made = self.authority.issue_tsa(self.at)
        put_authority(self.folder, key, made)
        return made

    @property
    def anchors(self) -> tuple[bytes, ...]:
        own = load_anchors((self.folder / "trust.pem").read_bytes())
        return (*self.office.anchors, *own)

    def archived(self, pdf: bytes) -> bytes:
        """Put a stamp of today over a paper, and evidence for what it has already."""
        self.authority.publish(self.at)
        DevPki(self.office.pki.directory, "").publish_lists(self.at)
        public = self.folder.parent / "authority" / "public"
        for name, source in (("site", public), ("office", self.office.pki.directory)):
            for file in source.glob("*.crl"):
                shutil.copy(file, self.folder / f"{name}-{file.name}")
        gatherer = Gatherer(CrlFolder(self.folder), self.anchors)
        pdf = add_revocation(pdf, gatherer.for_last_signature(pdf, self.at))
        return add_archive_timestamp(pdf, self.timestamper(), gatherer, self.at)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("site")
    create(home / "authority", "UBND XÃ BÌNH MINH", "http://ca.example", LOCKS, NOW)
    (home / "pki").mkdir()
    for name in ("trust.pem", "issuing.pem"):
        shutil.copy(home / "authority" / "public" / name, home / "pki" / name)
    return home


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return open_office(tmp_path_factory.mktemp("office"), NOW)


@pytest.fixture
def site(made: Path, office: Office, tmp_path: Path) -> Site:
    shutil.copytree(made, tmp_path / "site")
    authority = open_site_ca(tmp_path / "site" / "authority", LOCKS)
    return Site(authority, tmp_path / "site" / "pki", office)


def test_a_renewed_authority_stamps_at_once_and_old_stamps_stay_provable(site: Site) -> None:
    with pytest.raises(TimestampUnavailableError):
        site.timestamper().token(b"\0" * 32)
    first = site.put_next()
    assert first.not_valid_after_utc == ENDS
    timestamper = site.timestamper()  # of a worker that runs on
    assert stamped_by(timestamper.token(b"\0" * 32)).ends_at == ENDS
    paper = site.archived(site.office.issue((FieldRole.PERSONAL,)))
    site.at = ENDS - timedelta(days=60)
    second = site.put_next()
    assert second.public_key() != first.public_key()
    assert stamped_by(timestamper.token(b"\0" * 32)).ends_at == site.at + 5 * YEAR
    for at in (NOW, site.at, ENDS - timedelta(days=1)):
        assert verify(paper, site.anchors, at).code is Code.VALID
    renewed, after = site.archived(paper), ENDS + 2 * YEAR
    stamp = last_stamp(renewed)
    assert stamp is not None
    assert stamp.ends_at == second.not_valid_after_utc
    assert verify(renewed, site.anchors, after).code is Code.VALID
    assert Code.TIMESTAMP_UNTRUSTED in verify(paper, site.anchors, after).all_codes
    lines = register_of(site.folder.parent / "authority").lines()
    assert [(one.holder_id, one.revoked) for one in lines] == [(TSA_ID, "")] * 2
    assert (site.folder / "keys" / "tsa.pem").stat().st_mode & 0o077 == 0


def test_a_key_that_is_not_the_certificates_stamps_nothing(site: Site) -> None:
    key, _ = site.authority.issue_tsa(NOW)
    _, other = site.authority.issue_tsa(NOW)
    put_authority(site.folder, key, other)
    with pytest.raises(TimestampUnavailableError):
        site.timestamper().token(b"\0" * 32)


def test_the_doctor_tells_of_its_end_in_time(site: Site, tmp_path: Path) -> None:
    made = site.put_next()
    home = Layout(tmp_path)
    home.pki.mkdir()
    shutil.copy(site.folder / "tsa.pem", home.pki / "tsa.pem")
    for left, levels in (
        (61, []),
        (60, ["warning"]),
        (30, ["warning"]),
        (7, ["warning"]),
        (-1, ["error"]),
    ):
        found = authorities(settings_in(home), made.not_valid_after_utc - timedelta(days=left))
        told = [str(one.level) for one in found if one.values.get("file") == home.pki / "tsa.pem"]
        assert told == levels, left
