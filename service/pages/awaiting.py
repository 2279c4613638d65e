"""Waiting for whom a remote holder asks: on the phone, for a code, or on a page of its own.

The same form asks again, or it is taken back. The page keeps what was sent, but never the PIN nor
a code; in its place stands what the PIN has opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import login_required

from service.desk.client import SigningSession
from service.labels import label_of
from service.pages.asking import actor
from service.services import services
from signing.errors import AWAITING, Asking

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from service.gateway import RefusedError

bp = Blueprint("awaiting", __name__)

FIELD, QUESTION, TYPED = "phien", "cau_hoi", "ma_xac_nhan_"
_NOT_KEPT: Final = frozenset({"csrf_token", "pin", FIELD, QUESTION})
_LONGEST: Final = 200
_LONGEST_CODE: Final = 4_000  # of what a browser brings back


@dataclass(frozen=True, slots=True)
class Awaiting:
    """What the page needs to ask again: where, with what, and how long there is time."""

    action: str
    fields: tuple[tuple[str, str], ...]
    session: str
    seconds: int
    asking: Asking  # what for, and the how manieth time of how many


def awaiting(refusal: RefusedError, action: str = "") -> Awaiting | None:
    """Return what is awaited, when a refusal is nothing else than "not yet".

    With `action`, that address is asked again, and knows by itself what it was about.
    """
    details = dict(refusal.details)
    session = details.pop("session", None)
    if refusal.code not in AWAITING or not isinstance(session, str):
        return None
    asking = Asking(**details)  # type: ignore[arg-type]  # as `ceremony.still_awaited` wrote it
    typed = () if action else request.form.items(multi=True)
    fields = tuple((name, value) for name, value in typed if _is_kept(name))
    return Awaiting(action or request.path, fields, session, int(asking.seconds), asking)


def _is_kept(name: str) -> bool:
    return name not in _NOT_KEPT and not name.startswith(TYPED)


def resumed() -> SigningSession | None:
    """Return what an earlier PIN has opened, where the form carries it, with what was typed."""
    token, question = request.form.get(FIELD, ""), request.form.get(QUESTION, "")
    if not 0 < len(token) <= _LONGEST:
        return None
    typed = {
        name.removeprefix(TYPED): value.strip()
        for name, value in request.form.items()
        if name.startswith(TYPED) and len(value) <= _LONGEST
    }
    return SigningSession(token, 0.0, question[:_LONGEST], typed if question else {})


@bp.get("/ky/xac-nhan")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def came_back() -> ResponseReturnValue:
    """Take what the browser brings back from a remote holder's page to the desk."""
    state, code = request.args.get("state", ""), request.args.get("code", "")
    if not 0 < len(state) <= _LONGEST or len(code) > _LONGEST_CODE:
        abort(400)
    services().gateway.came_back(actor(), state, code)
    return render_template("came_back.html", is_confirmed=bool(code))


@bp.post("/ky/rut-lai")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def take_back() -> ResponseReturnValue:
    """Take the request on the phone back; what was not confirmed is not signed."""
    session = resumed()
    if session is None:
        abort(400)
    services().gateway.take_back(actor(), session)
    flash(label_of("done", "take_back", "", ""))
    return redirect(url_for("sign_many.page"), 303)
