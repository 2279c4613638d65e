"""Every source of revocation data proves a chain good, or says that it cannot."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from signing.errors import CertificateUnusableError, RevocationUnavailableError
from signing.trust import own_ca_profiles as profiles
from signing.trust.answer_cache import AnswerCache
from signing.trust.own_ca import DevPki, Issued, Person, create_dev_pki
from signing.trust.revocation import CrlFolder, RevocationSource
from signing.trust.revocation_http import HttpRevocation, Reach
from tests.signing_pki import NOW, Chancery
from tests.web_site import Answer, web_site

if TYPE_CHECKING:
    from collections.abc import Iterator

AN = Person("Nguyễn Văn An", "cb-0001", "SỞ Y TẾ")


@dataclass
class World:
    """An authority, one person of it, and a source that knows them."""

    pki: DevPki
    person: Issued
    source: RevocationSource
    asked: list[str] = field(default_factory=list)

    @property
    def chain(self) -> tuple[bytes, ...]:
        return (self.person.der, *self.person.chain_der)

    def list_file(self, name: str) -> Path:
        return self.pki.directory / f"{name}.crl"


def _asking(host: str, folder: Path) -> HttpRevocation:
    """Ask one host within our walls; nothing is kept, so that each answer is a fresh one."""
    cache = AnswerCache(folder / "kept", timedelta(0))
    return HttpRevocation(Reach.of((), [host]), cache, CrlFolder(folder / "lists"))


@pytest.fixture(params=["folder", "http"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    asked: list[str] = []

    def published(path: str, _body: bytes) -> Answer:
        asked.append(path)
        file = tmp_path / Path(path).name
        return (200, {}, file.read_bytes()) if file.exists() else (404, {}, b"")

    with web_site(published) as url:
        pki = create_dev_pki(tmp_path, NOW, f"{url}/pki")
        source: RevocationSource = CrlFolder(tmp_path)
        if request.param == "http":
            source = _asking("127.0.0.1", tmp_path)
        yield World(pki, pki.issue_person(AN, NOW, "ec"), source, asked)


def test_a_good_chain_comes_with_a_list_of_each_issuer(world: World) -> None:
    evidence = world.source.evidence(world.chain, NOW)
    assert evidence.certificates == world.chain
    issuers = [x509.load_der_x509_crl(crl).issuer for crl in evidence.crls]
    assert issuers == [certificate.subject for certificate in world.person.chain]


def test_a_revoked_certificate_is_refused(world: World) -> None:
    world.pki.revoke(world.person.certificate, NOW)
    with pytest.raises(CertificateUnusableError, match="revoked"):
        world.source.evidence(world.chain, NOW)


def test_somebody_elses_revocation_harms_nobody(world: World) -> None:
    other = world.pki.issue_person(AN, NOW, "ec")
    world.pki.revoke(other.certificate, NOW)
    assert len(world.source.evidence(world.chain, NOW).crls) == 2


@pytest.mark.parametrize("name", ["root", "issuing"])
def test_a_missing_list_is_never_a_silent_gap(world: World, name: str) -> None:
    world.list_file(name).unlink()
    with pytest.raises(RevocationUnavailableError):
        world.source.evidence(world.chain, NOW)


@pytest.mark.parametrize("when", [timedelta(days=30), timedelta(seconds=-1)])
def test_a_list_outside_its_time_is_not_taken(world: World, when: timedelta) -> None:
    with pytest.raises(RevocationUnavailableError):
        world.source.evidence(world.chain, NOW + when)


def test_a_list_older_than_the_certificate_is_not_taken(world: World) -> None:
    """It was made when nobody could know of the certificate; outside judges refuse it too."""
    old = world.list_file("issuing").read_bytes()
    later = NOW + timedelta(hours=1)
    person = world.pki.issue_person(AN, later, "ec")
    world.list_file("issuing").write_bytes(old)
    with pytest.raises(RevocationUnavailableError):
        world.source.evidence((person.der, *person.chain_der), later)


@pytest.mark.parametrize("spoilt", [b"", b"no list", b"\x30\x00"])
def test_a_damaged_list_is_not_taken(world: World, spoilt: bytes) -> None:
    world.list_file("issuing").write_bytes(spoilt)
    with pytest.raises(RevocationUnavailableError):
        world.source.evidence(world.chain, NOW)


def test_a_list_signed_by_somebody_else_is_not_taken(world: World) -> None:
    genuine = world.pki._issuing  # noqa: SLF001 - its name with another key makes the forgery
    forger = profiles.Issuer(genuine.certificate, world.person.key, genuine.url)
    forged = profiles.revocation_list(forger, {}, NOW)
    world.list_file("issuing").write_bytes(forged.public_bytes(Encoding.DER))
    with pytest.raises(RevocationUnavailableError):
        world.source.evidence(world.chain, NOW)


def test_a_host_that_nobody_named_is_never_asked(world: World) -> None:
    with pytest.raises(RevocationUnavailableError):
        _asking("ca.example.invalid", world.pki.directory / "none").evidence(world.chain, NOW)
    assert world.asked == []


# --- status answers (RFC 6960)


def _with_responder(pki: DevPki, url: str) -> tuple[bytes, ...]:
    """A person's chain whose certificate names a responder; our own authority names none."""
    person = pki.issue_person(AN, NOW, "ec")
    issuer = pki._issuing  # noqa: SLF001
    assert issuer.certificate is not None
    location = x509.UniformResourceIdentifier(url)
    access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, location)
    built = (
        x509.CertificateBuilder()
        .subject_name(person.certificate.subject)
        .issuer_name(issuer.certificate.subject)
        .public_key(person.key.public_key())
        .serial_number(person.certificate.serial_number)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=9))
        .add_extension(x509.AuthorityInformationAccess([access]), critical=False)
        .sign(issuer.key, hashes.SHA256())
    )
    return (built.public_bytes(Encoding.DER), *person.chain_der)


