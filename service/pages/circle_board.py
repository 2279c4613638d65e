"""How the commitments of one cell or unit stand for who leads it, and what waits to be done.

A cell's board tells of the Party's kind alone, a unit's of the state's: nobody sees from the one
that the other exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_login import current_user

from service.commitments.circles import Circle, circles_led_by, people_of
from service.gateway import RefusedError
from service.knowing import viewer_of
from service.pages import many
from service.pages.asking import me
from service.pages.offered import Asking, Offer, offer_of
from service.pages.timing import Due, calendar_for, due
from service.services import services
from storage.people import persons
from storage.readmodel import queries, rounds, signable
from storage.readmodel.shapes import DocumentRow, Filters
from workflows.contracts.codec import document_from
from workflows.domain.lifecycle import Act, State
from workflows.recording.standing import people_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from workflows.domain.document import Document
    from workflows.domain.people import People

MOST = 2000  # commitments of one circle for one year


@dataclass(frozen=True, slots=True)
class Line:
    """One commitment or addendum of the circle, and whose it is."""

    row: DocumentRow
    who: str
    due: Due

    @property
    def seen(self) -> str:
        """What of it is before the eyes of whoever decides on this page."""
        return f"{self.row.version}{many.BETWEEN}{self.row.shown_sha256}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A commitment and the act that this person may do to it, or why not yet."""

    line: Line
    offer: Offer


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the page tells of one circle and year."""

    circle: Circle
    year: int
    lines: tuple[Line, ...]
    without: tuple[str, ...]  # names of those who have none yet
    expected: int
    to_close: tuple[Waiting, ...]
    to_vote: tuple[Waiting, ...]


def mine() -> tuple[Circle, ...]:
    """Return the circles of whoever asks.

    Raises:
        RefusedError: `right.none`, where there is none.
    """
    with services().database.reading() as conn:
        led = circles_led_by(conn, current_user.person_id, services().clock())
    if not led:
        raise RefusedError("right.none")
    return led


def chosen_circle(led: Sequence[Circle], unit_id: str) -> Circle:
    """Return the circle that is named, the first where none is.

    Raises:
        RefusedError: `http.not_found`, for one that is not his as for none.
    """
    if not unit_id:
        return led[0]
    found = next((circle for circle in led if circle.unit.unit_id == unit_id), None)
    if found is None:
        raise RefusedError("http.not_found")
    return found


def waiting_to_confirm() -> int:
    """Return how many commitments wait for this very person's confirmation."""
    person_id: str = current_user.person_id
    with services().database.reading() as conn:
        found = signable.counted(conn, person_id, (State.AWAITING_CONFIRMATION,))
    return sum(found.values())


def board_of(circle: Circle, year: int) -> Board:
    """Load one circle's commitments of a year for whoever asks."""
    now = services().clock()
    wanted = Filters(kinds=circle.kinds, circle_id=circle.unit.unit_id, period=year)
    with services().database.reading() as conn:
        found = queries.documents_list(conn, viewer_of(me(conn, now)), wanted, limit=MOST)
        rows = [row for row in found.documents if row.state != State.WITHDRAWN]
        people = people_of(conn, circle.unit, now)
        names = persons.names(conn, {*people, *(row.drafter_id for row in rows)})
        days = calendar_for(conn, now, [row.deadline for row in rows])
        lines = [
            Line(row, names.get(row.drafter_id, ""), due(now, row.deadline, days)) for row in rows
        ]
        asked = _offers(conn, lines, now)
    have = {row.drafter_id for row in rows if row.kind == circle.kind}
    return Board(
        circle,
        year,
        tuple(sorted(lines, key=lambda line: (line.who, line.row.kind))),
        tuple(names.get(person, "") for person in people if person not in have),
        len(people),
        asked[Act.CLOSE_ROUND],
        asked[Act.RECORD_VOTE],
    )


def _offers(
    conn: Connection, lines: Sequence[Line], at: datetime
) -> dict[Act, tuple[Waiting, ...]]:
    """Return the two acts that are done for many, for the documents in whose state they are."""
    docs = {line.row.document_id: document_from(line.row.after) for line in lines}
    people = people_in(conn, {unit for doc in docs.values() for unit in _units(doc)}, at)
    found: dict[Act, tuple[Waiting, ...]] = {}
    for act, state in ((Act.CLOSE_ROUND, State.COMMENTING), (Act.RECORD_VOTE, State.RECONCILING)):
        here = [line for line in lines if line.row.state == state]
        asked = [(line, _asking(conn, docs[line.row.document_id], people, at)) for line in here]
        offers = [(line, offer_of(asking, act)) for line, asking in asked]
        found[act] = tuple(Waiting(line, offer) for line, offer in offers if offer is not None)
    return found


def _asking(conn: Connection, doc: Document, people: People, at: datetime) -> Asking:
    left = rounds.unanswered(conn, doc.document_id, doc.rounds)
    return Asking(doc, current_user.person_id, at, people, left)


def _units(doc: Document) -> tuple[str, ...]:
    return (doc.unit_id, doc.issuer_id, doc.circle_id, doc.superior_id, doc.custodian_id)
