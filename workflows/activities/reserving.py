"""Where the signature fields of a rendered paper stand, and whose certificate each is for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image as Picture
from sqlalchemy import Connection

from doc_templates.anchors import signature_cell
from doc_templates.port import RenderedPaper
from signing.port import Box, Glyphs, ReservedField
from signing.port import FieldRole as SealRole
from signing.seal import layout
from storage.people import images
from workflows.activities.workshop import NoImageError, certificate_for
from workflows.domain.document import Document
from workflows.domain.shapes import FieldRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.people.images import Image

DIGIT_EM = 0.5  # every digit of the typeface is half an em wide


@dataclass(slots=True)
class Reserving:
    """One paper's fields, laid out in the order of signing."""

    conn: Connection
    doc: Document
    rendered: RenderedPaper
    number_width: int
    at: datetime
    boxes: dict[FieldRole, Box] = field(default_factory=dict)

    def fields(self, signers: Mapping[FieldRole, str]) -> list[ReservedField]:
        """Return a reserved field for each signer, in order.

        Raises:
            NoCertificateError, NoImageError: the register lacks one.
        """
        return [self._field(role, person_id) for role, person_id in signers.items()]

    def _field(self, role: FieldRole, person_id: str) -> ReservedField:
        owner = certificate_for(self.conn, self.doc, role, person_id, self.at)
        self.boxes[role] = self._box(role, person_id)
        return ReservedField(SealRole(role), self.boxes[role], owner.der, self._glyphs(role))

    def _box(self, role: FieldRole, person_id: str) -> Box:
        if role is FieldRole.NUMBER:
            return layout.number_box(self._header())
        if role is FieldRole.AGENCY:
            seal = seal_image(self.conn, self.doc, self.at)
            diameter = seal.diameter_mm or layout.SEAL_DIAMETER_MM
            return layout.seal_box(self.boxes[FieldRole.PERSONAL], diameter)
        cell = signature_cell(self.rendered.anchors, role)
        image = signature_image(self.conn, person_id, self.at)
        with Picture.open(BytesIO(image.png)) as picture:
            return layout.personal_box(layout.SignatureCell(*cell), *picture.size)

    def _glyphs(self, role: FieldRole) -> Glyphs | None:
        return layout.glyphs(self._header()) if role is FieldRole.NUMBER else None

    def _header(self) -> layout.HeaderRow:
        known = {anchor.name: anchor for anchor in self.rendered.anchors}
        right, size = known["SoPhai"].x, self.rendered.number_size
        return layout.HeaderRow(
            number_left=right - self.number_width * DIGIT_EM * size,
            number_right=right,
            day_left=known["NgayTrai"].x,
            month_left=known["ThangTrai"].x,
            year_left=known["NamTrai"].x,
            baseline=known["SoPhai"].y,
            number_size=size,
            date_size=self.rendered.date_size,
        )


def signature_image(conn: Connection, person_id: str, at: datetime) -> Image:
    """Return the image of a person's signature.

    Raises:
        NoImageError: there is none in use.
    """
    found = images.signature_image(conn, person_id, at)
    if found is None:
        raise NoImageError(person_id)
    return found


def seal_image(conn: Connection, doc: Document, at: datetime) -> Image:
    """Return the image of the issuer's seal.

    Raises:
        NoImageError: there is none in use.
    """
    found = images.seal_image(conn, doc.issuer_id, at)
    if found is None:
        raise NoImageError(doc.issuer_id)
    return found
