"""The proof behind a *xác nhận nội bộ*: password and code for one content of one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.accounts.proof import Door, Given, by_both
from storage.people import step_ups

if TYPE_CHECKING:
    from datetime import datetime

    from storage.people.step_ups import Seen


def step_up(door: Door, step_up_id: str, seen: Seen, given: Given, now: datetime) -> str:
    """Check both factors and note the proof, together; return its id, good for one act.

    Whoever records the act consumes it in the same transaction (`step_ups.consume`). A recovery
    code is no proof: it says that the second factor is lost.

    Raises:
        SecondFactorNeededError: the person has no second factor.
        ProofRefusedError: either is wrong, the code was used before, or the account is locked.
        SecondFactorUnreadableError: the secret cannot be opened.
        SignInBusyError: too many passwords are being checked at once.
    """
    with by_both(door, seen.person_id, given, now) as conn:
        step_ups.grant(conn, step_up_id, seen, now)
    return step_up_id
