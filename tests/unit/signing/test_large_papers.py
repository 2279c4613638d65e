"""A scanned appendix of forty megabytes is signed and judged in little memory."""

from __future__ import annotations

import secrets
import subprocess
import sys
from io import BytesIO
from typing import TYPE_CHECKING, Final

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from service.bench.signing.office import open_office

if TYPE_CHECKING:
    from pathlib import Path

SCANS: Final = 20
SCAN: Final = 2 * 1024 * 1024
MOST_MIB: Final = 300
SIGN_AND_JUDGE: Final = """
import logging, re, sys
from pathlib import Path
from service.bench.signing.office import AGENCY, LEADER, Office, clock
from signing.verify.judge import verify

logging.disable(logging.CRITICAL)
office, paper = Office(Path(sys.argv[1])), Path(sys.argv[1]) / "large.pdf"
pdf = paper.read_bytes()
for name in (LEADER, AGENCY):
    pdf = office.signer(name).sign(pdf)
report = verify(pdf, office.pki.anchors, clock())
peak = re.search(r"VmHWM:\\s+([0-9]+)", Path("/proc/self/status").read_text())[1]
print(len(report.signatures), {one.integrity.value for one in report.signatures} == {"intact"})
print(int(peak) // 1024)
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office whose paper has twenty scans, half of them said to be JPEG."""
    folder = tmp_path_factory.mktemp("large")
    blank = open_office(folder).blank(1).read_bytes()
    with pikepdf.open(BytesIO(blank)) as pdf:
        for number in range(SCANS):
            _add_scan(pdf, is_jpeg=bool(number % 2))
        pdf.save(folder / "large.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return folder


def _add_scan(pdf: pikepdf.Pdf, *, is_jpeg: bool) -> None:
    page = pdf.add_blank_page(page_size=(595, 842))
    scan = pdf.make_stream(
        secrets.token_bytes(SCAN),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=1024,
        Height=2048,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
    )
    if is_jpeg:
        scan.Filter = Name.DCTDecode
    page.obj.Resources = Dictionary(XObject=Dictionary(S=scan))
    page.obj.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /S Do Q")


@pytest.mark.timeout(600)
def test_a_scanned_appendix_of_forty_megabytes_needs_less_than_three_hundred(office: Path) -> None:
    assert (office / "large.pdf").stat().st_size > SCANS * SCAN
    done = subprocess.run(
        [sys.executable, "-c", SIGN_AND_JUDGE, str(office)],
        capture_output=True,
        text=True,
        check=True,
    )
    judged, peak = done.stdout.splitlines()
    assert judged == "2 True"
    assert int(peak) < MOST_MIB
