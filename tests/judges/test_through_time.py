"""EU DSS judges our papers on other days, as our own verification does: its clock is handed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import pytest

from signing.verify.codes import Verdict
from signing.verify.judge import verify
from tests.judges import DssVerdict, judge
from tests.signed.office import PLAN, Office, open_office
from tests.unit.signing.test_renewed_stamps import AFTER, RENEWED, SIGNED, YEAR, renew

pytestmark = [pytest.mark.judges, pytest.mark.timeout(1200)]
SIGNERS_ENDED: Final = SIGNED + 3 * YEAR + timedelta(days=1)
PASSED, UNKNOWN = "TOTAL_PASSED", "INDETERMINATE"
DAYS: Final[dict[tuple[str, datetime], str]] = {
    ("archived", SIGNED): PASSED,
    ("archived", SIGNERS_ENDED): PASSED,
    ("archived", AFTER): UNKNOWN,
    ("renewed", SIGNERS_ENDED + 2 * YEAR - timedelta(days=100)): PASSED,
    ("renewed", AFTER): PASSED,
    ("late", AFTER): UNKNOWN,
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return open_office(tmp_path_factory.mktemp("pki"), SIGNED)


@pytest.fixture(scope="module")
def papers(office: Office) -> dict[str, bytes]:
    archived = office.archive(office.issue())
    renewed = renew(office, archived, RENEWED)
    late = renew(office, archived, SIGNED + 6 * YEAR)  # its first authority had ended by then
    return {"archived": archived, "renewed": renewed, "late": late}


@pytest.fixture(scope="module")
def judged(
    office: Office, papers: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, datetime], DssVerdict | None]:
    folder = tmp_path_factory.mktemp("papers")
    for name, pdf in papers.items():
        (folder / f"{name}.pdf").write_bytes(pdf)
    files = [folder / f"{name}.pdf" for name, _ in DAYS]
    trust = office.pki.directory / "trust.pem"
    found = judge(files, trust, ["dss"], [at for _, at in DAYS])
    return dict(zip(DAYS, (one.dss for one in found), strict=True))


@pytest.mark.parametrize(("name", "at"), DAYS, ids=lambda one: str(one)[:10])
def test_dss_and_we_agree_on_every_day(
    office: Office,
    papers: dict[str, bytes],
    judged: dict[tuple[str, datetime], DssVerdict | None],
    name: str,
    at: datetime,
) -> None:
    dss = judged[name, at]
    assert dss is not None
    said = [(one.indication, one.sub_indication) for one in dss.signatures]
    assert {indication for indication, _ in said} == {DAYS[name, at]}, said
    assert len(said) == len(PLAN)
    ours = verify(papers[name], office.anchors, at).verdict
    assert (ours is Verdict.VALID) is (DAYS[name, at] == PASSED)
