"""Which records are due for a newer archive timestamp: read from the files themselves.

What a file is stamped with follows from its bytes, and they never change: it is read once by each
worker and then known by the file's hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from signing.seal.stamped import Stamped, last_stamp, stamped_by
from signing.trust.dated_anchors import dated_anchors
from signing.trust.pem_bundle import certificates_in
from signing.trust.root_ends import believed_until
from storage.blobs.port import BlobStore
from storage.database import Database
from storage.readmodel.records import records_after
from workflows.activities.copies import copies_after
from workflows.activities.workshop import Trust
from workflows.contracts.codec import document_from
from workflows.contracts.renewing import PAGE, DueRecord
from workflows.domain.kinds import KINDS
from workflows.domain.renewal import RenewalRule, Stamp, Why, stored_in
from workflows.failures import is_retryable
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflows.domain.document import Document, Paper, Ticket

COPIES: Final = "~"  # begins a cursor among the copies; what follows is a number of the ledger
KNOWN_AT_MOST = 200_000  # files whose stamp is remembered; some hundred bytes each
STORED = frozenset(state for kind in KINDS.values() for state in stored_in(kind.lifecycle))


@dataclass(frozen=True, slots=True)
class Due:
    """A record that is due: the first reason found, and the end of what it rests on, if known."""

    record: DueRecord
    why: Why
    ends_at: datetime | None = None
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What is due among some records; `last` is where the next page begins, "" at the end."""

    due: tuple[Due, ...]
    last: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The records, read-only: for the round, and for whoever wants to see what it would do."""

    database: Database
    blobs: BlobStore
    clock: Callable[[], datetime]
    rule: RenewalRule
    trust: Trust
    _known: dict[str, Stamped | None] = field(default_factory=dict)
    _chains: dict[tuple[bytes, ...], tuple[bytes, ...]] = field(default_factory=dict)

    def page(self, after: str, limit: int = PAGE) -> Page:
        """Return what is due among the records that follow a cursor: all documents, then copies.

        Raises:
            StorageError: a store does not serve now; what is gone for good is due instead.
        """
        if after.startswith(COPIES):
            return self._copies(int(after.removeprefix(COPIES)), limit)
        with self.database.reading() as conn:
            rows = records_after(conn, STORED, after, limit)
        found = (self.due(document_from(row.after)) for row in rows)
        due = tuple(due for due in found if due is not None)
        if len(rows) == limit:
            return Page(due, rows[-1].document_id)
        rest = self._copies(0, limit - len(rows))
        return Page((*due, *rest.due), rest.last)

    def due(self, doc: Document) -> Due | None:
        """Return why a document is due, None where it is not. Raises as `page`."""
        if doc.record is None:
            return None
        record = DueRecord(doc.document_id, doc.renewals)
        found = (self._why(record, paper.current) for paper in signed_papers(doc))
        return next((due for due in found if due is not None), None)

    def stamp(self, file: Ticket) -> Stamp | None:
        """Return the outermost archive timestamp of a file.

        Raises:
            StorageError: it cannot be read.
            SigningError: it is not signed by us, or damaged.
        """
        if file.sha256 not in self._known:
            found = last_stamp(self.blobs.get(blob_ref(file)))
            if len(self._known) >= KNOWN_AT_MOST:
                self._known.clear()
            self._known[file.sha256] = None if found is None else self._sharing(found)
        known = self._known[file.sha256]
        return None if known is None else self.reach(known)

    def reach(self, stamped: Stamped) -> Stamp:
        """Return what the rules need of a timestamp; roots end as `anchors.toml` says just now.

        Raises:
            AnchorsUnusableError: that cannot be read.
        """
        pool = (*stamped.certificates[1:], *certificates_in(self.trust.intermediates))
        root_ends_at = believed_until(
            stamped.certificates[0], pool, dated_anchors(self.trust.anchors)
        )
        return Stamp(stamped.ends_at, stamped.algorithms, root_ends_at)

    def reach_today(self) -> Stamp:
        """Ask the authority for a token over nothing, to see how far its stamps reach now.

        Raises:
            TimestampUnavailableError: no authority answered.
        """
        token = self.trust.timestamper.token(hashlib.sha256(b"").digest())
        return self.reach(stamped_by(token))

    def _sharing(self, stamped: Stamped) -> Stamped:
        """Thousands of files have the chains of a few authorities: each is kept once."""
        chain = self._chains.setdefault(stamped.certificates, stamped.certificates)
        return replace(stamped, certificates=chain)

    def _copies(self, seq: int, limit: int) -> Page:
        with self.database.reading() as conn:
            copies, last = copies_after(conn, seq, limit)
        found = (self._why(DueRecord(one.record_id, one.renewals), one.file) for one in copies)
        due = tuple(due for due in found if due is not None)
        return Page(due, f"{COPIES}{last}" if last else "")

    def _why(self, record: DueRecord, file: Ticket) -> Due | None:
        try:
            stamp = self.stamp(file)
        except Exception as err:
            if is_retryable(err):
                raise
            return Due(record, Why.UNREADABLE)
        why = self.rule.why(stamp, self.clock())
        ends = None if stamp is None else self.rule.ends(stamp)
        return None if why is None else Due(record, why, ends, stamp)


def signed_papers(doc: Document) -> Iterator[Paper]:
    """Yield the document's papers that somebody signed."""
    papers = (doc.main, doc.minutes, *doc.appendices)
    return (paper for paper in papers if paper is not None and paper.signatures)
