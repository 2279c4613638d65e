"""Văn bản: every document that somebody may see, the latest change first; filters in the URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, render_template, request
from flask_login import login_required

from service.pages.asking import me
from service.pages.timing import calendar_for, due
from service.pages.visibility import viewer_of
from service.services import services
from storage.people import persons, units
from storage.readmodel import queries
from storage.readmodel.shapes import Filters
from workflows.domain.plan import State

if TYPE_CHECKING:
    from datetime import datetime

bp = Blueprint("listing", __name__)


@bp.get("/van-ban")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page() -> str:
    """Show one page of the list."""
    now = services().clock()
    with services().database.reading() as conn:
        asker = me(conn, now)
        unit_names = {u.unit_id: u.name for u in units.units(conn)}
        viewer = viewer_of(asker, unit_names)
        found = queries.documents_list(conn, viewer, _filters(now), _before())
        days = calendar_for(conn, now, [r.deadline for r in found.documents])
        names = persons.names(conn, {r.drafter_id for r in found.documents})
    lines = [(row, due(now, row.deadline, days)) for row in found.documents]
    return render_template(
        "list.html", lines=lines, next_before=found.next_before, names=names, unit_names=unit_names
    )


def _filters(now: datetime) -> Filters:
    state = request.args.get("trang-thai", "")
    return Filters(
        states=frozenset({state} & set(State)),
        late_at=now if request.args.get("qua-han") == "1" else None,
    )


def _before() -> int | None:
    """Return where the page begins, from the URL."""
    text = request.args.get("truoc")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < len(str(2**63))):
        abort(400)
    return int(text)
