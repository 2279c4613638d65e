"""Until when a campaign's tasks may be done, and by whom: the plan's days, and later ones granted.

"Trước ngày X" ends with the day before X (R-072); a unit that was granted a later day goes by its
own (R-149). A term is waited for by its key, so that a deadline slept over is still told of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from workflows.domain.deadlines import last_day

if TYPE_CHECKING:
    from workflows.domain.document import Campaign, TaskDue

PLAN, COMMITMENT = "ke-hoach", "cam-ket"  # what a task collects
UNIT, PERSON, OFFICE = "unit", "person", "office"  # whose task it is


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """The last day on which something is in time."""

    last: date

    @property
    def key(self) -> str:
        """What a campaign remembers it by."""
        return self.last.isoformat()


def term_of(campaign: Campaign, task: TaskDue, unit_id: str = "") -> Term:
    """Return a unit's term for a task: the plan's, or the latest that it was granted."""
    granted = [
        date.fromisoformat(wish.day)
        for wish in campaign.adjustments
        if wish.is_accepted and (wish.task_id, wish.unit_id) == (task.task_id, unit_id)
    ]
    planned = last_day(date.fromisoformat(task.day), is_inclusive=task.is_inclusive)
    return Term(max([planned, *granted]))


def terms(campaign: Campaign) -> tuple[Term, ...]:
    """Return every term that somebody goes by, the earliest first."""
    places = ("", *campaign.participants)
    return tuple(sorted({term_of(campaign, t, unit) for t in campaign.tasks for unit in places}))


def bound_by(campaign: Campaign, key: str) -> tuple[tuple[TaskDue, tuple[str, ...]], ...]:
    """Return the tasks that end with a term, each with the units that go by it."""
    found = (
        (task, tuple(u for u in campaign.participants if term_of(campaign, task, u).key == key))
        for task in campaign.tasks
    )
    return tuple(
        (task, units) for task, units in found if units or term_of(campaign, task).key == key
    )


def task_named(campaign: Campaign, task_id: str) -> TaskDue | None:
    """Return a task by its id."""
    return next((task for task in campaign.tasks if task.task_id == task_id), None)
