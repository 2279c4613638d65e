"""What a campaign must hold before it is launched (R-072, R-074, R-103, R-110)."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.domain.contents import Fault


@dataclass(frozen=True, slots=True)
class TaskOutline:
    """One task as proposed from the plan and confirmed by a person."""

    what: str
    day: str  # ISO
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class CampaignOutline:
    """The parts of a campaign that rules look at."""

    title: str
    source_id: str
    begins: str  # ISO
    ends: str
    tasks: tuple[TaskOutline, ...]
    participants: int


def campaign_faults(outline: CampaignOutline) -> tuple[Fault, ...]:
    """List what keeps this campaign from being launched; a confirmed task is vouched for."""
    checks = (
        (Fault.TITLE_MISSING, bool(outline.title.strip())),
        (Fault.SOURCE_MISSING, bool(outline.source_id)),
        (Fault.SPAN_WRONG, bool(outline.begins) and outline.begins <= outline.ends),
        (Fault.TASKS_MISSING, any(task.what.strip() for task in outline.tasks)),
        (Fault.TASK_UNCONFIRMED, all(task.is_confirmed for task in outline.tasks)),
        (Fault.TASK_DATE, all(task.day for task in outline.tasks)),
        (Fault.PARTICIPANTS_MISSING, outline.participants > 0),
    )
    return tuple(fault for fault, holds in checks if not holds)
