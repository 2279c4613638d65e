"""Doing something to a document: one POST, one act, however often the button is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_login import login_required

from service.gateway import RefusedError
from service.pages import asked_form, document
from service.pages.asking import actor
from service.pages.offered import DESTRUCTIVE, NUMBER_AND_SEAL
from service.pages.opened import open_document
from service.services import services
from workflows.domain.plan import Act

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

bp = Blueprint("acts", __name__)

PLAIN = frozenset({
    Act.OPEN_ROUND, Act.CLOSE_ROUND, Act.RECORD_VOTE, Act.SUBMIT, Act.REVISE, Act.APPROVE,
    Act.CHOOSE_SIGNER, Act.RETRY, *DESTRUCTIVE,
})  # fmt: skip
LONGEST_PIN = 64


@bp.post("/van-ban/<document_id>/viec/<act>")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def perform(document_id: str, act: str) -> ResponseReturnValue:
    """Perform one act of the table."""
    if act not in PLAIN:
        abort(404)
    wanted = Act(act)
    target = asked_form.target(document_id)
    gateway = services().gateway
    return attempt(
        document_id, wanted, lambda: gateway.act(actor(), target, wanted, asked_form.extras(wanted))
    )


@bp.post("/van-ban/<document_id>/ky")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def sign(document_id: str) -> ResponseReturnValue:
    """Sign with the PIN, through the desk."""
    target = asked_form.target(document_id)
    gateway = services().gateway
    return attempt(document_id, Act.SIGN, lambda: gateway.sign(actor(), target, _pin()))


@bp.post("/van-ban/<document_id>/cap-so")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def number_and_seal(document_id: str) -> ResponseReturnValue:
    """Give number, date and seal in one act."""
    target = asked_form.target(document_id)
    gateway = services().gateway
    return attempt(
        document_id, NUMBER_AND_SEAL, lambda: gateway.number_and_seal(actor(), target, _pin())
    )


def attempt(document_id: str, act: str, done: Callable[[], object]) -> ResponseReturnValue:
    """Do it and go back to the document, or show the document and why it was refused."""
    open_document(document_id)  # who may not see it learns nothing from trying
    try:
        done()
    except RefusedError as refusal:
        return document.refused(document_id, refusal)
    flash(act)
    return redirect(url_for("document.page", document_id=document_id), 303)


def _pin() -> str:
    """Return the PIN; it goes to the desk and nowhere else."""
    pin = request.form.get("pin", "")
    if not 0 < len(pin) <= LONGEST_PIN:
        raise RefusedError("desk.pin_missing")
    return pin
