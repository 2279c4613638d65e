"""The people register as the domain's values, at one instant and inside one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.people import absences, posts
from workflows.domain.people import Absence, Delegation, Holding, People, Prefix, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from workflows.domain.document import Document


def people_around(conn: Connection, doc: Document, at: datetime) -> People:
    """Return who holds what in the units that this document touches."""
    named = (doc.unit_id, doc.issuer_id, doc.circle_id, doc.superior_id, doc.custodian_id)
    return people_in(conn, (*named, *doc.shared_with), at)


def people_in(conn: Connection, unit_ids: Iterable[str], at: datetime) -> People:
    """Return the posts of these units, the delegations that run then, and who is away then."""
    units = sorted({unit for unit in unit_ids if unit})
    away = absences.absences_in(conn, units, at)
    return People(
        tuple(_holding(h) for h in posts.holdings_in(conn, units)),
        tuple(_delegation(d) for d in posts.delegations_at(conn, units, at)),
        tuple(Absence(a.person_id, a.since, a.until) for a in away),
    )


def people_of(conn: Connection, person_ids: Iterable[str]) -> People:
    """Return all posts and absences of these people, whatever their units; no delegations."""
    ids = sorted(set(person_ids))
    away = [a for person_id in ids for a in absences.absences_of(conn, person_id)]
    return People(
        tuple(_holding(h) for person_id in ids for h in posts.holdings_of(conn, person_id)),
        absences=tuple(Absence(a.person_id, a.since, a.until) for a in away),
    )


def _holding(row: posts.Holding) -> Holding:
    return Holding(row.post_id, row.person_id, Role(row.role), row.unit_id, row.since, row.until)


def _delegation(row: posts.Delegation) -> Delegation:
    return Delegation(
        row.delegation_id, row.post_id, row.person_id, Prefix(row.prefix), row.since, row.until
    )
