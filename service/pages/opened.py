"""One document as its page needs it, loaded in one look at the database for one person."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from service.gateway import RefusedError
from service.knowing import Me, known_document
from service.pages.asking import me
from service.pages.offered import Asking
from service.pages.timing import Due, calendar_for, due
from service.services import services
from storage.people import persons, units
from storage.readmodel import queries, rounds
from storage.readmodel.rounds import Comment, Round
from storage.readmodel.shapes import DocumentRow, Event
from storage.readmodel.signable import SIGN_REFUSED
from workflows.contracts.codec import document_from
from workflows.domain.document import Document
from workflows.domain.people import People, Role, standings
from workflows.recording.standing import people_around

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.blobs.port import BlobRef
    from storage.readmodel.shapes import Asked

UNSEEN_ACTS = ("view", SIGN_REFUSED)  # in the ledger, but nothing that happened to the document


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the document now: a post in a unit with its holders, or one person.

    Where everybody who holds the post is away and nobody stands in, they are named as away.
    """

    act: str
    person_ids: tuple[str, ...]
    role: str
    unit_id: str
    is_away: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything that one person sees of one document at one instant."""

    row: DocumentRow
    doc: Document
    me: Me
    at: datetime
    people: People
    due: Due
    holders: tuple[Holder, ...]
    events: tuple[Event, ...]
    comments: tuple[Comment, ...]
    rounds: tuple[Round, ...]
    names: dict[str, str]
    unit_names: dict[str, str]

    @property
    def asking(self) -> Asking:
        """The question which acts are his."""
        left = sum(1 for c in self.comments if c.round == self.doc.rounds and not c.answer)
        return Asking(self.doc, self.me.person_id, self.at, self.people, left)

    @property
    def is_away(self) -> bool:
        """Whether whoever looks is away by the register, and so may do nothing here."""
        return self.people.is_away(self.me.person_id, self.at)

    def name(self, person_id: str) -> str:
        """Return a person's name; "" when it was erased."""
        return self.names.get(person_id, "")


def open_document(document_id: str) -> Opened:
    """Load a document for whoever asks.

    Raises:
        RefusedError: `http.not_found`, for none as for one he may not know of.
    """
    now = services().clock()
    with services().database.reading() as conn:
        asker = me(conn, now)
        row = known_document(conn, asker, document_id)
        if row is None:
            raise RefusedError("http.not_found")
        asked = queries.waiting_of(conn, document_id)
        return _opened(conn, row, asked, asker, now)


def _opened(
    conn: Connection, row: DocumentRow, asked: list[Asked], asker: Me, now: datetime
) -> Opened:
    doc = document_from(row.after)
    people = people_around(conn, doc, now)
    events = tuple(queries.history(conn, row.document_id, without=UNSEEN_ACTS))
    comments = tuple(queries.comments(conn, row.document_id))
    holders = tuple(_holder(a, now, people) for a in asked)
    days = calendar_for(conn, now, [row.deadline])
    return Opened(
        row=row,
        doc=doc,
        me=asker,
        at=now,
        people=people,
        due=due(now, row.deadline, days),
        holders=holders,
        events=events,
        comments=comments,
        rounds=tuple(rounds.rounds_of(conn, row.document_id)),
        names=persons.names(conn, _people_of(row, doc, people, events, comments)),
        unit_names={u.unit_id: u.name for u in units.units(conn)},
    )


def _people_of(
    row: DocumentRow,
    doc: Document,
    people: People,
    events: tuple[Event, ...],
    comments: tuple[Comment, ...],
) -> set[str]:
    found = {row.drafter_id, row.signer_person_id, *(a.person_id for a in doc.approvals)}
    found |= {h.person_id for h in people.holdings} | {d.person_id for d in people.delegations}
    found |= {e.person_id for e in events}
    return found | {c.person_id for c in comments} | {c.answered_by for c in comments}


def _holder(asked: Asked, now: datetime, people: People) -> Holder:
    if asked.person_id:
        return Holder(asked.act, (asked.person_id,), "", "")
    role, unit_id = Role(asked.role), asked.unit_id
    found = standings(role, unit_id, now, people)
    away = () if found else standings(role, unit_id, now, people.as_if_all_present)
    ids = tuple(dict.fromkeys(s.person_id for s in found or away))
    return Holder(asked.act, ids, asked.role, asked.unit_id, bool(away))


def content_of(ref: BlobRef | None) -> dict[str, Any]:
    """Fetch a content from the shelf.

    Raises:
        RefusedError: `blob.missing`, when the document holds none.
        StorageError: the shelf did not serve.
    """
    if ref is None:
        raise RefusedError("blob.missing")
    content: dict[str, Any] = json.loads(services().blobs.get(ref))
    return content


def text_of(ref: BlobRef | None) -> str:
    """Fetch a comment, an explanation or a reason; "" where there is none."""
    return services().blobs.get(ref).decode() if ref else ""
