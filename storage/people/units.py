"""Units and what they were called over time: an old paper keeps the name of its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, or_, select, update

from storage.people.tables import UNIT_NAMES, UNITS

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Connection, Row, Select


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it was called at one moment.

    `kind` is agency, unit, cell or committee; `superior_line` is the line above its name on paper,
    `place` the place name before the date, `code` the part of a number after the kind: SYT.
    """

    unit_id: str
    parent_id: str  # "" at the top
    kind: str
    name: str
    superior_line: str
    place: str
    code: str
    since: datetime
    until: datetime | None = None


def add_unit(conn: Connection, unit: Unit) -> None:
    """Add a unit under its first name."""
    conn.execute(
        insert(UNITS).values(id=unit.unit_id, parent_id=unit.parent_id or None, kind=unit.kind)
    )
    _add_name(conn, unit)


def rename_unit(conn: Connection, unit: Unit) -> None:
    """Give a unit another name, line, place or code from `unit.since` on."""
    conn.execute(
        update(UNIT_NAMES)
        .where(UNIT_NAMES.c.unit_id == unit.unit_id, UNIT_NAMES.c.since < unit.since)
        .where(or_(UNIT_NAMES.c.until.is_(None), UNIT_NAMES.c.until > unit.since))
        .values(until=unit.since)
    )
    _add_name(conn, unit)


def unit(conn: Connection, unit_id: str, at: datetime) -> Unit | None:
    """Return a unit as it was called at an instant; None if it had no name then."""
    row = conn.execute(_named().where(UNITS.c.id == unit_id, _called(at))).first()
    return _unit(row) if row else None


def units(conn: Connection, at: datetime | None = None) -> list[Unit]:
    """Return all units by id: as called at an instant, or else by their latest names."""
    ordered = _named().order_by(UNITS.c.id, UNIT_NAMES.c.since)
    if at is not None:
        return [_unit(row) for row in conn.execute(ordered.where(_called(at)))]
    latest = {row.id: _unit(row) for row in conn.execute(ordered)}
    return list(latest.values())


def kinds_of(conn: Connection, unit_ids: Collection[str]) -> dict[str, str]:
    """Return the kind of each of these units: agency, unit, cell, committee."""
    asked = {"unit_ids": list(unit_ids)}
    return {row.id: row.kind for row in conn.execute(_KINDS_OF, asked)}


def _add_name(conn: Connection, unit: Unit) -> None:
    conn.execute(
        insert(UNIT_NAMES).values(
            unit_id=unit.unit_id, since=unit.since, until=unit.until, name=unit.name,
            superior_line=unit.superior_line, place=unit.place, code=unit.code,
        )
    )  # fmt: skip


def _named() -> Select[Any]:
    return select(UNITS, UNIT_NAMES).join(UNIT_NAMES, UNIT_NAMES.c.unit_id == UNITS.c.id)


def _called(at: datetime) -> ColumnElement[bool]:
    open_or_later = or_(UNIT_NAMES.c.until.is_(None), UNIT_NAMES.c.until > at)
    return (UNIT_NAMES.c.since <= at) & open_or_later


def _unit(row: Row[Any]) -> Unit:
    return Unit(
        row.id, row.parent_id or "", row.kind, row.name, row.superior_line, row.place, row.code,
        row.since, row.until,
    )  # fmt: skip


# Every act asks this; putting a statement together takes longer than a database needs to answer it.
_KINDS_OF = select(UNITS.c.id, UNITS.c.kind).where(
    UNITS.c.id.in_(bindparam("unit_ids", expanding=True))
)
