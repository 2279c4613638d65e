"""Every paper of the story before judges that are not ours, and before `trinhky verify`."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from service.cli import run
from tests.judges import DssSignature, DssTimestamp, Judgement, judge, pdfsig, pyhanko
from tests.story.playing import DRAFT, ENTRIES, ISSUED, PLAN_241, SIGNED, UNIT_PLAN, Story

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Ask = Callable[..., tuple[int, list[dict[str, Any]]]]

pytestmark = [pytest.mark.temporal, pytest.mark.office, pytest.mark.judges]

OVERLAP = "BBB_FC_IAOD_ANS"  # the seal over the signature: the decree wants it
FIELDS = {
    "personal": "ChuKyCaNhan", "number": "SoNgay", "agency": "DauCoQuan",
    "secretary": "ChuKyThuKy", "chair": "ChuKyChuTri", "confirm": "XacNhan",
}  # fmt: skip
ROW = {"file", "verdict", "code", "reason", "signatures"}
SIGNATURE = {
    "field", "signer", "role", "time", "time_source", "level", "integrity", "trust", "changes",
}  # fmt: skip
PAPERS = pytest.mark.parametrize(
    "which", range(len(SIGNED)), ids=[f"{n}-{kind}" for n, (kind, _) in enumerate(SIGNED, 1)]
)


@pytest.fixture(scope="module")
def judged(story: Story) -> dict[str, Judgement]:
    """All papers in one JVM, by the id of their entry."""
    found = judge([story.file(entry) for entry in story.entries], story.trust)
    return {entry["id"]: one for entry, one in zip(story.entries, found, strict=True)}


@pytest.fixture
def ask(story: Story, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run `trinhky verify --json`; return its exit code and what it says."""

    def verify(*files: Path, trust: bool = True) -> tuple[int, list[dict[str, Any]]]:
        anchors = ["--trust", str(story.trust)] if trust else []
        code = run(["verify", "--json", *anchors, *map(str, files)])
        rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
        return code, rows

    return verify


@pytest.fixture
def tampered(story: Story, tmp_path: Path) -> Path:
    """The issued plan 241 with one letter of a page turned into another."""
    pdf = bytearray(story.file(story.entries_of(PLAN_241)[ISSUED]).read_bytes())
    pdf[pdf.index(b"stream") + 60] ^= 1
    file = tmp_path / "tampered.pdf"
    file.write_bytes(pdf)
    return file


@pytest.fixture
def garbage(tmp_path: Path) -> Path:
    file = tmp_path / "garbage.pdf"
    file.write_bytes(b"this is no paper")
    return file


def warnings_of(judged: Sequence[DssSignature | DssTimestamp]) -> set[str]:
    """The keys of everything that DSS warns of."""
    return {warning.split(":")[0] for one in judged for warning in one.warnings}


def lawful(which: int) -> set[str]:
    """What DSS may warn of: only a seal lies over another signature."""
    return {OVERLAP} if "agency" in SIGNED[which][1] else set()


@PAPERS
def test_dss_passes_every_signature_at_the_level_we_claim(
    story: Story, judged: dict[str, Judgement], which: int
) -> None:
    entry = story.signed[which]
    dss = judged[entry["id"]].dss
    assert dss is not None
    assert dss.all_passed
    claimed = [(FIELDS[s["role"]], f"PAdES-BASELINE-{s['level'][2:]}") for s in entry["signatures"]]
    assert [(one.field, one.level) for one in dss.signatures] == claimed
    assert [one.errors for one in dss.signatures if one.errors] == []
    assert warnings_of(dss.signatures) <= lawful(which)


@PAPERS
def test_dss_passes_every_timestamp_and_agrees_on_the_time(
    story: Story, judged: dict[str, Judgement], which: int
) -> None:
    entry = story.signed[which]
    dss = judged[entry["id"]].dss
    assert dss is not None
    tokens = [token for one in dss.signatures for token in one.timestamps]
    assert len(tokens) > len(dss.signatures)  # each its own, and the archive's
    assert {token.indication for token in tokens} == {"PASSED"}
    assert [token.errors for token in tokens if token.errors] == []
    assert warnings_of(tokens) <= lawful(which)
    for one, ours in zip(dss.signatures, entry["signatures"], strict=True):
        assert one.best_time is not None
        apart = datetime.fromisoformat(one.best_time) - datetime.fromisoformat(ours["time"])
        assert abs(apart.total_seconds()) < 1