def _status(
    chain: tuple[bytes, ...], signer: profiles.Issuer, status: ocsp.OCSPCertStatus
) -> bytes:
    leaf, above = (x509.load_der_x509_certificate(der) for der in chain[:2])
    assert signer.certificate is not None
    revoked = status is ocsp.OCSPCertStatus.REVOKED
    built = ocsp.OCSPResponseBuilder().add_response(
        cert=leaf,
        issuer=above,
        algorithm=hashes.SHA1(),  # noqa: S303 - only identifies, RFC 5019
        cert_status=status,
        this_update=NOW,
        next_update=NOW + timedelta(days=1),
        revocation_time=NOW if revoked else None,
        revocation_reason=None,
    )
    built = built.responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
    return built.sign(signer.key, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.fixture
def responding(chancery: Chancery, tmp_path: Path) -> Iterator[tuple[World, list[bytes]]]:
    """A world whose person's certificate names a responder; the list holds its next answer."""
    answers: list[bytes] = []

    def site(path: str, _body: bytes) -> Answer:
        if path == "/ocsp":
            return 200, {}, answers[-1]
        return 200, {}, (tmp_path / Path(path).name).read_bytes()

    with web_site(site) as url:
        pki = create_dev_pki(tmp_path, NOW, f"{url}/pki")
        chain = _with_responder(pki, f"{url}/ocsp")
        leaf = x509.load_der_x509_certificate(chain[0])
        person = Issued(chancery.other.key, leaf, pki.issue_person(AN, NOW, "ec").chain)
        yield World(pki, person, _asking("127.0.0.1", tmp_path)), answers


def test_a_good_status_is_kept_instead_of_a_list(responding: tuple[World, list[bytes]]) -> None:
    world, answers = responding
    answers.append(_status(world.chain, world.pki._issuing, ocsp.OCSPCertStatus.GOOD))  # noqa: SLF001
    evidence = world.source.evidence(world.chain, NOW)
    assert evidence.ocsps == (answers[-1],)
    assert len(evidence.crls) == 1  # the root's, for the issuing authority


def test_a_revoked_status_is_final(responding: tuple[World, list[bytes]]) -> None:
    world, answers = responding
    answers.append(_status(world.chain, world.pki._issuing, ocsp.OCSPCertStatus.REVOKED))  # noqa: SLF001
    with pytest.raises(CertificateUnusableError, match="revoked"):
        world.source.evidence(world.chain, NOW)


def test_a_status_signed_by_somebody_else_says_nothing(
    responding: tuple[World, list[bytes]],
) -> None:
    world, answers = responding
    impostor = profiles.Issuer(
        world.pki._tsa.certificate,  # noqa: SLF001 - of the same authority, but no responder
        world.pki._tsa.key,  # noqa: SLF001
        "",
    )
    answers.append(_status(world.chain, impostor, ocsp.OCSPCertStatus.GOOD))
    with pytest.raises(RevocationUnavailableError):
        world.source.evidence(world.chain, NOW)


@pytest.mark.parametrize("late", [timedelta(days=1), timedelta(seconds=-1)])
def test_a_status_outside_its_time_says_nothing(
    responding: tuple[World, list[bytes]], late: timedelta
) -> None:
    world, answers = responding
    answers.append(_status(world.chain, world.pki._issuing, ocsp.OCSPCertStatus.GOOD))  # noqa: SLF001
    with pytest.raises(RevocationUnavailableError):
        world.source.evidence(world.chain, NOW + late)


def test_what_is_no_status_says_nothing(responding: tuple[World, list[bytes]]) -> None:
    world, answers = responding
    answers.append(b"maintenance")
    with pytest.raises(RevocationUnavailableError):
        world.source.evidence(world.chain, NOW)
