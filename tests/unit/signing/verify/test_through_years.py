"""One signature of each kind of key, judged on other days and with what became known later."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from cryptography import x509

from signing.custody.unlocked import UnlockedKey
from signing.port import FieldRole
from signing.seal.embed import embed
from signing.seal.fields import reserve
from signing.seal.prepare import SigningOrder, prepare
from signing.seal.store import add_revocation
from signing.trust.revocation import Evidence
from signing.verify.codes import Code, Verdict
from signing.verify.judge import verify
from tests.far.strong import issue, new_key
from tests.signed.office import Office, open_office
from tests.signed.page import blank_paper
from tests.signed.parties import later_list
from tests.unit.signing.test_renewed_stamps import renew

if TYPE_CHECKING:
    from signing.trust.own_ca import Issued

SIGNED: Final = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
YEAR: Final = timedelta(days=365)
RENEWED: Final = SIGNED + 5 * YEAR - timedelta(days=150)
KINDS: Final = {
    "rsa-pss-sha256": "rsa-3072",
    "rsa-pkcs1-sha256": "rsa-3072",
    "ecdsa-sha256": "p256",
}
ROLE: Final = FieldRole.PERSONAL


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return open_office(tmp_path_factory.mktemp("pki"), SIGNED)


@pytest.fixture(scope="module", params=KINDS)
def signed(office: Office, request: pytest.FixtureRequest) -> tuple[Office, bytes]:
    """An office whose leader signs by this algorithm, and what he signed, without evidence."""
    algorithm = str(request.param)
    leader = issue(office.pki, new_key(KINDS[algorithm]), SIGNED)
    own = replace(office, leader=leader)
    order = SigningOrder(
        "item-1", ROLE, leader.der, leader.chain_der, SIGNED, SIGNED + 24 * HOUR, certify=True
    )
    blank = reserve(blank_paper(1), own.reserved((ROLE,)))
    prepared, hole = prepare(blank, order, own.printed(ROLE))
    key = UnlockedKey(leader.key, leader.certificate, leader.chain, algorithm)
    return own, embed(hole, prepared, key.sign(hole, prepared), own.timestamper(), SIGNED)


def verdict(office: Office, pdf: bytes, at: datetime) -> tuple[Verdict, Code]:
    report = verify(pdf, office.anchors, at)
    return report.verdict, report.code


def list_of(
    office: Office,
    issued: Issued,
    revoked_at: datetime,
    invalid_since: datetime | None,
    reason: x509.ReasonFlags = x509.ReasonFlags.key_compromise,
) -> bytes:
    """A later list of the issuing authority that names this certificate."""
    issuer = office.pki._issuing  # noqa: SLF001 -- the test plays this authority
    assert issuer.certificate is not None
    entry = x509.RevokedCertificateBuilder().serial_number(issued.certificate.serial_number)
    entry = entry.revocation_date(revoked_at)
    entry = entry.add_extension(x509.CRLReason(reason), critical=False)
    if invalid_since is not None:
        entry = entry.add_extension(x509.InvalidityDate(invalid_since), critical=False)
    return later_list(issuer.certificate.subject, issuer.key, revoked_at, entry.build())


def with_list(office: Office, pdf: bytes, crl: bytes) -> bytes:
    """Add a later list as evidence, beside the root's own."""
    root = (office.pki.directory / "root.crl").read_bytes()
    return add_revocation(pdf, Evidence(crls=(crl, root)))


def test_a_paper_is_valid_while_its_last_stamp_holds_and_longer_when_renewed(
    signed: tuple[Office, bytes],
) -> None:
    office, pdf = signed
    pdf = add_revocation(pdf, office.gatherer().for_last_signature(pdf, SIGNED))
    archived = office.archive(pdf)
    ends = SIGNED + 5 * YEAR
    good = Verdict.VALID, Code.VALID
    for at in (SIGNED, SIGNED + 3 * YEAR + HOUR, ends - HOUR):  # the signer's own ended in between
        assert verdict(office, archived, at) == good
    assert verdict(office, archived, ends + HOUR)[0] is Verdict.UNDETERMINED
    keys = office.pki.directory / "keys" / "tsa.pem"
    kept = keys.read_bytes(), (office.pki.directory / "tsa.pem").read_bytes()
    renewed = renew(office, archived, RENEWED)
    keys.write_bytes(kept[0])
    (office.pki.directory / "tsa.pem").write_bytes(kept[1])
    office.pki.publish_lists(SIGNED)
    for at in (RENEWED, ends + HOUR, RENEWED + 5 * YEAR - HOUR):
        assert verdict(office, renewed, at) == good


@pytest.mark.parametrize(
    ("revoked", "invalid", "code"),
    [
        (-HOUR, None, Code.REVOKED),
        (HOUR, None, Code.VALID),
        (HOUR, HOUR / 2, Code.VALID),  # the key was its owner's alone when he signed
        (HOUR, -HOUR, Code.REVOKED),  # it was not, though nobody knew yet
        (HOUR, timedelta(0), Code.REVOKED),
    ],
)
def test_a_revocation_counts_from_when_the_certificate_was_invalid(
    signed: tuple[Office, bytes], revoked: timedelta, invalid: timedelta | None, code: Code
) -> None:
    office, pdf = signed
    since = None if invalid is None else SIGNED + invalid
    later = with_list(office, pdf, list_of(office, office.leader, SIGNED + revoked, since))
    assert verdict(office, later, SIGNED + 2 * HOUR)[1] is code


def test_a_list_that_its_issuer_did_not_sign_makes_nobody_a_liar(
    signed: tuple[Office, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    office, pdf = signed
    pdf = add_revocation(pdf, office.gatherer().for_last_signature(pdf, SIGNED))
    stranger = open_office(tmp_path_factory.mktemp("stranger"), SIGNED)
    forged = list_of(stranger, office.leader, SIGNED + HOUR, SIGNED - HOUR)
    assert verdict(office, with_list(office, pdf, forged), SIGNED + 2 * HOUR)[1] is Code.VALID
