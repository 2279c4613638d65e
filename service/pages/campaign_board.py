"""How a campaign stands, unit by unit: the plan, who has it now, people, and whether it is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from service.pages.timing import NO_DUE, Due, calendar_for, due, local_day
from storage.people import persons
from storage.readmodel import campaigns, queries
from storage.readmodel.campaigns import Progress
from workflows.domain.campaign_terms import COMMITMENT, PLAN, Term, term_of
from workflows.domain.deadlines import VIETNAM, Calendar
from workflows.domain.lifecycle import State
from workflows.domain.people import People, Role, standings
from workflows.recording.standing import people_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from service.pages.campaign_opened import OpenedCampaign
    from storage.readmodel.shapes import Asked
    from workflows.domain.document import TaskDue

_LAST_MOMENT = time(23, 59, 59)  # a day named is a day in time, whatever the office hours
_IN_THE_UNIT = frozenset({State.DRAFTING, State.COMMENTING, State.RECONCILING, State.AGREED})
_ISSUED = frozenset({State.ISSUED, State.ARCHIVED})

SOURCE, NOT_BEGUN, DRAFTING = "source", "not_begun", "drafting"
SUBMITTED, RETURNED, ISSUED = "submitted", "returned", "issued"


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task as the page shows it."""

    task_id: str
    what: str
    day: str
    is_inclusive: bool
    asks: str
    due: Due
    own: date | None = None  # the later last day of the unit that looks


@dataclass(frozen=True, slots=True)
class Holding:
    """Who has a unit's plan now, for which act."""

    act: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit: how far its plan is, by when, and how many of its people have registered."""

    unit_id: str
    name: str
    plan_id: str
    plan: str  # a code of `plan_standing` in the labels
    submitted: datetime | None
    is_late: bool
    due: Due
    holders: tuple[Holding, ...]
    expected: int
    begun: int
    registered: int
    lacks_plan: bool
    lacks_people: bool

    @property
    def percent(self) -> int:
        """How many of a hundred have registered; 100 only when it is everybody (R-103)."""
        return 100 * self.registered // self.expected if self.expected else 100

    @property
    def lacks(self) -> bool:
        """Whether it can be urged."""
        return self.lacks_plan or self.lacks_people


@dataclass(frozen=True, slots=True)
class Board:
    """The whole, and what it adds up to."""

    tasks: tuple[TaskLine, ...]
    units: tuple[UnitLine, ...]
    cells: tuple[Progress, ...]  # one's own alone

    @property
    def plans(self) -> tuple[int, int]:
        """How many plans were handed in, of how many."""
        wanted = [line for line in self.units if line.plan != SOURCE]
        return sum(not line.lacks_plan for line in wanted), len(wanted)

    @property
    def people(self) -> tuple[int, int]:
        """How many people have registered, of how many."""
        return sum(u.registered for u in self.units), sum(u.expected for u in self.units)


def board_of(conn: Connection, o: OpenedCampaign, unit_id: str = "") -> Board:
    """Return how a launched campaign stands, as far as this person sees it; or one unit alone."""
    days = calendar_for(conn, o.at, [last_moment(term_of(o.campaign, t)) for t in o.campaign.tasks])
    shown = (unit_id,) if unit_id else o.shown_units
    found = campaigns.progress(conn, o.doc.document_id, shown, o.at)
    asked = queries.waiting_among(conn, [one.plan_id for one in found if one.plan_id])
    people = people_in(conn, {one.unit_id for one in asked}, o.at)
    names = _names(conn, asked, people)
    units = [_unit(o, one, _of(asked, one.plan_id), _Around(people, names, days)) for one in found]
    units.sort(key=lambda line: (line.unit_id != o.doc.issuer_id, line.name))
    cells = [c for c in o.me.cells if o.units.get(c) and o.units[c].kind == "cell"]
    return Board(
        tuple(_task(o, task, days) for task in o.campaign.tasks),
        tuple(units),
        tuple(campaigns.progress_of_cells(conn, o.doc.document_id, cells, o.at)) if cells else (),
    )


def plan_standing(progress: Progress, is_source: bool, is_above: bool) -> str:  # noqa: FBT001 -- two facts
    """Return how far a unit's plan is.

    Args:
        progress: of the unit.
        is_source: the unit is the issuer, whose plan the campaign carries out.
        is_above: the plan lies with the superior's office now.
    """
    if is_source:
        return SOURCE
    if not progress.plan_id:
        return NOT_BEGUN
    if progress.plan_state in _ISSUED:
        return ISSUED
    if progress.submitted_at is None:
        return DRAFTING
    in_unit = progress.plan_state in _IN_THE_UNIT
    again = progress.plan_state == State.AWAITING_APPROVAL and not is_above
    return RETURNED if in_unit or again else SUBMITTED


def last_moment(term: Term) -> datetime:
    """Return the end of a term's last day."""
    return datetime.combine(term.last, _LAST_MOMENT, VIETNAM)


