"""A small agency with a department, a party cell and a hospital below it, as domain values."""

from __future__ import annotations

from datetime import UTC, datetime

from workflows.domain.lending import Organisation, OrgUnit
from workflows.domain.people import Absence, Delegation, Holding, People, Role

AT = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
LONG_AGO, LATER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
UNITS = (
    OrgUnit("so", "", "agency"),
    OrgUnit("vp", "so", "unit"),
    OrgUnit("cb", "vp", "cell"),
    OrgUnit("bv", "so", "agency"),
    OrgUnit("khoa", "bv", "unit"),
)
SEATS = (
    ("giam-doc", Role.HEAD, "so"), ("pho", Role.DEPUTY, "so"), ("the-thuc", Role.OFFICE, "so"),
    ("van-thu", Role.CLERK, "so"), ("quan-tri", Role.ADMIN, "so"),
    ("thanh-tra", Role.AUDITOR, "so"), ("chanh-vp", Role.HEAD, "vp"),
    ("chuyen-vien", Role.STAFF, "vp"),
    ("bi-thu", Role.CHAIR, "cb"), ("pho-bi-thu", Role.DEPUTY_CHAIR, "cb"),
    ("dang-vien", Role.MEMBER, "cb"), ("bv-giam-doc", Role.HEAD, "bv"),
    ("bv-the-thuc", Role.OFFICE, "bv"), ("bac-si", Role.STAFF, "khoa"),
)  # fmt: skip


def post_of(person_id: str) -> Holding:
    """Return the post that somebody holds."""
    role, unit_id = next((r, u) for p, r, u in SEATS if p == person_id)
    return Holding(f"post-{person_id}", person_id, role, unit_id, LONG_AGO)


def an_office(
    *away: str, lent: tuple[Delegation, ...] = (), extra: tuple[Holding, ...] = ()
) -> Organisation:
    """Return the organisation with these people away."""
    held = (*(post_of(person_id) for person_id, _, _ in SEATS), *extra)
    absences = tuple(Absence(person_id, LONG_AGO, LATER) for person_id in away)
    return Organisation(UNITS, People(held, lent, absences))
