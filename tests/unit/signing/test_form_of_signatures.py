"""The forms of digital signatures, measured on the page in millimetres.

NĐ 30/2020/NĐ-CP, annex I, part I, cases of II.7d, II.8a and II.8b; those of files that the agency
signs alone are in test_corner.py.
"""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest
from PIL import Image, ImageChops

from signing.port import FieldRole
from signing.seal.embed import embed
from signing.seal.fields import reserve
from signing.seal.pictures import Ink, read_picture
from signing.seal.prepare import prepare
from signing.seal.store import add_revocation
from signing.verify.codes import Verdict
from signing.verify.judge import verify
from tests.signed.page import blank_paper
from tests.signing_pki import BLUE, PAPER, a_key, a_png, a_signature

if TYPE_CHECKING:
    from tests.signing_pki import Chancery

DPI = 200
MM = 25.4 / DPI
PT = 25.4 / 72
FRAME = 4  # pixels of 300 that the drawing leaves clear at each side
Extent = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def page(chancery: Chancery) -> Image.Image:
    return drawn(chancery.issued)


def drawn(pdf: bytes, page: int = 1) -> Image.Image:
    asked = ["pdftoppm", "-png", "-singlefile", "-f", str(page), "-r", str(DPI), "-"]
    painted = subprocess.run(asked, input=pdf, capture_output=True, check=True)
    return Image.open(BytesIO(painted.stdout)).convert("RGB")


def ink(page: Image.Image, colour: Ink) -> Extent:
    """Where an ink reaches, in mm from the upper left corner."""
    red, _, blue = page.split()
    pair = (red, blue) if colour is Ink.RED else (blue, red)
    found = ImageChops.subtract(*pair).point([255 if v > 80 else 0 for v in range(256)]).getbbox()
    assert found is not None
    left, top, right, low = (edge * MM for edge in found)
    return left, top, right, low


def word(pdf: bytes, text: str, last: str) -> Extent:
    """Where a printed line stands that begins with one word and ends with another, in mm."""
    asked = ["pdftotext", "-bbox", "-", "-"]
    said = subprocess.run(asked, input=pdf, capture_output=True, check=True).stdout.decode()
    edges = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">'
    first, end = (re.search(edges + re.escape(one), said) for one in (text, last))
    assert first is not None
    assert end is not None
    left, top = float(first[1]) * PT, float(first[2]) * PT
    return left, top, float(end[3]) * PT, float(end[4]) * PT


def text_of(pdf: bytes) -> str:
    said = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return said.stdout.decode()


def test_case_a_the_hand_is_blue_and_centred_between_post_and_name(
    chancery: Chancery, page: Image.Image
) -> None:
    left, top, right, low = ink(page, Ink.BLUE)
    post = word(chancery.issued, "GIÁM", "ĐỐC")
    name = word(chancery.issued, "Nguyễn", "An<")
    assert post[3] < top < low < name[1]
    assert (left + right) / 2 == pytest.approx((name[0] + name[2]) / 2, abs=1.5)
    assert top - post[3] == pytest.approx(name[1] - low, abs=3)
    assert right - left <= 45.2
    assert low - top <= 20.2


def test_case_b_the_seal_is_red_of_real_size_and_covers_a_third_from_the_left(
    page: Image.Image,
) -> None:
    hand, seal = ink(page, Ink.BLUE), ink(page, Ink.RED)
    rim = 36.0 * 2 * FRAME / 240
    assert seal[2] - seal[0] == pytest.approx(36 - rim, abs=0.6)
    assert seal[3] - seal[1] == pytest.approx(36 - rim, abs=0.6)
    covered = (seal[2] - hand[0]) / (hand[2] - hand[0])
    assert covered == pytest.approx(1 / 3, abs=0.03)
    assert seal[0] < hand[0]
    assert (seal[1] + seal[3]) / 2 == pytest.approx((hand[1] + hand[3]) / 2, abs=0.5)


def test_cases_a_and_b_print_no_words_of_who_signed_and_when(chancery: Chancery) -> None:
    """The decree has no such box; what signing adds to the text is the number and the date."""
    added = text_of(chancery.issued).split()
    for printed in text_of(PAPER.read_bytes()).split():
        if printed in added:
            added.remove(printed)
    assert added == ["241/KH-SYT", "02", "11", "2026"]


def test_case_c_an_appendix_in_the_same_file_is_signed_with_it_and_nothing_is_painted_on_it(
    chancery: Chancery,
) -> None:
    pdf = before = with_appendix()
    pdf = reserve(pdf, chancery.fields())
    for role in (FieldRole.PERSONAL, FieldRole.NUMBER, FieldRole.AGENCY):
        pdf = chancery.sign_with_evidence(pdf, role)
    assert verify(pdf, chancery.pki.anchors, chancery.now).verdict is Verdict.VALID
    assert drawn(pdf, 2).tobytes() == drawn(before, 2).tobytes()
    assert drawn(pdf).tobytes() != drawn(before).tobytes()


def with_appendix() -> bytes:
    """The paper with a second page behind it."""
    output = BytesIO()
    with pikepdf.open(PAPER) as pdf, pikepdf.open(BytesIO(blank_paper())) as appendix:
        pdf.pages.append(appendix.pages[0])
        pdf.save(output)
    return output.getvalue()


def test_a_new_image_is_for_new_papers_and_the_old_ones_stay_valid_with_theirs(
    chancery: Chancery,
) -> None:
    """The verifier needs no register: it finds each picture in the paper by its digest."""
    other = read_picture(a_png(BLUE, (420, 168)), Ink.BLUE)
    prepared, hole = prepare(chancery.blank, chancery.order(FieldRole.PERSONAL), other)
    signed = a_key(chancery.leader).sign(hole, prepared)
    newer = embed(hole, prepared, signed, chancery.timestamper(), chancery.now)
    at = chancery.gatherer().for_last_signature(newer, chancery.now)
    newer = add_revocation(newer, at)
    assert other.sha256 != a_signature().sha256
    for pdf, picture in ((newer, other), (chancery.issued, a_signature())):
        report = verify(pdf, chancery.pki.anchors, chancery.now)
        assert picture.sha256.encode() in pdf
        assert report.verdict is Verdict.VALID, report.all_codes
