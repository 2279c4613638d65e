"""Who signs in these benchmarks, and how each step of ours is called: keys, fields, a picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    load_pem_private_key,
    pkcs12,
)
from PIL import Image, ImageDraw

from service.bench.signing.papers import SHAPES, paper
from signing.custody.unlocked import UnlockedKey
from signing.port import Box, FieldRole, ReservedField
from signing.seal.embed import add_archive_timestamp, embed
from signing.seal.evidence import Gatherer
from signing.seal.fields import reserve
from signing.seal.pictures import Ink, Picture, read_picture
from signing.seal.prepare import SigningOrder, prepare
from signing.seal.store import add_revocation
from signing.trust.own_ca import DevPki, Issued, Person, create_dev_pki
from signing.trust.revocation import CrlFolder
from signing.trust.timestamps import LocalTimestamper

PASSWORD: Final = "bench"  # noqa: S105 -- of keys that live as long as a run
ADDRESS: Final = "http://ca.example.invalid/pki"  # nobody asks it
LEADER, AGENCY = "leader", "agency"
TSA: Final = "tsa"
PICTURE: Final = (300, 120)
BOXES: Final = {
    FieldRole.PERSONAL: (300.0, 60.0, 450.0, 120.0),
    FieldRole.AGENCY: (250.0, 40.0, 340.0, 130.0),
}


def clock() -> datetime:
    """Return now: keys and papers are fresh, and the references judge by the machine's clock."""
    return datetime.now(UTC)  # noqa: TID251 -- a benchmark is a composition root


@dataclass(frozen=True)
class Signer:
    """One key holder in a process, ready to sign any number of papers for one role."""

    role: FieldRole
    key: UnlockedKey
    picture: Picture
    timestamper: LocalTimestamper

    def sign(self, pdf: bytes) -> bytes:
        """Return the paper with one more signature, level B-T: the three steps of the product."""
        at = clock()
        order = SigningOrder(
            item_id="bench",
            role=self.role,
            certificate=self.key.certificate,
            chain=self.key.chain,
            signed_at=at,
            expires_at=at + timedelta(hours=1),
            certify=self.role is FieldRole.PERSONAL,
        )
        prepared, hole = prepare(pdf, order, self.picture)
        return embed(hole, prepared, self.key.sign(hole, prepared), self.timestamper, at)


@dataclass(frozen=True)
class Office:
    """An authority in a folder, with keys as PKCS#12 beside it."""

    folder: Path

    @cached_property
    def pki(self) -> DevPki:
        """The authority; its lists are made anew."""
        return create_dev_pki(self.folder / "pki", clock(), ADDRESS)

    def signer(self, name: str = LEADER) -> Signer:
        """Return a key holder of this process."""
        packed = (self.folder / f"{name}.p12").read_bytes()
        key, certificate, chain = pkcs12.load_key_and_certificates(packed, PASSWORD.encode())
        if certificate is None:
            raise ValueError("a key without a certificate")
        role = FieldRole.PERSONAL if name == LEADER else FieldRole.AGENCY
        holder = UnlockedKey(key, certificate, _upwards(certificate, chain))
        colour, ink = ((20, 40, 200), Ink.BLUE) if name == LEADER else ((205, 20, 30), Ink.RED)
        return Signer(role, holder, _picture(colour, ink), self.timestamper)

    @property
    def timestamper(self) -> LocalTimestamper:
        """The authority's own timestamps, in this process."""
        return LocalTimestamper(self.pki.tsa(clock).respond)

    def blank(self, pages: int) -> Path:
        """Where the paper to sign lies."""
        return self.folder / f"blank-{pages}.pdf"

    def signed(self, pages: int) -> Path:
        """Where the paper with two signatures of level B-LTA lies."""
        return self.folder / f"signed-{pages}.pdf"


def open_office(folder: Path) -> Office:
    """Make authority, keys and papers in an empty folder."""
    office = Office(folder)
    now = clock()
    leader = office.pki.issue_person(Person("Nguyễn Văn An", "cb-0001", "SỞ Y TẾ"), now)
    agency = office.pki.issue_agency("SỞ Y TẾ TỈNH THANH HÓA", now)
    for name, issued in ((LEADER, leader), (AGENCY, agency)):
        (folder / f"{name}.p12").write_bytes(issued.p12(PASSWORD))
    (folder / f"{TSA}.p12").write_bytes(_tsa_p12(office.pki.directory))
    fields = [_field(FieldRole.PERSONAL, leader), _field(FieldRole.AGENCY, agency)]
    for pages, shape in SHAPES.items():
        office.blank(pages).write_bytes(reserve(paper(shape), fields))
    return office


def sign_fully(office: Office, pages: int) -> None:
    """Put two signatures and the archive timestamp on a paper, level B-LTA."""
    pdf, now = office.blank(pages).read_bytes(), clock()
    gatherer = Gatherer(CrlFolder(office.pki.directory), office.pki.anchors)
    for name in (LEADER, AGENCY):
        pdf = office.signer(name).sign(pdf)
        pdf = add_revocation(pdf, gatherer.for_last_signature(pdf, now))
    pdf = add_archive_timestamp(pdf, office.timestamper, gatherer, now)
    office.signed(pages).write_bytes(pdf)


def _field(role: FieldRole, issued: Issued) -> ReservedField:
    return ReservedField(role, Box(0, *BOXES[role]), issued.der)


def _picture(colour: tuple[int, int, int], ink: Ink) -> Picture:
    image = Image.new("RGBA", PICTURE, (0, 0, 0, 0))
    box = (4, 4, PICTURE[0] - 5, PICTURE[1] - 5)
    ImageDraw.Draw(image).ellipse(box, outline=(*colour, 255), width=6)
    output = BytesIO()
    image.save(output, "PNG")
    return read_picture(output.getvalue(), ink)


def _tsa_p12(directory: Path) -> bytes:
    """Pack the authority's timestamp key as the references read it."""
    read = {name: (directory / f"{name}.pem").read_bytes() for name in (TSA, "issuing", "root")}
    own, *above = (x509.load_pem_x509_certificate(pem) for pem in read.values())
    key = load_pem_private_key((directory / "keys" / f"{TSA}.pem").read_bytes(), password=None)
    sealing = BestAvailableEncryption(PASSWORD.encode())
    return pkcs12.serialize_key_and_certificates(b"tsa", key, own, above, sealing)  # type: ignore[arg-type] # the authority's own key is of a fitting kind


def _upwards(
    certificate: x509.Certificate, others: list[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """Order a chain, issuer first: PKCS#12 keeps none."""
    chain, last = [], certificate
    while last.issuer != last.subject:
        last = next(one for one in others if one.subject == last.issuer)
        chain.append(last)
    return tuple(chain)
