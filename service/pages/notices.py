"""Thông báo: what somebody was reminded of, urged to, or told is late; and marking it as read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import login_required

from service.knowing import viewer_of
from service.pages.asking import me
from service.services import services
from storage.readmodel import queries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask.typing import ResponseReturnValue
    from sqlalchemy import Connection

    from service.knowing import Me
    from storage.readmodel.shapes import DocumentRow, Notice

bp = Blueprint("notices", __name__)

PAGE = 50
MOST = 100_000  # pages go no deeper
BACK = {"notices": "notices.page", "home": "home.page"}


@bp.get("/thong-bao")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page() -> str:
    """Show one page, the newest first."""
    now = services().clock()
    first = min(max(0, request.args.get("tu", 0, int)), MOST)
    with services().database.reading() as conn:
        asker = me(conn, now)
        found = queries.notices_for(conn, asker.person_id, asker.places, PAGE + 1, first)
        rows = noticed(conn, asker, found, {})
    lines = [(n, rows[n.document_id]) for n in found[:PAGE] if n.document_id in rows]
    more = first + PAGE if len(found) > PAGE else None
    unread_keys = [n.key for n, _ in lines if n.read_at is None]
    return render_template("notices.html", lines=lines, more=more, unread=unread_keys)


@bp.post("/thong-bao/da-doc")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def read() -> ResponseReturnValue:
    """Note that the notices this person was shown are read."""
    shown = set(request.form.getlist("notice"))
    now = services().clock()
    with services().database.writing() as conn:
        asker = me(conn, now)
        found = queries.notices_by(conn, asker.person_id, asker.places, _acts_of(shown))
        mine = [(n.seq, n.place) for n in found if n.key in shown and n.read_at is None]
        queries.mark_read(conn, asker.person_id, mine, now)
    return redirect(url_for(BACK.get(request.form.get("back", ""), "home.page")), 303)


def unread(conn: Connection, asker: Me, limit: int) -> list[Notice]:
    """Return what somebody has not marked as read, the newest first."""
    found = queries.notices_for(conn, asker.person_id, asker.places)
    return [notice for notice in found if notice.read_at is None][:limit]


def noticed(
    conn: Connection, asker: Me, notices: Sequence[Notice], known: Mapping[str, DocumentRow]
) -> dict[str, DocumentRow]:
    """Return the documents of notices that are not known yet; of what one may know of no more."""
    missing = {n.document_id for n in notices} - known.keys()
    found = queries.visible_among(conn, viewer_of(asker), missing)
    return {row.document_id: row for row in found}


def _acts_of(keys: set[str]) -> list[str]:
    """Return the acts that the notices of these keys came with."""
    return sorted({key.rpartition("/")[0] for key in keys})[:PAGE]
