"""Xác thực hai lớp: set up with a QR code, turned off, and what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from service.accounts import own_second_factor
from service.accounts.errors import (
    CodeWrongError,
    ProofRefusedError,
    SecondFactorNeededError,
    SecondFactorOnError,
    SignInBusyError,
)
from service.accounts.proof import Given
from service.accounts.totp import provisioning_uri, secret_text
from service.labels import explain, label
from service.pages.asking import doing
from service.pages.qr import qr_svg
from service.problems import status_of
from service.services import services
from storage.people import recovery_codes, second_factors

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

bp = Blueprint("own_second_factor", __name__)
REFUSALS = (
    CodeWrongError, ProofRefusedError, SecondFactorNeededError, SecondFactorOnError,
    SignInBusyError,
)  # fmt: skip


@bp.get("/tai-khoan/hai-lop")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page() -> ResponseReturnValue:
    """Show how far it is: not begun, waiting for its first code, or on."""
    return _page("")


@bp.post("/tai-khoan/hai-lop/bat-dau")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def begin() -> ResponseReturnValue:
    """Make a secret."""
    person_id, now = current_user.person_id, services().clock()
    password = request.form.get("password", "")
    return _tried(lambda: own_second_factor.begin(services().door, person_id, password, now), "")


@bp.post("/tai-khoan/hai-lop/xac-nhan")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def confirm() -> ResponseReturnValue:
    """Turn it on with its first code, and show the recovery codes this once."""
    asked = request.form.get("asked_at_sign_in") == "1"
    code = request.form.get("code", "")
    return _with_codes(
        lambda: own_second_factor.confirm(
            services().door, code, doing(), asked_at_sign_in=asked
        )
    )  # fmt: skip


@bp.post("/tai-khoan/hai-lop/ma-du-phong")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def new_codes() -> ResponseReturnValue:
    """Make new recovery codes, and show them this once."""
    return _with_codes(
        lambda: own_second_factor.new_recovery_codes(services().door, _given(), doing())
    )


@bp.post("/tai-khoan/hai-lop/khi-dang-nhap")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def ask_at_sign_in() -> ResponseReturnValue:
    """Choose whether each sign-in asks for a code."""
    is_asked = request.form.get("asked_at_sign_in") == "1"
    return _tried(
        lambda: own_second_factor.ask_at_sign_in(
            services().door, _given(), doing(), is_asked=is_asked
        ),
        "sign_in_changed",
    )


@bp.post("/tai-khoan/hai-lop/tat")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def turn_off() -> ResponseReturnValue:
    """Remove it."""
    return _tried(
        lambda: own_second_factor.turn_off(services().door, _given(), doing()),
        "second_factor_off",
    )


def _given() -> Given:
    """Return what was typed; it is checked and kept nowhere."""
    return Given(request.form.get("password", ""), request.form.get("code", ""))


def _tried(done: Callable[[], object], said: str) -> ResponseReturnValue:
    """Do it and show the page, or show the page and why it was refused."""
    try:
        done()
    except REFUSALS as refusal:
        return _page(refusal.code), status_of(refusal.code)
    if said:
        flash(said)
    return redirect(url_for("own_second_factor.page"), 303)


def _with_codes(made: Callable[[], tuple[str, ...]]) -> ResponseReturnValue:
    """Show new recovery codes: not after a redirect, because they are kept nowhere."""
    try:
        words = made()
    except REFUSALS as refusal:
        return _page(refusal.code), status_of(refusal.code)
    return render_template("recovery_codes.html", words=words)


def _page(code: str) -> str:
    person_id, door = current_user.person_id, services().door
    secret = own_second_factor.pending_secret(door, person_id, services().clock())
    uri = provisioning_uri(secret, current_user.login, label("account", "issuer")) if secret else ""
    with services().database.reading() as conn:
        factor = second_factors.second_factor(conn, person_id)
        left = recovery_codes.left(conn, person_id)
    return render_template(
        "own_second_factor.html",
        problem=explain(code) if code else None,
        is_on=factor is not None and factor.is_on,
        asked_at_sign_in=factor is not None and factor.asked_at_sign_in,
        codes_left=left,
        secret=secret_text(secret) if secret else "",
        uri=uri,
        qr=qr_svg(uri) if secret else "",
    )
