"""Good papers are valid, and what is not known is never called valid."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest

from signing.port import FieldRole, Level
from signing.seal.fields import reserve
from signing.seal.store import add_revocation
from signing.trust.revocation import Evidence
from signing.verify.codes import Code, Verdict
from signing.verify.judge import Expectation, verify
from signing.verify.paper import Limits
from signing.verify.report import Changes, Integrity, Report, TimeSource, Trust
from tests.signed.office import PLAN, open_office
from tests.signed.page import blank_paper
from tests.signed.samples import NOW, issued, minutes, office

if TYPE_CHECKING:
    from pathlib import Path


def judged(pdf: bytes, at: datetime = NOW, expect: Expectation | None = None) -> Report:
    return verify(pdf, office().anchors, at, expect)


def test_an_issued_plan_is_valid_and_each_question_is_answered_apart() -> None:
    report = judged(issued())
    assert report.verdict is Verdict.VALID
    assert report.code is Code.VALID
    assert report.all_codes == frozenset()
    assert [one.role for one in report.signatures] == list(PLAN)
    for one in report.signatures:
        assert one.integrity is Integrity.INTACT
        assert one.trust is Trust.TRUSTED
        assert one.changes is Changes.LAWFUL
        assert one.level is Level.B_LTA
        assert one.time == NOW
        assert one.time_source is TimeSource.TIMESTAMP
    assert report.signatures[0].signer == "Nguyễn Văn An"
    assert report.signatures[2].signer == "SỞ Y TẾ THỬ NGHIỆM"


def test_minutes_are_valid_secretary_before_chair() -> None:
    report = judged(minutes())
    assert report.verdict is Verdict.VALID
    assert [one.role for one in report.signatures] == [FieldRole.SECRETARY, FieldRole.CHAIR]


def test_every_step_on_the_way_to_an_issued_plan_is_valid() -> None:
    """The worker judges after each embedding, before anything is called signed."""
    pdf = office().blank(pages=3)
    for count, role in enumerate(PLAN, start=1):
        pdf = office().sign_with_evidence(pdf, role)
        signed = {r: office().holders()[r].der for r in PLAN[:count]}
        report = judged(pdf, expect=Expectation(signed))
        assert report.verdict is Verdict.VALID
        assert {one.level for one in report.signatures} == {Level.B_LT}
        assert report.signatures[-1].changes is Changes.LAWFUL


def test_a_paper_with_object_and_cross_reference_streams_is_judged_alike() -> None:
    """Not every producer writes tables: the compact form is verified too."""
    with pikepdf.open(BytesIO(blank_paper())) as pdf:
        packed = BytesIO()
        pdf.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    paper = reserve(packed.getvalue(), office().reserved(PLAN))
    for role in PLAN:
        paper = office().sign_with_evidence(paper, role)
    assert judged(office().archive(paper)).verdict is Verdict.VALID


def test_without_anchors_nothing_is_determined_but_integrity() -> None:
    report = verify(issued(), (), NOW)
    assert report.verdict is Verdict.UNDETERMINED
    assert report.code is Code.NO_ANCHORS
    assert {one.integrity for one in report.signatures} == {Integrity.INTACT}
    assert {one.trust for one in report.signatures} == {Trust.UNDETERMINED}


def test_with_other_anchors_the_chain_is_unknown(tmp_path: Path) -> None:
    stranger = open_office(tmp_path, NOW)
    report = verify(issued(), stranger.anchors, NOW)
    assert report.verdict is Verdict.UNDETERMINED
    assert report.code is Code.NO_CHAIN


def test_an_unknown_revocation_state_is_undetermined() -> None:
    """B-T: the timestamp is there, the revocation data are not."""
    report = judged(office().sign(office().blank(), FieldRole.PERSONAL))
    assert report.verdict is Verdict.UNDETERMINED
    assert Code.REVOCATION_UNKNOWN in report.all_codes
    assert report.signatures[0].level is Level.B_T
    assert report.signatures[0].integrity is Integrity.INTACT


def test_a_certificate_revoked_before_signing_is_refused(tmp_path: Path) -> None:
    """The signature is made at B-T; the list that names the signer is added as evidence."""
    own = open_office(tmp_path, NOW - timedelta(days=1))
    own.pki.revoke(own.leader.certificate, NOW - timedelta(hours=1))
    signing = replace(own, now=NOW)
    signed = signing.sign(signing.blank(), FieldRole.PERSONAL)
    lists = tuple(path.read_bytes() for path in sorted(tmp_path.glob("*.crl")))
    report = verify(add_revocation(signed, Evidence(crls=lists)), own.anchors, NOW)
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.REVOKED
    assert report.signatures[0].trust is Trust.REFUSED
    assert report.signatures[0].integrity is Integrity.INTACT


def test_a_certificate_revoked_after_signing_stays_trusted(tmp_path: Path) -> None:

    own = open_office(tmp_path, NOW)
    signed = own.sign(own.blank(), FieldRole.PERSONAL)
    own.pki.revoke(own.leader.certificate, NOW + timedelta(hours=1))
    lists = tuple(path.read_bytes() for path in sorted(tmp_path.glob("*.crl")))
    report = verify(
        add_revocation(signed, Evidence(crls=lists)), own.anchors, NOW + timedelta(hours=2)
    )
    assert report.verdict is Verdict.VALID


def test_an_archived_paper_is_valid_after_its_revocation_lists_have_expired() -> None:
    """The lists were current when the paper was stamped; that is what they are kept for."""
    assert judged(issued(), NOW + timedelta(days=200)).verdict is Verdict.VALID


def test_a_paper_whose_timestamp_authority_has_expired_is_undetermined() -> None:
    report = judged(issued(), NOW + timedelta(days=365 * 40))
    assert report.verdict is Verdict.UNDETERMINED
    assert Code.TIMESTAMP_UNTRUSTED in report.all_codes


def test_a_paper_from_the_future_is_undetermined() -> None:
    report = judged(issued(), NOW - timedelta(days=1))
    assert report.verdict is Verdict.UNDETERMINED
    assert Code.TIME_IN_FUTURE in report.all_codes


def expectation(*roles: FieldRole) -> Expectation:
    return Expectation({role: office().holders()[role].der for role in roles})


def test_a_missing_signature_is_noticed_by_who_expects_it() -> None:
    half = office().sign_with_evidence(office().blank(), FieldRole.PERSONAL)
    report = judged(half, expect=expectation(FieldRole.PERSONAL, FieldRole.NUMBER))
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.MISSING_SIGNATURE


def test_a_signature_that_nobody_expects_is_noticed() -> None:
    report = judged(issued(), expect=expectation(FieldRole.PERSONAL, FieldRole.NUMBER))
    assert report.code is Code.UNEXPECTED_SIGNER


def test_another_signer_than_expected_is_noticed() -> None:
    wrong = {**expectation(*PLAN).signed, FieldRole.PERSONAL: office().second.der}
    assert judged(issued(), expect=Expectation(wrong)).code is Code.UNEXPECTED_SIGNER


@pytest.mark.parametrize(
    ("pdf", "code"), [(b"no pdf", Code.NOT_PDF), (b"%PDF-1.7\nnothing", Code.DAMAGED)]
)
def test_what_cannot_be_read_is_unusable(pdf: bytes, code: Code) -> None:
    report = judged(pdf)
    assert report.verdict is Verdict.UNUSABLE
    assert report.code is code


def test_an_unsigned_paper_is_unusable_with_a_code_of_its_own() -> None:
    report = judged(office().blank())
    assert report.verdict is Verdict.UNUSABLE
    assert report.code is Code.UNSIGNED


def test_a_file_above_the_limit_is_not_even_read() -> None:
    report = verify(issued(), office().anchors, NOW, limits=Limits(file_bytes=1000))
    assert report.code is Code.TOO_LARGE
