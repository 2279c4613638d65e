"""Appendix files and electronic copies: a line in the corner, the agency's key, no picture.

NĐ 30/2020/NĐ-CP, annex I, part I, II.8b and III.1d, form 2.2; part II, I.3, form 3.2.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops

from signing.errors import AppearanceUnfitError, NotArchivableError, PdfUnusableError
from signing.port import Box, CornerLine, FieldRole, ReservedField
from signing.seal import corner
from signing.seal.alone import Agency, is_of, is_signed, sign_alone, source_of
from signing.seal.embed import add_archive_timestamp, embed
from signing.seal.fields import reserve
from signing.seal.line_font import line_font
from signing.seal.make_digit_fonts import LINE, VIETNAMESE, subset_of
from signing.seal.prepare import prepare
from signing.verify.codes import Code, Verdict
from signing.verify.judge import Expectation, verify
from tests.signed.page import A4, blank_paper
from tests.signing_pki import Chancery, a_key, a_seal
from tests.unit.signing.test_appearance import INSTALLED

if TYPE_CHECKING:
    from signing.verify.report import Report

MM = 25.4 / 72
AT = "2026-11-02T12:00:00+07:00"  # the chancery's now, in Vietnam
NUMBER = CornerLine(("Số: 241/KH-SYT",), AT, "+07:00")
COPY = CornerLine(("Sao y", "Sở Y tế tỉnh Thanh Hóa"), AT, "+07:00")
LONG = "Ban Chỉ đạo phòng, chống dịch bệnh ở người và vệ sinh môi trường tỉnh Thanh Hóa"
WORD = re.compile(
    r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
)


@pytest.fixture(scope="module")
def appendix(chancery: Chancery) -> bytes:
    line = replace(NUMBER, source=source_of(chancery.issued))
    return sign_alone(blank_paper(2), FieldRole.APPENDIX, line, the_agency(chancery))


@pytest.fixture(scope="module")
def copy(chancery: Chancery) -> bytes:
    return sign_alone(blank_paper(), FieldRole.COPY, COPY, the_agency(chancery))


def the_agency(chancery: Chancery) -> Agency:
    return Agency(a_key(chancery.agency), chancery.timestamper(), chancery.gatherer())


def judged(chancery: Chancery, pdf: bytes, role: FieldRole) -> Report:
    expected = Expectation({role: chancery.agency.der})
    return verify(pdf, chancery.pki.anchors, chancery.now, expected)


def words_on(pdf: bytes) -> list[tuple[float, float, float, float, str]]:
    """The words of the first page with their boxes, in mm from the upper left corner."""
    asked = ["pdftotext", "-bbox", "-l", "1", "-", "-"]
    said = subprocess.run(asked, input=pdf, capture_output=True, check=True).stdout.decode()
    return [
        (*(float(edge) * MM for edge in found.groups()[:4]), found[5])  # type: ignore[misc]
        for found in WORD.finditer(said)
    ]


def drawn(pdf: bytes) -> Image.Image:
    asked = ["pdftoppm", "-png", "-singlefile", "-r", "100", "-"]
    return Image.open(
        BytesIO(subprocess.run(asked, input=pdf, capture_output=True, check=True).stdout)
    )


def test_an_appendix_in_its_own_file_is_valid_and_carries_number_day_and_time(
    chancery: Chancery, appendix: bytes
) -> None:
    report = judged(chancery, appendix, FieldRole.APPENDIX)
    assert report.verdict is Verdict.VALID
    assert [one.role for one in report.signatures] == [FieldRole.APPENDIX]
    assert report.signatures[0].level == "B-LTA"
    text = " ".join(word for *_, word in words_on(appendix))
    assert text == "Số: 241/KH-SYT; 02/11/2026; 12:00:00 +07:00"


def test_a_copy_is_valid_and_names_its_form_the_agency_and_the_time(
    chancery: Chancery, copy: bytes
) -> None:
    assert judged(chancery, copy, FieldRole.COPY).verdict is Verdict.VALID
    text = " ".join(word for *_, word in words_on(copy))
    assert text == "Sao y; Sở Y tế tỉnh Thanh Hóa; 02/11/2026; 12:00:00 +07:00"


def test_the_line_stands_in_the_upper_right_corner_inside_the_top_margin(appendix: bytes) -> None:
    words = words_on(appendix)
    width = A4[0] * MM
    assert max(right for _, _, right, _, _ in words) == pytest.approx(width - 15, abs=0.2)
    assert min(left for left, *_ in words) > width / 2
    assert all(5 < top < low < 20 for _, top, _, low, _ in words)
    [last] = [word for word in words if word[4] == "+07:00"]
    assert last[2] - last[0] == pytest.approx(line_font().width("+07:00", 10) * MM, abs=0.1)


def test_nothing_else_is_painted_and_the_line_is_black(appendix: bytes) -> None:
    """No picture of a seal: the page has grey bars, and black in the corner."""
    page, before = drawn(appendix).convert("RGB"), drawn(blank_paper(2)).convert("RGB")
    red, green, blue = page.split()
    for other in (green, blue):
        assert sum(ImageChops.difference(red, other).histogram()[8:]) == 0
    assert sum(page.convert("L").histogram()[:60]) > 0
    middle = (0, page.height // 10, page.width, page.height)
    assert page.crop(middle).tobytes() == before.crop(middle).tobytes()


def test_the_appendix_names_the_main_paper_even_after_it_is_stamped_anew(
    chancery: Chancery, appendix: bytes
) -> None:
    source = source_of(chancery.issued)
    renewed = add_archive_timestamp(
        chancery.issued, chancery.timestamper(), chancery.gatherer(), chancery.now
    )
    assert is_of(source, renewed)
    assert not is_of(source, blank_paper())
    assert source.sha256.encode() in appendix


def test_what_was_signed_is_the_file_that_came_in_with_more_behind_it(appendix: bytes) -> None:
    first, *_ = appendix.split(b"%%EOF\n")
    assert not is_signed(first + b"%%EOF\n")
    assert first.count(b"/MediaBox") == 2
    assert is_signed(appendix)
    assert not is_signed(blank_paper())


def test_a_long_name_is_broken_at_a_semicolon_and_never_leaves_the_margin() -> None:
    long = replace(COPY, parts=("Trích sao", LONG))
    rows = corner.rows_of(long)
    assert len(rows) == 2
    assert " ".join(rows) == corner.words_of(long)
    box = corner.corner_box(long, A4)
    assert (A4[1] - box.y1) * MM < 20
    assert box.x1 * MM > 28
    with pytest.raises(AppearanceUnfitError, match="fit"):
        corner.rows_of(replace(COPY, parts=("Sở Y tế " * 40,)))


@pytest.mark.parametrize(
    "wrong",
    [
        replace(NUMBER, at="2026-11-02T05:00:00+00:00"),
        replace(NUMBER, at="2026-11-02T12:00:00.5+07:00"),
        replace(NUMBER, at="hôm qua"),
        replace(NUMBER, zone="giờ Việt Nam"),
        replace(NUMBER, parts=()),
        replace(NUMBER, parts=("Số: 數",)),
    ],
    ids=["UTC", "not whole", "no time", "zone", "no words", "no such letter"],
)
def test_a_line_that_says_less_than_the_decree_asks_is_refused(wrong: CornerLine) -> None:
    with pytest.raises(AppearanceUnfitError):
        corner.corner_box(wrong, A4)


@pytest.mark.parametrize("zone", corner.ZONES)
def test_the_zone_is_written_as_the_office_chose(zone: str) -> None:
    assert corner.words_of(replace(NUMBER, zone=zone)).endswith(f"12:00:00 {zone}")


def test_a_signed_file_and_one_that_is_not_pdfa_are_refused(chancery: Chancery) -> None:
    spoilt = blank_paper().replace(b"pdfaid:part", b"pdfaid:pert")
    for pdf in (chancery.issued, spoilt):
        with pytest.raises(NotArchivableError):
            sign_alone(pdf, FieldRole.COPY, COPY, the_agency(chancery))


def test_a_turned_page_has_no_known_corner(chancery: Chancery) -> None:
    turned = blank_paper().replace(b"/MediaBox", b"/Rotate 90 /MediaBox")
    with pytest.raises(PdfUnusableError):
        sign_alone(turned, FieldRole.COPY, COPY, the_agency(chancery))


def test_the_line_tells_the_signing_time_and_only_corners_print_lines(chancery: Chancery) -> None:
    box = corner.corner_box(NUMBER, A4)
    blank = reserve(blank_paper(), [ReservedField(FieldRole.APPENDIX, box, chancery.agency.der)])
    order = replace(chancery.order(FieldRole.AGENCY), role=FieldRole.APPENDIX, certify=True)
    later = replace(order, signed_at=order.signed_at + timedelta(seconds=1))
    for wrong, printed in ((later, NUMBER), (order, a_seal())):
        with pytest.raises(AppearanceUnfitError):
            prepare(blank, wrong, printed)


@pytest.mark.parametrize("moved", [(0, -60), (-90, 0)])
def test_a_line_outside_its_corner_is_no_lawful_signature(
    chancery: Chancery, moved: tuple[float, float]
) -> None:
    """A line that paints over the page elsewhere is what the "sneaky signature" attack does."""
    at = corner.corner_box(NUMBER, A4)
    box = Box(0, at.x1 + moved[0], at.y1 + moved[1], at.x2 + moved[0], at.y2 + moved[1])
    blank = reserve(blank_paper(), [ReservedField(FieldRole.APPENDIX, box, chancery.agency.der)])
    order = replace(chancery.order(FieldRole.AGENCY), role=FieldRole.APPENDIX, certify=True)
    prepared, hole = prepare(blank, order, NUMBER)
    agency = the_agency(chancery)
    signed = agency.key.sign(hole, prepared)
    pdf = embed(hole, prepared, signed, agency.timestamper, chancery.now)
    assert Code.WRONG_APPEARANCE in judged(chancery, pdf, FieldRole.APPENDIX).all_codes


def test_the_typeface_has_every_vietnamese_letter_and_the_widths_of_its_program() -> None:
    alphabet = (
        "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYắằẳẵặỨỪỬỮỰỹỸ0123456789/:;+-"
    )
    font = line_font()
    program = TTFont(BytesIO(font.program))
    scale = 1000 / program["head"].unitsPerEm
    for letter, code in zip(alphabet, font.codes(alphabet), strict=True):
        name = program.getBestCmap()[ord(letter)]
        assert font.widths[code] == round(program["hmtx"][name][0] * scale)


def test_the_typeface_is_made_from_liberation_serif_under_another_name() -> None:
    source, _, name = LINE
    again = subset_of((INSTALLED / source).read_bytes(), name, VIETNAMESE)
    assert again == line_font().program
    assert TTFont(BytesIO(again))["name"].getDebugName(1) == name
