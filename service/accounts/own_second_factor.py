"""Setting up one's own second factor, turning it off, and what it is asked for.

begin (password) -> a sealed secret that is not confirmed -> confirm (a code) -> on
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from service.accounts import one_time_words
from service.accounts.acts import Doing, note
from service.accounts.codes import use_code_of
from service.accounts.errors import CodeWrongError, SecondFactorOnError
from service.accounts.proof import Door, Given, by_both, by_password
from service.accounts.totp import SECRET_BYTES
from storage.people import recovery_codes, second_factors

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

SETUP_WITHIN = timedelta(minutes=15)
SET_UP, TURN_OFF = "set_up_totp", "turn_off_totp"
ASK, DO_NOT_ASK = "ask_totp_at_sign_in", "do_not_ask_totp_at_sign_in"
NEW_CODES = "new_recovery_codes"


def begin(door: Door, person_id: str, password: str, now: datetime) -> None:
    """Make a secret that waits for its first code.

    Raises:
        SecondFactorOnError: one is on already.
        ProofRefusedError, SignInBusyError: as for `by_password`.
    """
    with by_password(door.database, person_id, password, now) as conn:
        if second_factors.is_on(conn, person_id):
            raise SecondFactorOnError
        secret = door.box.random_bytes(SECRET_BYTES)
        second_factors.begin(conn, person_id, door.box.seal(secret, person_id), now)


def pending_secret(door: Door, person_id: str, now: datetime) -> bytes | None:
    """Return the secret that waits for its first code; None when there is none any more."""
    with door.database.reading() as conn:
        factor = second_factors.second_factor(conn, person_id)
    if factor is None or factor.is_on or now - factor.begun_at >= SETUP_WITHIN:
        return None
    return door.box.open(factor.sealed_secret, person_id)


def confirm(door: Door, code: str, doing: Doing, *, asked_at_sign_in: bool) -> tuple[str, ...]:
    """Turn it on with its first code; return the recovery codes, which are shown only now.

    Raises:
        CodeWrongError: the code does not fit, or nothing waits for one any more.
    """
    words = one_time_words.recovery_codes(door.box.random_bytes)
    with door.database.writing() as conn:
        factor = second_factors.second_factor(conn, doing.person_id)
        if factor is None or factor.is_on or doing.at - factor.begun_at >= SETUP_WITHIN:
            raise CodeWrongError
        if not use_code_of(conn, door.box, factor, code, doing.at):
            raise CodeWrongError
        second_factors.confirm(conn, doing.person_id, doing.at, asked_at_sign_in=asked_at_sign_in)
        _keep(conn, doing.person_id, words)
        note(conn, doing, SET_UP, {"asked_at_sign_in": asked_at_sign_in})
    return words


def turn_off(door: Door, given: Given, doing: Doing) -> None:
    """Remove it, by password and code or recovery code. Raises as `by_both`."""
    with by_both(door, doing.person_id, given, doing.at, takes_recovery=True) as conn:
        second_factors.remove(conn, doing.person_id)
        note(conn, doing, TURN_OFF, {})


def ask_at_sign_in(door: Door, given: Given, doing: Doing, *, is_asked: bool) -> None:
    """Choose whether each sign-in asks for a code. Raises as `by_both`."""
    with by_both(door, doing.person_id, given, doing.at) as conn:
        second_factors.ask_at_sign_in(conn, doing.person_id, is_asked=is_asked)
        note(conn, doing, ASK if is_asked else DO_NOT_ASK, {})


def new_recovery_codes(door: Door, given: Given, doing: Doing) -> tuple[str, ...]:
    """Return new recovery codes; the old ones are void. Raises as `by_both`."""
    words = one_time_words.recovery_codes(door.box.random_bytes)
    with by_both(door, doing.person_id, given, doing.at) as conn:
        _keep(conn, doing.person_id, words)
        note(conn, doing, NEW_CODES, {})
    return words


def _keep(conn: Connection, person_id: str, words: tuple[str, ...]) -> None:
    hashes = {one_time_words.hash_of(word, person_id) for word in words}
    recovery_codes.replace_all(conn, person_id, hashes)
