"""A code of somebody's second factor is right once: in the transaction that uses it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.accounts.one_time_words import hash_of
from service.accounts.totp import matching_step
from storage.people import recovery_codes, second_factors

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from service.accounts.secret_box import SecretBox
    from storage.people.second_factors import SecondFactor

LONGEST_CODE = 40  # characters, as typed


def use_code(conn: Connection, box: SecretBox, person_id: str, code: str, now: datetime) -> bool:
    """Use a code up; say whether it was right and newer than any that was used before.

    Nobody's code is right while his second factor is not on.

    Raises:
        SecondFactorUnreadableError: the secret cannot be opened.
    """
    factor = second_factors.second_factor(conn, person_id)
    return factor is not None and factor.is_on and use_code_of(conn, box, factor, code, now)


def use_code_of(
    conn: Connection, box: SecretBox, factor: SecondFactor, code: str, now: datetime
) -> bool:
    """Do as `use_code`, also for a second factor that is only being set up."""
    step = matching_step(box.open(factor.sealed_secret, factor.person_id), code, now)
    return step is not None and second_factors.use_step(conn, factor.person_id, step)


def use_recovery_code(conn: Connection, person_id: str, code: str) -> bool:
    """Use a recovery code up; say whether it was one of this person's."""
    if len(code) > LONGEST_CODE:
        return False
    return recovery_codes.use(conn, person_id, hash_of(code, person_id))
