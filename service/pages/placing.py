"""For which unit a draft is written, who issues it, and which circle comments: the choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.commitments.placing import CELL, places
from service.commitments.placing import Placing as CellPlacing
from service.gateway import RefusedError
from storage.people import posts, units
from storage.people.units import Unit
from workflows.domain.kinds import CELL_PAPER, DEPARTMENT, PLAN, RESOLUTION, UNIT
from workflows.domain.orders import NewDocument
from workflows.domain.people import Role

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from service.knowing import Me

ISSUES = frozenset({Role.HEAD, Role.CLERK})  # posts without which nothing can be issued
COMMENTS = frozenset({Role.CHAIR, Role.SECRETARY})  # posts without which no round can be closed


@dataclass(frozen=True, slots=True)
class Placing:
    """One way to place a draft; `key` is what the form sends."""

    unit: Unit
    issuer: Unit

    @property
    def key(self) -> str:
        """The choice as a form value."""
        return f"{self.unit.unit_id}|{self.issuer.unit_id}"

    @property
    def route(self) -> str:
        """An issuer with a superior office has its plan checked there too."""
        return UNIT.route_id if self.issuer.parent_id else DEPARTMENT.route_id


@dataclass(frozen=True, slots=True)
class Choices:
    """What a drafter may choose from."""

    placings: tuple[Placing, ...]
    circles: tuple[Unit, ...]
    cells: tuple[CellPlacing, ...] = ()  # that issue papers of their own

    @property
    def is_empty(self) -> bool:
        """Whether he drafts for nobody."""
        return not self.placings and not self.cells


def choices(conn: Connection, me: Me, at: datetime) -> Choices:
    """Return the placings open to a drafter; empty when he drafts for no unit."""
    every = {unit.unit_id: unit for unit in units.units(conn, at)}
    roles = _roles(conn, every)
    own = [every[unit_id] for unit_id in me.drafts_in() if unit_id in every]
    placings = [
        Placing(unit, every[issuer])
        for unit in own
        for issuer in (unit.unit_id, unit.parent_id)
        if roles.get(issuer, frozenset()) >= ISSUES
    ]
    near = {u.unit_id for u in own} | {u.parent_id for u in own} | me.units
    circles = [u for u in every.values() if {u.unit_id, u.parent_id} & near]
    return Choices(
        tuple(placings),
        tuple(u for u in circles if roles.get(u.unit_id, frozenset()) >= COMMENTS),
        tuple(p for p in places(conn, at).of(me.person_id) if p.circle.kind == CELL),
    )


def chosen(fields: Mapping[str, str], offered: Choices) -> tuple[Placing, NewDocument]:
    """Return what the form chose.

    Raises:
        RefusedError: `draft.place_unknown`, something that was not offered.
    """
    placing = next((p for p in offered.placings if p.key == fields.get("placing")), None)
    circle = next((c for c in offered.circles if c.unit_id == fields.get("circle")), None)
    if placing is None or circle is None:
        raise RefusedError("draft.place_unknown")
    new = NewDocument(
        kind=PLAN.kind_id,
        route=placing.route,
        unit_id=placing.unit.unit_id,
        issuer_id=placing.issuer.unit_id,
        circle_id=circle.unit_id,
        superior_id=placing.issuer.parent_id,
    )
    return placing, new


def chosen_cell(fields: Mapping[str, str], offered: Choices) -> tuple[Unit, NewDocument]:
    """Return the cell that the form chose: it drafts, comments on and issues its own paper.

    Raises:
        RefusedError: `draft.place_unknown`, something that was not offered.
    """
    wanted = fields.get("placing")
    found = next((p for p in offered.cells if p.circle.unit_id == wanted), None)
    if found is None:
        raise RefusedError("draft.place_unknown")
    cell = found.circle.unit_id
    new = NewDocument(
        kind=RESOLUTION.kind_id,
        route=CELL_PAPER.route_id,
        unit_id=cell,
        issuer_id=cell,
        circle_id=cell,
        superior_id=found.superior_id,
    )
    return found.circle, new


def issuer_of(unit: Unit, kind: str = PLAN.kind_id) -> dict[str, str]:
    """Return the head of the paper as the register has it: KH-SYT of an office, NQ/CB of a cell."""
    is_cell = kind == RESOLUTION.kind_id
    code = f"{RESOLUTION.type_code}/{unit.code}" if is_cell else f"{PLAN.type_code}-{unit.code}"
    return {"superior": unit.superior_line, "name": unit.name, "code": code}


def _roles(conn: Connection, every: Mapping[str, Unit]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for post in posts.posts_in(conn, every.keys()):
        found.setdefault(post.unit_id, set()).add(post.role)
    return {unit_id: frozenset(roles) for unit_id, roles in found.items()}
