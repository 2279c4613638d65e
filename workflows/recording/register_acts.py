"""Changes of the registers as acts: right, row and ledger entry in one transaction.

One door for pages and commands. The ledger gets ids, days, instants and codes; a reason travels
as a blob. Idempotent by act id: what was done is not done again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Connection

from storage.blobs.port import Area
from storage.instants import to_text
from storage.ledger import ledger
from storage.ledger.chain import NewEntry
from storage.people import units
from storage.readmodel.projections import project
from workflows.domain.errors import (
    ActReusedError,
    EmptyTextError,
    ReasonMissingError,
    TextTooLongError,
)
from workflows.domain.lending import Organisation, OrgUnit
from workflows.domain.texts import check_text, clean_text
from workflows.recording.comments import By

if TYPE_CHECKING:
    from workflows.domain.people import People
    from workflows.recording.record import Recorder

LONGEST_LINE = 300  # letters of a name or a number
LONGEST_REASON = 2_000
REASONS = "registers"  # where reasons lie among the blobs
DIGEST_LENGTH = 16  # hex digits; enough to tell one content of an act from another


@dataclass(frozen=True, slots=True)
class Moment:
    """One act inside its transaction: who, by which act, and when."""

    conn: Connection
    by: By
    at: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """What the ledger is told: the act, by which post ("" by one's own right), and details."""

    act: str
    post_id: str
    details: dict[str, Any] = field(default_factory=dict)


class RegisterAsk(Protocol):
    """One change that somebody asks for: a frozen dataclass of plain values."""

    @property
    def reason(self) -> str | None:
        """Why, in words; None where nobody asks."""
        ...

    def write(self, moment: Moment) -> Written:
        """Check the right and the rules at that instant, change the register, tell the ledger.

        Raises:
            DomainError: a rule or a right says no; nothing is written.
        """
        ...


def perform(recorder: Recorder, by: By, ask: RegisterAsk) -> None:
    """Change a register on record. Safe to run twice.

    Raises:
        DomainError: a rule or a right says no; nothing is written.
        StorageError: the database or the store did not serve; nothing is written.
    """
    details: dict[str, Any] = {"digest": digest_of(ask)}
    if ask.reason is not None:
        body = _reason(ask.reason).encode()
        details["reason"] = dataclasses.asdict(recorder.blobs.put(Area.REASON, REASONS, body))
    with recorder.database.writing() as conn:
        if _is_repeat(conn, by, details["digest"]):
            return
        at = recorder.clock()
        written = ask.write(Moment(conn, by, at))
        entry = NewEntry(
            at=to_text(at),
            act_id=by.act_id,
            act=written.act,
            person_id=by.person_id,
            on_behalf_of=written.post_id,
            origin=by.origin,
            details=written.details | details,
        )
        project(conn, ledger.append(conn, entry), recorder.blobs)


def digest_of(ask: RegisterAsk) -> str:
    """Return a short digest of what is asked, to tell a repeat from a reused act id."""
    values = dataclasses.asdict(ask)  # type: ignore[call-overload] # the protocol says dataclass
    body = json.dumps([type(ask).__name__, values], sort_keys=True, default=str)
    return hashlib.sha256(body.encode()).hexdigest()[:DIGEST_LENGTH]


def organisation(conn: Connection, people: People) -> Organisation:
    """Return all units, with the people that a question is about."""
    found = units.units(conn)
    return Organisation(tuple(OrgUnit(u.unit_id, u.parent_id, u.kind) for u in found), people)


def checked_line(text: str, *, may_be_empty: bool = True) -> str:
    """Return a name or a number as one line.

    Raises:
        DomainError: empty where it may not be, too long, or with characters that hide.
    """
    clean = " ".join(text.split())
    if not clean and not may_be_empty:
        raise EmptyTextError
    if len(clean) > LONGEST_LINE:
        raise TextTooLongError
    check_text(clean)
    return clean


def _reason(text: str) -> str:
    clean = clean_text(text, LONGEST_REASON)
    if not clean:
        raise ReasonMissingError
    return clean


def _is_repeat(conn: Connection, by: By, digest: str) -> bool:
    earlier = ledger.by_act(conn, by.act_id)
    if earlier is None:
        return False
    if earlier.person_id != by.person_id or earlier.details.get("digest") != digest:
        raise ActReusedError(by.act_id)
    return True
