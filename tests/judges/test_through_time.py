"""EU DSS judges our papers on other days, as our own verification does: its clock is handed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest

from signing.port import FieldRole
from signing.seal.store import add_revocation
from signing.trust.revocation import Evidence
from signing.verify.codes import Verdict
from signing.verify.judge import verify
from tests.judges import DssVerdict, judge
from tests.signed.office import PLAN, Office, open_office
from tests.unit.signing.test_renewed_stamps import AFTER, RENEWED, SIGNED, YEAR, renew

pytestmark = [pytest.mark.judges, pytest.mark.timeout(1200)]
SIGNERS_ENDED: Final = SIGNED + 3 * YEAR + timedelta(days=1)
HOURS: Final = timedelta(hours=2)
PASSED, UNKNOWN = "TOTAL_PASSED", "INDETERMINATE"
DAYS: Final[dict[tuple[str, datetime], str]] = {
    ("archived", SIGNED): PASSED,
    ("archived", SIGNERS_ENDED): PASSED,
    ("archived", AFTER): UNKNOWN,
    ("renewed", SIGNERS_ENDED + 2 * YEAR - timedelta(days=100)): PASSED,
    ("renewed", AFTER): PASSED,
    ("late", AFTER): UNKNOWN,
    ("revoked before", SIGNED + HOURS): UNKNOWN,
    ("revoked after", SIGNED + HOURS): PASSED,
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return open_office(tmp_path_factory.mktemp("pki"), SIGNED)


@pytest.fixture(scope="module")
def revoked(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office whose two signers are revoked an hour before and an hour after `SIGNED`."""
    own = open_office(tmp_path_factory.mktemp("revoked"), SIGNED - timedelta(days=1))
    own.pki.revoke(own.leader.certificate, SIGNED - HOURS / 2)
    own.pki.revoke(own.second.certificate, SIGNED + HOURS / 2)
    return replace(own, now=SIGNED)


@pytest.fixture(scope="module")
def anchors(office: Office, revoked: Office) -> tuple[bytes, ...]:
    return (*office.anchors, *revoked.anchors)


def signed_by_revoked(office: Office, role: FieldRole) -> bytes:
    """One signature, and behind it the lists as they were after both revocations."""
    signed = office.sign(office.blank((role,)), role)
    lists = tuple(path.read_bytes() for path in sorted(office.pki.directory.glob("*.crl")))
    return add_revocation(signed, Evidence(crls=lists))


@pytest.fixture(scope="module")
def papers(office: Office, revoked: Office) -> dict[str, bytes]:
    archived = office.archive(office.issue())
    renewed = renew(office, archived, RENEWED)
    late = renew(office, archived, SIGNED + 6 * YEAR)  # its first authority had ended by then
    return {
        "archived": archived,
        "renewed": renewed,
        "late": late,
        "revoked before": signed_by_revoked(revoked, FieldRole.PERSONAL),
        "revoked after": signed_by_revoked(revoked, FieldRole.CHAIR),
    }


@pytest.fixture(scope="module")
def judged(
    office: Office,
    revoked: Office,
    papers: dict[str, bytes],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[tuple[str, datetime], DssVerdict | None]:
    folder = tmp_path_factory.mktemp("papers")
    for name, pdf in papers.items():
        (folder / f"{name}.pdf").write_bytes(pdf)
    files = [folder / f"{name}.pdf" for name, _ in DAYS]
    trust = folder / "trust.pem"
    pems = [(one.pki.directory / "trust.pem").read_bytes() for one in (office, revoked)]
    trust.write_bytes(b"".join(pems))
    found = judge(files, trust, ["dss"], [at for _, at in DAYS])
    return dict(zip(DAYS, (one.dss for one in found), strict=True))


@pytest.mark.parametrize("day", DAYS, ids=lambda day: f"{day[0]}-{day[1]:%Y-%m-%d}")
def test_dss_and_we_agree_on_every_day(
    anchors: tuple[bytes, ...],
    papers: dict[str, bytes],
    judged: dict[tuple[str, datetime], DssVerdict | None],
    day: tuple[str, datetime],
) -> None:
    dss, (name, at) = judged[day], day
    assert dss is not None
    said = [(one.indication, one.sub_indication) for one in dss.signatures]
    assert {indication for indication, _ in said} == {DAYS[day]}, said
    assert len(said) == (1 if name.startswith("revoked") else len(PLAN))
    ours = verify(papers[name], anchors, at).verdict
    assert (ours is Verdict.VALID) is (DAYS[day] == PASSED)
