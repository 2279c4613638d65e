"""One LibreOffice for all paper tests, and the sample papers it made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from doc_templates.port import Occasion, RenderedPaper, SignatureBlock
from doc_templates.render import LibreOfficeRenderer
from doc_templates.to_pdf import LibreOffice
from tests.paper.measure import Sheet, sheets
from tests.unit.doc_templates.contents import (
    Json,
    a_commitment,
    a_plan,
    a_resolution,
    cell_minutes,
    minutes,
)

DEPUTY = SignatureBlock("KT.", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trịnh Hữu Hùng")
SECRETARY = SignatureBlock("", "", "", "Nguyễn Văn Bình")
CHAIR = SignatureBlock("", "BÍ THƯ", "BÍ THƯ", "Lê Thị Hoa")
SIGNERS = {"personal": DEPUTY, "secretary": SECRETARY, "chair": CHAIR}
CELL = SignatureBlock("TM.", "CHI BỘ", "BÍ THƯ", "Lê Thị Hoa")
DIRECTOR = SignatureBlock("", "GIÁM ĐỐC", "GIÁM ĐỐC", "Trần Quốc Toản")
PRINTING = Occasion(2, date(2026, 3, 12))

Print = Callable[[Json], RenderedPaper]


@pytest.fixture(scope="session")
def renderer() -> Iterator[LibreOfficeRenderer]:
    with LibreOffice() as office:
        yield LibreOfficeRenderer(office)


@pytest.fixture(scope="session")
def printed(renderer: LibreOfficeRenderer) -> Print:
    """Render a content with a three-digit blank and the usual signers."""
    return lambda content: renderer.render(str(content["kind"]), content, SIGNERS, Occasion(3))


@pytest.fixture(scope="session")
def plan(printed: Print) -> RenderedPaper:
    return printed(a_plan())


@pytest.fixture(scope="session")
def plan_sheets(plan: RenderedPaper) -> list[Sheet]:
    return sheets(plan.pdf)


@pytest.fixture(scope="session")
def written_minutes(printed: Print) -> RenderedPaper:
    return printed(minutes())


@pytest.fixture(scope="session")
def minutes_sheets(written_minutes: RenderedPaper) -> list[Sheet]:
    return sheets(written_minutes.pdf)


@pytest.fixture(scope="session")
def undertaken(renderer: LibreOfficeRenderer) -> Print:
    """Render a commitment or an addendum, signed by whom it names and by the usual confirmer."""

    def render(content: Json) -> RenderedPaper:
        kind, person = str(content["kind"]), content["person"]
        assert isinstance(person, dict)
        own = SignatureBlock("", "", "", str(person["name"]))
        confirm = CELL if kind.endswith("-dang") else DIRECTOR
        return renderer.render(kind, content, {"personal": own, "confirm": confirm}, PRINTING)

    return render


@pytest.fixture(scope="session")
def member_commitment(undertaken: Print) -> RenderedPaper:
    """A leader's, of four pages, in the Party's form."""
    return undertaken(a_commitment("cam-ket-dang"))


@pytest.fixture(scope="session")
def employee_commitment(undertaken: Print) -> RenderedPaper:
    """A nurse's, of one page, in the state's form."""
    return undertaken(a_commitment("cam-ket-vien-chuc"))


@pytest.fixture(scope="session")
def member_addendum(undertaken: Print) -> RenderedPaper:
    return undertaken(a_commitment("bo-sung-dang"))


@pytest.fixture(scope="session")
def employee_addendum(undertaken: Print) -> RenderedPaper:
    return undertaken(a_commitment("bo-sung-vien-chuc"))


@pytest.fixture(scope="session")
def resolution(renderer: LibreOfficeRenderer) -> RenderedPaper:
    return renderer.render("nghi-quyet", a_resolution(), {"personal": CELL}, PRINTING)


@pytest.fixture(scope="session")
def written_cell_minutes(renderer: LibreOfficeRenderer) -> RenderedPaper:
    signers = {"secretary": SECRETARY, "chair": CHAIR}
    return renderer.render("bien-ban-chi-bo", cell_minutes(), signers, PRINTING)
