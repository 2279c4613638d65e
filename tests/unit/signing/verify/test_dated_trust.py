"""A root counts while it is believed: for a signature at its proven time, for a stamp until now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from typing_extensions import override

from signing.seal.store import add_revocation
from signing.trust.dated_anchors import DatedAnchor, Domain
from signing.trust.revocation import Evidence
from signing.verify.child import verify_apart
from signing.verify.codes import Code, Verdict
from signing.verify.judge import verify
from signing.verify.report import TimeSource, Trust
from tests.hostile.corpus.kit import FIELDS, with_fields
from tests.signed.foreign import ForeignOffice
from tests.signed.pki import Pki
from tests.signed.samples import NOW

if TYPE_CHECKING:
    from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
PEOPLE: Final = Pki(NOW, "Gốc của người ký")
STAMPS: Final = Pki(NOW, "Gốc của dấu thời gian")
NEXT_STAMPS: Final = Pki(NOW, "Gốc kế tiếp của dấu thời gian")


@dataclass(frozen=True)
class _StampedElsewhere(ForeignOffice):
    """Signs under one root and is stamped under another."""

    @override
    def timestamper(self) -> DummyTimeStamper:
        return ForeignOffice(STAMPS, now=self.now).timestamper()


@cache
def signed() -> bytes:
    office = _StampedElsewhere(PEOPLE, now=NOW)
    plain = office.sign(
        with_fields(),
        PEOPLE.person("Người ký"),
        FIELDS[0],
        embed_validation_info=False,
        validation_context=None,
    )
    lists = tuple(pki.revocation_list() for pki in (PEOPLE, STAMPS, NEXT_STAMPS))
    return add_revocation(plain, Evidence(crls=lists))


def root(
    pki: Pki,
    since: datetime = NOW - DAY,
    until: datetime | None = None,
    domain: Domain = Domain.PUBLIC,
) -> DatedAnchor:
    return DatedAnchor(pki.root.certificate.public_bytes(Encoding.DER), domain, since, until)


def test_a_root_that_was_believed_when_it_was_signed_counts_for_ever() -> None:
    ended = root(PEOPLE, until=NOW + HOUR, domain=Domain.CONG_VU)
    report = verify(signed(), (ended, root(STAMPS)), NOW + 100 * DAY)
    assert report.verdict is Verdict.VALID, report.all_codes
    [one] = report.signatures
    assert (one.anchor, one.domain) == ("Gốc của người ký", Domain.CONG_VU)
    assert one.chain == ("Người ký", "Gốc của người ký")


@pytest.mark.parametrize(
    "then",
    [root(PEOPLE, until=NOW), root(PEOPLE, since=NOW + timedelta(seconds=1))],
    ids=["no-longer-believed", "not-yet-believed"],
)
def test_a_root_that_was_not_believed_when_it_was_signed_does_not_count(then: DatedAnchor) -> None:
    report = verify(signed(), (then, root(STAMPS)), NOW + DAY)
    assert report.verdict is Verdict.UNDETERMINED
    [one] = report.signatures
    assert one.codes == {Code.ANCHOR_OUT_OF_TIME}
    assert one.trust is Trust.UNDETERMINED
    assert (one.chain, one.anchor, one.domain, one.revocation) == ((), None, None, ())
    assert one.time_source is TimeSource.TIMESTAMP


def test_a_stamp_proves_nothing_once_its_root_is_believed_no_more() -> None:
    """Who holds the keys of such a root could date anything back."""
    anchors = (root(PEOPLE), root(STAMPS, until=NOW + DAY))
    assert verify(signed(), anchors, NOW + HOUR).verdict is Verdict.VALID
    report = verify(signed(), anchors, NOW + DAY)
    assert report.verdict is Verdict.UNDETERMINED
    assert Code.TIMESTAMP_UNTRUSTED in report.all_codes


def test_a_stamp_from_before_its_root_was_believed_proves_nothing() -> None:
    report = verify(signed(), (root(PEOPLE), root(STAMPS, since=NOW + HOUR)), NOW + DAY)
    assert Code.TIMESTAMP_UNTRUSTED in report.all_codes


def test_a_newer_stamp_keeps_an_older_one_whose_root_ended_later() -> None:
    office = ForeignOffice(NEXT_STAMPS, now=NOW + HOUR)
    kept = PdfTimeStamper(office.timestamper(), field_name="DauThoiGian").timestamp_pdf(
        IncrementalPdfFileWriter(BytesIO(signed())), "sha256"
    )
    anchors = (root(PEOPLE), root(STAMPS, until=NOW + DAY), root(NEXT_STAMPS))
    report = verify(kept.getvalue(), anchors, NOW + 5 * DAY)
    assert report.verdict is Verdict.VALID, report.all_codes


def test_of_two_rows_for_one_root_the_one_that_held_then_names_the_domain() -> None:
    rows = (
        root(PEOPLE, until=NOW - HOUR, domain=Domain.PUBLIC),
        root(PEOPLE, since=NOW - HOUR, domain=Domain.CONG_VU),
        root(STAMPS),
    )
    report = verify(signed(), rows, NOW + DAY)
    assert report.verdict is Verdict.VALID
    assert report.signatures[0].domain is Domain.CONG_VU


def test_plain_anchors_are_believed_always_in_the_public_domain() -> None:
    rows = (root(PEOPLE), root(STAMPS))
    [one] = verify(signed(), tuple(row.der for row in rows), NOW + DAY).signatures
    assert (one.trust, one.domain) == (Trust.TRUSTED, Domain.PUBLIC)


def test_dates_cross_to_the_child_process() -> None:
    rows = (root(PEOPLE, until=NOW + HOUR, domain=Domain.CONG_VU), root(STAMPS))
    assert verify_apart(signed(), rows, NOW + DAY) == verify(signed(), rows, NOW + DAY)
    late = (replace(rows[0], until=NOW), rows[1])
    assert verify_apart(signed(), late, NOW + DAY).code is Code.ANCHOR_OUT_OF_TIME
