"""The activities of the round that renews archive timestamps: one thin door each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio import activity
from typing_extensions import override

from workflows.activities.renewing import AuthorityEndsError, renew_record
from workflows.activities.renewing_copies import renew_copy
from workflows.contracts.names import is_copy
from workflows.contracts.renewing import DueAsk, DuePage, DueRecord, Renewals, Renewed, Round

if TYPE_CHECKING:
    from workflows.activities.due import Due
    from workflows.activities.renewing import Hands
    from workflows.domain.renewal import Stamp


class LiveRenewals(Renewals):
    """Works through the workshop's ports."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands

    @override
    @activity.defn(name="due_records", no_thread_cancel_exception=True)
    def due_records(self, ask: DueAsk) -> DuePage:
        """Look at a page of records; hold back what today's authority would not improve."""
        page = self._hands.shelf.page(ask.after, ask.limit)
        is_stamped = any(due.stamp is not None for due in page.due)
        today = self._hands.shelf.reach_today() if is_stamped else None
        gaining = tuple(due.record for due in page.due if self._gains(due, today))
        return DuePage(gaining, page.last, len(page.due) - len(gaining))

    @override
    @activity.defn(name="renew_record", no_thread_cancel_exception=True)
    def renew_record(self, ask: DueRecord) -> Renewed:
        """Put one record under a newer archive timestamp. Safe to run twice."""
        renew = renew_copy if is_copy(ask.document_id) else renew_record
        return renew(self._hands, ask)

    @override
    @activity.defn(name="end_round", no_thread_cancel_exception=True)
    def end_round(self, done: Round) -> Round:
        """Refuse to call a round good that held records back.

        Raises:
            AuthorityEndsError: some were due, and today's authority ends no later.
        """
        if done.held:
            raise AuthorityEndsError(f"{done.held} records wait for a better authority")
        return done

    def _gains(self, due: Due, today: Stamp | None) -> bool:
        return today is None or self._hands.shelf.rule.gains(due.stamp, today)
