"""Entries and documents with only what a test is about."""

from __future__ import annotations

import itertools
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from storage.blobs.port import Area, BlobRef, BlobStore
from storage.instants import to_text
from storage.ledger.chain import Entry, NewEntry
from storage.ledger.ledger import append
from storage.readmodel.projections import project

if TYPE_CHECKING:
    from pathlib import Path


START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def new_entry(act_id: str = "act-1", **changes: Any) -> NewEntry:
    """An entry of a document's first version unless told otherwise."""
    values: dict[str, Any] = {
        "at": to_text(START), "act": "create", "person_id": "p-an", "document_id": "doc-1",
        "version": 1, "after": {"state": "drafting"},
    }  # fmt: skip
    return NewEntry(act_id=act_id, **(values | changes))


def ticket(ref: BlobRef) -> dict[str, Any]:
    return asdict(ref)


@dataclass
class Story:
    """Acts on one document, appended and projected as the recording activity does it."""

    conn: Connection
    blobs: BlobStore
    document_id: str = "doc-1"
    after: dict[str, Any] = field(default_factory=dict)
    clock: itertools.count[int] = field(default_factory=itertools.count)

    def acts(self, act: str, person_id: str = "p-an", **details: Any) -> Entry:
        """Do an act that moves the process; what it changes was put into `after` before."""
        version = self.after.get("version", 0) + 1
        self.after |= {"version": version, "moved_version": version}
        return self._record(act, person_id, details, version)

    def notes(self, act: str, person_id: str = "p-an", **details: Any) -> Entry:
        """Do an act beside the process: a comment, an answer, a view."""
        return self._record(act, person_id, details, None)

    def becomes(self, state: str, **changes: Any) -> Story:
        """Say what the next act leads to."""
        self.after |= {"state": state, **changes}
        return self

    def content(self, title: str) -> dict[str, Any]:
        body = json.dumps({"title": title}, ensure_ascii=False).encode()
        return ticket(self.blobs.put(Area.CONTENT, self.document_id, body))

    def text(self, area: Area, text: str) -> dict[str, Any]:
        return ticket(self.blobs.put(area, self.document_id, text.encode()))

    def _record(
        self, act: str, person_id: str, details: dict[str, Any], version: int | None
    ) -> Entry:
        minute = next(self.clock)
        new = new_entry(
            f"{self.document_id}-{act}-{minute}", at=to_text(at(minute)), act=act,
            person_id=person_id, document_id=self.document_id, version=version,
            edition=self.after.get("edition", 1), details=details,
            after=dict(self.after) if version is not None else None,
        )  # fmt: skip
        entry = append(self.conn, new)
        project(self.conn, entry, self.blobs)
        return entry


def drafted(conn: Connection, blobs: BlobStore, document_id: str = "doc-1") -> Story:
    """A plan that was created, its drafter being asked to go on."""
    story = Story(conn, blobs, document_id)
    story.becomes(
        "drafting", kind="ke-hoach", route="don-vi", drafter_id="p-an", unit_id="u-khoa",
        issuer_id="u-bv", circle_id="u-chi-bo", superior_id="u-so", edition=1,
        content=story.content("Kế hoạch học tập chuyên đề"), content_sha256="c" * 64,
        entered_at="2026-03-02T08:00:00+07:00", deadline="2026-03-16T17:00:00+07:00",
    )  # fmt: skip
    story.acts("create", from_state="new", waiting=[{"person_id": "p-an", "act": "open_round"}])
    return story


def plan_in_full(conn: Connection, blobs: BlobStore, document_id: str = "doc-1") -> Story:
    """One plan from draft to archive, with two rounds, comments, a return, a void number."""
    story = drafted(conn, blobs, document_id)
    _commented(story, 1)
    story.becomes("drafting", edition=2, reason=story.text(Area.REASON, "Chưa rõ chỉ tiêu"))
    story.acts("return", "p-binh", from_state="awaiting_approval")
    _commented(story, 2)
    _signed(story)
    story.notes("view", "p-thanh-tra")
    return story


def _commented(story: Story, number: int) -> None:
    round_: dict[str, Any] = {
        "round": number,
        "circle_id": "u-chi-bo",
        "closes_at": "2026-03-20T17:00:00+07:00",
    }
    chair = {"role": "chair", "unit_id": "u-chi-bo", "act": "close_round"}
    story.becomes("commenting", rounds=number, is_reminded=False)
    story.acts("open_round", from_state="drafting", waiting=[chair], **round_)
    comment_id = f"{story.document_id}-cm-{number}"
    text = story.text(Area.COMMENT, f"Bổ sung mục {number}")
    story.notes(
        "comment", "p-chi", comment_id=comment_id, round=number, paragraph_id="p3", text=text
    )
    story.becomes("commenting", is_reminded=True)
    story.acts("remind", "system", from_state="commenting", waiting=[chair])
    why = story.text(Area.COMMENT, "Đã có ở mục II")
    story.notes("answer", comment_id=comment_id, answer="declined", explanation=why)
    story.becomes("reconciling")
    story.acts("close_round", "p-dung", from_state="commenting", **round_)
    story.becomes("awaiting_approval").acts(
        "submit", from_state="agreed",
        waiting=[{"role": "head", "unit_id": "u-khoa", "act": "approve"}],
    )  # fmt: skip


def _signed(story: Story) -> None:
    base = story.text(Area.PAPER, "%PDF base")
    signed = story.text(Area.PAPER, "%PDF signed")
    paper: dict[str, Any] = {
        "base": base,
        "anchors": base,
        "signatures": [],
        "item": None,
        "cms": None,
    }
    story.becomes("awaiting_signature", signer={"person_id": "p-giam-doc"}, main=dict(paper))
    story.acts("rendered", "system")
    paper["signatures"] = [{"role": "personal", "file": signed}]
    story.becomes("awaiting_number", main=paper).acts("embedded", "system")
    number = {"series_id": "u-bv/KH-BV/2026", "value": 5, "text": "05/KH-BV", "day": "2026-03-02"}
    story.becomes("awaiting_seal", number=number).acts("allot_number", "p-van-thu")
    story.becomes("awaiting_seal", stuck="tsa.unreachable", incident="inc-1")
    story.acts("stuck", "system")
    reason = story.text(Area.REASON, "In nhầm trang")
    story.becomes("awaiting_number", number=None, stuck="", incident="", reason=reason)
    story.acts("void_number", "p-van-thu", on=[1, None, True])
    story.becomes("awaiting_seal", number=number | {"value": 6, "text": "06/KH-BV"})
    story.acts("allot_number", "p-van-thu")
    story.becomes("archived", deadline="", record=signed).acts("archive", "system", waiting=[])
