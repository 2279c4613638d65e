"""Bàn làm việc: what waits for me, late first; what I was reminded of; my own papers under way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import login_required

from service.pages.asking import me
from service.pages.timing import Due, calendar_for, due
from service.services import services
from storage.people import units
from storage.readmodel import queries
from storage.readmodel.shapes import DocumentRow, Filters, Viewer
from workflows.domain.plan import FINAL, State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flask.typing import ResponseReturnValue
    from sqlalchemy import Connection

    from service.pages.asking import Me
    from storage.readmodel.shapes import Notice, Task
    from workflows.domain.deadlines import Calendar

bp = Blueprint("home", __name__)

GOING = frozenset(State) - FINAL - {State.NEW}
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
        notices = _unread(conn, asker)
        rows = {r.document_id: r for r in (*drafts, *(t.document for t in tasks))}
        rows |= _noticed(conn, notices, rows)
        days = calendar_for(conn, now, [r.deadline for r in rows.values()])
        unit_names = {u.unit_id: u.name for u in units.units(conn)}
    return render_template(
        "home.html",
        me=asker,
        todos=todo_list(tasks, now, days),
        drafts=[ToDo(r, "", due(now, r.deadline, days)) for r in drafts],
        notices=[(n, rows[n.document_id]) for n in notices if n.document_id in rows],
        unit_names=unit_names,
    )


@bp.post("/thong-bao/da-doc")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def read() -> ResponseReturnValue:
    """Note that the reminders this person was shown are read."""
    shown = set(request.form.getlist("notice"))
    now = services().clock()
    with services().database.writing() as conn:
        asker = me(conn, now)
        mine = [(n.seq, n.place) for n in _unread(conn, asker) if f"{n.seq}-{n.place}" in shown]
        queries.mark_read(conn, asker.person_id, mine, now)
    return redirect(url_for("home.page"), 303)


def todo_list(tasks: Sequence[Task], now: datetime, days: Calendar) -> list[ToDo]:
    """Return the list, one line for a document and act; the query has sorted it, late first."""
    lines = {(t.document.document_id, t.asked.act): t for t in tasks if t.asked.act not in OWN_ACTS}
    return [ToDo(t.document, t.asked.act, due(now, t.document.deadline, days))
            for t in lines.values()]  # fmt: skip


def _unread(conn: Connection, asker: Me) -> list[Notice]:
    found = queries.notices_for(conn, asker.person_id, asker.places)
    return [notice for notice in found if notice.read_at is None][:NOTICES]


def _own(conn: Connection, person_id: str) -> tuple[DocumentRow, ...]:
    going = Filters(states=GOING, drafter_id=person_id)
    return queries.documents_list(conn, Viewer(person_id), going).documents


def _noticed(
    conn: Connection, notices: Sequence[Notice], known: dict[str, DocumentRow]
) -> dict[str, DocumentRow]:
    missing = {n.document_id for n in notices} - known.keys()
    found = (queries.document(conn, document_id) for document_id in sorted(missing))
    return {row.document_id: row for row in found if row is not None}
