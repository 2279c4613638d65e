"""Many papers at once: quick together, judged alone, and none with a trace of its neighbours."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from doc_templates import catalog, to_pdf
from doc_templates.anchors import read_anchors
from doc_templates.errors import ConverterFailedError
from doc_templates.fonts import embedded_fonts
from doc_templates.layout import bien_ban_gop_y, ke_hoach
from doc_templates.port import Occasion
from doc_templates.render import fill
from doc_templates.to_pdf import LibreOffice
from tests.paper.conftest import SIGNERS
from tests.paper.measure import sheets
from tests.paper.offices import Watched, a_program, a_stand_in, all_at_once
from tests.unit.doc_templates.contents import a_plan, a_short_plan, minutes

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.office
DATE = re.compile(rb"<xmp:(Create|Modify)Date>[^<]*<")
MOMENT = slice(24, 36)  # of its making, in an ICC profile's header (ICC.1:2010, 7.2)


def a_paper(number: int) -> bytes:
    """Return a filled-in plan that no other number has."""
    content = a_short_plan(*[f"Việc thứ {number}, phần {n}." for n in range(number)])
    context = ke_hoach.context(content, SIGNERS, Occasion(3))
    return fill(catalog.docx(catalog.current("ke-hoach")), context, f"Kế hoạch {number}")


def the_long_plan() -> bytes:
    context = ke_hoach.context(a_plan(), SIGNERS, Occasion(3))
    return fill(catalog.docx(catalog.current("ke-hoach")), context, "Kế hoạch")


def the_minutes() -> bytes:
    context = bien_ban_gop_y.context(minutes(), SIGNERS, Occasion(3))
    return fill(catalog.docx(catalog.current("bien-ban-gop-y")), context, "Biên bản")


def broken(docx: bytes) -> bytes:
    return docx[: len(docx) // 2]


def objects(pdf: bytes) -> list[object]:
    """Return everything in a PDF but the moment of its making and what follows from it."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        del document.trailer.Info["/CreationDate"]
        everything: Any = document.objects
        # Numbers of their own are lengths; that of the ICC profile follows from the moment.
        found = [_plainly(each) for each in everything if not isinstance(each, int)]
        assert len(found) > 50
        return found


def _plainly(value: Any) -> object:
    if not isinstance(value, pikepdf.Stream):
        return _words(value)
    data = bytearray(value.read_bytes())
    if data[36:40] == b"acsp":
        data[MOMENT] = bytes(12)
    if value.get("/Type") == "/Metadata":
        data = bytearray(DATE.sub(b"", data))
    return bytes(data), sorted((k, _words(v)) for k, v in value.items() if k != "/Length")


def _words(value: Any) -> str:
    return str(value.unparse(resolved=True)) if isinstance(value, pikepdf.Object) else repr(value)


def test_what_waits_is_converted_in_one_call(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    with LibreOffice(watched.program) as office:
        made = all_at_once(office, [a_paper(n) for n in range(1, 10)])
    assert all(made)
    assert sum(watched.batches()) == 9
    assert len(watched.batches()) <= 3


def test_each_thread_gets_its_own_paper(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    with LibreOffice(watched.program) as office:
        made = all_at_once(office, [a_paper(n) for n in range(1, 7)])
    for number, pdf in enumerate(made, 1):
        assert pdf is not None
        text = "".join(sheet.text for sheet in sheets(pdf))
        assert f"Việc thứ {number}, phần 0" in text
    assert max(watched.batches()) > 1


def test_a_paper_made_among_others_is_the_one_made_alone(tmp_path: Path) -> None:
    papers = [a_paper(3), the_long_plan(), the_minutes()]
    alone = []
    for paper in papers:
        with LibreOffice() as office:
            alone.append(office.convert(paper))
    watched = Watched(tmp_path)
    with LibreOffice(watched.program) as office:
        office.convert(a_paper(1))  # with a past, too
        among = all_at_once(office, [*papers, a_paper(4), a_paper(5)])
    assert max(watched.batches()) >= 3
    assert objects(alone[0]) != objects(alone[1])
    for one, other in zip(alone, among[:3], strict=True):
        assert other is not None
        assert [sheet.text for sheet in sheets(one)] == [sheet.text for sheet in sheets(other)]
        assert embedded_fonts(one) == embedded_fonts(other)
        assert objects(one) == objects(other)


def test_places_are_the_same_among_others() -> None:
    version = catalog.current("ke-hoach")
    with LibreOffice() as office:
        alone = office.convert(the_long_plan())
        among = all_at_once(office, [a_paper(2), the_minutes(), the_long_plan(), a_paper(1)])[2]
    assert among is not None
    places = catalog.places(version)
    assert read_anchors(alone, places) == read_anchors(among, places)


def test_a_broken_paper_fails_alone() -> None:
    papers = [a_paper(1), broken(a_paper(2)), a_paper(3), a_paper(4)]
    with LibreOffice() as office:
        made = all_at_once(office, papers)
    assert [pdf is not None for pdf in made] == [True, False, True, True]


def test_a_paper_that_breaks_the_converter_fails_alone(tmp_path: Path) -> None:
    program = a_stand_in(tmp_path, poisoned="os.abort()")
    papers = [b"one", b"two", b"poison", b"three", b"four"]
    with LibreOffice(program) as office:
        made = all_at_once(office, papers)
    assert [pdf is not None for pdf in made] == [True, True, False, True, True]


def test_a_paper_that_hangs_fails_alone(tmp_path: Path) -> None:
    program = a_stand_in(tmp_path, poisoned="time.sleep(60)")
    papers = [b"one", b"poison", b"two", b"three"]
    with LibreOffice(program, time_limit=1) as office:
        made = all_at_once(office, papers)
    assert [pdf is not None for pdf in made] == [True, False, True, True]


def test_the_time_limit_is_for_each_paper(tmp_path: Path) -> None:
    slow = 'time.sleep(0.4); source.with_suffix(".pdf").write_bytes(b"%PDF- %%EOF")'
    program = a_stand_in(tmp_path, "pass", slow)
    with LibreOffice(program, time_limit=1) as office:
        assert all(all_at_once(office, [b"%d" % n for n in range(8)]))


def test_half_a_pdf_is_none(tmp_path: Path) -> None:
    half = 'source.with_suffix(".pdf").write_bytes(b"%PDF-1.7 and then the disk was full")'
    with (
        LibreOffice(a_stand_in(tmp_path, "pass", half)) as office,
        pytest.raises(ConverterFailedError, match="half"),
    ):
        office.convert(b"one")


def test_no_call_takes_more_than_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_pdf, "MOST_AT_ONCE", 3)
    watched = Watched(tmp_path)
    with LibreOffice(watched.program) as office:
        assert all(all_at_once(office, [a_paper(n) for n in range(1, 9)]))
    assert max(watched.batches()) == 3


def test_trouble_of_our_own_reaches_every_thread_that_waits(tmp_path: Path) -> None:
    with LibreOffice(a_program(tmp_path, "")) as office, pytest.raises(TypeError):
        office.convert("no bytes")  # type: ignore[arg-type]  # what no caller may do


def test_two_offices_share_what_waits(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    with LibreOffice(watched.program, offices=2) as office:
        made = all_at_once(office, [a_paper(n) for n in range(1, 9)])
        assert len(watched.opened()) == 2
    for number, pdf in enumerate(made, 1):
        assert pdf is not None
        assert f"Việc thứ {number}, phần 0" in "".join(sheet.text for sheet in sheets(pdf))
