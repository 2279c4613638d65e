"""Choosing another password; this browser stays signed in, every other one does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from service.accounts.errors import (
    PasswordsDifferError,
    PasswordUnfitError,
    ProofRefusedError,
    SignInBusyError,
)
from service.accounts.own_password import NewPassword, change_password
from service.labels import explain
from service.pages import entering
from service.pages.asking import doing
from service.problems import status_of
from service.services import services

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("own_password", __name__)
REFUSALS = (PasswordUnfitError, PasswordsDifferError, ProofRefusedError, SignInBusyError)


@bp.get("/tai-khoan/mat-khau")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def form() -> ResponseReturnValue:
    """Ask for the old password and the new one."""
    return _page("")


@bp.post("/tai-khoan/mat-khau")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def change() -> ResponseReturnValue:
    """Change the password."""
    typed = NewPassword(*(request.form.get(name, "") for name in ("old", "new", "again")))
    try:
        account = change_password(services().database, current_user.login, typed, doing())
    except REFUSALS as refusal:
        return _page(refusal.code), status_of(refusal.code)
    entering.begin_session(account)
    flash("password_changed")
    return redirect(url_for("own_account.page"), 303)


def _page(code: str) -> str:
    problem = explain(code) if code else None
    return render_template("own_password.html", problem=problem)
