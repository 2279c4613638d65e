"""Whose certificates end soon, read from the people register each time it is asked.

Nothing is scheduled and nothing noted: what is asked at each page cannot be missed by an outage.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography import x509

from storage.people import certificates, persons, posts, units
from workflows.domain.certificate_ends import Stage, Term, covered_until, days_left, stage_of
from workflows.domain.people import Role, holds_at

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from service.knowing import Me
    from storage.people.certificates import Certificate


@dataclass(frozen=True, slots=True)
class Ending:
    """Somebody's, or an agency's, last certificate ends; one of both ids is ""."""

    person_id: str
    unit_id: str
    until: datetime
    stage: Stage
    days: int  # to the end, by Vietnam's calendar


def of_person(conn: Connection, asker: Me, at: datetime) -> list[Ending]:
    """Return what somebody is to be told: of his own, and of seals that he uses as a clerk."""
    offices = {post.unit_id for post in asker.posts if post.role == Role.CLERK}
    return _endings(certificates.every_certificate(conn, asker.person_id, offices), at)


def of_all(conn: Connection, at: datetime) -> list[Ending]:
    """Return what an administrator is to be told, the nearest end first."""
    return _endings(certificates.every_certificate(conn), at)


def names_of(conn: Connection, endings: Collection[Ending]) -> dict[str, str]:
    """Return the names of people and agencies, by id; none where it was erased."""
    named = persons.names(conn, {one.person_id for one in endings} - {""})
    return named | {unit.unit_id: unit.name for unit in units.units(conn)}


def without_post(conn: Connection, at: datetime) -> list[str]:
    """Return who has a certificate in use and holds no post, now or later: did they leave?"""
    kept = certificates.every_certificate(conn)
    holders = {c.person_id for c in kept if c.person_id and holds_at(c.since, c.until, at)}
    return sorted(
        one
        for one in holders
        if not any(h.until is None or h.until > at for h in posts.holdings_of(conn, one))
    )


def _endings(kept: Collection[Certificate], at: datetime) -> list[Ending]:
    terms: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for one in kept:
        terms[one.person_id, one.unit_id].append(_term(one))
    found = []
    for (person_id, unit_id), own in terms.items():
        until = covered_until(own, at)
        stage = stage_of(until, at) if until is not None else None
        if until is not None and stage is not None:
            found.append(Ending(person_id, unit_id, until, stage, days_left(until, at)))
    return sorted(found, key=lambda one: (one.until, one.person_id, one.unit_id))


def _term(kept: Certificate) -> Term:
    """A damaged certificate ends at once: nobody signs with it."""
    try:
        until = x509.load_der_x509_certificate(kept.der).not_valid_after_utc
    except ValueError:
        until = kept.since
    withdrawn = kept.until if kept.until is not None and kept.until < until else None
    return Term(kept.since, until, withdrawn)
