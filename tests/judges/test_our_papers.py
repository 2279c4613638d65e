"""What we issue is good for everyone: our own verification and four outside judges agree.

The paper is blank, the signatures are real. DSS may warn of one thing only: that the seal overlaps
the personal signature, which is where the decree wants it (NĐ 30/2020/NĐ-CP, annex I, II.8a).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from service.verifying.sheet import Maker, report_sheet
from service.verifying.verifier import Verifier
from signing.custody.unlocked import UnlockedKey
from signing.port import CornerLine, FieldRole
from signing.seal.alone import Agency, sign_alone, source_of
from signing.seal.scanned import paper_of_scans, plain_of_signed
from signing.verify.codes import Verdict
from signing.verify.judge import verify
from tests.judges import Judgement, judge, pdfsig, pyhanko
from tests.signed.office import MINUTES, PLAN, Office, open_office
from tests.signed.page import a_scan, blank_paper

if TYPE_CHECKING:
    from pathlib import Path

OVERLAP = "BBB_FC_IAOD_ANS"
COMMITMENT = (FieldRole.PERSONAL, FieldRole.CONFIRM)
PAPERS = {"plan": PLAN, "minutes": MINUTES, "commitment": COMMITMENT}
SEALED = {"plan"}
ALONE = ("appendix", "copy", "copy_of_scan", "extract", "report")  # signed alone


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    now = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - the judges read the clock
    return open_office(tmp_path_factory.mktemp("office"), now)


@pytest.fixture(scope="module")
def trust(office: Office) -> Path:
    return office.pki.directory / "trust.pem"


@pytest.fixture(scope="module")
def files(office: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each paper before its first signature and after its archive timestamp."""
    home = tmp_path_factory.mktemp("papers")
    found = {}
    for name, roles in PAPERS.items():
        issued = office.issue(roles, pages=2)
        states = {"blank": office.blank(roles, 2), "lt": issued, "lta": office.archive(issued)}
        for state, pdf in states.items():
            found[f"{name}-{state}"] = home / f"{name}-{state}.pdf"
            found[f"{name}-{state}"].write_bytes(pdf)
    for name, pdf in _alone(office, found["plan-lta"].read_bytes()).items():
        found[name] = home / f"{name}.pdf"
        found[name].write_bytes(pdf)
    return found


def _alone(office: Office, issued: bytes) -> dict[str, bytes]:
    """An appendix of the plan, a copy of a page, of a scan, an extract, and a report on it."""
    at = office.now.astimezone(timezone(timedelta(hours=7))).isoformat()
    agency = Agency(
        UnlockedKey(office.agency.key, office.agency.certificate, office.agency.chain),
        office.timestamper(),
        office.gatherer(),
    )
    reporter = office.pki.issue_reporter("SỞ Y TẾ THỬ NGHIỆM", office.now)
    machine = replace(agency, key=UnlockedKey(reporter.key, reporter.certificate, reporter.chain))
    judgement = Verifier(office.pki.directory / "trust.pem").judge(issued, office.now)
    sheet = report_sheet("kế hoạch.pdf", judgement, Maker("SỞ Y TẾ THỬ NGHIỆM", "1.0"))
    title = CornerLine(("Báo cáo kiểm tra chữ ký",), at, "+07:00", source_of(issued))
    number = CornerLine(("Số: 241/KH-SYT",), at, "+07:00", source_of(issued))
    copy = CornerLine(("Sao y", "Sở Y tế thử nghiệm"), at, "+07:00")
    extract = replace(copy, parts=("Trích sao", "Sở Y tế thử nghiệm"), source=source_of(issued))
    return {
        "appendix": sign_alone(blank_paper(2), FieldRole.APPENDIX, number, agency),
        "copy": sign_alone(blank_paper(), FieldRole.COPY, copy, agency),
        "copy_of_scan": sign_alone(paper_of_scans([a_scan()]), FieldRole.COPY, copy, agency),
        "report": sign_alone(sheet, FieldRole.REPORT, title, machine),
        "extract": sign_alone(plain_of_signed(issued, [1]), FieldRole.COPY, extract, agency),
    }


