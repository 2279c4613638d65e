"""The door: signing in and out. In a demonstration it also says who there is to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_required, logout_user

from service.accounts.errors import SignInBusyError, SignInRefusedError
from service.accounts.next_page import safe_next
from service.accounts.sign_in import sign_in
from service.labels import explain
from service.pages import entering
from service.problems import status_of
from service.services import services
from storage.people import accounts, persons, posts
from workflows.domain.people import holds_at

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue
    from sqlalchemy import Connection

    from storage.people.persons import Person

bp = Blueprint("account", __name__)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One line of the demonstration's list."""

    login: str
    full_name: str
    titles: tuple[str, ...]


@bp.get("/dang-nhap")
def form() -> ResponseReturnValue:
    """Show the sign-in page."""
    if current_user.is_authenticated:
        return redirect(safe_next(request.args.get("next")))
    return _page("", request.args.get("login", ""))


@bp.post("/dang-nhap")
def enter() -> ResponseReturnValue:
    """Check login and password; a code is asked for on a page of its own."""
    login, password = request.form.get("login", ""), request.form.get("password", "")
    now = services().clock()
    try:
        known = sign_in(services().database, login, password, now)
    except (SignInRefusedError, SignInBusyError) as refusal:
        return _page(refusal.code, login), status_of(refusal.code)
    target = safe_next(request.form.get("next"))
    if known.needs_code:
        entering.wait_for_code(known.account, now)
        return redirect(url_for("sign_in_code.form", next=target), 303)
    entering.begin_session(known.account)
    return redirect(target, 303)


@bp.post("/dang-xuat")
def leave() -> ResponseReturnValue:
    """End this session."""
    logout_user()
    session.clear()
    flash("signed_out")
    return redirect(url_for("account.form"), 303)


@bp.post("/tai-khoan/dang-xuat-moi-noi")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def leave_everywhere() -> ResponseReturnValue:
    """End every session of this person."""
    with services().database.writing() as conn:
        accounts.end_sessions(conn, current_user.person_id)
    logout_user()
    session.clear()
    flash("sessions_ended")
    return redirect(url_for("account.form"), 303)


def _page(code: str, login: str = "") -> str:
    problem = explain(code) if code else None
    target = safe_next(request.values.get("next"))
    return render_template(
        "sign_in.html", problem=problem, login=login, next=target, demo=_demo_people()
    )


def _demo_people() -> tuple[DemoPerson, ...]:
    """List who can be played; nobody outside a demonstration."""
    if services().demo_password is None:
        return ()
    now = services().clock()
    with services().database.reading() as conn:
        found = [_demo_person(conn, person, now) for person in persons.people(conn)]
    return tuple(person for person in found if person is not None)


def _demo_person(conn: Connection, person: Person, now: datetime) -> DemoPerson | None:
    account = accounts.account_of(conn, person.person_id)
    if account is None:
        return None
    held = posts.holdings_of(conn, person.person_id)
    titles = dict.fromkeys(h.title for h in held if holds_at(h.since, h.until, now))
    return DemoPerson(account.login, person.full_name, tuple(titles))
