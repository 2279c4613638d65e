"""Until when a step may take: computed when it is entered, and again whenever its timer wakes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from storage.instants import from_text, to_text
from storage.registers import calendar
from workflows.domain.deadlines import (
    LONGEST_HOLIDAY,
    VIETNAM,
    Calendar,
    deadline_after,
    end_of,
    reminder_before,
)
from workflows.domain.lifecycle import Act, State
from workflows.recording.campaign_due import with_granted, with_term

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from workflows.domain.document import Document
    from workflows.domain.orders import Facts, Order

_WAKING = frozenset({Act.REMIND, Act.ESCALATE})


def with_deadline(
    conn: Connection, doc: Document, order: Order, target: State, facts: Facts
) -> Facts:
    """Return the facts with the deadline of the state that is entered or waited in."""
    at, act = from_text(facts.at), order.act
    if act is Act.LAUNCH or (doc.campaign is not None and act in _WAKING):
        return with_term(conn, doc, order, facts)
    if act is Act.DECIDE_ADJUSTMENT:
        return with_granted(conn, doc, order, facts)
    if act in _WAKING:
        entered = from_text(doc.entered_at)
    elif target is not doc.state:
        entered = at
    else:
        return facts
    if target is State.IN_FORCE and doc.period:
        return replace(facts, deadline=to_text(_end_of(doc.period)))
    days = _days(doc, target)
    if days is None:
        return facts
    known = calendar_around(conn, entered, days)
    deadline = deadline_after(entered, days, known)
    remind = reminder_before(deadline, doc.document_id)
    return replace(facts, deadline=to_text(deadline), remind_at=to_text(remind))


def calendar_around(conn: Connection, start: datetime, working_days: int) -> Calendar:
    """Return the calendar as far as that many working days can reach."""
    reach = timedelta(days=2 * working_days + LONGEST_HOLIDAY)
    first = start.astimezone(VIETNAM).date() - timedelta(days=1)
    return Calendar(*calendar.days(conn, first, first + reach))


def _days(doc: Document, target: State) -> int | None:
    """After a return, the circle is asked again for a shorter time."""
    short = doc.the_route.short_round
    if target is State.COMMENTING and doc.edition > 1 and short is not None:
        return short
    return doc.the_route.working_days.get(target)


def _end_of(year: int) -> datetime:
    return end_of(date(year, 12, 31))
