"""A chancery that signs for real in tests: its own authority, people, keys, paper and clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw

from signing.custody.unlocked import UnlockedKey
from signing.port import FieldRole, NumberAndDate, Prepared, ReservedField
from signing.seal import layout
from signing.seal.embed import add_archive_timestamp, embed
from signing.seal.evidence import Gatherer
from signing.seal.fields import reserve
from signing.seal.pictures import Ink, Picture, read_picture
from signing.seal.prepare import SigningOrder, prepare
from signing.seal.store import add_revocation
from signing.trust.own_ca import DevPki, Issued, Person, create_dev_pki
from signing.trust.revocation import CrlFolder
from signing.trust.timestamps import LocalTimestamper

if TYPE_CHECKING:
    from signing.seal.appearance import Printed

NOW: Final = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
PAPER: Final = Path(__file__).parent / "fixtures" / "signing-paper.pdf"
BLUE, RED = (20, 40, 200), (205, 20, 30)
NUMBER: Final = NumberAndDate("241", "02", "11", "2026")

# Where LibreOffice put the blanks and the signature cell of the fixture, in pt.
ROW: Final = layout.HeaderRow(
    number_left=169.9,
    number_right=192.7,
    day_left=433.9,
    month_left=486.8,
    year_left=531.9,
    baseline=705.3,
)
CELL: Final = layout.SignatureCell(page=0, centre_x=430.5, top_y=467, bottom_y=350)


def a_png(colour: tuple[int, int, int], size: tuple[int, int] = (300, 120)) -> bytes:
    """An oval outline in one colour on a clear ground."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    box = (4, 4, size[0] - 5, size[1] - 5)
    ImageDraw.Draw(image).ellipse(box, outline=(*colour, 255), width=6)
    output = BytesIO()
    image.save(output, "PNG")
    return output.getvalue()


@cache
def a_signature() -> Picture:
    return read_picture(a_png(BLUE), Ink.BLUE)


@cache
def a_seal() -> Picture:
    return read_picture(a_png(RED, (240, 240)), Ink.RED)


@dataclass(frozen=True)
class Chancery:
    """Everyone who has a hand in a paper; `now` is when all of it happens."""

    pki: DevPki
    leader: Issued
    other: Issued
    agency: Issued
    now: datetime

    @cached_property
    def blank(self) -> bytes:
        """The paper with its three empty fields."""
        return reserve(PAPER.read_bytes(), self.fields())

    @cached_property
    def issued(self) -> bytes:
        """The paper with three signatures and the archive timestamp."""
        pdf = self.blank
        for role in (FieldRole.PERSONAL, FieldRole.NUMBER, FieldRole.AGENCY):
            pdf = self.sign_with_evidence(pdf, role)
        return add_archive_timestamp(pdf, self.timestamper(), self.gatherer(), self.now)

    def fields(self) -> list[ReservedField]:
        personal = layout.personal_box(CELL, a_signature().width, a_signature().height)
        row, seal = layout.number_box(ROW), layout.seal_box(personal)
        return [
            ReservedField(FieldRole.PERSONAL, personal, self.leader.der),
            ReservedField(FieldRole.NUMBER, row, self.agency.der, layout.glyphs(ROW)),
            ReservedField(FieldRole.AGENCY, seal, self.agency.der),
        ]

    def signer(self, role: FieldRole) -> Issued:
        return self.leader if role is FieldRole.PERSONAL else self.agency

    def order(
        self, role: FieldRole, by: Issued | None = None, *, certify: bool | None = None
    ) -> SigningOrder:
        issued = by or self.signer(role)
        return SigningOrder(
            item_id=f"item-{role}",
            role=role,
            certificate=issued.der,
            chain=issued.chain_der,
            signed_at=self.now.astimezone(ha_noi()),
            expires_at=self.now + timedelta(hours=24),
            certify=role is FieldRole.PERSONAL if certify is None else certify,
        )

    def prepare(
        self, role: FieldRole = FieldRole.PERSONAL, pdf: bytes | None = None
    ) -> tuple[Prepared, bytes]:
        return prepare(self.blank if pdf is None else pdf, self.order(role), printed(role))

    def sign(self, pdf: bytes, role: FieldRole) -> bytes:
        """One more signature, level B-T."""
        prepared, hole = self.prepare(role, pdf)
        cms = a_key(self.signer(role)).sign(hole, prepared)
        return embed(hole, prepared, cms, self.timestamper(), self.now)

    def sign_with_evidence(self, pdf: bytes, role: FieldRole) -> bytes:
        """One more signature, level B-LT."""
        signed = self.sign(pdf, role)
        return add_revocation(signed, self.gatherer().for_last_signature(signed, self.now))

    def timestamper(self) -> LocalTimestamper:
        return LocalTimestamper(self.pki.tsa(lambda: self.now).respond)

    def gatherer(self) -> Gatherer:
        return Gatherer(CrlFolder(self.pki.directory), self.pki.anchors)


def ha_noi() -> timezone:
    return timezone(timedelta(hours=7))


def printed(role: FieldRole) -> Printed:
    if role is FieldRole.NUMBER:
        return NUMBER
    return a_seal() if role is FieldRole.AGENCY else a_signature()


def a_key(issued: Issued) -> UnlockedKey:
    return UnlockedKey(issued.key, issued.certificate, issued.chain)


def open_chancery(folder: Path, now: datetime = NOW) -> Chancery:
    """Make the authority and everybody's keys in `folder`; its addresses lead nowhere."""
    pki = create_dev_pki(folder, now, "http://ca.example.invalid/pki")
    office = "SỞ Y TẾ TỈNH THANH HÓA"
    leader = pki.issue_person(Person("Nguyễn Văn An", "cb-0001", office, "Ban Giám đốc"), now)
    other = pki.issue_person(Person("Trần Thị Bình", "cb-0002", office), now, "ec")
    return Chancery(pki, leader, other, pki.issue_agency(office, now), now)
