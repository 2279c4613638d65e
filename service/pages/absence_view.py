"""What one person sees of absences: his own, and those of his agency where he is its office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from doc_templates.read.fold import fold
from storage.people import absences, persons, posts
from storage.people.absences import Absence
from storage.people.posts import Delegation
from workflows.domain.lending import NOTES_FOR_OTHERS
from workflows.domain.people import holds_at
from workflows.recording.register_acts import organisation
from workflows.recording.standing import people_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from workflows.domain.lending import Organisation

PAST = 20  # lines of what is over
LISTED = 100  # people offered in one list
Timed = TypeVar("Timed", Absence, Delegation)


@dataclass(frozen=True, slots=True)
class Away:
    """One absence: whose, who noted it, and whether it runs, is ahead, over or called off."""

    absence: Absence
    name: str
    noted_by: str
    state: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who may be chosen, with the title by which."""

    person_id: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class OfficeView:
    """Whose absences an office notes: those that run or are ahead, and whom it may choose."""

    absences: tuple[Away, ...]
    people: tuple[Choice, ...]
    is_cut: bool  # there are more people than the list shows


def own_absences(conn: Connection, person_id: str, at: datetime) -> tuple[Away, ...]:
    """Return somebody's absences, the newest first."""
    return _away(conn, newest(absences.absences_of(conn, person_id), at), at)


def away_until(conn: Connection, person_id: str, at: datetime) -> datetime | None:
    """Return until when somebody is away; None while he is not."""
    every = absences.absences_of(conn, person_id)
    return max((a.until for a in every if holds_at(a.since, a.until, at)), default=None)


def office_view(
    conn: Connection, person_id: str, at: datetime, wanted: str = ""
) -> OfficeView | None:
    """Return what an office sees; None for who is none.

    Args:
        conn: reading.
        person_id: who looks.
        at: now.
        wanted: part of the name that is looked for, accents or not.
    """
    org = organisation(conn, people_of(conn, [person_id]))
    offices = [h for h in org.held_at(at) if h.role in NOTES_FOR_OTHERS]
    agencies = {org.agency_of(h.unit_id) for h in offices} - {""}
    if not agencies:
        return None
    staff = _staff(conn, org, agencies, at)
    staff.pop(person_id, None)
    running = [a for a in absences.absences_after(conn, at) if a.person_id in staff]
    names = persons.names(conn, staff)
    found = [Choice(p, names[p], title) for p, title in staff.items()
             if p in names and fold(wanted.strip()) in fold(names[p])]  # fmt: skip
    found.sort(key=lambda choice: (choice.name.split()[-1:], choice.name))
    return OfficeView(_away(conn, running, at), tuple(found[:LISTED]), len(found) > LISTED)


def state_of(span: Absence | Delegation, at: datetime) -> str:
    """Say whether a span runs, is ahead, is over, or was called off before it began."""
    if span.until <= span.since:
        return "called_off"
    if span.until <= at:
        return "over"
    return "running" if span.since <= at else "ahead"


def newest(found: Sequence[Timed], at: datetime) -> list[Timed]:
    """Return spans with the newest first, of those that are over only some."""
    over = [one for one in found if state_of(one, at) in {"over", "called_off"}]
    dropped = set(over[:-PAST])
    return [one for one in reversed(found) if one not in dropped]


def _staff(conn: Connection, org: Organisation, agencies: set[str], at: datetime) -> dict[str, str]:
    """Return the people of agencies and their titles; party cells are no part of an agency."""
    inside = [u.unit_id for u in org.units if org.agency_of(u.unit_id) in agencies]
    held = posts.holdings_in(conn, inside)
    return {h.person_id: h.title for h in held if holds_at(h.since, h.until, at)}


def _away(conn: Connection, found: Iterable[Absence], at: datetime) -> tuple[Away, ...]:
    listed = tuple(found)
    ids = {a.person_id for a in listed} | {a.noted_by for a in listed}
    names = persons.names(conn, ids)
    return tuple(
        Away(a, names.get(a.person_id, ""), names.get(a.noted_by, ""), state_of(a, at))
        for a in listed
    )
