"""Images that stand in signatures: a hand's (blue) and an agency's seal (red, at real size)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select, update

from storage.people.tables import IMAGES

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Row


@dataclass(frozen=True, slots=True)
class Image:
    """One PNG of one owner: a person or a unit, the other id is "".

    `kind` is signature or seal; a seal has its diameter in millimetres (NĐ 30/2020 PL I, II.8a).
    """

    image_id: str
    kind: str
    png: bytes
    since: datetime
    until: datetime | None = None
    person_id: str = ""
    unit_id: str = ""
    diameter_mm: float | None = None


def add_image(conn: Connection, image: Image) -> None:
    """Add an image for its owner."""
    conn.execute(
        insert(IMAGES).values(
            id=image.image_id, kind=image.kind, png=image.png, since=image.since,
            until=image.until, person_id=image.person_id or None, unit_id=image.unit_id or None,
            diameter_mm=image.diameter_mm,
        )
    )  # fmt: skip


def image(conn: Connection, image_id: str) -> Image | None:
    """Return an image by id."""
    row = conn.execute(select(IMAGES).where(IMAGES.c.id == image_id)).first()
    return _image(row) if row else None


def end_image(conn: Connection, image_id: str, until: datetime) -> None:
    """Take an image out of use from that instant on; what was signed with it keeps it."""
    conn.execute(update(IMAGES).where(IMAGES.c.id == image_id).values(until=until))


def images_of(conn: Connection, person_id: str = "", unit_id: str = "") -> list[Image]:
    """Return every image of one owner, the latest first."""
    owned = IMAGES.c.unit_id == unit_id if unit_id else IMAGES.c.person_id == person_id
    found = conn.execute(select(IMAGES).where(owned).order_by(IMAGES.c.since.desc(), IMAGES.c.id))
    return [_image(row) for row in found]


def signature_image(conn: Connection, person_id: str, at: datetime) -> Image | None:
    """Return the image of somebody's signature in use at that instant."""
    return _newest(conn, IMAGES.c.person_id == person_id, "signature", at)


def seal_image(conn: Connection, unit_id: str, at: datetime) -> Image | None:
    """Return the image of an agency's seal in use at that instant."""
    return _newest(conn, IMAGES.c.unit_id == unit_id, "seal", at)


def _newest(conn: Connection, owned: ColumnElement[bool], kind: str, at: datetime) -> Image | None:
    running = (IMAGES.c.since <= at) & or_(IMAGES.c.until.is_(None), IMAGES.c.until > at)
    found = select(IMAGES).where(owned, IMAGES.c.kind == kind, running)
    row = conn.execute(found.order_by(IMAGES.c.since.desc(), IMAGES.c.id).limit(1)).first()
    return _image(row) if row else None


def _image(row: Row[Any]) -> Image:
    return Image(
        row.id, row.kind, row.png, row.since, row.until, row.person_id or "", row.unit_id or "",
        row.diameter_mm,
    )  # fmt: skip
