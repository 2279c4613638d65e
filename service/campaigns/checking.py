"""A list of people held against the registers: whose commitment can be made, and what is wrong.

Nothing is created or kept here. What would be created has a digest, so that a person who confirms
creates what was shown to him.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from doc_templates.read.fold import fold
from doc_templates.read.list_columns import KEY, KINDS, NAME
from doc_templates.read.list_model import ListRow, PeopleList, RowFault
from service.commitments.placing import Places, Placing, places
from storage.people import accounts, persons
from storage.readmodel import queries

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


class CheckFault(StrEnum):
    """What keeps a row out, or is doubtful about it, beside what its own cells show."""

    PERSON_UNKNOWN = "list.person_unknown"
    NO_PLACE = "list.no_place"
    NOT_PARTICIPATING = "list.not_participating"
    NOT_IN_CIRCLE = "list.not_in_circle"
    EXISTS = "list.exists"
    KIND_NOT_HERE = "list.kind_not_here"
    NAME_DIFFERS = "list.name_differs"
    KIND_LEFT_OUT = "list.kind_left_out"


DOUBTS = frozenset({CheckFault.NAME_DIFFERS, CheckFault.KIND_LEFT_OUT})


@dataclass(frozen=True, slots=True)
class ListAsk:
    """Which commitments a list may make: one kind for one year, where `fits` says so."""

    kind: str
    year: int
    fits: Callable[[Placing], bool]
    misfit: CheckFault


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """Something about one cell: what keeps the row out, or only a doubt."""

    row: int
    column: str
    code: str

    @property
    def is_doubt(self) -> bool:
        """Whether the row is taken all the same."""
        return self.code in DOUBTS


@dataclass(frozen=True, slots=True)
class Planned:
    """A commitment that would be created from a row."""

    row: ListRow
    person_id: str
    name: str
    placing: Placing
    placings: tuple[Placing, ...]  # all of this person


@dataclass(frozen=True, slots=True)
class Checked:
    """What would be created, and what is said of the rows; both in the list's order."""

    planned: tuple[Planned, ...]
    remarks: tuple[Remark, ...]
    ignored: tuple[str, ...]  # headers nobody knew

    @property
    def errors(self) -> tuple[Remark, ...]:
        """What keeps rows out."""
        return tuple(remark for remark in self.remarks if not remark.is_doubt)

    @property
    def doubts(self) -> tuple[Remark, ...]:
        """What is only doubtful."""
        return tuple(remark for remark in self.remarks if remark.is_doubt)

    @property
    def left_out(self) -> int:
        """How many rows are kept out."""
        return len({remark.row for remark in self.errors})

    @property
    def digest(self) -> str:
        """What would be created, in short: another list, or another register, has another one."""
        said = (f"{p.row}|{p.person_id}|{p.placing.circle.unit_id}" for p in self.planned)
        return hashlib.sha256("\n".join(said).encode()).hexdigest()


@dataclass(slots=True)
class _Known:
    """The registers of one instant, and which rows have been taken."""

    by_login: Mapping[str, str]
    names: Mapping[str, str]
    places: Places
    committed: Collection[str]
    taken: set[str] = field(default_factory=set)


def check(conn: Connection, listed: PeopleList, ask: ListAsk, at: datetime) -> Checked:
    """Hold a list against the registers."""
    known = _known(conn, ask, at)
    planned: list[Planned] = []
    remarks = [Remark(e.row, e.column, e.code) for e in listed.errors]
    for row in listed.rows:
        found, said = _check_row(row, ask, known)
        remarks += said
        planned += [found] if found is not None else []
    return Checked(tuple(planned), tuple(sorted(remarks)), listed.ignored)


def _known(conn: Connection, ask: ListAsk, at: datetime) -> _Known:
    names = {person.person_id: person.full_name for person in persons.people(conn)}
    committed = queries.committed(conn, ask.kind, ask.year)
    return _Known(accounts.people_by_login(conn), names, places(conn, at), committed)


def _check_row(row: ListRow, ask: ListAsk, known: _Known) -> tuple[Planned | None, list[Remark]]:
    """Return what a row would create, if anything, and what is said of it."""
    if ask.kind not in row.kinds:
        return None, [Remark(row.number, KINDS, CheckFault.KIND_NOT_HERE)]
    person_id = _person(row.key, known)
    if person_id is None:
        return None, [Remark(row.number, KEY, CheckFault.PERSON_UNKNOWN)]
    placings = known.places.of(person_id)
    placing = next((p for p in placings if p.kind == ask.kind), None)
    fault = _fault(person_id, placing, ask, known)
    if fault is not None or placing is None:
        return None, [Remark(row.number, KEY, fault or CheckFault.NO_PLACE)]
    known.taken.add(person_id)
    name = known.names[person_id]
    return Planned(row, person_id, name, placing, placings), _doubts(row, name)


def _person(key: str, known: _Known) -> str | None:
    """Return who is meant by a login or a staff code."""
    person_id = known.by_login.get(key.strip().casefold(), key.strip())
    return person_id if person_id in known.names else None


def _fault(person_id: str, placing: Placing | None, ask: ListAsk, known: _Known) -> StrEnum | None:
    if person_id in known.taken:
        return RowFault.REPEATED
    if placing is None:
        return CheckFault.NO_PLACE
    if not ask.fits(placing):
        return ask.misfit
    return CheckFault.EXISTS if person_id in known.committed else None


def _doubts(row: ListRow, name: str) -> list[Remark]:
    found = []
    if row.name and _folded(row.name) != _folded(name):
        found.append(Remark(row.number, NAME, CheckFault.NAME_DIFFERS))
    if len(row.kinds) > 1:
        found.append(Remark(row.number, KINDS, CheckFault.KIND_LEFT_OUT))
    return found


def _folded(name: str) -> str:
    return " ".join(fold(name).split())
