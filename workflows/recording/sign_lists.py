"""The list that was on the page when a PIN was typed: one ledger entry before the first signature.

It proves what the desk was given, and is what a list that broke off is taken up again from.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from storage.instants import to_text
from storage.ledger import ledger
from storage.ledger.chain import NewEntry
from workflows.domain.errors import ActReusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from workflows.recording.comments import By
    from workflows.recording.record import Recorder

ACT: Final = "sign_list"
ID_LENGTH: Final = 32  # hex digits


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """One line: which paper, as which act it is signed, what of it was shown.

    `is_opened` says whether he had opened it; what he had not, he ticked by itself.
    """

    document_id: str
    act_id: str
    version: int
    sha256: str
    is_opened: bool = True


@dataclass(frozen=True, slots=True)
class SignList:
    """A list as the ledger has it."""

    list_id: str
    person_id: str
    at: str
    papers: tuple[ListedPaper, ...]


def list_id_of(stem: str, papers: Sequence[ListedPaper]) -> str:
    """Return the id of a list: the same papers from the same page are the same list."""
    lines = sorted((p.document_id, p.act_id, p.version, p.sha256) for p in papers)
    return hashlib.sha256(json.dumps([stem, lines]).encode()).hexdigest()[:ID_LENGTH]


def note(recorder: Recorder, by: By, papers: Sequence[ListedPaper]) -> None:
    """Put a list into the ledger, under its own id as the act's. Safe to run twice.

    Raises:
        ActReusedError: the id is another's.
        StorageError: the database did not serve; nothing is written.
    """
    with recorder.database.writing() as conn:
        earlier = ledger.by_act(conn, by.act_id)
        if earlier is None:
            ledger.append(conn, _entry(recorder, by, papers))
        elif (earlier.act, earlier.person_id) != (ACT, by.person_id):
            raise ActReusedError(by.act_id)


def find(conn: Connection, list_id: str) -> SignList | None:
    """Return a list; None where there is none of this id."""
    entry = ledger.by_act(conn, list_id)
    if entry is None or entry.act != ACT:
        return None
    papers = tuple(ListedPaper(*line) for line in entry.details["papers"])
    return SignList(list_id, entry.person_id, entry.at, papers)


def _entry(recorder: Recorder, by: By, papers: Sequence[ListedPaper]) -> NewEntry:
    details: dict[str, Any] = {
        "papers": [[p.document_id, p.act_id, p.version, p.sha256, p.is_opened] for p in papers],
        "unopened": sum(not p.is_opened for p in papers),
    }
    return NewEntry(
        at=to_text(recorder.clock()),
        act_id=by.act_id,
        act=ACT,
        person_id=by.person_id,
        origin=by.origin,
        details=details,
    )