@dataclass(frozen=True, slots=True)
class _Around:
    """What every line is made with."""

    people: People
    names: dict[str, str]
    days: Calendar


def _unit(o: OpenedCampaign, one: Progress, asked: Sequence[Asked], around: _Around) -> UnitLine:
    is_source = one.unit_id == o.doc.issuer_id
    is_above = any(a.unit_id == o.doc.issuer_id for a in asked)
    lacks_plan = not is_source and one.submitted_at is None and _task_for(o, PLAN) is not None
    term = _term(o, PLAN, one.unit_id)
    lacks_people = _task_for(o, COMMITMENT) is not None and one.registered < one.expected
    return UnitLine(
        unit_id=one.unit_id,
        name=o.name(one.unit_id),
        plan_id=one.plan_id,
        plan=plan_standing(one, is_source, is_above),
        submitted=one.submitted_at,
        is_late=not is_source and _is_late(one, term, o.today),
        due=due(o.at, last_moment(term), around.days) if lacks_plan and term else NO_DUE,
        holders=tuple(_holder(a, o.at, around) for a in asked),
        expected=one.expected,
        begun=one.begun,
        registered=one.registered,
        lacks_plan=lacks_plan,
        lacks_people=lacks_people,
    )


def _is_late(one: Progress, term: Term | None, today: date) -> bool:
    """Whether the plan came after the unit's last day, or has not come and the day has passed."""
    if term is None:
        return False
    came = local_day(one.submitted_at) if one.submitted_at is not None else today
    return came > term.last


def _holder(asked: Asked, at: datetime, around: _Around) -> Holding:
    if asked.person_id:
        return Holding(asked.act, (around.names.get(asked.person_id, ""),))
    found = standings(Role(asked.role), asked.unit_id, at, around.people)
    ids = dict.fromkeys(s.person_id for s in found)
    return Holding(asked.act, tuple(around.names.get(person, "") for person in ids))


def _task(o: OpenedCampaign, task: TaskDue, days: Calendar) -> TaskLine:
    what = next((t["what"] for t in o.content["tasks"] if t["id"] == task.task_id), "")
    mine = [u for u in o.campaign.participants if u in o.above]
    planned = term_of(o.campaign, task)
    own = max((term_of(o.campaign, task, unit) for unit in mine), default=planned)
    return TaskLine(
        task.task_id, what, task.day, task.is_inclusive,
        f"{task.who}|{task.collects}", due(o.at, last_moment(own), days),
        own.last if own != planned else None,
    )  # fmt: skip


def _task_for(o: OpenedCampaign, collects: str) -> TaskDue | None:
    return next((task for task in o.campaign.tasks if task.collects == collects), None)


def _term(o: OpenedCampaign, collects: str, unit_id: str) -> Term | None:
    task = _task_for(o, collects)
    return term_of(o.campaign, task, unit_id) if task is not None else None


def _names(conn: Connection, asked: Sequence[Asked], people: People) -> dict[str, str]:
    ids = {a.person_id for a in asked if a.person_id} | {h.person_id for h in people.holdings}
    return persons.names(conn, ids)


def _of(asked: Sequence[Asked], document_id: str) -> list[Asked]:
    return [one for one in asked if one.document_id == document_id]
