"""Who is asking, and which posts he holds or has been lent at this instant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request
from flask_login import current_user

from service.gateway import Actor
from storage.people import posts
from storage.people.posts import Post
from workflows.domain.people import Role, holds_at, standings
from workflows.recording.standing import people_in

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


SEES_NOTHING = frozenset({Role.ADMIN})  # runs the machine, opens no document


@dataclass(frozen=True, slots=True)
class Me:
    """A person with the posts that count now."""

    person_id: str
    full_name: str
    posts: tuple[Post, ...]

    @property
    def places(self) -> frozenset[tuple[str, str]]:
        """Role and unit of each post, as to-do lists ask for them."""
        return frozenset((p.role, p.unit_id) for p in self.posts)

    @property
    def units(self) -> frozenset[str]:
        """Units in which a post lets him read."""
        return frozenset(p.unit_id for p in self.posts if p.role not in SEES_NOTHING)

    @property
    def is_auditor(self) -> bool:
        """Whether every document is open to him, on record."""
        return any(p.role == Role.AUDITOR for p in self.posts)

    def drafts_in(self) -> tuple[str, ...]:
        """Return the units he may draft for."""
        return tuple(sorted({p.unit_id for p in self.posts if p.role == Role.STAFF}))


def actor() -> Actor:
    """Return who asks, for the gateway."""
    return Actor(current_user.person_id, f"web:{request.remote_addr or ''}")


def me(conn: Connection, at: datetime) -> Me:
    """Return who asks, with his posts and the delegations that run."""
    person_id: str = current_user.person_id
    held = [h for h in posts.holdings_of(conn, person_id) if holds_at(h.since, h.until, at)]
    found = [posts.Post(h.post_id, h.unit_id, h.role, h.title) for h in held]
    return Me(person_id, current_user.full_name, (*found, *_lent(conn, person_id, at)))


def _lent(conn: Connection, person_id: str, at: datetime) -> list[Post]:
    """A delegation counts while somebody holds the post it was given for."""
    found = []
    for delegation in posts.delegations_to(conn, person_id, at):
        post = posts.post(conn, delegation.post_id)
        if post is None:
            continue
        people = people_in(conn, (post.unit_id,), at)
        standing = standings(Role(post.role), post.unit_id, at, people)
        if any((s.person_id, s.post_id) == (person_id, post.post_id) for s in standing):
            found.append(post)
    return found
