"""What one person sees of delegations: what his posts lend, to whom they may, what he was lent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.pages.absence_view import Choice, newest, state_of
from storage.people import persons, posts, units
from storage.people.posts import Delegation
from workflows.domain.lending import (
    LENDABLE,
    PREFIXES,
    Authority,
    Organisation,
    authority_from,
    receivers,
)
from workflows.domain.people import Holding, Prefix
from workflows.recording.lending_acts import around_post
from workflows.recording.register_acts import organisation
from workflows.recording.standing import people_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Lent:
    """One delegation: of which post, to whom, by which written act."""

    delegation: Delegation
    title: str
    unit: str
    name: str
    authority: Authority | None
    state: str

    @property
    def is_open(self) -> bool:
        """Whether it can still be ended."""
        return self.state in {"running", "ahead"}


@dataclass(frozen=True, slots=True)
class Lendable:
    """A post that its holder may lend, and to whom, by prefix."""

    post_id: str
    title: str
    unit: str
    choices: tuple[tuple[Prefix, tuple[Choice, ...]], ...]


@dataclass(frozen=True, slots=True)
class LendingView:
    """Everything about delegations on the page; `holds_post` for who holds any post at all."""

    holds_post: bool
    lendable: tuple[Lendable, ...]
    given: tuple[Lent, ...]
    received: tuple[Lent, ...]


def lending_view(conn: Connection, person_id: str, at: datetime) -> LendingView:
    """Return what this person sees now."""
    held = organisation(conn, people_of(conn, [person_id])).held_at(at)
    names = {u.unit_id: u.name for u in units.units(conn)}
    given = posts.delegations_of_posts(conn, [h.post_id for h in held if h.role in LENDABLE])
    received = posts.delegations_ever_to(conn, person_id)
    return LendingView(
        holds_post=bool(held),
        lendable=tuple(_lendable(conn, h, at, names) for h in held if h.role in LENDABLE),
        given=_lent(conn, newest(given, at), at, names),
        received=_lent(conn, newest(received, at), at, names),
    )


def _lendable(conn: Connection, own: Holding, at: datetime, unit_names: dict[str, str]) -> Lendable:
    org = around_post(conn, own.post_id, at)
    choices = ((prefix, _choices(conn, own, prefix, at, org)) for prefix in PREFIXES)
    title, unit = _named(conn, own.post_id, unit_names)
    return Lendable(own.post_id, title, unit, tuple((p, some) for p, some in choices if some))


def _choices(
    conn: Connection, own: Holding, prefix: Prefix, at: datetime, org: Organisation
) -> tuple[Choice, ...]:
    fit = {h.person_id: h.post_id for h in reversed(receivers(own, prefix, at, org))}
    names = persons.names(conn, fit)
    found = [Choice(p, names.get(p, ""), _named(conn, post, {})[0]) for p, post in fit.items()]
    return tuple(sorted(found, key=lambda choice: choice.name))


def _lent(
    conn: Connection, found: Iterable[Delegation], at: datetime, unit_names: dict[str, str]
) -> tuple[Lent, ...]:
    listed = tuple(found)
    names = persons.names(conn, {d.person_id for d in listed})
    return tuple(
        Lent(
            d, *_named(conn, d.post_id, unit_names), names.get(d.person_id, ""),
            authority_from(d.authority), state_of(d, at),
        )
        for d in listed
    )  # fmt: skip


def _named(conn: Connection, post_id: str, unit_names: dict[str, str]) -> tuple[str, str]:
    post = posts.post(conn, post_id)
    return (post.title, unit_names.get(post.unit_id, "")) if post else ("", "")
