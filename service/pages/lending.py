"""Ủy quyền, vắng mặt: note an absence, lend the authority of a post, end either. Each is an act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user, login_required

from service.labels import explain
from service.pages.absence_view import away_until, office_view, own_absences
from service.pages.asked_form import LONGEST_ID, words
from service.pages.lending_view import lending_view
from service.pages.register_form import attempt, day, instant, required_instant
from service.services import services
from workflows.domain.lending import PREFIXES, Authority
from workflows.domain.people import Prefix
from workflows.domain.register_errors import AuthorityMissingError, ReceiverUnfitError
from workflows.recording.lending_acts import (
    EndAbsence,
    EndDelegation,
    GiveDelegation,
    NoteAbsence,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from service.gateway import RefusedError
    from workflows.domain.errors import DomainError
    from workflows.recording.register_acts import RegisterAsk

bp = Blueprint("lending", __name__)


@bp.get("/uy-quyen")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page() -> str:
    """Show what is noted and lent, and the forms for more."""
    return _page()


@bp.post("/uy-quyen/vang-mat")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def note_absence() -> ResponseReturnValue:
    """Note an absence: one's own, or as the office that of somebody in the agency."""
    return _attempt(_absence, "absence_noted")


@bp.post("/uy-quyen/vang-mat/ket-thuc")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def end_absence() -> ResponseReturnValue:
    """End an absence, or call it off."""
    return _attempt(lambda: EndAbsence(_id("absence_id")), "absence_ended")


@bp.post("/uy-quyen/giao")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def give() -> ResponseReturnValue:
    """Lend the authority of a post."""
    return _attempt(_delegation, "delegation_given")


@bp.post("/uy-quyen/ket-thuc")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def end_delegation() -> ResponseReturnValue:
    """Take a lent authority back."""
    return _attempt(lambda: EndDelegation(_id("delegation_id")), "delegation_ended")


def _absence() -> NoteAbsence:
    return NoteAbsence(_id("person_id"), instant("since"), required_instant("until"))


def _delegation() -> GiveDelegation:
    prefix, _, person_id = request.form.get("to", "").partition("|")
    if prefix not in PREFIXES or not 0 < len(person_id) <= LONGEST_ID:
        raise ReceiverUnfitError("to")
    return GiveDelegation(
        _id("post_id"),
        person_id,
        Prefix(prefix),
        instant("since"),
        required_instant("until"),
        _authority(),
    )


def _authority() -> Authority | None:
    """Return the written act; its number and day belong together."""
    number, written_on = words("authority"), day("authority_day")
    if not number and written_on is None:
        return None
    if not number or written_on is None:
        raise AuthorityMissingError("authority")
    return Authority(number, written_on)


def _id(name: str) -> str:
    return request.form.get(name, "")[:LONGEST_ID]


def _attempt(asked: Callable[[], RegisterAsk], done: str) -> ResponseReturnValue:
    return attempt(asked, _page, done, url_for("lending.page"))


def _page(refusal: DomainError | RefusedError | None = None) -> str:
    now = services().clock()
    person_id: str = current_user.person_id
    wanted = request.args.get("nguoi", "")
    with services().database.reading() as conn:
        shown = lending_view(conn, person_id, now)
        office = office_view(conn, person_id, now, wanted)
        own = own_absences(conn, person_id, now)
        until = away_until(conn, person_id, now)
    return render_template(
        "lending.html",
        person_id=person_id,
        shown=shown,
        office=office,
        own=own,
        away_until=until,
        wanted=wanted,
        typed=request.form if refusal is not None else {},
        problem=explain(refusal.code) if refusal else None,
        act_id=services().new_id(),
    )