@pytest.fixture(scope="module")
def judged(files: dict[str, Path], trust: Path) -> dict[str, Judgement]:
    """All of them in one JVM."""
    found = judge(list(files.values()), trust)
    return dict(zip(files, found, strict=True))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("state", ["lt", "lta"])
def test_dss_passes_every_signature_and_warns_of_the_seal_only(
    judged: dict[str, Judgement], paper: str, state: str
) -> None:
    dss = judged[f"{paper}-{state}"].dss
    assert dss is not None
    assert dss.all_passed
    assert len(dss.signatures) == len(PAPERS[paper])
    tokens = [token for one in dss.signatures for token in one.timestamps]
    assert {token.indication for token in tokens} == {"PASSED"}
    assert not any(one.errors for one in dss.signatures)
    assert not any(token.errors for token in tokens)
    warnings = [w for one in dss.signatures for w in one.warnings]
    warnings += [w for token in tokens for w in token.warnings]
    allowed = {OVERLAP} if paper in SEALED else set()
    assert {warning.split(":")[0] for warning in warnings} <= allowed


@pytest.mark.parametrize("paper", PAPERS)
def test_dss_grades_them_lt_and_with_the_archive_timestamp_lta(
    judged: dict[str, Judgement], paper: str
) -> None:
    for state, level in (("lt", "PAdES-BASELINE-LT"), ("lta", "PAdES-BASELINE-LTA")):
        dss = judged[f"{paper}-{state}"].dss
        assert dss is not None
        assert {one.level for one in dss.signatures} == {level}


def test_verapdf_finds_pdfa_2b_before_the_first_and_after_the_last_signature(
    judged: dict[str, Judgement],
) -> None:
    failed = {name: one.verapdf for name, one in judged.items() if not _is_pdfa(one)}
    assert failed == {}


def _is_pdfa(judgement: Judgement) -> bool:
    return judgement.verapdf is not None and judgement.verapdf.compliant


@pytest.mark.parametrize("name", ALONE)
def test_what_the_agency_signs_alone_passes_every_judge_too(
    office: Office, files: dict[str, Path], judged: dict[str, Judgement], trust: Path, name: str
) -> None:
    """`test_verapdf_…` looks at these as well: the line's typeface breaks no rule of PDF/A-2b."""
    dss = judged[name].dss
    assert dss is not None
    assert dss.all_passed
    assert [one.level for one in dss.signatures] == ["PAdES-BASELINE-LTA"]
    assert not any(one.warnings for one in dss.signatures)
    found = pdfsig(files[name], trust)
    assert [one.valid for one in found if one.kind != "unknown"] == [True]
    # NSS, behind pdfsig, takes a certificate with one purpose of its own for no signer's.
    assert [one.trusted for one in found if one.kind != "unknown"] == [name != "report"]
    assert all(one.bottom_line for one in pyhanko(files[name], trust))
    report = verify(files[name].read_bytes(), office.anchors, office.now)
    assert report.verdict is Verdict.VALID, report.all_codes


@pytest.mark.parametrize("paper", PAPERS)
def test_pdfsig_calls_every_signature_valid_and_every_certificate_trusted(
    files: dict[str, Path], trust: Path, paper: str
) -> None:
    found = [one for one in pdfsig(files[f"{paper}-lta"], trust) if one.kind != "unknown"]
    assert len(found) == len(PAPERS[paper])
    assert all(one.valid and one.trusted for one in found)


@pytest.mark.parametrize("paper", PAPERS)
def test_pyhanko_with_its_difference_analysis_agrees(
    files: dict[str, Path], trust: Path, paper: str
) -> None:
    found = pyhanko(files[f"{paper}-lta"], trust)
    assert len(found) == len(PAPERS[paper]) + 1
    assert [one.summary for one in found if not one.bottom_line] == []


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("state", ["lt", "lta"])
def test_we_call_them_valid(office: Office, files: dict[str, Path], paper: str, state: str) -> None:
    report = verify(files[f"{paper}-{state}"].read_bytes(), office.anchors, office.now)
    assert report.verdict is Verdict.VALID
    assert [one.role for one in report.signatures] == list(PAPERS[paper])
