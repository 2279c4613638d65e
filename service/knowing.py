"""Who may know of a document: the one question that stands before every page and every act.

Of what one may not know the answer is the same as of what never was, found by the same statements.
Pages ask with `known_document`, `known_campaign` or, for lists, `viewer_of`; the gateway asks with
`known_to` before an order, a comment or a signature leaves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from storage.people import posts, units
from storage.people.posts import Post
from storage.readmodel import queries
from storage.readmodel.campaigns import AGENCY, PARTY_UNITS
from storage.readmodel.shapes import DocumentRow, Viewer
from workflows.contracts.names import CAMPAIGN, workflow_of
from workflows.domain.lifecycle import State
from workflows.domain.people import Role, holds_at, standings
from workflows.domain.shapes import Fonds
from workflows.recording.standing import people_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from storage.people.units import Unit

SEES_NOTHING = frozenset({Role.ADMIN})  # runs the machine, opens no document
HIDDEN = frozenset({State.DRAFTING, State.WITHDRAWN})  # campaigns, from units that only take part


@dataclass(frozen=True, slots=True)
class Me:
    """A person with the posts that count now."""

    person_id: str
    full_name: str
    posts: tuple[Post, ...]
    unit_kinds: Mapping[str, str] = field(default_factory=dict)

    @property
    def places(self) -> frozenset[tuple[str, str]]:
        """Role and unit of each post, as to-do lists ask for them."""
        return frozenset((p.role, p.unit_id) for p in self.posts)

    @property
    def units(self) -> frozenset[str]:
        """Units in which a post lets him read."""
        return frozenset(p.unit_id for p in self.posts if p.role not in SEES_NOTHING)

    @property
    def audits(self) -> frozenset[str]:
        """The fonds that are open to him as an auditor, on record: the state's or the Party's."""
        return frozenset(
            fonds_of(self.unit_kinds.get(p.unit_id, ""))
            for p in self.posts
            if p.role == Role.AUDITOR
        )

    @property
    def cells(self) -> frozenset[str]:
        """The party organisations he belongs to."""
        kinds = self.unit_kinds
        return frozenset(u for u in self.units if fonds_of(kinds.get(u, "")) is Fonds.PARTY)

    def drafts_in(self) -> tuple[str, ...]:
        """Return the units he may draft for."""
        return tuple(sorted({p.unit_id for p in self.posts if p.role == Role.STAFF}))


def person_now(conn: Connection, person_id: str, at: datetime, full_name: str = "") -> Me:
    """Return somebody with his posts and the delegations that run."""
    held = [h for h in posts.holdings_of(conn, person_id) if holds_at(h.since, h.until, at)]
    found = [Post(h.post_id, h.unit_id, h.role, h.title) for h in held]
    every = (*found, *_lent(conn, person_id, at))
    kinds = units.kinds_of(conn, {p.unit_id for p in every})
    return Me(person_id, full_name, every, kinds)


def viewer_of(me: Me) -> Viewer:
    """Return whose rows are asked for."""
    return Viewer(me.person_id, me.units, me.audits)


def known_document(conn: Connection, asker: Me, document_id: str) -> DocumentRow | None:
    """Return a document that somebody may know of; campaigns are known to more, see below."""
    return queries.visible_document(conn, viewer_of(asker), document_id)


def known_campaign(
    conn: Connection, asker: Me, campaign_id: str, every: Mapping[str, Unit]
) -> DocumentRow | None:
    """Return a campaign that somebody may know of; `every` are the units as they are now.

    Once launched it is known to everybody who works in or below an agency that takes part; while
    it is prepared, to the unit that prepares it and its agency alone.
    """
    row = queries.visible_document(conn, viewer_of_campaigns(asker, every), campaign_id)
    return row if row is not None and may_know_campaign(asker, row) else None


def known_to(
    conn: Connection, person_id: str, document_ids: Iterable[str], at: datetime
) -> frozenset[str]:
    """Return which of these documents somebody may know of now."""
    asker, wanted = person_now(conn, person_id, at), frozenset(document_ids)
    campaigns = frozenset(one for one in wanted if workflow_of(one) == CAMPAIGN)
    every = {u.unit_id: u for u in units.units(conn, at)} if campaigns else {}
    papers = queries.ids_visible_among(conn, viewer_of(asker), wanted - campaigns)
    return papers | frozenset(
        one for one in campaigns if known_campaign(conn, asker, one, every) is not None
    )


def viewer_of_campaigns(asker: Me, every: Mapping[str, Unit]) -> Viewer:
    """Return whose rows are asked for where campaigns are: also those of the agencies above."""
    own = viewer_of(asker)
    return replace(own, unit_ids=own.unit_ids | agencies_above(asker.units, every))


def may_know_campaign(asker: Me, row: DocumentRow) -> bool:
    """Say whether a campaign of his agency is far enough for him to know of it."""
    if row.state not in HIDDEN:
        return True
    inside = bool(asker.units & {row.unit_id, row.issuer_id})
    return inside or row.drafter_id == asker.person_id or row.fonds in asker.audits


def agencies_above(unit_ids: frozenset[str], every: Mapping[str, Unit]) -> frozenset[str]:
    """Return the agency that each of these units is or belongs to."""
    found = set()
    for unit_id in unit_ids:
        unit = every.get(unit_id)
        if unit is None:
            continue
        while unit.kind != AGENCY and unit.parent_id in every:
            unit = every[unit.parent_id]
        found.add(unit.unit_id)
    return frozenset(found)


def fonds_of(unit_kind: str) -> Fonds:
    """Return whose archives the papers of such a unit belong to."""
    return Fonds.PARTY if unit_kind in PARTY_UNITS else Fonds.STATE


def _lent(conn: Connection, person_id: str, at: datetime) -> list[Post]:
    """A delegation counts while somebody holds the post it was given for.

    Who is away may still read; what he may not do is judged act by act.
    """
    found = []
    for delegation in posts.delegations_to(conn, person_id, at):
        post = posts.post(conn, delegation.post_id)
        if post is None:
            continue
        people = people_in(conn, (post.unit_id,), at).as_if_all_present
        standing = standings(Role(post.role), post.unit_id, at, people)
        if any((s.person_id, s.post_id) == (person_id, post.post_id) for s in standing):
            found.append(post)
    return found
