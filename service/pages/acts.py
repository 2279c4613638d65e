"""Doing something to a document: one POST, one act, however often the button is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, url_for
from flask_login import login_required

from service.gateway import Extras, RefusedError
from service.labels import label_of
from service.pages import asked_form, document
from service.pages.asking import actor
from service.pages.offered import DESTRUCTIVE, NUMBER_AND_SEAL, SIGN_AND_NUMBER
from service.pages.opened import open_document
from service.pages.proof import prove
from service.services import services
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from service.gateway import Target

bp = Blueprint("acts", __name__)

PLAIN = frozenset({
    Act.OPEN_ROUND, Act.CLOSE_ROUND, Act.RECORD_VOTE, Act.SUBMIT, Act.REVISE, Act.APPROVE,
    Act.CHOOSE_SIGNER, Act.RETRY, Act.CLOSE, *DESTRUCTIVE,
})  # fmt: skip


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
    return attempt(document_id, Act.SIGN, lambda: gateway.sign(actor(), target, asked_form.pin()))


@bp.post("/van-ban/<document_id>/xac-nhan-noi-bo")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def acknowledge(document_id: str) -> ResponseReturnValue:
    """Acknowledge one's commitment by password and code: no digital signature, and said so."""
    target = asked_form.target(document_id)
    return attempt(document_id, Act.ACKNOWLEDGE, lambda: _acknowledge(target))


@bp.post("/van-ban/<document_id>/cap-so")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def number_and_seal(document_id: str) -> ResponseReturnValue:
    """Give number, date and seal in one act."""
    target = asked_form.target(document_id)
    gateway = services().gateway
    return attempt(
        document_id,
        NUMBER_AND_SEAL,
        lambda: gateway.number_and_seal(actor(), target, asked_form.pin()),
    )


@bp.post("/van-ban/<document_id>/ky-ghi-so")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def sign_and_number(document_id: str) -> ResponseReturnValue:
    """Sign a paper without a seal and its number in one act."""
    target = asked_form.target(document_id)
    gateway = services().gateway
    return attempt(
        document_id,
        SIGN_AND_NUMBER,
        lambda: gateway.sign_and_number(actor(), target, asked_form.pin()),
    )


def attempt(document_id: str, act: str, done: Callable[[], object]) -> ResponseReturnValue:
    """Do it and go back to the document, or show the document and why it was refused."""
    doc = open_document(document_id).doc  # who may not see it learns nothing from trying
    try:
        done()
    except RefusedError as refusal:
        return document.refused(document_id, refusal)
    flash(label_of("done", act, doc.kind, doc.state))
    return redirect(url_for("document.page", document_id=document_id), 303)


def _acknowledge(target: Target) -> None:
    """Prove and act; pressed twice, the second press finds it done and its code is not asked."""
    gateway = services().gateway
    if gateway.recorded(target) is None:
        gateway.act(actor(), target, Act.ACKNOWLEDGE, Extras(step_up_id=prove(target)))
