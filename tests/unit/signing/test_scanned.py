"""Scans become a PDF/A of their real size, and a signed file gives pages without its signatures."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest

from signing.errors import PdfUnusableError, ScanUnfitError
from signing.seal.alone import is_signed
from signing.seal.scanned import paper_of_scans, plain_of_signed
from tests.signed.page import A4, a_scan

if TYPE_CHECKING:
    from tests.signing_pki import Chancery


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_scan_keeps_its_real_size_and_the_same_scan_gives_the_same_bytes(kind: str) -> None:
    scan = a_scan(kind=kind)
    made = paper_of_scans([scan, scan])
    assert made == paper_of_scans([scan, scan])
    with pikepdf.open(BytesIO(made)) as pdf:
        assert len(pdf.pages) == 2
        width, height = (float(edge) for edge in list(pdf.pages[0].MediaBox)[2:])
    assert (width, height) == pytest.approx(A4, abs=1)


@pytest.mark.parametrize(
    "scan",
    [a_scan(150), a_scan(mode="L"), a_scan(mode="1", kind="PNG"), b"%PDF-1.7", b""],
    ids=["150 dpi", "grey", "black and white", "no picture", "nothing"],
)
def test_a_scan_that_the_decree_does_not_allow_is_refused(scan: bytes) -> None:
    with pytest.raises(ScanUnfitError):
        paper_of_scans([a_scan(), scan])


def test_no_page_is_no_copy() -> None:
    with pytest.raises(ScanUnfitError):
        paper_of_scans([])


def test_an_extract_shows_what_the_signatures_painted_and_is_signed_by_nobody(
    chancery: Chancery,
) -> None:
    plain = plain_of_signed(chancery.issued, [1])
    assert not is_signed(plain)
    with pikepdf.open(BytesIO(plain)) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert "/Annots" not in pdf.pages[0]
        painted = pdf.pages[0].Resources.XObject
        assert len(painted) >= 3  # the hand, the number, the seal
    assert is_signed(chancery.issued)


@pytest.mark.parametrize("page", [0, 99])
def test_a_page_that_is_not_there_cannot_be_copied(chancery: Chancery, page: int) -> None:
    with pytest.raises(PdfUnusableError):
        plain_of_signed(chancery.issued, [page])
