"""A key for reports signs reports and nothing else, and nothing else signs a report."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from signing.custody.unlocked import UnlockedKey
from signing.errors import CertificateUnusableError
from signing.hole import byte_range_digest
from signing.port import CornerLine, FieldRole, ReservedField
from signing.seal.alone import Agency, sign_alone
from signing.seal.corner import corner_box
from signing.seal.embed import embed
from signing.seal.fields import reserve
from signing.seal.prepare import SigningOrder, prepare
from signing.trust.report_purpose import may_sign, refuse_unfit
from signing.verify.codes import Code, Verdict
from signing.verify.judge import verify
from tests.signed.page import A4, blank_paper
from tests.signed.samples import NOW, office

if TYPE_CHECKING:
    from signing.trust.own_ca import Issued

LINE = CornerLine(("Báo cáo kiểm tra chữ ký",), "2026-02-05T15:30:00+07:00", "+07:00")
FORGED = {  # a lawful role and field of equal length, and what they are made to be
    FieldRole.APPENDIX: ((b"/appendix", b"/report  "), (b"(DongKyPhuLuc)", b"(DongKyBaoCao)")),
    FieldRole.REPORT: ((b"/report", b"/copy  "), (b"(DongKyBaoCao)", b"(DongKyBanSao)")),
}


@pytest.fixture(scope="module")
def reporter() -> Issued:
    return office().pki.issue_reporter("SỞ Y TẾ THỬ NGHIỆM", NOW)


def key_of(issued: Issued) -> UnlockedKey:
    return UnlockedKey(issued.key, issued.certificate, issued.chain)


def forged(role: FieldRole, issued: Issued) -> bytes:
    """A file signed by a key in a field that the key is not for, as no step of ours makes it."""
    box = corner_box(LINE, A4)
    blank = reserve(blank_paper(), [ReservedField(role, box, issued.der)])
    order = SigningOrder(
        "item", role, issued.der, issued.chain_der, NOW, NOW + timedelta(hours=1), certify=True
    )
    prepared, hole = prepare(blank, order, LINE)
    for old, new in FORGED[role]:
        assert old in hole
        hole = hole.replace(old, new)
    ends = prepared.reserved_region_start, prepared.reserved_region_end
    digests = hashlib.sha256(hole).hexdigest(), byte_range_digest(hole, *ends).hex()
    other = replace(prepared, pdf_sha256=digests[0], digest=digests[1])
    cms = key_of(issued).sign(hole, other)
    return embed(hole, other, cms, office().timestamper(), NOW)


def test_a_report_is_signed_by_its_own_key_and_called_what_it_is(reporter: Issued) -> None:
    agency = Agency(key_of(reporter), office().timestamper(), office().gatherer())
    pdf = sign_alone(blank_paper(), FieldRole.REPORT, LINE, agency)
    report = verify(pdf, office().anchors, NOW)
    assert report.verdict is Verdict.VALID
    assert [one.role for one in report.signatures] == [FieldRole.REPORT]


@pytest.mark.parametrize("role", [FieldRole.APPENDIX, FieldRole.COPY])
def test_our_own_hand_signs_nothing_else_with_it(reporter: Issued, role: FieldRole) -> None:
    agency = Agency(key_of(reporter), office().timestamper(), office().gatherer())
    with pytest.raises(CertificateUnusableError):
        sign_alone(blank_paper(), role, LINE, agency)


def test_our_own_hand_signs_a_report_with_no_other_key() -> None:
    agency = Agency(key_of(office().agency), office().timestamper(), office().gatherer())
    with pytest.raises(CertificateUnusableError):
        sign_alone(blank_paper(), FieldRole.REPORT, LINE, agency)


def test_the_verifier_refuses_a_copy_signed_by_a_key_for_reports(reporter: Issued) -> None:
    report = verify(forged(FieldRole.REPORT, reporter), office().anchors, NOW)
    assert [one.role for one in report.signatures] == [FieldRole.COPY]
    assert (report.verdict, report.code) == (Verdict.INVALID, Code.NOT_FOR_SIGNING)


def test_the_verifier_refuses_a_report_signed_by_the_agency_s_key() -> None:
    report = verify(forged(FieldRole.APPENDIX, office().agency), office().anchors, NOW)
    assert [one.role for one in report.signatures] == [FieldRole.REPORT]
    assert (report.verdict, report.code) == (Verdict.INVALID, Code.NOT_FOR_SIGNING)


def test_the_purpose_stands_in_the_certificate(reporter: Issued) -> None:
    assert may_sign(reporter.der, a_report=True)
    assert not may_sign(reporter.der, a_report=False)
    assert may_sign(office().agency.der, a_report=False)
    with pytest.raises(CertificateUnusableError):
        refuse_unfit(reporter.der, NOW - timedelta(days=1), a_report=True)
