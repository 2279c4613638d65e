"""Bàn làm việc: what waits for me, late first; what I was reminded of; my own papers under way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, render_template
from flask_login import login_required

from service.pages.absence_view import away_until
from service.pages.asking import me
from service.pages.certificate_view import tasks_of
from service.pages.notices import noticed, unread
from service.pages.timing import Due, calendar_for, due
from service.services import services
from storage.people import units
from storage.readmodel import queries
from storage.readmodel.shapes import DocumentRow, Filters, Viewer
from workflows.domain.kinds import COMMITMENTS
from workflows.domain.lifecycle import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from storage.readmodel.shapes import Task
    from workflows.domain.deadlines import Calendar

bp = Blueprint("home", __name__)

GOING = frozenset(State) - {State.NEW, State.ARCHIVED, State.WITHDRAWN, State.CLOSED}
NOTICES = 10
OWN_ACTS = frozenset({"save"})  # one's own drafts are not a task somebody set


@dataclass(frozen=True, slots=True)
class ToDo:
    """One line of the list."""

    row: DocumentRow
    act: str
    due: Due


@bp.get("/")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page() -> str:
    """Show the desk."""
    now = services().clock()
    with services().database.reading() as conn:
        asker = me(conn, now)
        tasks = queries.documents_waiting_for(conn, asker.person_id, asker.places)
        drafts = _own(conn, asker.person_id)
        notices = unread(conn, asker, NOTICES)
        rows = {r.document_id: r for r in (*drafts, *(t.document for t in tasks))}
        rows |= noticed(conn, asker, notices, rows)
        days = calendar_for(conn, now, [r.deadline for r in rows.values()])
        unit_names = {u.unit_id: u.name for u in units.units(conn)}
        until = away_until(conn, asker.person_id, now)
        certificate_tasks = tasks_of(conn, asker, now)
    return render_template(
        "home.html",
        away_until=until,
        me=asker,
        todos=todo_list(tasks, now, days),
        drafts=[ToDo(r, "", due(now, r.deadline, days)) for r in drafts],
        notices=[(n, rows[n.document_id]) for n in notices if n.document_id in rows],
        unit_names=unit_names,
        certificate_tasks=certificate_tasks,
    )


def todo_list(tasks: Sequence[Task], now: datetime, days: Calendar) -> list[ToDo]:
    """Return the list, one line for a document and act; the query has sorted it, late first."""
    lines = {(t.document.document_id, t.asked.act): t for t in tasks if t.asked.act not in OWN_ACTS}
    return [ToDo(t.document, t.asked.act, due(now, t.document.deadline, days))
            for t in lines.values()]  # fmt: skip


def _own(conn: Connection, person_id: str) -> tuple[DocumentRow, ...]:
    going = Filters(states=GOING, drafter_id=person_id)
    found = queries.documents_list(conn, Viewer(person_id), going).documents
    return tuple(row for row in found if not _is_carried_out(row))


def _is_carried_out(row: DocumentRow) -> bool:
    """A registered commitment is nobody's paperwork; its page is "Cam kết"."""
    return row.kind in COMMITMENTS and row.state == State.IN_FORCE
