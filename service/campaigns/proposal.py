"""What a campaign may be, proposed from the plan it carries out; a person confirms each task. Pure.

Tasks come from the deadlines that were read in the plan. Whose they are and what they collect is
guessed from their words, and nothing is launched on a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from doc_templates import catalog
from doc_templates.read.fold import fold
from workflows.domain.campaign_terms import COMMITMENT, PERSON, PLAN, UNIT
from workflows.domain.kinds import CAMPAIGN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LONGEST_TASK = 1_000  # characters of what a task is, by the schema
_HANDS_IN = re.compile(r"\bnop (?:ban |cac )?(?:ke hoach|chuong trinh)")
_REGISTER = re.compile(
    r"\b(?:moi|tung|toan the) (?:can bo|dang vien|cong chuc|vien chuc|ca nhan|nguoi)"
    r"[^.;:]{0,200}?\bdang ky\b[^,.;:]*"
)
_DAY_AT_END = re.compile(r",? *(?:xong )?truoc(?: ngay)? *[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}[ .]*$")


@dataclass(frozen=True, slots=True)
class Source:
    """The plan that a campaign carries out; `issued` is the day of its number."""

    document_id: str
    number: str
    title: str
    issued: date | None = None


def proposed(
    plan: Mapping[str, Any],
    source: Source,
    participants: Sequence[tuple[str, str]],
    today: date,
) -> dict[str, Any]:
    """Return a content that nobody has confirmed yet.

    Args:
        plan: the plan's content.
        source: the plan as a document.
        participants: unit id and name of everybody who is to take part (R-103).
        today: where it begins, while the plan is not issued.
    """
    begins = source.issued or today
    tasks = proposed_tasks(plan)
    last = max((task["date"] for task in tasks if task["date"]), default=f"{begins.year}-12-31")
    return {
        "kind": CAMPAIGN.kind_id,
        "template": catalog.current(CAMPAIGN.kind_id).name,
        "title": source.title,
        "source": source_part(source),
        "begins": begins.isoformat(),
        "ends": last,
        "tasks": tasks,
        "participants": [{"unit_id": unit_id, "name": name} for unit_id, name in participants],
    }


def source_part(source: Source) -> dict[str, str]:
    """Return what the content says of the plan."""
    return {
        "document_id": source.document_id,
        "number": source.number,
        "title": source.title,
    }


def proposed_tasks(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the tasks that a plan's deadlines suggest, the earliest first, none confirmed."""
    found = [_task(deadline) for deadline in plan["deadlines"]]
    offered = _registration(_paragraphs(plan), found)
    if offered is not None:
        found.append(offered)
    found.sort(key=lambda task: str(task["date"] or "~"))  # ISO; without a day at the end
    return [{"id": f"nv-{number}", **task} for number, task in enumerate(found, 1)]


def _task(deadline: Mapping[str, Any]) -> dict[str, Any]:
    collects = PLAN if _HANDS_IN.search(fold(deadline["what"])) else ""
    return _outline(
        deadline["what"], (deadline["date"], deadline["inclusive"]), (UNIT, collects),
        deadline["paragraph"],
    )  # fmt: skip


def _outline(
    what: str, until: tuple[str, bool], whose: tuple[str, str], paragraph: str
) -> dict[str, Any]:
    plain = _without_day(what)
    return {
        "what": (plain[:1].upper() + plain[1:])[:LONGEST_TASK],
        "date": until[0],
        "inclusive": until[1],
        "who": whose[0],
        "collects": whose[1],
        "confirmed": False,
        "paragraph": paragraph,
    }


def _without_day(what: str) -> str:
    """Leave out the day that the words end with: it is kept as a day, and may be moved."""
    said = _DAY_AT_END.search(fold(what))
    return what[: said.start()].rstrip(" ,;") if said is not None and said.start() else what


def _registration(
    paragraphs: Iterable[Mapping[str, Any]], tasks: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """Offer that everybody registers, where the plan says so, by the end of the study (R-022)."""
    for paragraph in paragraphs:
        text = paragraph["text"].replace("*", "")
        said = _REGISTER.search(fold(text))
        if said is not None:
            study = [t["date"] for t in tasks if not t["collects"] and t["inclusive"]]
            until = min(study, default="")
            what = text[said.start() : said.end()].strip()
            return _outline(what, (until, True), (PERSON, COMMITMENT), paragraph["id"])
    return None


def _paragraphs(plan: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return (p for section in plan["sections"] for p in section["paragraphs"])
