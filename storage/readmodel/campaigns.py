"""How a campaign stands: which units handed in their plans, how many people registered.

Counts commitments of the state's fonds alone; a cell's own are counted for the cell by themselves,
and nobody else learns that there are any.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from storage.people import posts, units
from storage.readmodel.tables import DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import ColumnElement, Connection

AGENCY = "agency"
PLAN = "ke-hoach"
CAMPAIGN = "dot"
OF_EMPLOYEES = "cam-ket-vien-chuc"
OF_MEMBERS = "cam-ket-dang"
REGISTERED = ("registered", "in_force", "closed", "archived")
PARTY_UNITS = frozenset({"cell", "committee"})
OUTSIDERS = frozenset({"auditor", "admin"})  # watch over a unit, or run its machine


@dataclass(frozen=True, slots=True)
class Progress:
    """One unit of a campaign, or one cell for itself."""

    unit_id: str
    plan_id: str = ""
    plan_state: str = ""
    submitted_at: datetime | None = None
    expected: int = 0  # people: 100 % of them
    begun: int = 0
    registered: int = 0


def of_plan(conn: Connection, plan_id: str) -> str:
    """Return the campaign that carries out a plan and is not over; "" where there is none."""
    mine = (DOCUMENTS.c.serves_id == plan_id) & (DOCUMENTS.c.kind == CAMPAIGN)
    found = select(DOCUMENTS.c.id).where(mine, DOCUMENTS.c.is_final.is_(False))
    return str(conn.execute(found.limit(1)).scalar() or "")


def created_from(conn: Connection, list_key: str) -> int:
    """Return how many commitments of a list exist: all their ids begin with its key."""
    low, high = f"ck-{list_key}{0:08x}", f"ck-{list_key}ffffffff"
    mine = select(func.count()).select_from(DOCUMENTS).where(DOCUMENTS.c.id.between(low, high))
    return int(conn.execute(mine).scalar_one()) if list_key else 0


def commitments_of(conn: Connection, campaign_id: str) -> dict[str, tuple[str, str]]:
    """Return the employees' commitments of a campaign, by person: id and state."""
    columns = DOCUMENTS.c.drafter_id, DOCUMENTS.c.id, DOCUMENTS.c.state
    mine = select(*columns).where(_of_campaign(campaign_id, OF_EMPLOYEES))
    return {row.drafter_id: (row.id, row.state) for row in conn.execute(mine)}


def units_that_submitted(conn: Connection, campaign_id: str) -> frozenset[str]:
    """Return the units whose plan has come to their superior's office (R-072)."""
    handed_in = _of_campaign(campaign_id, PLAN) & DOCUMENTS.c.submitted_at.is_not(None)
    return frozenset(conn.execute(select(DOCUMENTS.c.issuer_id).where(handed_in)).scalars())


def units_with_people_missing(
    conn: Connection, campaign_id: str, unit_ids: Collection[str], at: datetime
) -> tuple[str, ...]:
    """Return the units of which not everybody has registered, sorted."""
    found = progress(conn, campaign_id, unit_ids, at)
    return tuple(one.unit_id for one in found if one.registered < one.expected)


def progress(
    conn: Connection, campaign_id: str, unit_ids: Collection[str], at: datetime
) -> list[Progress]:
    """Return how each unit stands, in the order of the ids."""
    people = people_of(conn, unit_ids, at)
    begun, done = _people_in(conn, campaign_id, OF_EMPLOYEES)
    plans = _plans(conn, campaign_id)
    return [
        Progress(
            unit_id,
            *plans.get(unit_id, ("", "", None)),
            expected=len(people[unit_id]),
            begun=len(begun & people[unit_id]),
            registered=len(done & people[unit_id]),
        )
        for unit_id in sorted(unit_ids)
    ]


def progress_of_cells(
    conn: Connection, campaign_id: str, cell_ids: Collection[str], at: datetime
) -> list[Progress]:
    """Return how each cell stands; to be asked for one's own cells alone."""
    members = _by_unit(conn, cell_ids, at)
    begun, done = _people_in(conn, campaign_id, OF_MEMBERS)
    return [
        Progress(
            cell,
            expected=len(members[cell]),
            begun=len(begun & members[cell]),
            registered=len(done & members[cell]),
        )
        for cell in sorted(cell_ids)
    ]


def people_of(
    conn: Connection, unit_ids: Collection[str], at: datetime
) -> dict[str, frozenset[str]]:
    """Return everybody who works in each unit or below it at that instant."""
    below = _state_units_below(conn, at, set(unit_ids))
    inside = [unit for found in below.values() for unit in found]
    holders = _by_unit(conn, inside, at)
    return {
        unit_id: frozenset(person for unit in below[unit_id] for person in holders[unit])
        for unit_id in unit_ids
    }


def _by_unit(
    conn: Connection, unit_ids: Collection[str], at: datetime
) -> defaultdict[str, set[str]]:
    """Return who belongs to each of these units."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for unit_id, person_id in posts.people_in(conn, unit_ids, at, OUTSIDERS):
        found[unit_id].add(person_id)
    return found


def _state_units_below(
    conn: Connection, at: datetime, unit_ids: set[str]
) -> dict[str, tuple[str, ...]]:
    """Return each unit with the units below it, up to the next agency: that counts for itself."""
    children: dict[str, list[str]] = defaultdict(list)
    for unit in units.units(conn, at):
        if unit.kind not in PARTY_UNITS and unit.kind != AGENCY:
            children[unit.parent_id].append(unit.unit_id)
    return {unit_id: tuple(_below(unit_id, children)) for unit_id in unit_ids}


def _below(unit_id: str, children: dict[str, list[str]]) -> Iterable[str]:
    yield unit_id
    for child in children.get(unit_id, ()):
        yield from _below(child, children)


def _of_campaign(campaign_id: str, kind: str) -> ColumnElement[bool]:
    here = (DOCUMENTS.c.campaign_id == campaign_id) & (DOCUMENTS.c.kind == kind)
    return here & (DOCUMENTS.c.state != "withdrawn")


def _people_in(
    conn: Connection, campaign_id: str, kind: str
) -> tuple[frozenset[str], frozenset[str]]:
    """Return who has begun and who is registered, wherever he did it: people change their units."""
    columns = DOCUMENTS.c.drafter_id, DOCUMENTS.c.state
    rows = conn.execute(select(*columns).where(_of_campaign(campaign_id, kind))).all()
    registered = frozenset(row.drafter_id for row in rows if row.state in REGISTERED)
    return frozenset(row.drafter_id for row in rows), registered


def _plans(conn: Connection, campaign_id: str) -> dict[str, tuple[str, str, datetime | None]]:
    """Return the plan of each unit: the one that was handed in first, else the newest."""
    rows = conn.execute(
        select(DOCUMENTS.c.issuer_id, DOCUMENTS.c.id, DOCUMENTS.c.state, DOCUMENTS.c.submitted_at)
        .where(_of_campaign(campaign_id, PLAN))
        .order_by(DOCUMENTS.c.created_at.desc(), DOCUMENTS.c.id)
    )
    found: dict[str, tuple[str, str, datetime | None]] = {}
    for row in rows:
        known = found.get(row.issuer_id)
        if known is None or (known[2] is None and row.submitted_at is not None):
            found[row.issuer_id] = (row.id, row.state, row.submitted_at)
    return found
