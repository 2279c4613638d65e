"""Signed-in sessions: a signed cookie that holds a person and the epoch it was made under.

Raising the account's epoch makes every cookie of that person void at its next request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_login import LoginManager, UserMixin
from typing_extensions import override

from service.accounts.errors import SignInNeededError
from service.services import services
from storage.people import accounts, persons

if TYPE_CHECKING:
    from flask import Flask

    from storage.people.accounts import Account


@dataclass(frozen=True, slots=True)
class SignedIn(UserMixin):  # type: ignore[misc] # flask-login is not annotated
    """The person of this request."""

    person_id: str
    full_name: str
    session_epoch: int

    @override
    def get_id(self) -> str:
        """Return what the cookie holds."""
        return f"{self.session_epoch}:{self.person_id}"


def install(app: Flask) -> None:
    """Let the application know who is asking."""
    manager = LoginManager()
    manager.session_protection = None  # ties a session to the browser's name, which may change
    manager.user_loader(load)
    manager.unauthorized_handler(_refuse)
    manager.init_app(app, add_context_processor=False)  # pages without a person load nobody


def load(session_id: str) -> SignedIn | None:
    """Return who a cookie belongs to; None when the account is gone or its sessions were ended."""
    epoch, _, person_id = session_id.partition(":")
    with services().database.reading() as conn:
        account = accounts.account_of(conn, person_id)
        person = persons.person(conn, person_id)
    if account is None or person is None or str(account.session_epoch) != epoch:
        return None
    return SignedIn(person_id, person.full_name, account.session_epoch)


def session_of(account: Account, full_name: str) -> SignedIn:
    """Return the session that a sign-in begins."""
    return SignedIn(account.person_id, full_name, account.session_epoch)


def _refuse() -> None:
    raise SignInNeededError
