"""Góp ý: a comment at a paragraph, and the answer that every comment gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request
from flask_login import login_required

from service.gateway import AnswerGiven
from service.pages import acts, asked_form
from service.pages.asking import actor
from service.services import services
from workflows.domain.waiting import ANSWER, COMMENT

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from service.gateway import Target

bp = Blueprint("comments", __name__)


@bp.post("/van-ban/<document_id>/gop-y")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def comment(document_id: str) -> ResponseReturnValue:
    """Comment on one paragraph."""
    target = asked_form.target(document_id)
    return acts.attempt(document_id, COMMENT, lambda: _comment(target))


@bp.post("/van-ban/<document_id>/gop-y/<comment_id>/tra-loi")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def answer(document_id: str, comment_id: str) -> ResponseReturnValue:
    """Answer one comment."""
    target = asked_form.target(document_id)
    return acts.attempt(document_id, ANSWER, lambda: _answer(target, comment_id))


def _comment(target: Target) -> None:
    text = asked_form.words("text")
    paragraph_id = request.form.get("paragraph_id", "")[: asked_form.LONGEST_ID]
    services().gateway.comment(actor(), target, paragraph_id, text)


def _answer(target: Target, comment_id: str) -> None:
    given = AnswerGiven(comment_id, request.form.get("answer", ""), asked_form.words("explanation"))
    services().gateway.answer(actor(), target, given)
