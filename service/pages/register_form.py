"""What forms of the registers say: by which act, days and times of day in Vietnam."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, request

from service.gateway import RefusedError
from service.pages.asked_form import LONGEST_ID
from service.pages.asking import actor
from service.problems import status_of
from service.services import services
from workflows.domain.deadlines import VIETNAM
from workflows.domain.errors import DomainError
from workflows.domain.register_errors import SpanUnreadableError
from workflows.recording.comments import By
from workflows.recording.register_acts import RegisterAsk, perform

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue


def by() -> By:
    """Return who acts, by the act id that the form was made with."""
    act_id = request.form.get("act_id", "")
    if not 0 < len(act_id) <= LONGEST_ID:
        abort(400)
    who = actor()
    return By(who.person_id, act_id, who.origin)


def day(name: str) -> date | None:
    """Return a day; None where the field is empty.

    Raises:
        SpanUnreadableError: something else than a day.
    """
    text = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as wrong:
        raise SpanUnreadableError(name) from wrong


def instant(name: str) -> datetime | None:
    """Return a day and a time of day in Vietnam; None where the field is empty.

    Raises:
        SpanUnreadableError: something else.
    """
    text = request.form.get(name, "").strip()
    try:
        return datetime.fromisoformat(text).replace(tzinfo=VIETNAM) if text else None
    except ValueError as wrong:
        raise SpanUnreadableError(name) from wrong


def required_instant(name: str) -> datetime:
    """Return a day and a time of day that must be there.

    Raises:
        SpanUnreadableError: nothing, or something else.
    """
    found = instant(name)
    if found is None:
        raise SpanUnreadableError(name)
    return found


def attempt(
    asked: Callable[[], RegisterAsk],
    shown: Callable[[DomainError | RefusedError], str],
    done: str,
    back: str,
) -> ResponseReturnValue:
    """Do it and go `back`, or show the page again with the refusal and what was typed.

    Args:
        asked: reads the form.
        shown: the page, with why it was refused.
        done: what is said when it was done, a key of the labels.
        back: the address to go on with.
    """
    by_whom = by()
    try:
        perform(services().recorder, by_whom, asked())
    except (DomainError, RefusedError) as refusal:
        return shown(refusal), status_of(refusal.code)
    flash(done)
    return redirect(back, 303)
