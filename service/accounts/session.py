"""Signed-in sessions: a signed cookie that holds a person and the epoch it was made under.

Raising the account's epoch makes every cookie of that person void at its next request. Whose
password an administrator has set can do nothing but choose another one, and leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from typing_extensions import override

from service.accounts.errors import PasswordTemporaryError, SignInNeededError
from service.services import services
from storage.people import accounts, persons

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

    from storage.people.accounts import Account


CHANGE = "own_password.form"
WITH_ANY_PASSWORD = frozenset({CHANGE, "own_password.change", "account.leave"})


@dataclass(frozen=True, slots=True)
class SignedIn(UserMixin):  # type: ignore[misc] # flask-login is not annotated
    """The person of this request."""

    person_id: str
    full_name: str
    login: str
    session_epoch: int
    must_change_password: bool = False

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
    app.before_request(_first_another_password)


def load(session_id: str) -> SignedIn | None:
    """Return who a cookie belongs to; None when he has left or its sessions were ended."""
    epoch, _, person_id = session_id.partition(":")
    with services().database.reading() as conn:
        account = accounts.account_of(conn, person_id)
        person = persons.person(conn, person_id)
    if account is None or person is None or account.left_at is not None:
        return None
    if str(account.session_epoch) != epoch:
        return None
    return session_of(account, person.full_name)


def session_of(account: Account, full_name: str) -> SignedIn:
    """Return the session that a sign-in begins."""
    must_change = account.temporary_until is not None
    epoch = account.session_epoch
    return SignedIn(account.person_id, full_name, account.login, epoch, must_change)


def _first_another_password() -> ResponseReturnValue | None:
    """Lead to the page where the password is changed; an act from an older page is refused."""
    if request.endpoint in WITH_ANY_PASSWORD or request.blueprint in {None, "probes"}:
        return None
    if not current_user.is_authenticated or not current_user.must_change_password:
        return None
    if request.method == "GET":
        return redirect(url_for(CHANGE), 303)
    raise PasswordTemporaryError


def _refuse() -> None:
    raise SignInNeededError