@pytest.mark.parametrize("place", range(ENTRIES))
def test_verapdf_finds_pdfa_2b_before_the_first_and_after_the_last_signature(
    story: Story, judged: dict[str, Judgement], place: int
) -> None:
    vera = judged[story.entries[place]["id"]].verapdf
    assert vera is not None
    assert (vera.error, vera.failed, vera.compliant) == (None, (), True)


@PAPERS
def test_pdfsig_calls_every_signature_valid_and_every_certificate_trusted(
    story: Story, which: int
) -> None:
    entry = story.signed[which]
    found = [one for one in pdfsig(story.file(entry), story.trust) if one.kind != "unknown"]
    assert [one.field for one in found] == [FIELDS[s["role"]] for s in entry["signatures"]]
    assert all(one.valid and one.trusted for one in found)


@PAPERS
def test_pyhanko_agrees_with_its_difference_analysis(story: Story, which: int) -> None:
    entry = story.signed[which]
    found = pyhanko(story.file(entry), story.trust)
    assert len(found) == len(entry["signatures"]) + 1  # and one archive timestamp
    assert [one.summary for one in found if not one.bottom_line] == []


def test_we_call_them_valid_and_say_what_the_report_says(story: Story, ask: Ask) -> None:
    files = [story.file(entry) for entry in story.signed]
    code, rows = ask(*files)
    assert code == 0
    assert [row["file"] for row in rows] == [str(file) for file in files]
    for row, entry in zip(rows, story.signed, strict=True):
        assert set(row) >= ROW  # what other programs read; more may be told
        assert (row["verdict"], row["code"]) == ("valid", "verify.valid")
        assert row["reason"]
        assert all(set(one) >= SIGNATURE for one in row["signatures"])
        assert [agreed(one) for one in row["signatures"]] == [
            agreed(s) for s in entry["signatures"]
        ]
        assert [one["field"] for one in row["signatures"]] == [
            FIELDS[s["role"]] for s in entry["signatures"]
        ]


def agreed(one: dict[str, Any]) -> tuple[str, str, str, datetime]:
    """What report and verification both say of a signature."""
    return one["role"], one["signer"], one["level"], datetime.fromisoformat(one["time"])


def test_each_signature_is_answered_apart(story: Story, ask: Ask) -> None:
    _, [row] = ask(story.file(story.entries_of(PLAN_241)[ISSUED]))
    for one in row["signatures"]:
        assert (one["integrity"], one["trust"], one["changes"]) == ("intact", "trusted", "lawful")
        assert one["time_source"] == "timestamp"


def test_without_anchors_a_paper_is_undetermined(story: Story, ask: Ask) -> None:
    code, [row] = ask(story.file(story.entries_of(PLAN_241)[ISSUED]), trust=False)
    assert (code, row["verdict"], row["code"]) == (2, "undetermined", "verify.no_anchors")
    assert {one["integrity"] for one in row["signatures"]} == {"intact"}
    assert {one["trust"] for one in row["signatures"]} == {"undetermined"}


def test_a_tampered_copy_is_invalid(tampered: Path, ask: Ask) -> None:
    code, [row] = ask(tampered)
    assert (code, row["verdict"], row["code"]) == (1, "invalid", "verify.bytes_changed")
    assert {one["integrity"] for one in row["signatures"]} == {"broken"}


def test_garbage_and_a_draft_without_signatures_are_not_usable(
    story: Story, garbage: Path, ask: Ask
) -> None:
    code, rows = ask(garbage, story.file(story.entries_of(PLAN_241)[DRAFT]))
    assert (code, {row["verdict"] for row in rows}) == (3, {"unusable"})
    assert [row["code"] for row in rows] == ["verify.not_pdf", "verify.unsigned"]
    assert [row["signatures"] for row in rows] == [[], []]


def test_of_several_files_the_gravest_answer_counts(
    story: Story, tampered: Path, garbage: Path, ask: Ask
) -> None:
    good = story.file(story.entries_of(UNIT_PLAN)[ISSUED])
    for files, trust, gravest in (
        ((good, garbage, tampered), True, 1),
        ((good, garbage), True, 3),
        ((good, garbage), False, 3),
    ):
        code, rows = ask(*files, trust=trust)
        assert code == gravest
        assert [row["file"] for row in rows] == [str(file) for file in files]
