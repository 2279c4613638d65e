"""A file that the agency alone signs, in one go: an appendix of its own file, or a copy.

The line's time is the signing time, and the field is reserved for the agency's certificate in the
same step, so nobody waits between; the file ends under an archive timestamp (B-LTA).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.misc import PdfError

from signing.custody.port import KeyHolder
from signing.errors import NotArchivableError
from signing.port import FieldRole, ReservedField, Source
from signing.seal.corner import corner_box, signed_at
from signing.seal.embed import add_archive_timestamp, embed
from signing.seal.evidence import Gatherer
from signing.seal.fields import has_signatures, reserve, upper_right
from signing.seal.pdfa_claim import level_in
from signing.seal.prepare import SigningOrder, prepare
from signing.seal.revision import open_pdf
from signing.seal.store import add_revocation
from signing.trust.timestamps import Timestamper

if TYPE_CHECKING:
    from signing.port import CornerLine

_GOOD_FOR: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Agency:
    """The agency's open key, and whom it asks for time and evidence."""

    key: KeyHolder
    timestamper: Timestamper
    gatherer: Gatherer


def sign_alone(pdf: bytes, role: FieldRole, line: CornerLine, agency: Agency) -> bytes:
    """Return the file with the agency's line and signature. What comes in stays its first bytes.

    Raises:
        NotArchivableError: signed already, or it does not call itself PDF/A-2.
        SigningError: it cannot be read, the line does not fit, or key or authorities refuse.
    """
    at = signed_at(line)
    key = agency.key
    blank = reserve_corner(pdf, role, line, key.certificate)
    order = SigningOrder(
        item_id=f"{role}-{hashlib.sha256(pdf).hexdigest()[:16]}",
        role=role,
        certificate=key.certificate,
        chain=key.chain,
        signed_at=at,
        expires_at=at + _GOOD_FOR,
        certify=True,
    )
    prepared, hole = prepare(blank, order, line)
    signed = embed(hole, prepared, key.sign(hole, prepared), agency.timestamper, at)
    signed = add_revocation(signed, agency.gatherer.for_last_signature(signed, at))
    return add_archive_timestamp(signed, agency.timestamper, agency.gatherer, at)


def reserve_corner(pdf: bytes, role: FieldRole, line: CornerLine, certificate: bytes) -> bytes:
    """Return the file with the line's field, for one certificate (DER). Raises as `sign_alone`."""
    box = corner_box(line, corner_of(pdf))
    return reserve(pdf, [ReservedField(role, box, certificate)])


def source_of(pdf: bytes) -> Source:
    """Return how an appendix or a copy names the file that it belongs to."""
    return Source(hashlib.sha256(pdf).hexdigest(), len(pdf))


def is_of(source: Source, pdf: bytes) -> bool:
    """Whether a file is the source named, possibly stamped anew since."""
    return hashlib.sha256(pdf[: source.size]).hexdigest() == source.sha256


def is_signed(pdf: bytes) -> bool:
    """Return whether a file has signatures. Raises PdfUnusableError."""
    return has_signatures(open_pdf(pdf))


def corner_of(pdf: bytes) -> tuple[float, float]:
    """Return the upper right corner of the first page, in pt, of a file that may be signed alone.

    Raises:
        NotArchivableError: signed already, or it does not call itself PDF/A-2.
        PdfUnusableError: it cannot be read, or its first page is turned.
    """
    reader = open_pdf(pdf)
    if has_signatures(reader):
        raise NotArchivableError("the file is signed already, and by others")
    try:
        metadata = bytes(reader.root["/Metadata"].data) if "/Metadata" in reader.root else b""
    except (PdfError, AttributeError, ValueError) as error:
        raise NotArchivableError("the file's metadata cannot be read") from error
    if not (level_in(metadata) or "").startswith("2"):
        raise NotArchivableError("the file does not call itself PDF/A-2")
    return upper_right(reader)
