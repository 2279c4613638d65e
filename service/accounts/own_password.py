"""Choosing another password oneself; every session made with the old one ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.accounts.acts import Doing, note
from service.accounts.errors import PasswordsDifferError
from service.accounts.password_rules import refuse_unfit
from service.accounts.passwords import hash_password
from service.accounts.proof import by_password
from storage.people import accounts

if TYPE_CHECKING:
    from storage.database import Database
    from storage.people.accounts import Account

ACT = "change_password"


@dataclass(frozen=True, slots=True)
class NewPassword:
    """The old password, and the new one as it was typed twice."""

    old: str
    new: str
    again: str


def change_password(database: Database, login: str, typed: NewPassword, doing: Doing) -> Account:
    """Change one's own password; return the account, under whose epoch a session may begin.

    Raises:
        PasswordsDifferError: the new one was typed differently the second time.
        PasswordUnfitError: it would soon be guessed, or is the old one.
        ProofRefusedError: the old one is wrong, or the account is locked.
        SignInBusyError: too many passwords are being checked at once.
    """
    if typed.new != typed.again:
        raise PasswordsDifferError
    refuse_unfit(typed.new, typed.old, login)
    password_hash = hash_password(typed.new)
    with by_password(database, doing.person_id, typed.old, doing.at) as conn:
        accounts.set_password(conn, doing.person_id, password_hash)
        note(conn, doing, ACT, {})
        changed = accounts.account_of(conn, doing.person_id)
    if changed is None:  # the transaction just wrote it
        raise LookupError(doing.person_id)
    return changed
