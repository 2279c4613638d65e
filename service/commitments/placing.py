"""In which cell and which unit somebody commits himself, who confirms, who keeps it (R-040 ff)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.people import posts, units
from storage.people.posts import Holding
from storage.people.units import Unit
from storage.readmodel.campaigns import PARTY_UNITS
from workflows.domain.kinds import EMPLOYEE_COMMITMENT, IN_THE_CELL, IN_THE_UNIT, PARTY_COMMITMENT
from workflows.domain.orders import NewDocument
from workflows.domain.people import Role, holds_at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

AGENCY, CELL, COMMITTEE = "agency", "cell", "committee"
LEADING = frozenset({Role.HEAD, Role.DEPUTY, Role.CHAIR, Role.DEPUTY_CHAIR})
_OUTSIDE = frozenset({Role.AUDITOR, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Placing:
    """One commitment somebody can make: its kind, its circle, its issuer, who keeps it."""

    person_id: str
    kind: str
    circle: Unit
    issuer: Unit
    superior_id: str
    custodian_id: str
    shared_with: tuple[str, ...]
    titles: tuple[str, ...]  # of the posts held in the circle, in the Party's committees too
    leads: bool

    def new(self, period: int, **links: str) -> NewDocument:
        """Return what the document is from its first moment.

        Args:
            period: the year it is for.
            links: `campaign_id`, `serves_id`, `supplements_id`, `kind`, `subject_id`.
        """
        is_party = self.kind == PARTY_COMMITMENT.kind_id
        return NewDocument(
            kind=links.pop("kind", self.kind),
            route=IN_THE_CELL.route_id if is_party else IN_THE_UNIT.route_id,
            unit_id=self.circle.unit_id,
            issuer_id=self.issuer.unit_id,
            circle_id=self.circle.unit_id,
            superior_id=self.superior_id,
            custodian_id=self.custodian_id,
            shared_with=self.shared_with,
            period=period,
            **links,
        )


@dataclass(frozen=True, slots=True)
class Places:
    """The units and posts of one instant, looked at for any number of people."""

    units: Mapping[str, Unit]
    holdings: Mapping[str, tuple[Holding, ...]]  # by person
    personnel: frozenset[str]  # units that keep employees' commitments

    def of(self, person_id: str) -> tuple[Placing, ...]:
        """Return the commitments somebody can make: for his cells, then for his place of work."""
        held = [h for h in self.holdings.get(person_id, ()) if h.unit_id in self.units]
        cells = dict.fromkeys(h.unit_id for h in held if self.units[h.unit_id].kind == CELL)
        found = [self._in_cell(person_id, self.units[cell], held) for cell in cells]
        work = self._place_of_work(held)
        return (*found, self._in_unit(person_id, work, held)) if work else tuple(found)

    def _in_cell(self, person_id: str, cell: Unit, held: list[Holding]) -> Placing:
        committees = {h.unit_id for h in held if self.units[h.unit_id].kind == COMMITTEE}
        party = {cell.unit_id, *committees}
        return Placing(
            person_id, PARTY_COMMITMENT.kind_id, cell, cell, self._committee_over(cell),
            cell.unit_id, tuple(sorted(committees)), _titles(held, party), _leads(held),
        )  # fmt: skip

    def _in_unit(self, person_id: str, unit: Unit, held: list[Holding]) -> Placing:
        agency = self._agency_of(unit)
        at_work = [h for h in held if self.units[h.unit_id].kind not in PARTY_UNITS]
        return Placing(
            person_id, EMPLOYEE_COMMITMENT.kind_id, unit, agency, agency.parent_id,
            self._keeper_of(agency), (), _titles(at_work, {unit.unit_id}), _leads(at_work),
        )  # fmt: skip

    def _place_of_work(self, held: list[Holding]) -> Unit | None:
        """A unit below an agency rather than the agency as a whole; the first post decides."""
        state = [
            self.units[h.unit_id]
            for h in held
            if self.units[h.unit_id].kind not in PARTY_UNITS and h.role not in _OUTSIDE
        ]
        return min(state, key=lambda unit: unit.kind == AGENCY, default=None)

    def _agency_of(self, unit: Unit) -> Unit:
        while unit.kind != AGENCY and unit.parent_id in self.units:
            unit = self.units[unit.parent_id]
        return unit

    def _committee_over(self, cell: Unit) -> str:
        """The committee of the nearest agency above that has one; "" where none has."""
        above = cell
        while above.parent_id in self.units:
            above = self.units[above.parent_id]
            found = [u for u in self._below(above) if u.kind == COMMITTEE]
            if found:
                return found[0].unit_id
        return ""

    def _keeper_of(self, agency: Unit) -> str:
        """The personnel office of the agency; the agency itself where it has none (R-046)."""
        found = [u.unit_id for u in self._below(agency) if u.unit_id in self.personnel]
        return found[0] if found else agency.unit_id

    def _below(self, unit: Unit) -> Iterable[Unit]:
        return (u for u in self.units.values() if u.parent_id == unit.unit_id)


def places(conn: Connection, at: datetime) -> Places:
    """Return the places of that instant."""
    every = {unit.unit_id: unit for unit in units.units(conn, at)}
    held: dict[str, list[Holding]] = {}
    for holding in posts.holdings_in(conn, sorted(every)):
        if holds_at(holding.since, holding.until, at):
            held.setdefault(holding.person_id, []).append(holding)
    personnel = {h.unit_id for found in held.values() for h in found if h.role == Role.PERSONNEL}
    return Places(every, {p: tuple(found) for p, found in held.items()}, frozenset(personnel))


def _titles(held: list[Holding], unit_ids: set[str]) -> tuple[str, ...]:
    """Return the titles held in some units, each once."""
    return tuple(dict.fromkeys(h.title for h in held if h.unit_id in unit_ids))


def _leads(held: list[Holding]) -> bool:
    """Say whether any of these posts leads; in the Party it matters wherever that is (R-024)."""
    return any(h.role in LEADING for h in held)
