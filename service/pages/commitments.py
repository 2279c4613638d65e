"""Cam kết cá nhân: my commitments of all years, both kinds side by side; nobody else's are here."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from flask import Blueprint, render_template
from flask_login import login_required

from service.commitments.circles import circles_led_by
from service.commitments.contents import ADDENDUM_OF
from service.commitments.placing import places
from service.pages.asking import me
from service.pages.timing import Due, calendar_for, due, local_day
from service.services import services
from storage.people import units
from storage.readmodel import queries
from storage.readmodel.shapes import DocumentRow, Filters, Viewer
from workflows.domain.kinds import ADDED_TO, COMMITMENTS
from workflows.domain.lifecycle import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from service.commitments.placing import Placing

bp = Blueprint("commitments", __name__)

MOST = 500  # of one person, in all his years
NEXT_YEARS_MONTH = 10  # from then on next year's may be begun


@dataclass(frozen=True, slots=True)
class Line:
    """One commitment in the list, with what was added to it."""

    row: DocumentRow
    due: Due
    addenda: tuple[DocumentRow, ...]

    @property
    def takes_addenda(self) -> bool:
        """Whether something can be added to it now."""
        return self.row.kind in ADDENDUM_OF and self.row.state in ADDED_TO


@bp.get("/cam-ket")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page() -> str:
    """Show everything that this person committed himself to, the latest year first."""
    now = services().clock()
    with services().database.reading() as conn:
        asker = me(conn, now)
        mine = Filters(kinds=COMMITMENTS, drafter_id=asker.person_id)
        rows = queries.documents_list(conn, Viewer(asker.person_id), mine, limit=MOST).documents
        days = calendar_for(conn, now, [row.deadline for row in rows])
        unit_names = {unit.unit_id: unit.name for unit in units.units(conn)}
        placings = places(conn, now).of(asker.person_id)
        led = circles_led_by(conn, asker.person_id, now)
    lines = [
        _line(row, rows, due(now, row.deadline, days)) for row in rows if not row.supplements_id
    ]
    lines.sort(key=lambda line: (-line.row.period, line.row.kind, line.row.document_id))
    return render_template(
        "commitments.html",
        years=[(year, list(found)) for year, found in groupby(lines, lambda one: one.row.period)],
        unit_names=unit_names,
        begins=[
            (year, left) for year in years_to_begin(now) if (left := _left(rows, placings, year))
        ],
        has_places=bool(placings),
        circles=led,
    )


def years_to_begin(now: datetime) -> tuple[int, ...]:
    """Return the years that somebody may commit himself for now."""
    today = local_day(now)
    return (today.year, today.year + 1) if today.month >= NEXT_YEARS_MONTH else (today.year,)


def _line(row: DocumentRow, rows: Sequence[DocumentRow], due_: Due) -> Line:
    return Line(row, due_, tuple(one for one in rows if one.supplements_id == row.document_id))


def _left(
    rows: Sequence[DocumentRow], placings: Sequence[Placing], year: int
) -> tuple[Placing, ...]:
    taken = {r.kind for r in rows if r.period == year and r.state != State.WITHDRAWN}
    return tuple(placing for placing in placings if placing.kind not in taken)
