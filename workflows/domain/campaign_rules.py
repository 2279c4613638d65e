"""Which orders a campaign refuses, as far as it can tell by itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows.domain.campaign_errors import (
    AskedAlreadyError,
    DayNotLaterError,
    NobodyToUrgeError,
    NotParticipatingError,
)
from workflows.domain.campaign_terms import task_named, term_of
from workflows.domain.deadlines import VIETNAM
from workflows.domain.document import Campaign
from workflows.domain.errors import (
    AnsweredAlreadyError,
    IncompleteError,
    ListUnderWayError,
    ReasonMissingError,
    TaskUnknownError,
    WrongStateError,
)
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from workflows.domain.document import Adjustment, Document
    from workflows.domain.orders import AdjustmentDecided, Facts, Order

NO_CAMPAIGN = Campaign()


def launch(doc: Document, _: Order) -> None:
    """Refuse to launch what is not complete."""
    if doc.faults:
        raise IncompleteError(doc.faults)


def add_list(doc: Document, order: Order) -> None:
    """Refuse a second list while the first is being created."""
    if order.listing is None:
        raise WrongStateError(doc.state, order.act)
    _no_list_under_way(doc)


def close(doc: Document, _: Order) -> None:
    """Refuse to close over a list that is half created, unless it can go no further."""
    if not doc.stuck:
        _no_list_under_way(doc)


def urge(doc: Document, order: Order) -> None:
    """Refuse units that do not take part."""
    if not set(order.urged) <= set(_of(doc).participants):
        raise NotParticipatingError(doc.document_id)


def ask_adjustment(doc: Document, order: Order) -> None:
    """Refuse a wish for no task, of no participant, or asked before and not yet answered."""
    campaign, asked = _of(doc), order.asked
    if asked is None or task_named(campaign, asked.task_id) is None:
        raise TaskUnknownError(doc.document_id)
    if asked.unit_id not in campaign.participants:
        raise NotParticipatingError(asked.unit_id)
    open_ = {(w.task_id, w.unit_id) for w in campaign.adjustments if w.is_accepted is None}
    if (asked.task_id, asked.unit_id) in open_:
        raise AskedAlreadyError(asked.task_id)


def decide_adjustment(doc: Document, order: Order) -> None:
    """Refuse an answer to nothing, a second one, a bare no, and a day that is no later."""
    decided = order.decided
    wish = _wish(doc, decided)
    if decided is None or wish is None:
        raise TaskUnknownError(doc.document_id)
    if wish.is_accepted is not None:
        raise AnsweredAlreadyError(wish.adjustment_id)
    if not decided.is_accepted and order.reason is None:
        raise ReasonMissingError
    if decided.is_accepted:
        _check_later(_of(doc), wish, decided.day)


def check_facts(order: Order, facts: Facts) -> None:
    """Refuse what only the transaction could see.

    Raises:
        DayNotLaterError: the day that is granted has passed.
        NobodyToUrgeError: nobody is told.
    """
    decided = order.decided
    if order.act is Act.DECIDE_ADJUSTMENT and decided is not None and decided.is_accepted:
        today = datetime.fromisoformat(facts.at).astimezone(VIETNAM).date()
        if date.fromisoformat(decided.day) < today:
            raise DayNotLaterError(decided.day)
    if order.act is Act.URGE and not facts.notices:
        raise NobodyToUrgeError


def _check_later(campaign: Campaign, wish: Adjustment, day: str) -> None:
    task = task_named(campaign, wish.task_id)
    try:
        granted = date.fromisoformat(day)
    except ValueError:
        raise DayNotLaterError(day) from None
    if task is None or granted <= term_of(campaign, task, wish.unit_id).last:
        raise DayNotLaterError(day)


def _wish(doc: Document, decided: AdjustmentDecided | None) -> Adjustment | None:
    known = {wish.adjustment_id: wish for wish in _of(doc).adjustments}
    return known.get(decided.adjustment_id) if decided is not None else None


def _no_list_under_way(doc: Document) -> None:
    if _of(doc).listing is not None:
        raise ListUnderWayError(doc.document_id)


def _of(doc: Document) -> Campaign:
    return doc.campaign or NO_CAMPAIGN
