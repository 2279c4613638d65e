"""First step of a signature: the page as it will look, an empty hole, and the digest to sign.

No private key is needed, and nothing is asked of anyone: the same input gives the same bytes, so
the step may be repeated after a crash.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import SigMDPSetup
from pyhanko.sign.signers.pdf_byterange import PdfSignedData, SignatureObject

from signing.errors import AppearanceUnfitError, FieldMissingError, WrongCertificateError
from signing.hole import byte_range_digest
from signing.port import FIELD_NAMES, CornerLine, FieldRole, Prepared
from signing.seal import appearance
from signing.seal.corner import CORNER_ROLES, signed_at
from signing.seal.drawing import write
from signing.seal.fields import PRIVATE_KEY, field_object, has_signatures, reserved_field
from signing.seal.printed import private_entry
from signing.seal.revision import RevisionWriter, start_revision, write_with_hole
from signing.trust.report_purpose import refuse_unfit

if TYPE_CHECKING:
    from signing.port import ReservedField
    from signing.seal.appearance import Printed

TOKEN_ROOM: Final = 8192  # bytes for a timestamp token with its chain
_ATTRIBUTES_AND_SIGNATURE: Final = 2048
_DIGEST: Final = "sha256"


@dataclass(frozen=True, slots=True)
class SigningOrder:
    """Who is to sign what, and until when the prepared item is good; times are aware."""

    item_id: str
    role: FieldRole
    certificate: bytes  # DER
    chain: tuple[bytes, ...]  # DER, issuer first
    signed_at: datetime  # the claimed time, printed nowhere, kept in /M
    expires_at: datetime
    certify: bool  # the first signature of a paper, and only that one
    token_room: int = TOKEN_ROOM


def prepare(pdf: bytes, order: SigningOrder, printed: Printed) -> tuple[Prepared, bytes]:
    """Return what must be signed, and the PDF with the hole for it.

    The first signature certifies with DocMDP P=2: from then on only signatures in reserved
    fields, revocation data and timestamps may follow (ISO 32000-1, 12.8.2.2).

    Raises:
        FieldMissingError: no such field, already signed, or certifying is out of turn.
        WrongCertificateError: the field was reserved for another certificate.
        CertificateUnusableError: it may not sign at the order's time.
        AppearanceUnfitError: what is printed does not suit the field.
        PdfUnusableError: the file cannot be read.
    """
    refuse_unfit(order.certificate, order.signed_at, a_report=order.role is FieldRole.REPORT)
    _refuse_unfit_line(order, printed)
    writer = start_revision(pdf)
    _refuse_wrong_turn(writer, certify=order.certify)
    reserved = _reserved_for(writer, order)
    room = 2 * reserved_size(order)  # written in hex
    signature = SignatureObject(order.signed_at, SigSeedSubFilter.PADES, bytes_reserved=room)
    signature[pdf_name(PRIVATE_KEY)] = write(private_entry(order.role, printed), writer)
    _paint(writer, reserved, printed)
    _sign_field(writer, signature, order)
    return _prepared(write_with_hole(writer, signature), order)


def reserved_size(order: SigningOrder) -> int:
    """Return the size of the hole in bytes of CMS: real chain, attributes, signature, token."""
    certificates = sum(map(len, (order.certificate, *order.chain)))
    return certificates + _ATTRIBUTES_AND_SIGNATURE + order.token_room


def _refuse_wrong_turn(writer: RevisionWriter, *, certify: bool) -> None:
    if certify == has_signatures(writer):
        raise FieldMissingError("the first signature certifies the paper, and no other does")


def _refuse_unfit_line(order: SigningOrder, printed: Printed) -> None:
    """Appendix files and copies print a line and nothing else does; it tells the signing time."""
    if isinstance(printed, CornerLine) != (order.role in CORNER_ROLES):
        raise AppearanceUnfitError("a line stands in the corner of an appendix or of a copy")
    if isinstance(printed, CornerLine) and signed_at(printed) != order.signed_at:
        raise AppearanceUnfitError("the line tells another time than the signature")


def _reserved_for(writer: RevisionWriter, order: SigningOrder) -> ReservedField:
    if "/V" in field_object(writer, order.role).get_object():
        raise FieldMissingError(f"the field {FIELD_NAMES[order.role]} is already signed")
    reserved = reserved_field(writer, order.role)
    if reserved.subject != order.certificate:
        raise WrongCertificateError("the field was reserved for another certificate")
    return reserved


def _paint(writer: RevisionWriter, reserved: ReservedField, printed: Printed) -> None:
    drawing = appearance.make(printed, reserved.box, reserved.glyphs)
    field = field_object(writer, reserved.role).get_object()
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): write(drawing, writer)})


def _sign_field(writer: RevisionWriter, signature: PdfSignedData, order: SigningOrder) -> None:
    reference = writer.add_object(signature)
    field = field_object(writer, order.role)
    field.get_object()[pdf_name("/V")] = reference
    writer.mark_update(field)
    if order.certify:
        certifying = SigMDPSetup(_DIGEST, certify=True, docmdp_perms=MDPPerm.FILL_FORMS)
        certifying.apply(reference, writer)
        writer.update_root()


def _prepared(written: tuple[bytes, int, int], order: SigningOrder) -> tuple[Prepared, bytes]:
    pdf, start, end = written
    prepared = Prepared(
        item_id=order.item_id,
        field=FIELD_NAMES[order.role],
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        digest=byte_range_digest(pdf, start, end).hex(),
        reserved_region_start=start,
        reserved_region_end=end,
        certificate_sha256=hashlib.sha256(order.certificate).hexdigest(),
        expires_at=order.expires_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    )
    return prepared, pdf
