"""Posts in units, who holds them when, and whom their authority is lent to for a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, or_, select, update

from storage.people.tables import DELEGATIONS, HOLDINGS, POSTS, UNITS

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Row, Select

CHUNK = 500  # ids in one statement
_PARTY = ("cell", "committee")


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
    """A post's authority lent in writing, for a time.

    `authority` is the written act that lends it: its number and, after a space, its day (ISO 8601).
    """

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
    return _holdings(conn, _HELD_BY, {"person_id": person_id})


def holdings_in(conn: Connection, unit_ids: Collection[str]) -> list[Holding]:
    """Return who holds or ever held a post in these units, in order of time."""
    return _holdings(conn, _HELD_IN, {"unit_ids": list(unit_ids)})


def people_in(
    conn: Connection, unit_ids: Collection[str], at: datetime, without: Collection[str] = ()
) -> list[tuple[str, str]]:
    """Return who holds a post in these units at that instant, by unit and person, each once.

    Args:
        conn: any connection.
        unit_ids: where.
        at: when.
        without: roles that do not make anybody belong to a unit.
    """
    runs = HOLDINGS.c.since <= at, or_(HOLDINGS.c.until.is_(None), HOLDINGS.c.until > at)
    there = POSTS.c.unit_id.in_(sorted(unit_ids)), POSTS.c.role.not_in(sorted(without))
    wanted = select(POSTS.c.unit_id, HOLDINGS.c.person_id).distinct()
    joined = wanted.join(POSTS, POSTS.c.id == HOLDINGS.c.post_id)
    return [(row.unit_id, row.person_id) for row in conn.execute(joined.where(*there, *runs))]


def titles_of(conn: Connection, person_ids: Collection[str], at: datetime) -> dict[str, str]:
    """Return the title of somebody's first post outside the Party at that instant, by person."""
    titles: dict[str, str] = {}
    wanted = sorted(person_ids)
    for start in range(0, len(wanted), CHUNK):
        some = {"person_ids": wanted[start : start + CHUNK]}
        for held in _holdings(conn, _HELD_OUTSIDE_THE_PARTY, some):
            if held.since <= at and (held.until is None or at < held.until):
                titles.setdefault(held.person_id, held.title)
    return titles


def add_delegation(conn: Connection, delegation: Delegation) -> None:
    """Lend a post's authority."""
    conn.execute(
        insert(DELEGATIONS).values(
            id=delegation.delegation_id, post_id=delegation.post_id,
            person_id=delegation.person_id, prefix=delegation.prefix, since=delegation.since,
            until=delegation.until, authority=delegation.authority,
        )
    )  # fmt: skip


def delegation(conn: Connection, delegation_id: str) -> Delegation | None:
    """Return a delegation by id."""
    found = _delegations(conn, _LENT_AS, {"delegation_id": delegation_id})
    return found[0] if found else None


def end_delegation(conn: Connection, delegation_id: str, until: datetime) -> None:
    """End a delegation early; it never grows longer."""
    ending = update(DELEGATIONS).where(DELEGATIONS.c.id == delegation_id)
    conn.execute(ending.where(DELEGATIONS.c.until > until).values(until=until))


def delegations_at(conn: Connection, unit_ids: Collection[str], at: datetime) -> list[Delegation]:
    """Return the delegations of posts in these units that run at that instant."""
    return _delegations(conn, _LENT_IN, {"at": at, "unit_ids": list(unit_ids)})


def delegations_to(conn: Connection, person_id: str, at: datetime) -> list[Delegation]:
    """Return what is lent to somebody at that instant."""
    return _delegations(conn, _LENT_TO, {"at": at, "person_id": person_id})


def delegations_of_posts(conn: Connection, post_ids: Collection[str]) -> list[Delegation]:
    """Return what these posts lend or ever lent, in order of time."""
    return _delegations(conn, _LENT_BY, {"post_ids": list(post_ids)})


def delegations_ever_to(conn: Connection, person_id: str) -> list[Delegation]:
    """Return what is, was or will be lent to somebody, in order of time."""
    return _delegations(conn, _LENT_EVER_TO, {"person_id": person_id})


def _holdings(conn: Connection, statement: Select[Any], values: dict[str, Any]) -> list[Holding]:
    return [
        Holding(r.post_id, r.person_id, r.role, r.unit_id, r.title, r.since, r.until)
        for r in conn.execute(statement, values)
    ]


def _delegations(
    conn: Connection, statement: Select[Any], values: dict[str, Any]
) -> list[Delegation]:
    return [
        Delegation(r.id, r.post_id, r.person_id, r.prefix, r.since, r.until, r.authority)
        for r in conn.execute(statement, values)
    ]


def _post(row: Row[Any]) -> Post:
    return Post(row.id, row.unit_id, row.role, row.title)


# Every act asks these; putting a statement together takes longer than SQLite needs to answer it.
_IN_UNITS = POSTS.c.unit_id.in_(bindparam("unit_ids", expanding=True))
_HELD = (
    select(HOLDINGS, POSTS.c.role, POSTS.c.unit_id, POSTS.c.title)
    .join(POSTS, POSTS.c.id == HOLDINGS.c.post_id)
    .order_by(HOLDINGS.c.since, HOLDINGS.c.post_id, HOLDINGS.c.person_id)
)
_HELD_IN = _HELD.where(_IN_UNITS)
_HELD_BY = _HELD.where(HOLDINGS.c.person_id == bindparam("person_id"))
_HELD_OUTSIDE_THE_PARTY = _HELD.join(UNITS, UNITS.c.id == POSTS.c.unit_id).where(
    HOLDINGS.c.person_id.in_(bindparam("person_ids", expanding=True)), UNITS.c.kind.not_in(_PARTY)
)
_LENT_EVER = select(DELEGATIONS).order_by(DELEGATIONS.c.since, DELEGATIONS.c.id)
_LENT_AS = _LENT_EVER.where(DELEGATIONS.c.id == bindparam("delegation_id"))
_LENT_EVER_TO = _LENT_EVER.where(DELEGATIONS.c.person_id == bindparam("person_id"))
_LENT_BY = _LENT_EVER.where(DELEGATIONS.c.post_id.in_(bindparam("post_ids", expanding=True)))
_LENT = _LENT_EVER.join(POSTS, POSTS.c.id == DELEGATIONS.c.post_id).where(
    DELEGATIONS.c.since <= bindparam("at"), DELEGATIONS.c.until > bindparam("at")
)
_LENT_IN = _LENT.where(_IN_UNITS)
_LENT_TO = _LENT.where(DELEGATIONS.c.person_id == bindparam("person_id"))
