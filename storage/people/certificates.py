"""Certificates of people and agencies, and where their keys are asked for; never a key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select, update

from storage.people.tables import CERTIFICATES

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Connection, Row


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate of one owner: a person or a unit, the other id is "".

    `role` is personal or agency; `key_reference` is what the key holder knows the key by.
    """

    der: bytes
    role: str
    since: datetime
    until: datetime | None = None
    person_id: str = ""
    unit_id: str = ""
    key_reference: str = ""

    @property
    def sha256(self) -> str:
        """The certificate's own id."""
        return hashlib.sha256(self.der).hexdigest()


def add_certificate(conn: Connection, certificate: Certificate) -> None:
    """Register a certificate for its owner."""
    conn.execute(
        insert(CERTIFICATES).values(
            sha256=certificate.sha256, der=certificate.der, role=certificate.role,
            person_id=certificate.person_id or None, unit_id=certificate.unit_id or None,
            key_reference=certificate.key_reference, since=certificate.since,
            until=certificate.until,
        )
    )  # fmt: skip


def end_certificate(conn: Connection, sha256: str, until: datetime) -> None:
    """Take a certificate out of use at `until`; what it signed before stays."""
    conn.execute(update(CERTIFICATES).where(CERTIFICATES.c.sha256 == sha256).values(until=until))


def certificate(conn: Connection, sha256: str) -> Certificate | None:
    """Return a certificate by the sha256 of its DER."""
    row = conn.execute(select(CERTIFICATES).where(CERTIFICATES.c.sha256 == sha256)).first()
    return _certificate(row) if row else None


def is_ended(conn: Connection, sha256: str, at: datetime) -> bool:
    """Say whether the register has taken a certificate out of use by that instant."""
    ended = (CERTIFICATES.c.sha256 == sha256) & (CERTIFICATES.c.until <= at)
    return conn.execute(select(CERTIFICATES.c.sha256).where(ended)).first() is not None


def every_certificate(
    conn: Connection, person_id: str = "", unit_ids: Collection[str] = ()
) -> list[Certificate]:
    """Return what is or was registered for this person and these units; of all when none is named.

    In order of their beginning.
    """
    wanted = select(CERTIFICATES).order_by(CERTIFICATES.c.since, CERTIFICATES.c.sha256)
    if person_id or unit_ids:
        owned = CERTIFICATES.c.unit_id.in_(sorted(unit_ids))
        wanted = wanted.where(or_(CERTIFICATES.c.person_id == person_id, owned))
    return [_certificate(row) for row in conn.execute(wanted)]


def certificates_of_person(conn: Connection, person_id: str, at: datetime) -> list[Certificate]:
    """Return the certificates somebody uses at that instant, the newest first."""
    return _in_use(conn, CERTIFICATES.c.person_id == person_id, at)


def certificates_of_unit(conn: Connection, unit_id: str, at: datetime) -> list[Certificate]:
    """Return the agency certificates a unit uses at that instant, the newest first."""
    return _in_use(conn, CERTIFICATES.c.unit_id == unit_id, at)


def _in_use(conn: Connection, owned: ColumnElement[bool], at: datetime) -> list[Certificate]:
    running = (CERTIFICATES.c.since <= at) & or_(
        CERTIFICATES.c.until.is_(None), CERTIFICATES.c.until > at
    )
    newest = CERTIFICATES.c.since.desc(), CERTIFICATES.c.sha256
    found = conn.execute(select(CERTIFICATES).where(owned, running).order_by(*newest))
    return [_certificate(row) for row in found]


def _certificate(row: Row[Any]) -> Certificate:
    return Certificate(
        row.der, row.role, row.since, row.until, row.person_id or "", row.unit_id or "",
        row.key_reference,
    )  # fmt: skip
