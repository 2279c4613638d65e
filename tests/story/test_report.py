"""What `story` leaves, word for word as other programs read it."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import unicodedata
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509

from service.demo.organisation import PEOPLE
from service.story import lines
from service.story.commitments import MEMBERS
from service.story.result import Leaving
from storage.ledger.chain import GENESIS
from tests.judges.tools import tool
from tests.story.playing import (
    ENTRIES,
    ISSUED,
    KON_TUM,
    MINUTES,
    PLAN_241,
    PLANS,
    RESOLUTION,
    SIGNED,
    SIGNED_HIMSELF,
    UNIT_PLAN,
    Story,
)  # fmt: skip
from workflows.domain.deadlines import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.temporal, pytest.mark.office]

KEYS = {
    "id", "kind", "title", "state", "version", "states", "path", "sha256", "number", "date",
    "signatures",
}  # fmt: skip
SCRIPTS = (lines.SO, lines.UNIT, lines.KON_TUM, lines.RESOLUTION)
COMMENTS = [text for script in SCRIPTS for _, _, text in script.comments]
COMMENTS += [member.comment[1] for member in MEMBERS if member.comment[1]]
TO_AGREED = ["drafting", "commenting", "reconciling", "agreed"]
FROM_APPROVAL = [
    "awaiting_approval", "awaiting_signature", "awaiting_number", "awaiting_seal", "issued",
    "archived",
]  # fmt: skip
STATES = {
    PLAN_241: [*TO_AGREED, *FROM_APPROVAL],
    UNIT_PLAN: [*TO_AGREED, "awaiting_approval", "drafting", *FROM_APPROVAL],
    KON_TUM: [*TO_AGREED, *FROM_APPROVAL],
}
TO_FORCE = ["awaiting_signature", "awaiting_confirmation", "registered", "in_force"]
VERSIONS = {PLAN_241: 1, UNIT_PLAN: 2, KON_TUM: 1}
SIGNERS = {
    PLAN_241: ("Trịnh Hữu Hùng", "SỞ Y TẾ THANH HÓA"),
    UNIT_PLAN: ("Lê Văn Sỹ", "BỆNH VIỆN ĐA KHOA TỈNH THANH HÓA"),
    KON_TUM: ("Võ Văn Thanh", "SỞ Y TẾ KON TUM"),
}
OFFICERS = {
    PLAN_241: ("Bùi Thanh Tâm", "Trương Việt Dũng"),
    UNIT_PLAN: ("Quách Thị Diệu Linh", "Hồ Sỹ Cường"),
    KON_TUM: ("A Dũng", "Phạm Quốc Việt"),
    RESOLUTION: ("Bùi Thanh Tâm", "Trương Việt Dũng"),
}
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00")


def names(entry: dict[str, Any]) -> list[str]:
    return [one["state"] for one in entry["states"]]


def test_the_report_on_disk_is_the_one_returned(story: Story) -> None:
    assert json.loads((story.directory / "report.json").read_text("utf-8")) == story.report
    assert set(story.report) == {"seconds", "documents"}
    assert 0 < story.report["seconds"] < (story.ended - story.began).total_seconds()


def test_every_entry_has_exactly_the_agreed_keys(story: Story) -> None:
    assert len(story.entries) == ENTRIES
    for entry in story.entries:
        assert set(entry) == KEYS
        assert all(set(one) == {"state", "at"} for one in entry["states"])
        assert all(set(s) == {"role", "signer", "level", "time"} for s in entry["signatures"])
    assert len({entry["id"] for entry in story.entries}) == ENTRIES


@pytest.mark.parametrize("number", PLANS)
def test_a_plan_goes_through_its_states_in_order(story: Story, number: str) -> None:
    issued = story.entries_of(number)[ISSUED]
    assert names(issued) == STATES[number]
    assert issued["state"] == "archived"
    assert issued["kind"] == "ke-hoach"
    assert issued["version"] == VERSIONS[number]
    times = [datetime.fromisoformat(one["at"]) for one in issued["states"]]
    assert times == sorted(times)


@pytest.mark.parametrize("number", PLANS)
def test_a_plan_bears_todays_date_in_viet_nam(story: Story, number: str) -> None:
    issued = story.entries_of(number)[ISSUED]
    allotted = next(one["at"] for one in issued["states"] if one["state"] == "awaiting_seal")
    assert issued["date"] == allotted[:10]
    today = {at.astimezone(VIETNAM).date().isoformat() for at in (story.began, story.ended)}
    assert issued["date"] in today


def test_a_cells_resolution_is_signed_and_numbered_by_one_key(story: Story) -> None:
    issued, draft, _ = story.entries_of(RESOLUTION)
    signed = [(one["role"], one["signer"]) for one in issued["signatures"]]
    assert signed == [("personal", "Trương Việt Dũng"), ("number", "Trương Việt Dũng")]
    approval = FROM_APPROVAL.index("awaiting_approval")
    assert names(issued) == [*TO_AGREED, *FROM_APPROVAL[approval + 1 :]]
    assert (draft["number"], draft["date"]) == (None, None)


def test_every_signed_paper_bears_the_signatures_of_its_kind(story: Story) -> None:
    found = [(one["kind"], tuple(s["role"] for s in one["signatures"])) for one in story.signed]
    assert tuple(found) == SIGNED


def test_commitments_of_seven_people_come_into_force_and_one_is_supplemented(story: Story) -> None:
    assert len(story.commitments) == len(MEMBERS) + 1
    for entry, member in zip(story.commitments, MEMBERS, strict=False):
        assert names(entry) == [*TO_AGREED, *TO_FORCE]
        assert (entry["kind"], entry["number"], entry["date"]) == (member.kind, None, None)
        doc = story.stage.gateway.document(entry["id"])
        assert (doc.drafter_id, doc.period) == (member.person, story.began.year)
        assert doc.serves_id == story.entries_of(PLAN_241)[ISSUED]["id"]
        assert doc.record is not None
    added = story.stage.gateway.document(story.commitments[-1]["id"])
    assert added.supplements_id == story.commitments[0]["id"]


def test_nobody_confirms_his_own_commitment(story: Story) -> None:
    for entry in story.commitments:
        doc = story.stage.gateway.document(entry["id"])
        assert doc.main is not None
        assert doc.main.signatures[-1].person_id not in {doc.drafter_id, ""}


def test_every_time_says_its_zone_and_lies_within_the_playing(story: Story) -> None:
    first = story.began - timedelta(seconds=1)  # times are cut to the second
    for entry in story.entries:
        texts = [one["at"] for one in entry["states"]] + [s["time"] for s in entry["signatures"]]
        assert [text for text in texts if not RFC3339.fullmatch(text)] == []
        assert all(first <= datetime.fromisoformat(text) <= story.ended for text in texts)


def test_paths_are_relative_and_hashes_are_those_of_the_files(story: Story) -> None:
    for entry in story.entries:
        assert re.fullmatch(r"documents/[^/]+\.pdf", entry["path"])
        assert hashlib.sha256(story.file(entry).read_bytes()).hexdigest() == entry["sha256"]
    kept = {f"documents/{file.name}" for file in (story.directory / "documents").iterdir()}
    assert kept == {entry["path"] for entry in story.entries}


@pytest.mark.parametrize("number", PLANS)
def test_the_draft_is_an_entry_of_its_own_and_the_issued_file_only_adds_to_it(
    story: Story, number: str
) -> None:
    issued, draft, _ = story.entries_of(number)
    assert (draft["number"], draft["date"], draft["signatures"]) == (None, None, [])
    assert (draft["kind"], draft["title"]) == (issued["kind"], issued["title"])
    assert draft["state"] == names(draft)[-1] == "awaiting_signature"
    assert draft["path"] != issued["path"]
    before, after = story.file(draft).read_bytes(), story.file(issued).read_bytes()
    assert len(before) < len(after)
    assert after.startswith(before)  # never rendered again


@pytest.mark.parametrize("number", PLANS)
def test_person_number_and_seal_sign_in_this_order(story: Story, number: str) -> None:
    issued = story.entries_of(number)[ISSUED]
    person, agency = SIGNERS[number]
    signed = [(one["role"], one["signer"]) for one in issued["signatures"]]
    assert signed == [("personal", person), ("number", agency), ("agency", agency)]
    assert {one["level"] for one in issued["signatures"]} == {"B-LTA"}
    times = [datetime.fromisoformat(one["time"]) for one in issued["signatures"]]
    at = {one["state"]: datetime.fromisoformat(one["at"]) for one in issued["states"]}
    moments = [at["awaiting_signature"], times[0], at["awaiting_seal"], *times[1:], at["issued"]]
    assert moments == sorted(moments)


@pytest.mark.parametrize("number", [*PLANS, RESOLUTION])
def test_minutes_are_signed_by_secretary_then_chair(story: Story, number: str) -> None:
    issued, _, minutes = story.entries_of(number)
    assert minutes["kind"] == "bien-ban-chi-bo"
    assert (minutes["number"], minutes["date"]) == (None, None)
    assert names(minutes) == TO_AGREED
    assert minutes["title"] == issued["title"]
    signed = [(one["role"], one["signer"]) for one in minutes["signatures"]]
    assert signed == list(zip(("secretary", "chair"), OFFICERS[number], strict=True))
    assert {one["level"] for one in minutes["signatures"]} == {"B-LTA"}


def test_the_anchors_are_self_signed_authorities_and_no_key_is_among_them(story: Story) -> None:
    pem = story.trust.read_bytes()
    assert pem == (story.stage.settings.pki_dir / "trust.pem").read_bytes()
    assert b"PRIVATE KEY" not in pem
    for anchor in x509.load_pem_x509_certificates(pem):
        anchor.verify_directly_issued_by(anchor)
        constraints = anchor.extensions.get_extension_for_class(x509.BasicConstraints)
        assert constraints.value.ca


def entries(story: Story) -> list[dict[str, Any]]:
    return [json.loads(line) for line in story.ledger.read_bytes().splitlines()]


def test_the_ledger_holds_by_nothing_but_json_and_sha256(story: Story) -> None:
    """Done here as an auditor would, from the description alone."""
    last = GENESIS
    for number, entry in enumerate(entries(story), start=1):
        body = {name: value for name, value in entry.items() if name not in {"prev", "hash"}}
        text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert (entry["seq"], entry["prev"]) == (number, last)
        last = hashlib.sha256((last + text).encode()).hexdigest()
        assert entry["hash"] == last


def test_the_ledger_tells_every_act_of_the_story(story: Story) -> None:
    for number in (*PLANS, RESOLUTION):
        issued, _, minutes = story.entries_of(number)
        acts = acts_of(story, issued)
        assert acts.count("allot_number") == 1
        assert acts.count("embedded") == len(issued["signatures"]) + len(minutes["signatures"])
        assert acts.count("return") == (number == UNIT_PLAN)
        assert acts[0] == "create"
        assert acts[-1] == "archive"
    comments = [entry for entry in entries(story) if entry["act"] == "comment"]
    assert len(comments) == len(COMMENTS)


def test_the_ledger_tells_who_acknowledged_and_who_signed(story: Story) -> None:
    for commitment in story.commitments:
        acts = acts_of(story, commitment)
        has_signed = len(commitment["signatures"]) == len(SIGNED_HIMSELF)
        assert acts.count("acknowledge") == (not has_signed)
        assert acts.count("embedded") == len(commitment["signatures"])


def test_the_ledger_tells_two_campaigns_and_one_adjustment(story: Story) -> None:
    acts = [entry["act"] for entry in entries(story)]
    told = [acts.count(act) for act in ("launch", "ask_adjustment", "decide_adjustment", "urge")]
    assert told == [2, 1, 1, 1]


def acts_of(story: Story, entry: dict[str, Any]) -> list[str]:
    return [one["act"] for one in entries(story) if one["document_id"] == entry["id"]]


def strings(value: Any) -> Iterator[str]:
    """Every string of a JSON value, its keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for part in pair for text in strings(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in strings(part))


