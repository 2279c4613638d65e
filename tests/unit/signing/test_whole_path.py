"""A paper goes from blank fields to the archive timestamp, and outside eyes agree at each step."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from asn1crypto import x509 as asn1_x509
from PIL import Image, ImageChops
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko_certvalidator import ValidationContext

from signing.port import FIELD_NAMES, FieldRole, NumberAndDate
from signing.seal import appearance
from signing.seal.drawing import read
from signing.seal.fields import PRIVATE_KEY, reserved_fields
from signing.seal.printed import printed_by
from signing.seal.revision import open_pdf
from tests.signing_pki import NUMBER, PAPER

if TYPE_CHECKING:
    from pathlib import Path

    from tests.signing_pki import Chancery

DOTS_PER_INCH = 150
ROLES = (FieldRole.PERSONAL, FieldRole.NUMBER, FieldRole.AGENCY)


def _judged(chancery: Chancery, pdf: bytes) -> list[Any]:
    """What pyHanko says, difference analysis included, from the file's own evidence."""
    reader = PdfFileReader(BytesIO(pdf))
    roots = [asn1_x509.Certificate.load(anchor) for anchor in chancery.pki.anchors]
    settings = {"trust_roots": roots, "moment": chancery.now + timedelta(days=1)}
    store = DocumentSecurityStore.read_dss(reader)
    context = store.as_validation_context({**settings, "revocation_mode": "require"})
    assert isinstance(context, ValidationContext)
    return [
        validate_pdf_timestamp(one, context)
        if one.sig_object["/Type"] == "/DocTimeStamp"
        else validate_pdf_signature(one, context, context)
        for one in reader.embedded_signatures
    ]


def test_pyhanko_finds_every_signature_valid_and_nothing_suspicious(chancery: Chancery) -> None:
    *signatures, stamp = _judged(chancery, chancery.issued)
    assert [status.bottom_line for status in signatures] == [True, True, True]
    assert all(status.timestamp_validity.valid for status in signatures)
    assert stamp.valid
    assert stamp.intact
    assert stamp.trusted


def test_a_changed_page_is_noticed_by_the_same_judge(chancery: Chancery) -> None:
    spoilt = bytearray(chancery.issued)
    spoilt[PAPER.stat().st_size // 2] ^= 1
    assert not any(status.intact for status in _judged(chancery, bytes(spoilt)))


def test_pdfsig_finds_the_three_signatures_valid(chancery: Chancery, tmp_path: Path) -> None:
    file = tmp_path / "issued.pdf"
    file.write_bytes(chancery.issued)
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, check=False)
    assert said.stdout.decode().count("Signature Validation: Signature is Valid.") == len(ROLES)


def test_the_first_signature_certifies_and_no_other_does(chancery: Chancery) -> None:
    first, *others, _stamp = PdfFileReader(BytesIO(chancery.issued)).embedded_signatures
    assert first.docmdp_level is not None
    assert first.docmdp_level.value == 2
    assert [one.docmdp_level for one in others] == [None, None]
    assert [one.fieldmdp for one in (first, *others)] == [None, None, None]


def test_each_signature_adds_to_the_file_and_changes_nothing_of_it(chancery: Chancery) -> None:
    pdf = chancery.blank
    for role in ROLES:
        signed = chancery.sign(pdf, role)
        assert signed.startswith(pdf)
        pdf = signed


def test_a_signature_is_followed_by_its_own_evidence(chancery: Chancery) -> None:
    """Also the second of one certificate, which brings no data that was not there before."""
    pdf = chancery.blank
    for count, role in enumerate(ROLES, start=1):
        pdf = chancery.sign_with_evidence(pdf, role)
        root = open_pdf(pdf).root
        assert len(root["/DSS"]["/VRI"]) == count
        assert len(root["/DSS"]["/CRLs"]) == 2


def test_the_archive_timestamp_covers_the_whole_file(chancery: Chancery) -> None:
    stamp = PdfFileReader(BytesIO(chancery.issued)).embedded_signatures[-1]
    assert stamp.sig_object["/SubFilter"] == "/ETSI.RFC3161"
    assert stamp.compute_digest()
    _start, _first, second_start, second_length = stamp.byte_range
    assert second_start + second_length == len(chancery.issued)


@pytest.mark.parametrize("role", ROLES)
def test_a_verifier_makes_every_appearance_again_from_the_file_alone(
    chancery: Chancery, role: FieldRole
) -> None:
    reader = open_pdf(chancery.issued)
    reserved = reserved_fields(reader)[FIELD_NAMES[role]]
    fields = reader.root["/AcroForm"]["/Fields"]
    field = next(fields[i] for i in range(4) if fields[i]["/T"] == FIELD_NAMES[role])
    said, found = printed_by(field["/V"]), read(field["/AP"].raw_get("/N"))
    if isinstance(said, NumberAndDate):
        assert said == NUMBER
        assert reserved.glyphs is not None
        assert found == appearance.number_appearance(said, reserved.box, reserved.glyphs)
    else:
        picture = appearance.picture_in(found)
        assert picture.sha256 == said
        assert found == appearance.picture_appearance(picture, reserved.box)


def test_the_signature_itself_covers_what_it_printed(chancery: Chancery) -> None:
    signatures = PdfFileReader(BytesIO(chancery.issued)).embedded_signatures[:3]
    assert [str(one.sig_object[PRIVATE_KEY]["/Role"]) for one in signatures] == [
        "/personal",
        "/number",
        "/agency",
    ]


def test_the_seal_covers_a_third_of_the_signature_on_the_page(chancery: Chancery) -> None:
    page = _drawn(chancery.issued)
    red, blue = _extent(page, red=True), _extent(page, red=False)
    covered = (red[2] - blue[0]) / (blue[2] - blue[0])
    assert covered == pytest.approx(1 / 3, abs=0.03)
    assert (red[1] + red[3]) / 2 == pytest.approx((blue[1] + blue[3]) / 2, abs=2)
    millimetres = (red[2] - red[0]) / DOTS_PER_INCH * 25.4
    assert millimetres == pytest.approx(36, rel=0.04)  # the drawing leaves a rim of its square


def test_poppler_reads_the_number_and_the_date_in_their_blanks(
    chancery: Chancery, tmp_path: Path
) -> None:
    file = tmp_path / "issued.pdf"
    file.write_bytes(chancery.issued)
    said = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
    text = " ".join(said.stdout.decode().split())
    assert "241/KH-SYT" in text
    assert "ngày 02 tháng 11 năm 2026" in text


def _drawn(pdf: bytes) -> Image.Image:
    """The first page as Poppler paints it, signatures and all."""
    asked = ["pdftoppm", "-png", "-singlefile", "-r", str(DOTS_PER_INCH), "-"]
    painted = subprocess.run(asked, input=pdf, capture_output=True, check=True)
    return Image.open(BytesIO(painted.stdout)).convert("RGB")


def _extent(page: Image.Image, *, red: bool) -> tuple[int, int, int, int]:
    """Where the red, or the blue, of the page begins and ends, in dots."""
    r, _, b = page.split()
    difference = ImageChops.subtract(r, b) if red else ImageChops.subtract(b, r)
    box = difference.point([255 if value > 80 else 0 for value in range(256)]).getbbox()
    assert box is not None
    return box
