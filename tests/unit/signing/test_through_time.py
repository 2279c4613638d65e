"""One paper judged on other days: the clock is handed in, and nothing is patched."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from signing.errors import CertificateUnusableError, RevocationUnavailableError
from signing.port import FieldRole
from signing.seal.store import add_revocation
from signing.verify.codes import Verdict
from signing.verify.judge import verify
from tests.signing_pki import NOW, open_chancery

if TYPE_CHECKING:
    from pathlib import Path

    from tests.signing_pki import Chancery

YEAR = timedelta(days=365)


@pytest.mark.parametrize(
    ("later", "verdict"),
    [
        (timedelta(0), Verdict.VALID),
        (3 * YEAR + timedelta(days=1), Verdict.VALID),  # the signers' certificates have ended
        (5 * YEAR - timedelta(days=1), Verdict.VALID),
        (5 * YEAR + timedelta(days=1), Verdict.UNDETERMINED),  # the timestamp authority's too
    ],
)
def test_a_paper_outlives_its_signers_as_long_as_its_last_timestamp_holds(
    chancery: Chancery, later: timedelta, verdict: Verdict
) -> None:
    assert verify(chancery.issued, chancery.pki.anchors, NOW + later).verdict is verdict


def test_signers_have_ended_before_their_timestamps(chancery: Chancery) -> None:
    """The years of the test above are those of the certificates."""
    for signer in (chancery.leader, chancery.agency):
        assert signer.certificate.not_valid_after_utc == NOW + 3 * YEAR
    tsa = x509.load_pem_x509_certificate((chancery.pki.directory / "tsa.pem").read_bytes())
    assert tsa.not_valid_after_utc == NOW + 5 * YEAR


def test_evidence_is_not_to_be_had_for_whoever_was_revoked_before(tmp_path: Path) -> None:
    chancery = open_chancery(tmp_path)
    signed = chancery.sign(chancery.blank, FieldRole.PERSONAL)
    chancery.pki.revoke(chancery.leader.certificate, NOW)
    with pytest.raises(CertificateUnusableError, match="revoked"):
        chancery.gatherer().for_last_signature(signed, NOW)


def test_a_revocation_after_signing_leaves_the_paper_valid(tmp_path: Path) -> None:
    chancery = open_chancery(tmp_path)
    signed = chancery.sign(chancery.blank, FieldRole.PERSONAL)
    kept = add_revocation(signed, chancery.gatherer().for_last_signature(signed, NOW))
    chancery.pki.revoke(chancery.leader.certificate, NOW + timedelta(days=1))
    later = NOW + timedelta(days=2)
    assert verify(kept, chancery.pki.anchors, later).verdict is Verdict.VALID
    with pytest.raises(CertificateUnusableError, match="revoked"):
        chancery.gatherer().for_last_signature(signed, later)


def test_evidence_waits_for_lists_that_have_run_out(tmp_path: Path) -> None:
    chancery = open_chancery(tmp_path)
    signed = chancery.sign(chancery.blank, FieldRole.PERSONAL)
    later = NOW + timedelta(days=31)
    with pytest.raises(RevocationUnavailableError):
        chancery.gatherer().for_last_signature(signed, later)
    chancery.pki.publish_lists(later)
    assert chancery.gatherer().for_last_signature(signed, later).crls
