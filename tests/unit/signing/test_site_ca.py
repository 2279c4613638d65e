"""A site's own authority: keys sealed, every certificate registered, revocations published."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_der_private_key
from cryptography.x509.oid import NameOID

from signing.errors import (
    AlreadyRevokedError,
    AuthorityExistsError,
    AuthorityUnusableError,
    CertificateUnusableError,
    PassphraseWrongError,
    RequestUnfitError,
    SerialUnknownError,
)
from signing.port import FieldRole
from signing.seal.evidence import Gatherer
from signing.seal.store import add_revocation
from signing.trust.chains import build_chain
from signing.trust.dated_anchors import anchors_at
from signing.trust.fitness import refuse_unfit_signer
from signing.trust.own_ca import Issued
from signing.trust.report_purpose import may_sign
from signing.trust.revocation import CrlFolder
from signing.trust.site_ca import Holder, Locks, SiteCa, create, open_site_ca, register_of
from signing.verify.codes import Verdict
from signing.verify.judge import verify
from tests.signing_pki import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from tests.signing_pki import Chancery

AN = Holder("Nguyễn Văn An", "ng-001", "UBND XÃ BÌNH MINH")
LOCKS = Locks("bốn chữ rất dài", b"k" * 32, secrets.token_bytes)


def a_request(key: ec.EllipticCurvePrivateKey | None = None) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "whoever asks")])
    built = x509.CertificateSigningRequestBuilder().subject_name(name)
    signed = built.sign(key or ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    return signed.public_bytes(Encoding.PEM)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "authority"
    create(folder, AN.organisation, "http://ca.example/pki/", LOCKS, NOW)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "authority"
    shutil.copytree(made, copied)
    return copied


@pytest.fixture
def authority(folder: Path) -> SiteCa:
    return open_site_ca(folder, LOCKS)


def chain_of(certificate: x509.Certificate, folder: Path) -> tuple[bytes, ...]:
    anchors = anchors_at(folder / "public" / "trust.pem", NOW)
    issuing = (folder / "public" / "issuing.cer").read_bytes()
    return build_chain(certificate.public_bytes(Encoding.DER), [issuing], anchors)


def serial_of(certificate: x509.Certificate) -> str:
    return f"{certificate.serial_number:x}"


def test_what_it_issues_may_sign_and_is_proved_good(folder: Path, authority: SiteCa) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    issued = authority.issue(a_request(key), AN, NOW)
    assert issued.public_key() == key.public_key()
    refuse_unfit_signer(issued.public_bytes(Encoding.DER), NOW)
    evidence = CrlFolder(folder / "public").evidence(chain_of(issued, folder), NOW)
    assert len(evidence.crls) == 2


def test_the_name_is_the_holders_and_never_the_requests(authority: SiteCa) -> None:
    issued = authority.issue(a_request(), AN, NOW)
    [name] = issued.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert (name.value, "whoever" in issued.subject.rfc4514_string()) == (AN.name, False)


def test_a_certificate_for_reports_stays_one_when_it_is_renewed(authority: SiteCa) -> None:
    issued = authority.issue(a_request(), replace(AN, for_reports=True), NOW)
    renewed = authority.renew(serial_of(issued), NOW + timedelta(days=3))
    for one in (issued, renewed):
        assert may_sign(one.public_bytes(Encoding.DER), a_report=True)


def test_serial_numbers_are_random_and_long(authority: SiteCa) -> None:
    numbers = [authority.issue(a_request(), AN, NOW).serial_number for _ in range(4)]
    assert len(set(numbers)) == 4
    assert all(number.bit_length() > 64 for number in numbers)


def test_a_revocation_is_published_with_its_day_and_reason(folder: Path, authority: SiteCa) -> None:
    issued, later = authority.issue(a_request(), AN, NOW), NOW + timedelta(days=3)
    authority.revoke(serial_of(issued), "affiliation-changed", later)
    crl = x509.load_der_x509_crl((folder / "public" / "issuing.crl").read_bytes())
    entry = crl.get_revoked_certificate_by_serial_number(issued.serial_number)
    assert entry is not None
    reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    assert (entry.revocation_date_utc, reason) == (later, x509.ReasonFlags.affiliation_changed)
    with pytest.raises(CertificateUnusableError, match="revoked"):
        CrlFolder(folder / "public").evidence(chain_of(issued, folder), later)


def test_a_revocation_is_forever(folder: Path, authority: SiteCa) -> None:
    serial = serial_of(authority.issue(a_request(), AN, NOW))
    authority.revoke(serial, "key-compromise", NOW)
    with pytest.raises(AlreadyRevokedError):
        authority.revoke(serial, "unspecified", NOW + timedelta(days=1))
    with pytest.raises(AlreadyRevokedError):
        authority.renew(serial, NOW)
    open_site_ca(folder, LOCKS).publish(NOW + timedelta(days=29))
    crl = x509.load_der_x509_crl((folder / "public" / "issuing.crl").read_bytes())
    assert crl.get_revoked_certificate_by_serial_number(int(serial, 16)) is not None


def test_a_renewal_is_the_same_key_for_a_new_term(folder: Path, authority: SiteCa) -> None:
    first = authority.issue(a_request(), AN, NOW)
    later = NOW + timedelta(days=1000)
    second = authority.renew(serial_of(first), later)
    assert (second.public_key(), second.subject) == (first.public_key(), first.subject)
    assert (second.serial_number != first.serial_number, second.not_valid_before_utc) == (
        True,
        later,
    )
    assert register_of(folder).line(serial_of(second)).renews == serial_of(first)


def test_a_subscriber_never_outlives_three_years_or_the_authority(authority: SiteCa) -> None:
    early, late = (authority.issue(a_request(), AN, NOW + timedelta(days=d)) for d in (0, 3000))
    assert early.not_valid_after_utc == NOW + timedelta(days=3 * 365)
    assert late.not_valid_after_utc == NOW + timedelta(days=3650)


def test_the_register_is_read_without_keys(folder: Path, authority: SiteCa) -> None:
    issued = authority.issue(a_request(), AN, NOW)
    line = register_of(folder).line(serial_of(issued).upper())
    assert (line.holder, line.holder_id, line.revoked) == (AN.name, AN.holder_id, "")
    with pytest.raises(SerialUnknownError):
        register_of(folder).line("abc")


def test_keys_are_never_in_clear_and_open_only_with_both_halves(folder: Path) -> None:
    for sealed in (folder / "sealed").iterdir():
        with pytest.raises(ValueError, match=r"deserialize|parse|ASN"):
            load_der_private_key(sealed.read_bytes(), None)
        assert sealed.stat().st_mode & 0o077 == 0
    with pytest.raises(PassphraseWrongError):
        open_site_ca(folder, replace(LOCKS, passphrase="khác"))
    with pytest.raises(AuthorityUnusableError):
        open_site_ca(folder, replace(LOCKS, server_key=b"x" * 32))


@pytest.mark.parametrize("lost", ["sealed/root", "register.json", "public/issuing.pem"])
def test_a_damaged_authority_is_not_opened(folder: Path, lost: str) -> None:
    (folder / lost).write_bytes(b"damage")
    with pytest.raises(AuthorityUnusableError):
        open_site_ca(folder, LOCKS)


def test_an_authority_is_never_made_over_another(folder: Path) -> None:
    with pytest.raises(AuthorityExistsError):
        create(folder, "khác", "http://other.example", LOCKS, NOW)


def test_a_request_that_its_key_did_not_sign_is_refused(authority: SiteCa) -> None:
    body = bytearray(x509.load_pem_x509_csr(a_request()).public_bytes(Encoding.DER))
    body[body.index(b"whoever")] ^= 1
    forged = x509.load_der_x509_csr(bytes(body)).public_bytes(Encoding.PEM)
    with pytest.raises(RequestUnfitError, match="own key"):
        authority.issue(forged, AN, NOW)


def test_a_weak_or_damaged_request_is_refused(authority: SiteCa) -> None:
    weak = ec.generate_private_key(ec.SECP192R1())
    for request in (b"", b"no request", a_request(weak)):
        with pytest.raises(RequestUnfitError):
            authority.issue(request, AN, NOW)


def test_what_a_leaver_signed_before_stays_valid_and_nothing_after(
    folder: Path, authority: SiteCa, chancery: Chancery
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    issued = authority.issue(a_request(key), AN, NOW)
    above = [x509.load_pem_x509_certificate((folder / f"public/{one}.pem").read_bytes())
             for one in ("issuing", "root")]  # fmt: skip
    anchors = (*chancery.pki.anchors, above[1].public_bytes(Encoding.DER))
    for file in chancery.pki.directory.glob("*.crl"):
        shutil.copy(file, folder / "public" / f"tsa-{file.name}")
    gatherer = Gatherer(CrlFolder(folder / "public"), anchors)
    leaver = replace(chancery, leader=Issued(key, issued, tuple(above)))
    before = leaver.sign(leaver.blank, FieldRole.PERSONAL)
    evidence = gatherer.for_last_signature(before, NOW)
    before = add_revocation(before, evidence)
    gone, later = NOW + timedelta(days=1), NOW + timedelta(days=3)
    authority.revoke(serial_of(issued), "affiliation-changed", later, since=gone)
    assert verify(before, anchors, later).verdict is Verdict.VALID
    leaver = replace(leaver, now=gone + timedelta(hours=1))
    after = leaver.sign(leaver.blank, FieldRole.PERSONAL)
    with pytest.raises(CertificateUnusableError, match="revoked"):
        gatherer.for_last_signature(after, later)
    lists = tuple(file.read_bytes() for file in sorted((folder / "public").glob("*.crl")))
    after = add_revocation(after, replace(evidence, crls=lists))
    assert verify(after, anchors, later).verdict is Verdict.INVALID
