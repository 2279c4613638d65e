"""What a browser is given while somebody signs in: first that a code is waited for, then a session.

Both are in the signed cookie. That a code is waited for says only that the password was right a
moment ago; it opens no page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import session
from flask_login import login_user

from service.accounts.session import session_of
from service.accounts.sign_in import Waiting
from service.services import services
from storage.instants import from_text, to_text
from storage.people import persons

if TYPE_CHECKING:
    from datetime import datetime

    from storage.people.accounts import Account

WAITING = "waiting_for_code"


def begin_session(account: Account) -> None:
    """Let this browser be signed in as the account's owner, and as nobody else."""
    with services().database.reading() as conn:
        person = persons.person(conn, account.person_id)
    session.clear()  # nothing of a visitor's session goes into a person's
    session.permanent = True
    login_user(session_of(account, person.full_name if person else ""))


def wait_for_code(account: Account, now: datetime) -> None:
    """Note in the cookie whose code is waited for."""
    session.clear()
    session[WAITING] = [account.person_id, account.session_epoch, to_text(now)]


def waiting(now: datetime) -> Waiting | None:
    """Return whose code is waited for in this browser; None when nobody's is any more."""
    noted = session.get(WAITING)
    if noted is None:
        return None
    person_id, epoch, since = noted
    found = Waiting(person_id, epoch, from_text(since))
    return None if found.is_over(now) else found
