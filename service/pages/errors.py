"""Every refusal as a page: what happened, its code, and what to do next."""

from __future__ import annotations

import traceback
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from doc_templates.errors import PaperError
from service.accounts.errors import SignInNeededError
from service.api import problems
from service.errors import ServiceError
from service.gateway import RefusedError
from service.labels import explain
from service.problems import http_code, status_of
from service.services import services
from signing.errors import SigningError
from storage.errors import StorageError
from storage.readmodel.incidents import Incident, record_incident
from workflows.domain.errors import DomainError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    Refusal = RefusedError | DomainError | StorageError | PaperError | SigningError | ServiceError

REFUSALS = (RefusedError, DomainError, StorageError, PaperError, SigningError, ServiceError)
WHERE = "web"


def install(app: Flask) -> None:
    """Answer every error with a page."""
    for kind in REFUSALS:
        app.register_error_handler(kind, _refused)
    app.register_error_handler(SignInNeededError, _to_the_door)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def problem_page(code: str, incident: str = "", places: tuple[str, ...] = ()) -> tuple[str, int]:
    """Return the page that explains a code, and its status.

    Where the trouble is ours the page is bare: who is asking may not be possible to find out.
    """
    status = status_of(code)
    page = render_template(
        "problem.html",
        problem=explain(code),
        incident=incident,
        places=places,
        bare=status >= HTTPStatus.INTERNAL_SERVER_ERROR,
    )
    return page, status


def details_of(refusal: Refusal) -> dict[str, object]:
    """Return what travels with a refusal: faults, places, tries left; never a text."""
    if isinstance(refusal, RefusedError):
        return refusal.details
    names = ("faults", "places", "left")
    return {name: getattr(refusal, name) for name in names if hasattr(refusal, name)}


def texts(details: dict[str, object], name: str) -> tuple[str, ...]:
    """Return a list of a refusal's details as texts."""
    value = details.get(name)
    return tuple(str(part) for part in value) if isinstance(value, list | tuple) else ()


def _refused(refusal: Refusal) -> ResponseReturnValue:
    return problem_answer(refusal.code, places=texts(details_of(refusal), "places"))


def problem_answer(
    code: str, incident: str = "", places: tuple[str, ...] = ()
) -> ResponseReturnValue:
    """Answer a browser with a page, a program with a problem."""
    if problems.is_asked():
        return problems.problem(code, incident)
    return problem_page(code, incident, places)


def _to_the_door(needed: SignInNeededError) -> ResponseReturnValue:
    """After the sign-in the page that was wanted opens; an act is not repeated for anybody."""
    if problems.is_asked():
        return problems.problem(needed.code)
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("account.form", next=wanted), 303)


def _forged(_: CSRFError) -> ResponseReturnValue:
    return problem_answer("http.csrf")


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:  # a redirect of the framework's own
        return error.response
    return problem_answer(http_code(error.code or 500))


def _failed(error: Exception) -> ResponseReturnValue:
    """Keep what happened in the incidents, where nobody but the operator reads it."""
    incident = services().new_id()
    stack = "".join(traceback.format_exception(error))
    found = Incident(incident, services().clock(), "internal", WHERE, message=str(error)[:500],
                     stack=stack)  # fmt: skip
    try:
        with services().database.writing() as conn:
            record_incident(conn, found)
    except StorageError:
        where = "".join(traceback.format_tb(error.__traceback__))  # a message may quote a paper
        current_app.logger.error("incident %s could not be kept\n%s", incident, where)  # noqa: TRY400 -- as above
    current_app.logger.error("incident %s: %s", incident, type(error).__name__)
    return problem_answer("internal", incident)
