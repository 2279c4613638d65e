"""What a commitment's content must hold before others see it (R-022 ... R-024, R-030 ... R-035)."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.domain.contents import Fault, Follow, count_faults, follow_faults

REQUIRED_SECTIONS = frozenset({"tu-tuong", "dao-duc", "ky-luat", "tac-phong", "nhiem-vu"})
LEADING = "lanh-dao"


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """A shortcoming of one's own and how it will be remedied (R-023)."""

    text: str
    remedy: str


@dataclass(frozen=True, slots=True)
class CommitmentOutline:
    """The parts of a commitment that rules look at."""

    name: str
    place: str
    is_addendum: bool
    leads: bool  # holds a leading or managing post
    written: frozenset[str]  # ids of the sections with a text
    shortcomings: tuple[Shortcoming, ...]
    follows: tuple[Follow, ...]
    supplements: str  # the title of what an addendum adds to


def commitment_faults(
    outline: CommitmentOutline, follow_min: int, follow_max: int
) -> tuple[Fault, ...]:
    """List what keeps this commitment from being shown and signed, without repeats."""
    found = [fault for fault, holds in _parts(outline) if not holds]
    found += count_faults(len(outline.follows), follow_min, follow_max)
    found += follow_faults(outline.follows)
    if outline.is_addendum:
        return tuple(dict.fromkeys(found))
    if any(not one.remedy.strip() for one in outline.shortcomings):
        found.append(Fault.REMEDY_MISSING)
    return tuple(dict.fromkeys(found))


def _parts(outline: CommitmentOutline) -> tuple[tuple[Fault, bool], ...]:
    both = (
        (Fault.NAME_MISSING, bool(outline.name.strip())),
        (Fault.PLACE_MISSING, bool(outline.place.strip())),
    )
    if outline.is_addendum:
        return (*both, (Fault.SUPPLEMENTS_MISSING, bool(outline.supplements.strip())))
    return (
        *both,
        (Fault.SECTION_MISSING, outline.written >= REQUIRED_SECTIONS),
        (Fault.LEADING_MISSING, not outline.leads or LEADING in outline.written),
        (Fault.SHORTCOMING_MISSING, any(one.text.strip() for one in outline.shortcomings)),
    )
