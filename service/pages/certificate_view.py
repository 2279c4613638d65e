"""Warnings that a certificate ends: for its holder wherever he signs, for administrators all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import g
from flask_login import current_user

from service.accounts import certificate_ends
from service.accounts.certificate_ends import Ending
from service.pages.asking import me
from service.services import services
from storage.people import departures, persons
from storage.people.departures import Departure, Revocation
from workflows.domain.people import Role

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from service.knowing import Me

OWN = "own_certificate_ends"


@dataclass(frozen=True, slots=True)
class Tasks:
    """What about certificates waits for an administrator, with the names of whom it is about."""

    endings: tuple[Ending, ...]
    to_ask: tuple[Revocation, ...]
    keys_kept: tuple[Departure, ...]
    without_post: tuple[str, ...]
    names: dict[str, str]

    @property
    def count(self) -> int:
        """How many lines there are."""
        parts = self.endings, self.to_ask, self.keys_kept, self.without_post
        return sum(len(part) for part in parts)


def own_endings() -> list[Ending]:
    """Return what the person of this request is told; asked once a request, by any template."""
    if not current_user.is_authenticated:
        return []
    if OWN not in g:
        now = services().clock()
        with services().database.reading() as conn:
            setattr(g, OWN, certificate_ends.of_person(conn, me(conn, now), now))
    found: list[Ending] = getattr(g, OWN)
    return found


def tasks_of(conn: Connection, asker: Me, at: datetime) -> Tasks | None:
    """Return what waits for an administrator; None for anybody else."""
    if not any(post.role == Role.ADMIN for post in asker.posts):
        return None
    endings = certificate_ends.of_all(conn, at)
    to_ask = departures.open_revocations(conn)
    kept = departures.with_keys(conn)
    left = certificate_ends.without_post(conn, at)
    about = {*left, *(one.person_id for one in to_ask), *(one.person_id for one in kept)}
    names = certificate_ends.names_of(conn, endings) | persons.names(conn, about)
    return Tasks(tuple(endings), tuple(to_ask), tuple(kept), tuple(left), names)
