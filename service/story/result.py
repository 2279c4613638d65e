"""What the story leaves: the papers, the anchors, the ledger, and a report that programs read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.story.steps import StoryStuckError
from signing.trust.anchors import load_anchors
from signing.verify.codes import Verdict
from signing.verify.judge import verify
from storage.ledger.export import export_jsonl
from storage.readmodel import queries
from workflows.domain.deadlines import VIETNAM
from workflows.domain.lifecycle import State
from workflows.recording.content import blob_ref
from workflows.recording.record import Recorder

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from signing.verify.report import SignatureReport
    from storage.readmodel.shapes import DocumentRow, Event
    from workflows.domain.document import Document, Paper, Ticket

REPORT, LEDGER, TRUST, DOCUMENTS = "report.json", "audit.jsonl", "trust.pem", "documents"
MINUTES = "bien-ban-gop-y"  # the form of papers that do not name theirs
OWN_NAME = f"{'[0-9a-f]' * 16}.pdf"


@dataclass(frozen=True, slots=True)
class Leaving:
    """Writes into one directory what a playing has left."""

    recorder: Recorder
    directory: Path
    trust_pem: bytes

    def write(self, documents: list[Document], seconds: float) -> dict[str, Any]:
        """Write everything and return the report."""
        self._clear_away()
        (self.directory / TRUST).write_bytes(self.trust_pem)
        with self.recorder.database.reading() as conn:
            export_jsonl(conn, self.directory / LEDGER)
            entries = [entry for doc in documents for entry in self._entries(conn, doc)]
        report = {"seconds": round(seconds, 2), "documents": entries}
        text = json.dumps(report, ensure_ascii=False, indent=1)
        (self.directory / REPORT).write_text(text + "\n", encoding="utf-8")
        return report

    def _clear_away(self) -> None:
        """Remove the papers of an earlier playing: they have other anchors and no entry."""
        kept = self.directory / DOCUMENTS
        kept.mkdir(parents=True, exist_ok=True)
        for old in kept.glob(OWN_NAME):
            old.unlink()

    def _entries(self, conn: Connection, doc: Document) -> list[dict[str, Any]]:
        """Return the finished paper, the paper before anyone signed, and minutes if there are."""
        row = queries.document(conn, doc.document_id)
        if row is None or doc.main is None:
            raise LookupError(doc.document_id)
        events = queries.history(conn, doc.document_id)
        finished = self._entry(row, doc, events, doc.main.current)
        draft = self._entry(row, doc, _until_signature(events), doc.main.base)
        unsigned = {"id": f"{row.document_id}-du-thao", "number": None, "date": None}
        entries = [
            finished | {"signatures": self._signatures(doc, doc.main)},
            draft | unsigned | {"signatures": []},
        ]
        return [*entries, self._minutes(row, doc, events, doc.minutes)] if doc.minutes else entries

    def _minutes(
        self, row: DocumentRow, doc: Document, events: list[Event], paper: Paper
    ) -> dict[str, Any]:
        return self._entry(row, doc, _of_minutes(events), paper.current) | {
            "id": f"{row.document_id}-bien-ban",
            "kind": paper.form or MINUTES,
            "number": None,
            "date": None,
            "signatures": self._signatures(doc, paper),
        }

    def _entry(
        self, row: DocumentRow, doc: Document, events: list[Event], ticket: Ticket
    ) -> dict[str, Any]:
        states = [
            {"state": e.to_state, "at": rfc3339(e.at)}
            for e in events
            if e.to_state and e.to_state != e.from_state
        ]
        number = doc.number
        return {
            "id": row.document_id,
            "kind": row.kind,
            "title": row.title,
            "state": states[-1]["state"],
            "version": events[-1].edition or doc.edition,
            "states": states,
            "path": self._keep(ticket),
            "sha256": ticket.sha256,
            "number": number.text if number else None,
            "date": number.day if number else None,
        }

    def _signatures(self, doc: Document, paper: Paper) -> list[dict[str, Any]]:
        """Return the signatures as our own verification finds them in the file.

        Raises:
            StoryStuckError: it does not find what was recorded, or not all of it good.
        """
        pdf = self.recorder.blobs.get(blob_ref(paper.current))
        found = verify(pdf, load_anchors(self.trust_pem), self.recorder.clock())
        roles = [str(one.role) for one in found.signatures]
        recorded = [str(made.role) for made in paper.signatures]
        if found.verdict is not Verdict.VALID or roles != recorded:
            raise StoryStuckError(f"{doc.document_id}: {found.code} {roles}")
        return [_signature(one) for one in found.signatures]

    def _keep(self, ticket: Ticket) -> str:
        path = f"{DOCUMENTS}/{ticket.sha256[:16]}.pdf"
        (self.directory / path).write_bytes(self.recorder.blobs.get(blob_ref(ticket)))
        return path


def rfc3339(at: datetime) -> str:
    """Return an instant with Vietnam's offset."""
    return at.astimezone(VIETNAM).isoformat(timespec="seconds")


def _until_signature(events: list[Event]) -> list[Event]:
    """Return the history up to where the paper last began to wait for its signer."""
    waits = State.AWAITING_SIGNATURE
    began = [i for i, e in enumerate(events) if e.to_state == waits != e.from_state]
    return events[: began[-1] + 1]


def _of_minutes(events: list[Event]) -> list[Event]:
    end = next(i for i, e in enumerate(events) if e.to_state == State.AGREED)
    return events[: end + 1]


def _signature(found: SignatureReport) -> dict[str, Any]:
    """Return what `trinhky verify` also says, so that the two can be compared."""
    return {
        "role": found.role,
        "signer": found.signer,
        "level": found.level,
        "time": rfc3339(found.time) if found.time else None,
    }
