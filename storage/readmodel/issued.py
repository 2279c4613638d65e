"""Plans that were issued, as others refer to them: number, day and title, nothing of the content.

What an office issued is known to everybody below it, whoever may open the paper itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from storage.readmodel.tables import DOCUMENTS, OPENINGS

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

PLAN, CAMPAIGN = "ke-hoach", "dot"
_SHOWN = ("id", "number_text", "number_day", "title", "issuer_id")


@dataclass(frozen=True, slots=True)
class IssuedPlan:
    """One plan with its number."""

    document_id: str
    number: str
    day: date
    title: str
    issuer_id: str


def issued_plans(conn: Connection, issuer_ids: Collection[str]) -> list[IssuedPlan]:
    """Return the plans that these units issued, the latest first."""
    columns = [DOCUMENTS.c[name] for name in _SHOWN]
    theirs = select(*columns).where(
        DOCUMENTS.c.kind == PLAN,
        DOCUMENTS.c.issuer_id.in_(sorted(issuer_ids)),
        DOCUMENTS.c.state.in_(("issued", "archived")),
        DOCUMENTS.c.number_day.is_not(None),
    )
    newest = theirs.order_by(DOCUMENTS.c.number_day.desc(), DOCUMENTS.c.id)
    return [IssuedPlan(*row) for row in conn.execute(newest)]


def running_campaign(conn: Connection, plan_id: str, unit_ids: Collection[str]) -> str:
    """Return the campaign that carries out a plan among these units; "" where none runs."""
    takes_part = exists().where(
        OPENINGS.c.document_id == DOCUMENTS.c.id, OPENINGS.c.unit_id.in_(sorted(unit_ids))
    )
    running = select(DOCUMENTS.c.id).where(
        DOCUMENTS.c.kind == CAMPAIGN,
        DOCUMENTS.c.serves_id == plan_id,
        DOCUMENTS.c.state == "in_force",
        takes_part,
    )
    return conn.execute(running.order_by(DOCUMENTS.c.id).limit(1)).scalar() or ""
