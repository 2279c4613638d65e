"""What the registers and last year's papers give to a commitment that begins."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from service.commitments.contents import Beginning, Served
from service.commitments.placing import places
from storage.people import persons, units
from storage.readmodel import issued, queries
from storage.readmodel.shapes import Filters, Viewer
from workflows.domain.kinds import COMMITMENTS, EMPLOYEE_COMMITMENT, PARTY_COMMITMENT
from workflows.domain.lifecycle import State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from doc_templates.port import Content
    from service.commitments.placing import Placing
    from storage.blobs.port import BlobStore
    from storage.readmodel.issued import IssuedPlan
    from storage.readmodel.shapes import DocumentRow

_FULL = frozenset({PARTY_COMMITMENT.kind_id, EMPLOYEE_COMMITMENT.kind_id})
_MOST = 20  # commitments of one person for one year, withdrawn ones among them


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose commitments begin, for which year."""

    person_id: str
    year: int


def beginning(
    conn: Connection, blobs: BlobStore, asked: Asked, at: datetime, serves: Served | None = None
) -> Beginning:
    """Return what somebody's commitments of a year begin with."""
    name = persons.names(conn, [asked.person_id]).get(asked.person_id, "")
    placings = places(conn, at).of(asked.person_id)
    last = {
        row.kind: _content(blobs, row)
        for row in commitments_of(conn, replace(asked, year=asked.year - 1))
        if row.kind in _FULL
    }
    return Beginning(name, placings, asked.year, serves, last)


def commitments_of(conn: Connection, asked: Asked) -> tuple[DocumentRow, ...]:
    """Return somebody's commitments and addenda of a year that were not withdrawn."""
    his = Filters(kinds=COMMITMENTS, drafter_id=asked.person_id, period=asked.year)
    found = queries.documents_list(conn, Viewer(asked.person_id), his, limit=_MOST).documents
    return tuple(row for row in found if row.state != State.WITHDRAWN)


def plans_to_serve(
    conn: Connection, placings: tuple[Placing, ...], at: datetime
) -> list[IssuedPlan]:
    """Return the plans that somebody's commitments may serve: of his offices and those above."""
    return issued.issued_plans(conn, _around(conn, placings, at))


def served(plan: IssuedPlan) -> Served:
    """Return an issued plan as a commitment refers to it."""
    return Served(plan.document_id, plan.number, plan.day.isoformat(), plan.title)


def campaign_of(conn: Connection, plan_id: str, placings: tuple[Placing, ...], at: datetime) -> str:
    """Return the running campaign of that plan in which one of these offices takes part."""
    return issued.running_campaign(conn, plan_id, _around(conn, placings, at)) if plan_id else ""


def _around(conn: Connection, placings: tuple[Placing, ...], at: datetime) -> set[str]:
    parents = {unit.unit_id: unit.parent_id for unit in units.units(conn, at)}
    return {found for p in placings for found in _upwards(p.circle.unit_id, parents)}


def _upwards(unit_id: str, parents: dict[str, str]) -> Iterator[str]:
    while unit_id in parents:
        yield unit_id
        unit_id = parents[unit_id]


def _content(blobs: BlobStore, row: DocumentRow) -> Content:
    loaded: Content = json.loads(blobs.get(row.content)) if row.content else {}
    return loaded
