"""Waiting for a confirmation on the phone: asked for again by the same form, or taken back.

The page keeps what was sent, but never the PIN; in its place stands what the PIN has opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_login import login_required

from service.desk.client import SigningSession
from service.labels import label_of
from service.pages.asking import actor
from service.services import services
from signing.errors import AwaitingPhoneError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from service.gateway import RefusedError

bp = Blueprint("awaiting", __name__)

FIELD: Final = "phien"
_NOT_KEPT: Final = frozenset({"csrf_token", "pin", FIELD})
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Awaiting:
    """What the page needs to ask again: where, with what, and how long there is time."""

    action: str
    fields: tuple[tuple[str, str], ...]
    session: str
    seconds: int


def awaiting(refusal: RefusedError, action: str = "") -> Awaiting | None:
    """Return what is awaited, when a refusal is nothing else than "not yet".

    With `action`, that address is asked again, and knows by itself what it was about.
    """
    session, seconds = refusal.details.get("session"), refusal.details.get("seconds")
    if refusal.code != AwaitingPhoneError.code or not isinstance(session, str):
        return None
    typed = () if action else request.form.items(multi=True)
    fields = tuple((name, value) for name, value in typed if name not in _NOT_KEPT)
    left = seconds if isinstance(seconds, int) else 0
    return Awaiting(action or request.path, fields, session, left)


def resumed() -> SigningSession | None:
    """Return what an earlier PIN has opened, where the form carries it."""
    token = request.form.get(FIELD, "")
    return SigningSession(token, 0.0) if 0 < len(token) <= _LONGEST else None


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