def test_no_name_and_no_sentence_stands_in_the_ledger(story: Story) -> None:
    said = [*COMMENTS, lines.RETURN_REASON, lines.CORRECTION, lines.WISH]
    said += [why for script in SCRIPTS for _, why in (*script.answers, *script.absent) if why]
    said += [*(entry["title"] for entry in story.entries)]
    secret = [folded(text) for text in (*said, *(person.name for person in PEOPLE))]
    found = {text for entry in entries(story) for text in strings(entry)}
    assert len(found) > 100
    assert [(text, one) for text in found for one in secret if one in folded(text)] == []


def folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def test_a_second_playing_leaves_nothing_of_the_first(story: Story, tmp_path: Path) -> None:
    old, other = tmp_path / "documents" / f"{'0' * 16}.pdf", tmp_path / "documents" / "note.txt"
    old.parent.mkdir()
    old.write_bytes(b"%PDF-")
    other.write_bytes(b"mine")
    leaving = Leaving(story.stage.gateway.recorder, tmp_path, story.trust.read_bytes())
    leaving.write([story.document(number) for number in PLANS], 1.0)
    assert not old.exists()
    assert other.read_bytes() == b"mine"


def test_minutes_name_the_place_of_a_comment_in_words(story: Story) -> None:
    minutes = story.file(story.entries_of(PLAN_241)[MINUTES])
    command = [tool("pdftotext", "poppler-utils"), str(minutes), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    words = " ".join(text.split())
    assert "Trần Văn Hải (IV. TỔ CHỨC THỰC HIỆN: “1. Cấp ủy cơ sở" in words
    assert re.findall(r"\bs\d+p\d+\b", words) == []
