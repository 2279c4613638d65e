"""An office that really signs its own papers: reserved fields, three keys, evidence, archive stamp.

Everything is the product's own code but the page, which is blank, so that thousands of hostile
variants can be made without starting LibreOffice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from signing.custody.unlocked import UnlockedKey
from signing.port import FieldRole, NumberAndDate, ReservedField
from signing.seal.embed import add_archive_timestamp, assemble, embed
from signing.seal.evidence import Gatherer
from signing.seal.fields import reserve
from signing.seal.images import signature_png
from signing.seal.layout import (
    HeaderRow,
    SignatureCell,
    glyphs,
    number_box,
    personal_box,
    seal_box,
)
from signing.seal.pictures import Ink, Picture, read_picture
from signing.seal.prepare import SigningOrder, prepare
from signing.seal.store import add_revocation
from signing.trust.own_ca import DevPki, Issued, Person, create_dev_pki
from signing.trust.revocation import CrlFolder
from signing.trust.timestamps import LocalTimestamper
from tests.signed.page import blank_paper

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from signing.port import Box, Prepared
    from signing.seal.appearance import Printed

NUMBER: Final = NumberAndDate("241", "05", "02", "2026")
ROW: Final = HeaderRow(
    number_left=90,
    number_right=120,
    day_left=370,
    month_left=420,
    year_left=470,
    baseline=740,
)
CELL: Final = SignatureCell(page=0, centre_x=430, top_y=250, bottom_y=180)
PLAN: Final = (FieldRole.PERSONAL, FieldRole.NUMBER, FieldRole.AGENCY)
MINUTES: Final = (FieldRole.SECRETARY, FieldRole.CHAIR)


@dataclass(frozen=True)
class Office:
    """One office with its people; `now` is its clock."""

    pki: DevPki
    leader: Issued
    second: Issued  # another person: a chair, a confirmer, an intruder
    agency: Issued
    now: datetime
    pictures: Mapping[FieldRole, Picture] = field(default_factory=dict)

    @property
    def anchors(self) -> tuple[bytes, ...]:
        return self.pki.anchors

    def holders(self) -> dict[FieldRole, Issued]:
        return {
            FieldRole.PERSONAL: self.leader,
            FieldRole.SECRETARY: self.leader,
            FieldRole.CHAIR: self.second,
            FieldRole.CONFIRM: self.second,
            FieldRole.NUMBER: self.agency,
            FieldRole.AGENCY: self.agency,
        }

    def reserved(
        self, roles: Sequence[FieldRole], holders: Mapping[FieldRole, Issued] | None = None
    ) -> list[ReservedField]:
        """Fields for `roles`; `holders` replaces who they are reserved for."""
        for_whom = {**self.holders(), **(holders or {})}
        return [
            ReservedField(
                role,
                self.box(role),
                for_whom[role].der,
                glyphs(ROW) if role is FieldRole.NUMBER else None,
            )
            for role in roles
        ]

    def box(self, role: FieldRole) -> Box:
        if role is FieldRole.NUMBER:
            return number_box(ROW)
        left = role in (FieldRole.SECRETARY, FieldRole.CONFIRM)
        cell = SignatureCell(0, 180, CELL.top_y, CELL.bottom_y) if left else CELL
        picture = self.picture(FieldRole.PERSONAL)
        box = personal_box(cell, picture.width, picture.height)
        return seal_box(box) if role is FieldRole.AGENCY else box

    def picture(self, role: FieldRole) -> Picture:
        return self.pictures[FieldRole.AGENCY if role is FieldRole.AGENCY else FieldRole.PERSONAL]

    def printed(self, role: FieldRole) -> Printed:
        return NUMBER if role is FieldRole.NUMBER else self.picture(role)

    def blank(self, roles: Sequence[FieldRole] = PLAN, pages: int = 1) -> bytes:
        """A paper with reserved fields that nobody has signed."""
        return reserve(blank_paper(pages), self.reserved(roles))

    def sign(self, pdf: bytes, role: FieldRole, *, by: Issued | None = None) -> bytes:
        """Sign one field up to B-T, certifying when it is the first."""
        key, prepared, hole = self._prepared(pdf, role, by)
        return embed(hole, prepared, key.sign(hole, prepared), self.timestamper(), self.now)

    def sign_unstamped(self, pdf: bytes, role: FieldRole) -> bytes:
        """Sign one field at B-B, as no step of the product leaves it."""
        key, prepared, hole = self._prepared(pdf, role, None)
        return assemble(hole, prepared, key.sign(hole, prepared))

    def _prepared(
        self, pdf: bytes, role: FieldRole, by: Issued | None
    ) -> tuple[UnlockedKey, Prepared, bytes]:
        issued = by or self.holders()[role]
        key = UnlockedKey(issued.key, issued.certificate, issued.chain)
        order = SigningOrder(
            item_id=f"item-{role}",
            role=role,
            certificate=key.certificate,
            chain=key.chain,
            signed_at=self.now,
            expires_at=self.now + timedelta(hours=24),
            certify=b"/ByteRange" not in pdf,
        )
        prepared, hole = prepare(pdf, order, self.printed(role))
        return key, prepared, hole

    def sign_with_evidence(self, pdf: bytes, role: FieldRole) -> bytes:
        """Sign one field up to B-LT."""
        signed = self.sign(pdf, role)
        return add_revocation(signed, self.gatherer().for_last_signature(signed, self.now))

    def issue(self, roles: Sequence[FieldRole] = PLAN, pages: int = 1) -> bytes:
        """Sign every field in order, each up to B-LT."""
        pdf = self.blank(roles, pages)
        for role in roles:
            pdf = self.sign_with_evidence(pdf, role)
        return pdf

    def archive(self, pdf: bytes) -> bytes:
        """Put the archive timestamp over all of it (B-LTA)."""
        return add_archive_timestamp(pdf, self.timestamper(), self.gatherer(), self.now)

    def timestamper(self) -> LocalTimestamper:
        return LocalTimestamper(self.pki.tsa(lambda: self.now).respond)

    def gatherer(self) -> Gatherer:
        return Gatherer(CrlFolder(self.pki.directory), self.anchors)


def open_office(folder: Path, now: datetime) -> Office:
    """Open an office with an authority of its own in `folder`; every address in it is dead."""
    pki = create_dev_pki(folder, now, "http://ca.example.invalid")
    people = [
        pki.issue_person(Person(name, person_id, "Sở Y tế thử nghiệm"), now)
        for name, person_id in (("Nguyễn Văn An", "cb-001"), ("Trần Thị Bình", "cb-002"))
    ]
    pictures = {
        FieldRole.PERSONAL: read_picture(signature_png("Nguyễn Văn An"), Ink.BLUE),
        FieldRole.AGENCY: _red_square(),
    }
    agency = pki.issue_agency("SỞ Y TẾ THỬ NGHIỆM", now)
    return Office(pki, people[0], people[1], agency, now, pictures)


def _red_square() -> Picture:
    """A frame in red; the real drawing of a seal needs a typeface that a test has no use for."""
    side = 40
    rim = [x in (0, side - 1) or y in (0, side - 1) for y in range(side) for x in range(side)]
    alpha = bytes(255 if on else 0 for on in rim)
    rgb = b"".join(b"\xce\x16\x20" if on else b"\xff\xff\xff" for on in rim)
    return Picture(side, side, rgb, alpha)
