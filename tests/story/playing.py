"""The founding story, played once: what it left behind, and the stage that still stands."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.stack.layout import Layout
from service.story.play import play_on
from service.story.stage import Stage, stage_at
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workflows.domain.document import Document, Ticket

PLAN_241, UNIT_PLAN, KON_TUM, RESOLUTION = "241/KH-SYT", "01/KH-BVĐKT", "885/KH-SYT", "01-NQ/CB"
PLANS = (PLAN_241, UNIT_PLAN, KON_TUM)
ISSUED, DRAFT, MINUTES = 0, 1, 2  # the entries that each numbered document leaves, in this order
PARTY, STATE, ADDENDUM = "cam-ket-dang", "cam-ket-vien-chuc", "bo-sung-dang"
OF_MINUTES, ISSUING = ("secretary", "chair"), ("personal", "number", "agency")
SIGNED_HIMSELF, ACKNOWLEDGED = ("personal", "confirm"), ("confirm",)
SIGNED = (  # every signed paper, in the report's order: kind, roles of its signatures
    ("ke-hoach", ISSUING), ("bien-ban-chi-bo", OF_MINUTES),
    ("ke-hoach", ISSUING), ("bien-ban-chi-bo", OF_MINUTES),
    (PARTY, ACKNOWLEDGED), (PARTY, SIGNED_HIMSELF), (PARTY, SIGNED_HIMSELF), (PARTY, ACKNOWLEDGED),
    (STATE, ACKNOWLEDGED), (STATE, ACKNOWLEDGED), (STATE, SIGNED_HIMSELF), (ADDENDUM, ACKNOWLEDGED),
    ("nghi-quyet", ("personal", "number")), ("bien-ban-chi-bo", OF_MINUTES),
    ("ke-hoach", ISSUING), ("bien-ban-chi-bo", OF_MINUTES),
)  # fmt: skip
DRAFTS = sum(roles != OF_MINUTES for _, roles in SIGNED)
ENTRIES = len(SIGNED) + DRAFTS


@dataclass(frozen=True)
class Story:
    """A finished playing: its output, and the running stage it was played on."""

    stage: Stage
    directory: Path
    kept: Layout  # database and papers as they were when the story ended
    report: dict[str, Any]
    began: datetime
    ended: datetime

    @property
    def trust(self) -> Path:
        return self.directory / "trust.pem"

    @property
    def ledger(self) -> Path:
        return self.directory / "audit.jsonl"

    @property
    def entries(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.report["documents"]
        return found

    @property
    def commitments(self) -> list[dict[str, Any]]:
        """The entries of finished commitments and their addenda."""
        kinds = {PARTY, STATE, ADDENDUM}
        return [entry for entry in self.signed if entry["kind"] in kinds]

    @property
    def signed(self) -> list[dict[str, Any]]:
        """The entries of signed papers; see `SIGNED`."""
        return [entry for entry in self.entries if entry["signatures"]]

    def entries_of(self, number: str) -> list[dict[str, Any]]:
        """The issued paper of this number, its draft and its minutes."""
        place = next(i for i, entry in enumerate(self.entries) if entry["number"] == number)
        return self.entries[place : place + 3]

    def file(self, entry: Mapping[str, Any]) -> Path:
        return self.directory / str(entry["path"])

    def document(self, number: str) -> Document:
        return self.stage.gateway.document(self.entries_of(number)[ISSUED]["id"])

    def bytes_of(self, ticket: Ticket) -> bytes:
        return self.stage.gateway.recorder.blobs.get(blob_ref(ticket))

    def copy_of_home(self, folder: Path) -> Layout:
        """Copy database and papers, as the story left them, into a folder of one's own."""
        return copy_home(self.kept, folder)


def copy_home(own: Layout, folder: Path) -> Layout:
    """Copy database and papers, also while others work on them."""
    copy = Layout(folder)
    shutil.copytree(own.blobs, copy.blobs)
    with (
        closing(sqlite3.connect(own.database)) as old,
        closing(sqlite3.connect(copy.database)) as new,
    ):
        old.backup(new)
    return copy


@contextmanager
def played(directory: Path, temporal: Path, surroundings: Mapping[str, str]) -> Iterator[Story]:
    """Play the whole story on a stage that stands while the `with` block runs."""
    home = Path(tempfile.mkdtemp(prefix="tk-"))  # short: a unix socket lies in it
    try:
        begun, began = time.monotonic(), _now()
        with stage_at(home, temporal, surroundings) as stage:
            report = play_on(stage, directory, lambda _about, _key: None, begun)
            kept = Path(home, "kept")
            kept.mkdir()
            copied = copy_home(stage.settings.layout, kept)
            yield Story(stage, directory, copied, report, began, _now())
    finally:
        shutil.rmtree(home, ignore_errors=True)  # a process may still be leaving its log


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 -- the tests' composition root
