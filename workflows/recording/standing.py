"""The people register as the domain's values, at one instant and inside one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.people import posts
from workflows.domain.people import Delegation, Holding, People, Prefix, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from workflows.domain.document import Document


def people_around(conn: Connection, doc: Document, at: datetime) -> People:
    """Return who holds what in the units that this document touches."""
    return people_in(conn, (doc.unit_id, doc.issuer_id, doc.circle_id, doc.superior_id), at)


def people_in(conn: Connection, unit_ids: Iterable[str], at: datetime) -> People:
    """Return the posts, and the delegations that run then, of these units."""
    units = sorted({unit for unit in unit_ids if unit})
    return People(
        tuple(_holding(h) for h in posts.holdings_in(conn, units)),
        tuple(_delegation(d) for d in posts.delegations_at(conn, units, at)),
    )


def _holding(row: posts.Holding) -> Holding:
    return Holding(row.post_id, row.person_id, Role(row.role), row.unit_id, row.since, row.until)


def _delegation(row: posts.Delegation) -> Delegation:
    return Delegation(
        row.delegation_id, row.post_id, row.person_id, Prefix(row.prefix), row.since, row.until
    )
