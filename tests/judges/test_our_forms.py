"""veraPDF finds PDF/A-2b in every form that is printed, also with notes in place of signatures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from doc_templates import catalog
from doc_templates.layout.registry import FORMS
from doc_templates.port import Occasion, SignatureBlock
from doc_templates.render import LibreOfficeRenderer
from doc_templates.to_pdf import LibreOffice
from tests.judges import Judgement, judge

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.judges, pytest.mark.office]
SIGNER = SignatureBlock("TM.", "CHI BỘ", "BÍ THƯ", "Lê Thị Hoa")
NOTED = SignatureBlock("", "", "", "Lê Thị Hoa", ("Đã xác nhận nội bộ", "(không phải chữ ký số)"))
OCCASION = Occasion(3, date(2026, 3, 12))
PAPERS = [*FORMS, *(f"{name} noted" for name, form in FORMS.items() if form.takes_notes)]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Judgement]:
    """All of them printed by one LibreOffice and judged in one JVM."""
    home = tmp_path_factory.mktemp("forms")
    with LibreOffice() as office:
        renderer = LibreOfficeRenderer(office)
        files = [printed(renderer, paper, home) for paper in PAPERS]
    return dict(zip(PAPERS, judge(files, None, want=["verapdf"]), strict=True))


def printed(renderer: LibreOfficeRenderer, paper: str, home: Path) -> Path:
    name, _, noted = paper.partition(" ")
    version = catalog.template(name)
    content: Any = catalog.sample(version)
    signers = dict.fromkeys(FORMS[name].roles, NOTED if noted else SIGNER)
    target = home / f"{paper}.pdf"
    target.write_bytes(renderer.render(version.kind, content, signers, OCCASION).pdf)
    return target


@pytest.mark.parametrize("paper", PAPERS)
def test_verapdf_finds_pdfa_2b(judged: dict[str, Judgement], paper: str) -> None:
    verdict = judged[paper].verapdf
    assert verdict is not None
    assert verdict.failed == ()
    assert verdict.compliant
