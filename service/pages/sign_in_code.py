"""The door's second page: the code of whoever wants to be asked for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request

from service.accounts.errors import SignInNeededError, SignInRefusedError
from service.accounts.next_page import safe_next
from service.accounts.sign_in import sign_in_by_code
from service.labels import explain
from service.pages import entering
from service.problems import status_of
from service.services import services

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("sign_in_code", __name__)


@bp.get("/dang-nhap/ma")
def form() -> ResponseReturnValue:
    """Ask for the code, if the password was right a moment ago."""
    if entering.waiting(services().clock()) is None:
        raise SignInNeededError
    return _page("")


@bp.post("/dang-nhap/ma")
def enter() -> ResponseReturnValue:
    """Check the code; the answer to a wrong one is that to a wrong password."""
    now = services().clock()
    waiting = entering.waiting(now)
    if waiting is None:
        raise SignInNeededError
    try:
        entered = sign_in_by_code(services().door, waiting, request.form.get("code", ""), now)
    except SignInRefusedError as refusal:
        return _page(refusal.code), status_of(refusal.code)
    entering.begin_session(entered.account)
    if entered.by_recovery:
        flash("recovery_code_used")
    return redirect(safe_next(request.form.get("next")), 303)


def _page(code: str) -> str:
    target = safe_next(request.values.get("next"))
    problem = explain(code) if code else None
    return render_template("sign_in_code.html", problem=problem, next=target)
