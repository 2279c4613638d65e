"""EU DSS and veraPDF judge the product's signed paper at every step; they need Java."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from signing.port import FieldRole
from signing.seal.embed import add_archive_timestamp
from tests.judges.run import Judgement, judge
from tests.signing_pki import Chancery, open_chancery

if TYPE_CHECKING:
    from pathlib import Path

STEPS = ("reserved", "personal", "number", "agency", "archived")


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Judgement]:
    """The paper after each step, signed a little while ago: DSS reads the real clock."""
    lately = datetime.now(UTC) - timedelta(minutes=1)  # noqa: TID251  # the tests' composition root
    folder = tmp_path_factory.mktemp("judged")
    chancery = open_chancery(folder / "pki", lately)
    files = [_write(folder, step, pdf) for step, pdf in zip(STEPS, _papers(chancery), strict=True)]
    judgements = judge(files, chancery.pki.directory / "trust.pem")
    return dict(zip(STEPS, judgements, strict=True))


def _papers(chancery: Chancery) -> list[bytes]:
    papers = [chancery.blank]
    for role in (FieldRole.PERSONAL, FieldRole.NUMBER, FieldRole.AGENCY):
        papers.append(chancery.sign_with_evidence(papers[-1], role))
    stamped = add_archive_timestamp(
        papers[-1], chancery.timestamper(), chancery.gatherer(), chancery.now
    )
    return [*papers, stamped]


def _write(folder: Path, step: str, pdf: bytes) -> Path:
    file = folder / f"{step}.pdf"
    file.write_bytes(pdf)
    return file


@pytest.mark.parametrize("step", STEPS)
def test_verapdf_finds_pdfa_2b_at_every_step(judged: dict[str, Judgement], step: str) -> None:
    verdict = judged[step].verapdf
    assert verdict is not None
    assert (verdict.compliant, verdict.failed, verdict.error) == (True, (), None)


@pytest.mark.parametrize(
    ("step", "level", "count"),
    [
        ("personal", "PAdES-BASELINE-LT", 1),
        ("number", "PAdES-BASELINE-LT", 2),
        ("agency", "PAdES-BASELINE-LT", 3),
        ("archived", "PAdES-BASELINE-LTA", 3),
    ],
)
def test_dss_passes_every_signature_at_its_level(
    judged: dict[str, Judgement], step: str, level: str, count: int
) -> None:
    verdict = judged[step].dss
    assert verdict is not None
    found = [(one.indication, one.level, one.errors) for one in verdict.signatures]
    assert found == [("TOTAL_PASSED", level, ())] * count


def test_dss_warns_only_of_the_seals_lawful_overlap(judged: dict[str, Judgement]) -> None:
    verdict = judged["archived"].dss
    assert verdict is not None
    warned = {warning.split(":", 1)[0] for one in verdict.signatures for warning in one.warnings}
    assert warned == {"BBB_FC_IAOD_ANS"}
