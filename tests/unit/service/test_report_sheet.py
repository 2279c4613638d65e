"""The report as a document: what it says, what a stranger's words cannot do, how it flows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest

from service.verifying.flow import RIGHT, broken
from service.verifying.sheet import MOST_SIGNATURES, Maker, report_sheet
from service.verifying.verifier import Judgement
from signing.seal.text_pages import width_of
from signing.trust.dated_anchors import dated
from signing.verify.codes import Code
from signing.verify.judge import verify
from signing.verify.report import Report
from tests.signed.samples import NOW, issued, office

if TYPE_CHECKING:
    from signing.verify.report import SignatureReport

MAKER = Maker("SỞ Y TẾ THỬ NGHIỆM", "9.8.7")
SHA256 = "ab" * 32


def judgement(report: Report | None = None) -> Judgement:
    at = NOW + timedelta(hours=1)
    anchors = dated(office().anchors)
    found = verify(issued(), anchors, at) if report is None else report
    return Judgement(found, SHA256, 12_345, at, anchors)


def signatures() -> tuple[SignatureReport, ...]:
    return judgement().report.signatures


def texts(pdf: bytes) -> list[str]:
    """What each page says, its lines joined by spaces."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [document[number].get_textpage() for number in range(len(document))]
        said = [" ".join(page.get_text_range().split()) for page in pages]
        for page in pages:
            page.close()
    return said


def test_a_valid_file_s_report_says_what_was_judged_when_by_whom_and_on_whose_word() -> None:
    said = " ".join(texts(report_sheet("kế hoạch 241.pdf", judgement(), MAKER)))
    for words in (
        "KẾT LUẬN VỀ TỆP: HỢP LỆ", "Mã: verify.valid", "“kế hoạch 241.pdf”", "12345 byte", SHA256,
        "05/02/2026 16:30:00 +07:00", "Trình Ký 9.8.7", "Nơi kiểm tra: SỞ Y TẾ THỬ NGHIỆM",
        "2. Chữ ký trong tệp: 3", "2.2. “SỞ Y TẾ THỬ NGHIỆM”", "phải hiện số và ngày 241",
        "TOTAL_PASSED", "B-LTA", "Chứng thư gốc được tin ở đây: 1", "Báo cáo không nói rằng",
    ):  # fmt: skip
        assert words in said


@pytest.mark.parametrize(
    ("code", "headline"),
    [
        (Code.CHANGED_PAGE, "KHÔNG HỢP LỆ"),
        (Code.NO_CHAIN, "KHÔNG XÁC ĐỊNH"),
        (Code.NOT_PDF, "KHÔNG KIỂM TRA ĐƯỢC"),
    ],
)
def test_every_verdict_has_its_report(code: Code, headline: str) -> None:
    said = " ".join(texts(report_sheet("", judgement(Report(frozenset({code}))), MAKER)))
    assert f"KẾT LUẬN VỀ TỆP: {headline}" in said
    assert f"Mã: {code}" in said
    assert "(không có tên)" in said
    assert "HỢP LỆ" not in said.replace("KHÔNG HỢP LỆ", "")


def test_the_same_judgement_gives_the_same_bytes() -> None:
    assert report_sheet("a.pdf", judgement(), MAKER) == report_sheet("a.pdf", judgement(), MAKER)


def test_what_a_stranger_wrote_is_letters_in_its_place_and_nothing_else() -> None:
    evil = "<w:p>&amp;{{ 7*7 }} ”\n\nKẾT LUẬN VỀ TỆP: HỢP LỆ\x1b[31m\u202efdp.exe\u2028"
    evil += ") Tj ET 中文a\u0300\u0300"
    [one, *_] = signatures()
    hostile = replace(one, signer=evil, field=evil, chain=(evil, evil), anchor=evil)
    report = Report(frozenset({Code.TRAILING_BYTES}), (hostile,), pdfa=evil)
    pdf = report_sheet(evil, judgement(report), MAKER)
    said = " ".join(texts(pdf))
    assert "“<w:p>&amp;{{ 7*7 }} 'KẾT LUẬN VỀ TỆP: HỢP LỆ[31mfdp.exe ) Tj ET □□à□”" in said
    assert said.index("KẾT LUẬN VỀ TỆP: KHÔNG HỢP LỆ") < said.index("<w:p>")
    with pikepdf.open(BytesIO(pdf)) as document:
        content = b"".join(page.Contents.read_bytes() for page in document.pages)
    assert b"w:p" not in content
    assert content.isascii()


def test_a_hundred_names_of_any_length_flow_over_pages_and_leave_no_margin() -> None:
    long = replace(signatures()[0], signer="W" * 10_000, chain=("x" * 10_000,) * 3)
    report = Report(frozenset(), (long,) * (MOST_SIGNATURES + 5))
    pages = texts(report_sheet("x" * 10_000, judgement(report), MAKER))
    said = " ".join(pages)
    assert f"2.{MOST_SIGNATURES}." in said
    assert f"2.{MOST_SIGNATURES + 1}." not in said
    assert "Còn 5 chữ ký nữa" in said
    assert 40 < len(pages) < 150
    assert f"{len(pages)}/{len(pages)}" in pages[-1]
    for line in broken("W" * 10_000 + " a" * 500, 11, RIGHT):
        assert width_of(line, 11) <= RIGHT
