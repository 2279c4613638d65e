"""Văn bản: every document that somebody may see, the latest change first; filters in the URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, render_template, request
from flask_login import login_required

from service.knowing import viewer_of
from service.pages.asking import me
from service.pages.hindrance import waiting_of
from service.pages.timing import calendar_for, due
from service.services import services
from storage.people import persons, units
from storage.readmodel import queries
from storage.readmodel.shapes import Filters
from workflows.domain.lifecycle import State

if TYPE_CHECKING:
    from datetime import datetime

bp = Blueprint("listing", __name__)

LONGEST_KEY = 200


@bp.get("/van-ban")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page() -> str:
    """Show one page of the list."""
    now = services().clock()
    with services().database.reading() as conn:
        asker = me(conn, now)
        unit_names = {u.unit_id: u.name for u in units.units(conn)}
        found = queries.documents_list(conn, viewer_of(asker), _filters(now), _before())
        days = calendar_for(conn, now, [r.deadline for r in found.documents])
        names = persons.names(conn, {r.drafter_id for r in found.documents})
        waiting = waiting_of(conn, found.documents)
    lines = [(row, due(now, row.deadline, days)) for row in found.documents]
    return render_template(
        "list.html", lines=lines, next_before=found.next_before, names=names,
        unit_names=unit_names, waiting=waiting,
    )  # fmt: skip


def _filters(now: datetime) -> Filters:
    state = request.args.get("trang-thai", "")
    return Filters(
        states=frozenset({state} & set(State)),
        late_at=now if request.args.get("qua-han") == "1" else None,
    )


def _before() -> str | None:
    """Return where the page begins, from the URL."""
    key = request.args.get("truoc")
    if key is not None and (len(key) > LONGEST_KEY or not queries.is_page_key(key)):
        abort(400)
    return key
