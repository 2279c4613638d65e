"""Which of its terms a campaign waits for, and when its units are reminded of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from storage.instants import from_text, to_text
from storage.registers import calendar
from workflows.domain.campaign_terms import Term, terms
from workflows.domain.deadlines import LONGEST_HOLIDAY, Calendar, end_of, reminder_before
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from workflows.domain.document import Campaign, Document
    from workflows.domain.orders import Facts, Order

REMIND_TASK_DAYS = 3  # working days before the last day of a campaign's task


def with_term(conn: Connection, doc: Document, order: Order, facts: Facts) -> Facts:
    """Return the facts with the term that is waited for after this order, if it changes."""
    campaign = facts.campaign or doc.campaign
    if campaign is None:
        return facts
    awaited = _awaited(campaign, order, from_text(facts.at))
    if awaited is not None:
        return _waiting_for(conn, doc, awaited, facts)
    if order.act is Act.LAUNCH:
        return facts
    # Nothing is left to wait for: the last deadline stands.
    return replace(facts, deadline=doc.deadline, remind_at=doc.remind_at)


def _awaited(campaign: Campaign, order: Order, at: datetime) -> Term | None:
    """Return the term that is waited for next; one that passed while a worker slept is not lost."""
    every = terms(campaign)
    if order.act is Act.LAUNCH:
        return next((term for term in every if end_of(term.last) > at), None)
    if order.act is Act.ESCALATE:
        return next((term for term in every if term.key > campaign.awaited), None)
    return next((term for term in every if term.key == campaign.awaited), None)


def with_granted(conn: Connection, doc: Document, order: Order, facts: Facts) -> Facts:
    """Return the facts with a later day that is granted, where it comes before what is awaited."""
    campaign, decided = doc.campaign, order.decided
    if campaign is None or decided is None or not decided.is_accepted:
        return facts
    if not doc.is_escalated and campaign.awaited and campaign.awaited <= decided.day:
        return facts
    return _waiting_for(conn, doc, Term(date.fromisoformat(decided.day)), facts)


def _waiting_for(conn: Connection, doc: Document, term: Term, facts: Facts) -> Facts:
    end = end_of(term.last)
    first = term.last - timedelta(days=LONGEST_HOLIDAY + REMIND_TASK_DAYS)
    known = Calendar(*calendar.days(conn, first, term.last))
    remind = reminder_before(end, doc.document_id, REMIND_TASK_DAYS, known)
    return replace(facts, deadline=to_text(end), remind_at=to_text(remind), awaited=term.key)
