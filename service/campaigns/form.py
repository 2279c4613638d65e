"""A campaign's content as form fields, and form fields as content. Pure.

A field that cannot be read stays as it was typed; a date that a machine moved wants to be
confirmed again.
"""

from __future__ import annotations

import unicodedata
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from service.gateway import RefusedError
from workflows.domain.campaign_terms import COMMITMENT, OFFICE, PERSON, PLAN, UNIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SPARE_TASKS = 2  # empty boxes at the end, for new tasks without JavaScript
MOST_TASKS = 100  # by the schema
MOST_YEARS = 100
ASKS = (  # whose task it is, and what fulfils it
    f"{UNIT}|{PLAN}", f"{PERSON}|{COMMITMENT}", f"{UNIT}|", f"{OFFICE}|",
)  # fmt: skip
_VIETNAMESE = "%d/%m/%Y"


@dataclass(frozen=True, slots=True)
class TaskBox:
    """One task as the form shows it; `day` is what was typed."""

    id: str = ""
    what: str = ""
    day: str = ""
    is_inclusive: bool = False
    asks: str = ASKS[2]
    is_confirmed: bool = False
    paragraph: str = ""
    is_dropped: bool = False

    @property
    def is_there(self) -> bool:
        """Whether anything was written into it."""
        return bool(self.what or self.day) and not self.is_dropped


@dataclass(frozen=True, slots=True)
class CampaignForm:
    """What the page shows."""

    title: str
    begins: str
    ends: str
    tasks: tuple[TaskBox, ...]
    participants: frozenset[str]


def form_of(content: Mapping[str, Any]) -> CampaignForm:
    """Return the form of a content, with spare boxes for new tasks."""
    boxes = [_box(task) for task in content["tasks"]] + [TaskBox()] * SPARE_TASKS
    units = frozenset(unit["unit_id"] for unit in content["participants"])
    return CampaignForm(content["title"], content["begins"], content["ends"], tuple(boxes), units)


def form_from(fields: Mapping[str, str], participants: Iterable[str]) -> CampaignForm:
    """Return what was typed; `participants` are the units that were ticked."""
    boxes = []
    for index in range(MOST_TASKS + SPARE_TASKS):
        if f"task-{index}-what" not in fields:
            break
        boxes.append(_typed(fields, f"task-{index}-"))
    return CampaignForm(
        _clean(fields.get("title", "")),
        _clean(fields.get("begins", "")),
        _clean(fields.get("ends", "")),
        tuple(boxes),
        frozenset(participants),
    )


def shifted(form: CampaignForm, years: str) -> CampaignForm:
    """Return the form with every deadline moved by whole years, none of them confirmed.

    Raises:
        RefusedError: `campaign.years_unreadable`, or a date that cannot be read.
    """
    count = _years(years)
    boxes = tuple(
        replace(box, day=moved(box.day, count), is_confirmed=False) if box.day else box
        for box in form.tasks
    )
    return replace(form, tasks=boxes, ends=moved(form.ends, count))


def content_from(
    form: CampaignForm, old: Mapping[str, Any], units: Mapping[str, str]
) -> dict[str, Any]:
    """Return the content that was written, on the ground of the one it began from.

    Args:
        form: what was typed.
        old: where kind, template and source come from.
        units: the names of the units that may take part, by id; no other is taken.

    Raises:
        RefusedError: `campaign.date_unreadable`.
    """
    boxes = [box for box in form.tasks if box.is_there]
    taken = {box.id for box in boxes}
    return {
        **old,
        "title": form.title,
        "begins": _required(form.begins),
        "ends": _required(form.ends),
        "tasks": [_task(box, taken) for box in boxes[:MOST_TASKS]],
        "participants": [
            {"unit_id": unit_id, "name": name}
            for unit_id, name in units.items()
            if unit_id in form.participants
        ],
    }


def day_from(text: str) -> str:
    """Return a day as ISO; "" for none.

    Raises:
        RefusedError: `campaign.date_unreadable`.
    """
    if not text:
        return ""
    for read in (date.fromisoformat, _as_vietnamese):
        try:
            return read(text).isoformat()
        except ValueError:
            continue
    raise RefusedError("campaign.date_unreadable")


def moved(text: str, years: int) -> str:
    """Return a day moved by whole years; 29/02 becomes 28/02 where there is none.

    Raises:
        RefusedError: it cannot be read, or there is no such year.
    """
    if not text:
        return ""
    day = date.fromisoformat(day_from(text))
    year = day.year + years
    if not date.min.year <= year <= date.max.year:
        raise RefusedError("campaign.years_unreadable")
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1])).isoformat()


def years_ahead(form: CampaignForm, today: date) -> int:
    """Return by how many whole years the first deadline comes to lie ahead; at least 1."""
    first = min((day for box in form.tasks if (day := _readable(box.day))), default="")
    if not first:
        return 1
    years = max(1, today.year - date.fromisoformat(first).year)
    return years if date.fromisoformat(moved(first, years)) >= today else years + 1


def _box(task: Mapping[str, Any]) -> TaskBox:
    return TaskBox(
        task["id"], task["what"], task["date"], task["inclusive"],
        f"{task['who']}|{task['collects']}", task["confirmed"], task["paragraph"],
    )  # fmt: skip


def _typed(fields: Mapping[str, str], name: str) -> TaskBox:
    asks = fields.get(f"{name}asks", "")
    return TaskBox(
        id=_clean(fields.get(f"{name}id", "")),
        what=_clean(fields.get(f"{name}what", "")),
        day=_clean(fields.get(f"{name}day", "")),
        is_inclusive=f"{name}inclusive" in fields,
        asks=asks if asks in ASKS else ASKS[2],
        is_confirmed=f"{name}confirmed" in fields,
        paragraph=_clean(fields.get(f"{name}paragraph", "")),
        is_dropped=f"{name}drop" in fields,
    )


def _task(box: TaskBox, taken: set[str]) -> dict[str, Any]:
    who, _, collects = box.asks.partition("|")
    return {
        "id": box.id or _new_id(taken),
        "what": box.what,
        "date": day_from(box.day),
        "inclusive": box.is_inclusive,
        "who": who,
        "collects": collects,
        "confirmed": box.is_confirmed,
        "paragraph": box.paragraph,
    }


def _new_id(taken: set[str]) -> str:
    number = 1
    while f"nv-{number}" in taken:
        number += 1
    taken.add(f"nv-{number}")
    return f"nv-{number}"


def _readable(text: str) -> str:
    try:
        return day_from(text)
    except RefusedError:
        return ""


def _required(text: str) -> str:
    found = day_from(text)
    if not found:
        raise RefusedError("campaign.date_unreadable")
    return found


def _years(text: str) -> int:
    try:
        count = int(text.strip())
    except ValueError:
        count = 0
    if not 0 < abs(count) <= MOST_YEARS:
        raise RefusedError("campaign.years_unreadable")
    return count


def _as_vietnamese(text: str) -> date:
    return datetime.strptime(text, _VIETNAMESE).date()  # noqa: DTZ007 -- a day has no zone


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
