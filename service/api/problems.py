"""Refusals for programs: RFC 9457 problem details, with our code beside what the standard names."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Response, request

from service.labels import explain
from service.problems import status_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

PREFIX: Final = "/api/"
MEDIA_TYPE: Final = "application/problem+json"
AGAIN: Final = "10"  # seconds


def is_asked() -> bool:
    """Say whether a program asks, not a browser's page."""
    return request.path.startswith(PREFIX)


def problem(code: str, incident: str = "") -> ResponseReturnValue:
    """Return the problem that a code is; the code never changes, title and detail may."""
    said, status = explain(code), status_of(code)
    told = {
        "type": "about:blank",
        "title": said.message,
        "status": int(status),
        "detail": said.hint,
        "code": code,
    }
    if incident:
        told["incident"] = incident
    answer = Response(json.dumps(told, ensure_ascii=False), status, mimetype=MEDIA_TYPE)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = AGAIN
    return answer
