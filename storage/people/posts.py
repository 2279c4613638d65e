"""Posts in units, who holds them when, and whom their authority is lent to for a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select, update

from storage.people.tables import DELEGATIONS, HOLDINGS, POSTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Row, Select


@dataclass(frozen=True, slots=True)
class Post:
    """A place to work: a role in a unit, with the title that is printed."""

    post_id: str
    unit_id: str
    role: str
    title: str


@dataclass(frozen=True, slots=True)
class Holding:
    """One person in one post for a time; `until` is not included, None is open."""

    post_id: str
    person_id: str
    role: str
    unit_id: str
    title: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delegation:
    """A post's authority lent in writing (`authority`: the act that lends it), for a time."""

    delegation_id: str
    post_id: str
    person_id: str
    prefix: str
    since: datetime
    until: datetime
    authority: str = ""


def add_post(conn: Connection, post: Post) -> None:
    """Add a post."""
    conn.execute(
        insert(POSTS).values(
            id=post.post_id, unit_id=post.unit_id, role=post.role, title=post.title
        )
    )


def post(conn: Connection, post_id: str) -> Post | None:
    """Return a post by id."""
    row = conn.execute(select(POSTS).where(POSTS.c.id == post_id)).first()
    return _post(row) if row else None


def posts_in(conn: Connection, unit_ids: Collection[str]) -> list[Post]:
    """Return the posts of these units, by id."""
    there = select(POSTS).where(POSTS.c.unit_id.in_(unit_ids)).order_by(POSTS.c.id)
    return [_post(row) for row in conn.execute(there)]


def add_holding(
    conn: Connection, post_id: str, person_id: str, since: datetime, until: datetime | None = None
) -> None:
    """Put somebody into a post."""
    conn.execute(
        insert(HOLDINGS).values(post_id=post_id, person_id=person_id, since=since, until=until)
    )


def end_holding(conn: Connection, post_id: str, person_id: str, until: datetime) -> None:
    """Let somebody leave a post at `until`; earlier spans stay as they were."""
    conn.execute(
        update(HOLDINGS)
        .where(HOLDINGS.c.post_id == post_id, HOLDINGS.c.person_id == person_id)
        .where(HOLDINGS.c.since <= until)
        .where(or_(HOLDINGS.c.until.is_(None), HOLDINGS.c.until > until))
        .values(until=until)
    )


def holdings_of(conn: Connection, person_id: str) -> list[Holding]:
    """Return what somebody holds or ever held, in order of time."""
    return _holdings(conn, _held().where(HOLDINGS.c.person_id == person_id))


def holdings_in(conn: Connection, unit_ids: Collection[str]) -> list[Holding]:
    """Return who holds or ever held a post in these units, in order of time."""
    return _holdings(conn, _held().where(POSTS.c.unit_id.in_(unit_ids)))


def add_delegation(conn: Connection, delegation: Delegation) -> None:
    """Lend a post's authority."""
    conn.execute(
        insert(DELEGATIONS).values(
            id=delegation.delegation_id, post_id=delegation.post_id,
            person_id=delegation.person_id, prefix=delegation.prefix, since=delegation.since,
            until=delegation.until, authority=delegation.authority,
        )
    )  # fmt: skip


def end_delegation(conn: Connection, delegation_id: str, until: datetime) -> None:
    """End a delegation early; it never grows longer."""
    ending = update(DELEGATIONS).where(DELEGATIONS.c.id == delegation_id)
    conn.execute(ending.where(DELEGATIONS.c.until > until).values(until=until))


def delegations_at(conn: Connection, unit_ids: Collection[str], at: datetime) -> list[Delegation]:
    """Return the delegations of posts in these units that run at that instant."""
    return _delegations(conn, _lent(at).where(POSTS.c.unit_id.in_(unit_ids)))


def delegations_to(conn: Connection, person_id: str, at: datetime) -> list[Delegation]:
    """Return what is lent to somebody at that instant."""
    return _delegations(conn, _lent(at).where(DELEGATIONS.c.person_id == person_id))


def _held() -> Select[Any]:
    return select(HOLDINGS, POSTS.c.role, POSTS.c.unit_id, POSTS.c.title).join(
        POSTS, POSTS.c.id == HOLDINGS.c.post_id
    )


def _holdings(conn: Connection, statement: Select[Any]) -> list[Holding]:
    ordered = statement.order_by(HOLDINGS.c.since, HOLDINGS.c.post_id, HOLDINGS.c.person_id)
    return [
        Holding(r.post_id, r.person_id, r.role, r.unit_id, r.title, r.since, r.until)
        for r in conn.execute(ordered)
    ]


def _lent(at: datetime) -> Select[Any]:
    joined = select(DELEGATIONS).join(POSTS, POSTS.c.id == DELEGATIONS.c.post_id)
    return joined.where(DELEGATIONS.c.since <= at, DELEGATIONS.c.until > at)


def _delegations(conn: Connection, statement: Select[Any]) -> list[Delegation]:
    return [
        Delegation(r.id, r.post_id, r.person_id, r.prefix, r.since, r.until, r.authority)
        for r in conn.execute(statement.order_by(DELEGATIONS.c.since, DELEGATIONS.c.id))
    ]


def _post(row: Row[Any]) -> Post:
    return Post(row.id, row.unit_id, row.role, row.title)
