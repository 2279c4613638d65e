"""Whose commitments somebody looks after: of a cell as its officer, of a unit as its head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.commitments.placing import CELL, places
from storage.people import posts, units
from storage.people.units import Unit
from storage.readmodel.campaigns import PARTY_UNITS
from workflows.domain.kinds import (
    EMPLOYEE_ADDENDUM,
    EMPLOYEE_COMMITMENT,
    PARTY_ADDENDUM,
    PARTY_COMMITMENT,
)
from workflows.domain.people import Role, circle, holds_at
from workflows.recording.standing import people_in

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_OFFICERS = frozenset({Role.CHAIR, Role.DEPUTY_CHAIR, Role.SECRETARY})
_HEADS = frozenset({Role.HEAD, Role.DEPUTY})


@dataclass(frozen=True, slots=True)
class Circle:
    """A cell or a unit, and the kinds of commitments that are made in it."""

    unit: Unit

    @property
    def kind(self) -> str:
        """The kind of a full commitment there."""
        return (PARTY_COMMITMENT if self._is_cell else EMPLOYEE_COMMITMENT).kind_id

    @property
    def kinds(self) -> frozenset[str]:
        """With its addenda."""
        return frozenset({
            self.kind, (PARTY_ADDENDUM if self._is_cell else EMPLOYEE_ADDENDUM).kind_id,
        })  # fmt: skip

    @property
    def _is_cell(self) -> bool:
        return self.unit.kind == CELL


def circles_led_by(conn: Connection, person_id: str, at: datetime) -> tuple[Circle, ...]:
    """Return the cells and units that somebody leads at that instant, cells first."""
    known = {unit.unit_id: unit for unit in units.units(conn, at)}
    held = [
        h
        for h in posts.holdings_of(conn, person_id)
        if holds_at(h.since, h.until, at) and h.unit_id in known
    ]
    led = {h.unit_id: known[h.unit_id] for h in held if _leads(known[h.unit_id], h.role)}
    return tuple(Circle(u) for u in sorted(led.values(), key=lambda u: (u.kind != CELL, u.name)))


def people_of(conn: Connection, unit: Unit, at: datetime) -> tuple[str, ...]:
    """Return who makes a commitment there: everybody of the circle whose place it is."""
    found = places(conn, at)
    members = circle(unit.unit_id, at, people_in(conn, [unit.unit_id], at))
    return tuple(
        s.person_id
        for s in members
        if any(p.circle.unit_id == unit.unit_id for p in found.of(s.person_id))
    )


def _leads(unit: Unit, role: str) -> bool:
    if unit.kind == CELL:
        return role in _OFFICERS
    return unit.kind not in PARTY_UNITS and role in _HEADS
