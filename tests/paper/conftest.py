"""One LibreOffice for all paper tests, and the sample papers it made."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from doc_templates.port import RenderedPaper, SignatureBlock
from doc_templates.render import LibreOfficeRenderer
from doc_templates.to_pdf import LibreOffice
from tests.paper.measure import Sheet, sheets
from tests.unit.doc_templates.contents import Json, a_plan, minutes

DEPUTY = SignatureBlock("KT.", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trịnh Hữu Hùng")
SECRETARY = SignatureBlock("", "", "", "Nguyễn Văn Bình")
CHAIR = SignatureBlock("", "BÍ THƯ", "BÍ THƯ", "Lê Thị Hoa")
SIGNERS = {"personal": DEPUTY, "secretary": SECRETARY, "chair": CHAIR}

Print = Callable[[Json], RenderedPaper]


@pytest.fixture(scope="session")
def renderer() -> Iterator[LibreOfficeRenderer]:
    with LibreOffice() as office:
        yield LibreOfficeRenderer(office)


@pytest.fixture(scope="session")
def printed(renderer: LibreOfficeRenderer) -> Print:
    """Render a content with a three-digit blank and the usual signers."""
    return lambda content: renderer.render(str(content["kind"]), content, SIGNERS, 3)


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
