"""Images of hands and seals over time: acts of an administrator, in the ledger first.

The ledger names a picture by the digest that signatures name it by, so that whoever holds a signed
paper finds the entry. An image in the register never changes: papers that were signed with it
carry it themselves, and a newer one only ends its time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from service.accounts.administration import note_as_admin, noted
from service.accounts.errors import (
    AccountUnknownError,
    ImageTimesError,
    ImageUnknownError,
    UnitUnknownError,
)
from signing.seal.registered import Printing, hand_picture, seal_picture
from storage.instants import to_text
from storage.people import accounts, images, units

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from service.accounts.administration import ByAdmin
    from signing.seal.pictures import Picture
    from storage.database import Database
    from storage.people.images import Image


@dataclass(frozen=True, slots=True)
class Given:
    """A PNG, and from when until when (aware) it is the one in use."""

    png: bytes
    since: datetime
    until: datetime | None = None
    printing: Printing = Printing()  # noqa: RUF009 -- frozen, so it may be shared


def add_hand(database: Database, login: str, given: Given, by: ByAdmin) -> Image:
    """Register the image of somebody's signature; the one in use before ends where it begins.

    Raises:
        ImageUnfitError: what the decree does not allow, or too coarse.
        ImageTimesError: it would begin before one that is registered already.
        AdminNeededError, AccountUnknownError: as for `reset_totp`.
    """
    picture = hand_picture(given.png, given.printing)
    with database.writing() as conn:
        details = _details(picture, given)
        person_id = noted(conn, login, by, "add_signature_image", details).person_id
        new = images.Image(
            f"anh-{by.act_id}", "signature", given.png, given.since, given.until, person_id
        )
        _add(conn, new, images.images_of(conn, person_id))
    return new


def add_seal(
    database: Database, unit_id: str, diameter_mm: float, given: Given, by: ByAdmin
) -> Image:
    """Register the image of an agency's seal, which is printed at that diameter.

    Raises:
        ImageUnfitError: what the decree does not allow, too coarse, or with a margin.
        UnitUnknownError: there is no such unit at the day it begins.
        ImageTimesError, AdminNeededError: as for `add_hand`.
    """
    picture = seal_picture(given.png, diameter_mm, given.printing)
    with database.writing() as conn:
        if units.unit(conn, unit_id, by.at) is None:
            raise UnitUnknownError(unit_id)
        details = _details(picture, given) | {"unit_id": unit_id, "diameter_mm": str(diameter_mm)}
        note_as_admin(conn, by, "add_seal_image", details)
        new = images.Image(
            f"anh-{by.act_id}", "seal", given.png, given.since, given.until, "", unit_id,
            diameter_mm,
        )  # fmt: skip
        _add(conn, new, images.images_of(conn, unit_id=unit_id))
    return new


def end(database: Database, image_id: str, until: datetime, by: ByAdmin) -> Image:
    """Take an image out of use from `until` on, such as a seal that was lost.

    Raises:
        ImageUnknownError: there is none of this id, or it ends earlier anyway.
        ImageTimesError: it would end before it began.
        AdminNeededError: as for `reset_totp`.
    """
    with database.writing() as conn:
        found = images.image(conn, image_id)
        if found is None or (found.until is not None and found.until <= until):
            raise ImageUnknownError(image_id)
        if until <= found.since:
            raise ImageTimesError("it would end before it began")
        note_as_admin(conn, by, "end_image", {"image_id": image_id, "until": to_text(until)})
        images.end_image(conn, image_id, until)
    return found


def of_person(conn: Connection, login: str) -> list[Image]:
    """Return the images of somebody's signature, latest first. Raises AccountUnknownError."""
    account = accounts.account_by_login(conn, login)
    if account is None:
        raise AccountUnknownError(login)
    return images.images_of(conn, account.person_id)


def _details(picture: Picture, given: Given) -> dict[str, object]:
    until = to_text(given.until) if given.until else ""
    return {"picture": picture.sha256, "since": to_text(given.since), "until": until}


def _add(conn: Connection, new: Image, known: list[Image]) -> None:
    """Add an image behind those that began before it; at every instant one is in use."""
    if new.until is not None and new.until <= new.since:
        raise ImageTimesError("it would end before it begins")
    for old in (one for one in known if one.kind == new.kind):
        if old.since >= new.since and (new.until is None or new.until > old.since):
            raise ImageTimesError(f"{old.image_id} begins on that day or later")
        if old.since < new.since and (old.until is None or old.until > new.since):
            images.end_image(conn, old.image_id, new.since)
    images.add_image(conn, new)
