"""Who is asking: the person of this request, with the posts that count now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_login import current_user

from service.accounts.acts import Doing
from service.gateway import Actor
from service.knowing import person_now
from service.services import services

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from service.knowing import Me


def actor() -> Actor:
    """Return who asks, for the gateway."""
    return Actor(current_user.person_id, f"web:{request.remote_addr or ''}")


def doing() -> Doing:
    """Return who does something to his own account now, under a new act id."""
    asker = actor()
    return Doing(services().new_id(), asker.person_id, services().clock(), asker.origin)


def me(conn: Connection, at: datetime) -> Me:
    """Return who asks, with his posts and the delegations that run."""
    return person_now(conn, current_user.person_id, at, current_user.full_name)
