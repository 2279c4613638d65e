"""Congress terms (nhiệm kỳ) of party organisations: their papers are numbered through one term.

The practice of HD 36-HD/VPTW 2018 and after it HD 05-HD/VPTW 2026: per kind, without a break,
within the term of the congress.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from storage.errors import TermOverlapsError
from storage.registers.tables import TERMS

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Term:
    """From the congress to the day before the next one, both days included."""

    unit_id: str
    begins: date
    ends: date


def add_term(conn: Connection, term: Term, act_id: str) -> None:
    """Note a term; an audited act of the caller.

    Raises:
        TermOverlapsError: another term of this organisation covers some of its days.
    """
    clashing = select(TERMS).where(
        TERMS.c.unit_id == term.unit_id, TERMS.c.begins <= term.ends, TERMS.c.ends >= term.begins
    )
    if conn.execute(clashing).first() is not None:
        raise TermOverlapsError(term.unit_id)
    row = {"unit_id": term.unit_id, "begins": term.begins, "ends": term.ends, "act_id": act_id}
    conn.execute(insert(TERMS), row)


def term_at(conn: Connection, unit_id: str, day: date) -> Term | None:
    """Return the term that covers a day, if one is noted."""
    row = conn.execute(
        select(TERMS).where(TERMS.c.unit_id == unit_id, TERMS.c.begins <= day, TERMS.c.ends >= day)
    ).first()
    return Term(row.unit_id, row.begins, row.ends) if row else None
