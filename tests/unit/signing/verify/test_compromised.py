"""What a timestamp is worth once its authority's certificate was revoked (RFC 3161, 4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from cryptography import x509

from signing.port import FieldRole
from signing.seal.store import add_revocation
from signing.trust.revocation import Evidence
from signing.verify.codes import Code
from signing.verify.judge import verify
from tests.signed.office import Office, open_office
from tests.signed.parties import Answer, Party, later_list, party
from tests.signed.samples import NOW
from tests.unit.signing.test_renewed_stamps import renew

if TYPE_CHECKING:
    from signing.trust.own_ca_profiles import Issuer

HOUR: Final = timedelta(hours=1)
YEAR: Final = timedelta(days=365)
Reason = x509.ReasonFlags


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return open_office(tmp_path_factory.mktemp("pki"), NOW)


@pytest.fixture(scope="module")
def stamped(office: Office) -> bytes:
    """One signature with its timestamp and the evidence of the day."""
    pdf = office.sign(office.blank((FieldRole.PERSONAL,)), FieldRole.PERSONAL)
    return add_revocation(pdf, office.gatherer().for_last_signature(pdf, NOW))


def authority(issuer: Issuer) -> Party:
    assert issuer.certificate is not None
    return Party(issuer.certificate, issuer.key)


def revoking(  # noqa: PLR0913 -- each is varied apart
    office: Office,
    revoked_at: datetime,
    reason: Reason | None,
    *,
    since: datetime | None = None,
    by: Party | None = None,
    whom: Party | None = None,
) -> bytes:
    """A later list with one certificate on it: that of the timestamp authority, unless said."""
    pki = office.pki
    issuer = authority(pki._issuing)  # noqa: SLF001 -- the test plays this authority
    named = whom or authority(pki._tsa)  # noqa: SLF001 -- as above
    entry = x509.RevokedCertificateBuilder(named.certificate.serial_number, revoked_at)
    if reason is not None:
        entry = entry.add_extension(x509.CRLReason(reason), critical=False)
    if since is not None:
        entry = entry.add_extension(x509.InvalidityDate(since), critical=False)
    return later_list(issuer.certificate.subject, (by or issuer).key, revoked_at, entry.build())


def judged_with(office: Office, pdf: bytes, crl: bytes, at: datetime) -> set[Code]:
    later = add_revocation(pdf, Evidence(crls=(crl,)))
    return set(verify(later, office.anchors, at).all_codes)


@pytest.mark.parametrize(
    "reason", [Reason.key_compromise, Reason.ca_compromise, Reason.certificate_hold, None]
)
def test_a_stamp_counts_no_more_when_its_authoritys_key_may_be_in_other_hands(
    office: Office, stamped: bytes, reason: Reason | None
) -> None:
    crl = revoking(office, NOW + HOUR, reason)
    assert judged_with(office, stamped, crl, NOW + 2 * HOUR) == {Code.TIMESTAMP_UNTRUSTED}


@pytest.mark.parametrize(
    "reason",
    [Reason.superseded, Reason.cessation_of_operation, Reason.affiliation_changed],
)
def test_a_stamp_stays_good_when_its_authority_only_ended(
    office: Office, stamped: bytes, reason: Reason
) -> None:
    crl = revoking(office, NOW + HOUR, reason)
    assert judged_with(office, stamped, crl, NOW + 2 * HOUR) == set()


def test_a_key_that_was_lost_before_its_revocation_was_lost_then(
    office: Office, stamped: bytes
) -> None:
    archived = office.archive(stamped)
    renewed = renew(office, archived, NOW + YEAR)
    for since, codes in ((None, set()), (NOW + HOUR, {Code.TIMESTAMP_UNTRUSTED})):
        crl = revoking(office, NOW + YEAR + HOUR, Reason.key_compromise, since=since)
        assert judged_with(office, renewed, crl, NOW + YEAR + 2 * HOUR) == codes


def test_a_list_that_another_key_signed_harms_no_stamp(office: Office, stamped: bytes) -> None:
    crl = revoking(office, NOW + HOUR, Reason.key_compromise, by=party("Người lạ"))
    assert judged_with(office, stamped, crl, NOW + 2 * HOUR) == set()


def test_a_list_that_names_somebody_else_harms_no_stamp(office: Office, stamped: bytes) -> None:
    crl = revoking(office, NOW + HOUR, Reason.key_compromise, whom=party("Người khác"))
    assert judged_with(office, stamped, crl, NOW + 2 * HOUR) == set()


ANSWERS: Final = {
    "compromised": (Answer(status="revoked", revoked=HOUR, since=HOUR), {Code.TIMESTAMP_UNTRUSTED}),
    "only ended": (
        Answer(status="revoked", revoked=HOUR, since=HOUR, reason="superseded"),
        set[Code](),
    ),
    "compromised after we ask": (
        Answer(status="revoked", revoked=3 * HOUR, since=3 * HOUR),
        set[Code](),
    ),
}


@pytest.mark.parametrize(("answer", "codes"), ANSWERS.values(), ids=ANSWERS)
def test_an_answer_says_it_as_well_as_a_list(
    office: Office, stamped: bytes, answer: Answer, codes: set[Code]
) -> None:
    issuing, stamps = authority(office.pki._issuing), authority(office.pki._tsa)  # noqa: SLF001 -- as above
    other = party("Người lạ", None, x509.BasicConstraints(ca=True, path_length=None))
    for by, expected in ((issuing, codes), (other, set[Code]())):
        evidence = Evidence(ocsps=(answer.der(stamps, issuing, by),))
        later = add_revocation(stamped, evidence)
        assert set(verify(later, office.anchors, NOW + 2 * HOUR).all_codes) == expected


def test_more_answers_than_anybody_can_try_are_not_tried(office: Office, stamped: bytes) -> None:
    stamps, other = authority(office.pki._tsa), party("Người lạ")  # noqa: SLF001 -- as above
    said = [Answer(status="revoked", revoked=HOUR, since=n * HOUR / 60) for n in range(60, 90)]
    evidence = Evidence(ocsps=tuple(one.der(stamps, other, other) for one in said))
    report = verify(add_revocation(stamped, evidence), office.anchors, NOW + 2 * HOUR)
    assert report.code is Code.TOO_COMPLEX
