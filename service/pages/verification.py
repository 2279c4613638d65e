"""The page that judges a signed PDF for whoever holds it. It asks nothing of what is kept here.

The answer is made of the file and the anchors alone: whether the paper was issued by this office,
or is known here at all, is neither looked up nor said.
"""

from __future__ import annotations

from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING

from flask import Blueprint, render_template
from werkzeug.exceptions import RequestEntityTooLarge

from service.labels import explain
from service.problems import status_of
from service.verifying.errors import (
    VerifierBusyError,
    VerifierFailedError,
    VerifierNoFileError,
    VerifierTooLargeError,
)
from service.verifying.handed_in import handed_in, judged, refuse_strangers, reported, wants_report
from service.verifying.told import local_time
from service.verifying.words import anchor_words, report_words
from signing.errors import SigningError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from service.verifying.verifier import Judgement

bp = Blueprint("verification", __name__)

AGAIN = "10"  # seconds
_Unjudged = VerifierBusyError | VerifierFailedError | VerifierNoFileError | VerifierTooLargeError
_UNJUDGED = (VerifierBusyError, VerifierFailedError, VerifierNoFileError, VerifierTooLargeError)


@bp.get("/kiem-tra")
def page() -> str:
    """Ask for a file."""
    refuse_strangers()
    return render_template("verification.html")


@bp.post("/kiem-tra")
def judge() -> ResponseReturnValue:
    """Judge the file that was handed in, and keep nothing of it."""
    refuse_strangers()
    try:
        given = handed_in()
        if not wants_report():
            return _judged(given.name, judged(given))
        try:
            return reported(given)
        except SigningError as refusal:
            return _judged(given.name, judged(given), unsigned=refusal.code)
    except _UNJUDGED as refusal:
        return _not_judged(refusal)


@bp.errorhandler(RequestEntityTooLarge)
def too_large(_: RequestEntityTooLarge) -> ResponseReturnValue:
    """Answer what the guard against forged forms met first: it reads the form before us."""
    refuse_strangers()
    return _not_judged(VerifierTooLargeError())


def _judged(name: str, judgement: Judgement, *, unsigned: str = "") -> str:
    """Show a judgement; `unsigned` is why there is no signed report of it, "" if none was asked."""
    return render_template(
        "verification_result.html",
        name=name,
        judgement=judgement,
        at=local_time(judgement.at),
        judged=report_words(judgement.report),
        anchors=tuple(map(anchor_words, judgement.anchors)),
        product=version("trinhky"),
        unsigned=explain(unsigned) if unsigned else None,
    )


def _not_judged(refusal: _Unjudged) -> ResponseReturnValue:
    status = status_of(refusal.code)
    again = {"Retry-After": AGAIN} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return render_template("verification.html", problem=explain(refusal.code)), status, again
