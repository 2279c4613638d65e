"""What a plan's content must hold before others see it (R-021, R-030 ... R-035, R-076)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What is missing or wrong in a content; each stops submission."""

    TITLE_MISSING = "content.title_missing"
    PLACE_MISSING = "content.place_missing"
    ISSUER_MISSING = "content.issuer_missing"
    BODY_MISSING = "content.body_missing"
    RECIPIENTS_MISSING = "content.recipients_missing"
    ARCHIVE_MISSING = "content.archive_missing"
    POSITION_MISSING = "content.position_missing"  # never supplied for the drafter
    FOLLOW_TOO_FEW = "content.follow_too_few"
    FOLLOW_TOO_MANY = "content.follow_too_many"
    FOLLOW_RELATION = "content.follow_relation_missing"
    FOLLOW_WORK = "content.follow_work_missing"
    FOLLOW_METHOD = "content.follow_method_missing"
    FOLLOW_TIME = "content.follow_time_missing"
    FOLLOW_RESULT = "content.follow_result_missing"
    # of commitments
    NAME_MISSING = "content.name_missing"
    SECTION_MISSING = "content.section_missing"
    LEADING_MISSING = "content.leading_missing"
    SHORTCOMING_MISSING = "content.shortcoming_missing"
    REMEDY_MISSING = "content.remedy_missing"
    SUPPLEMENTS_MISSING = "content.supplements_missing"
    # of campaigns
    SOURCE_MISSING = "content.source_missing"
    TASKS_MISSING = "content.tasks_missing"
    TASK_UNCONFIRMED = "content.task_unconfirmed"
    TASK_DATE = "content.task_date_missing"
    PARTICIPANTS_MISSING = "content.participants_missing"
    SPAN_WRONG = "content.span_wrong"


RELATIONS = frozenset({"to-chuc", "cong-viec", "nguoi-khac", "ban-than"})


@dataclass(frozen=True, slots=True)
class Follow:
    """One "làm theo" content with its four requirements (R-031, R-033 ... R-035)."""

    relation: str
    work: str
    method: str
    time: str
    result: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The parts of a content that rules look at."""

    title: str
    place: str
    issuer: str
    paragraphs: int
    recipients: int
    archive: str
    position: str
    follows: tuple[Follow, ...]


def faults_of(outline: Outline, follow_min: int, follow_max: int) -> tuple[Fault, ...]:
    """List what keeps this content from being shown and submitted, without repeats."""
    found = [fault for fault, holds in _parts(outline) if not holds]
    found.extend(count_faults(len(outline.follows), follow_min, follow_max))
    found.extend(follow_faults(outline.follows))
    return tuple(dict.fromkeys(found))


def count_faults(count: int, follow_min: int, follow_max: int) -> tuple[Fault, ...]:
    """Say whether there are too few or too many "làm theo" contents (R-021, R-022)."""
    too_few = (Fault.FOLLOW_TOO_FEW,) if count < follow_min else ()
    return too_few + ((Fault.FOLLOW_TOO_MANY,) if count > follow_max else ())


def follow_faults(follows: tuple[Follow, ...]) -> tuple[Fault, ...]:
    """List what "làm theo" contents lack of their four requirements (R-031, R-033 ... R-035)."""
    found = (f for follow in follows for f, holds in _requirements(follow) if not holds)
    return tuple(dict.fromkeys(found))


def _parts(outline: Outline) -> tuple[tuple[Fault, bool], ...]:
    return (
        (Fault.TITLE_MISSING, bool(outline.title.strip())),
        (Fault.PLACE_MISSING, bool(outline.place.strip())),
        (Fault.ISSUER_MISSING, bool(outline.issuer.strip())),
        (Fault.BODY_MISSING, outline.paragraphs > 0),
        (Fault.RECIPIENTS_MISSING, outline.recipients > 0),
        (Fault.ARCHIVE_MISSING, bool(outline.archive.strip())),
        (Fault.POSITION_MISSING, bool(outline.position.strip())),
    )


def _requirements(follow: Follow) -> tuple[tuple[Fault, bool], ...]:
    return (
        (Fault.FOLLOW_RELATION, follow.relation in RELATIONS),
        (Fault.FOLLOW_WORK, bool(follow.work.strip())),
        (Fault.FOLLOW_METHOD, bool(follow.method.strip())),
        (Fault.FOLLOW_TIME, bool(follow.time.strip())),
        (Fault.FOLLOW_RESULT, bool(follow.result.strip())),
    )
