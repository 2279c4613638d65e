"""Last step of a signature: the CMS into its hole, with a timestamp; later the archive timestamp.

Bytes in, bytes out. What comes back from a key holder is believed only after it is checked: it
must be a signature by the prepared certificate over exactly this file.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

from signing import der
from signing.cms import SignedCms, digest_name, read_cms, refuse_unsigned
from signing.errors import BadSignatureError, TimestampUnavailableError, WrongCertificateError
from signing.hole import byte_range_digest, checked_digest, fill, refuse_expired
from signing.seal.revision import RevisionWriter, start_revision, write_with_hole
from signing.seal.store import add_revocation
from signing.trust.chains import is_one_chain

if TYPE_CHECKING:
    from datetime import datetime

    from signing.cms import RawParts
    from signing.port import Prepared
    from signing.seal.evidence import Gatherer
    from signing.trust.timestamps import Timestamper

_SLACK: Final = 512  # bytes: an authority's tokens differ by a few
_LOCKED_AND_PRINTED: Final = 0b10000100
_SIGNED_DATA: Final = der.oid("1.2.840.113549.1.7.2")
_SIGNATURE_TIMESTAMP: Final = der.oid("1.2.840.113549.1.9.16.2.14")
_CONTENT: Final = 0xA0
_UNSIGNED_ATTRIBUTES: Final = 0xA1


def embed(
    pdf_with_hole: bytes, prepared: Prepared, cms: bytes, timestamper: Timestamper, at: datetime
) -> bytes:
    """Return the signed PDF, level B-T; `at` (aware) is now.

    Raises:
        PreparedVoidError: expired, or the file is not the prepared one.
        WrongCertificateError: signed with another certificate.
        BadSignatureError: not a signature over this file, or it does not fit the hole.
        TimestampUnavailableError: no authority answered; the CMS may be embedded later.
    """
    refuse_expired(prepared, at)
    checked = check_cms(pdf_with_hole, prepared, cms)
    token = timestamper.token(hashlib.sha256(checked.signer["signature"].native).digest())
    start, end = prepared.reserved_region_start, prepared.reserved_region_end
    return fill(pdf_with_hole, start, end, _stamped(checked.raw, token))


def check_cms(pdf_with_hole: bytes, prepared: Prepared, cms: bytes) -> SignedCms:
    """Return the CMS, parsed, when it is a PAdES signature over this file. Raises as embed."""
    checked_digest(pdf_with_hole, prepared)  # the file is judged before what came for it
    found = read_cms(cms)
    if hashlib.sha256(found.certificates[0]).hexdigest() != prepared.certificate_sha256:
        raise WrongCertificateError("signed with another certificate")
    try:
        _refuse_other_profile(found)
        digest = checked_digest(pdf_with_hole, prepared, digest_name(found))
        refuse_unsigned(found, "data", digest)
        _refuse_unsigned_parts(found)
    except (ValueError, TypeError, KeyError) as error:  # asn1crypto reads each part when asked
        raise BadSignatureError("a damaged CMS") from error
    return found


def _refuse_other_profile(found: SignedCms) -> None:
    """ETSI EN 319 142-1, 6.3: detached, no signing-time; and no unsigned attributes yet."""
    content = found.data["encap_content_info"]
    if content["content_type"].native != "data" or content["content"].native is not None:
        raise BadSignatureError("the signature must be detached")
    if found.attribute("signing_time") is not None:
        raise BadSignatureError("not the signed attributes that PAdES asks for")
    if len(found.signer["unsigned_attrs"]):
        raise BadSignatureError("a signature comes without unsigned attributes")


def _refuse_unsigned_parts(found: SignedCms) -> None:
    """Nothing signs the algorithms' list and the chain; still they must be what they seem."""
    listed = [one["algorithm"].native for one in found.data["digest_algorithms"]]
    version = found.data["version"].native, found.signer["version"].native
    if (
        listed != [digest_name(found)]
        or version != ("v1", "v1")
        or not is_one_chain(found.certificates)
    ):
        raise BadSignatureError("the CMS carries more, or less, than a signature and its chain")


def with_token(cms: bytes, token: bytes) -> bytes:
    """Return the CMS with a timestamp token over its signature (RFC 3161, annex A).

    Pure, and spliced: what is signed keeps its bytes whoever wrote them.
    """
    return _stamped(read_cms(cms).raw, token)


def _stamped(raw: RawParts, token: bytes) -> bytes:
    stamp = der.sequence(_SIGNATURE_TIMESTAMP, der.set_of(token))
    signer = der.sequence(raw.signer, der.tlv(_UNSIGNED_ATTRIBUTES, stamp))
    if not raw.data.endswith(raw.signers):
        raise BadSignatureError("the CMS is not DER")
    signed = der.sequence(raw.data[: -len(raw.signers)], der.set_of(signer))
    return der.sequence(_SIGNED_DATA, der.tlv(_CONTENT, signed))


def assemble(pdf_with_hole: bytes, prepared: Prepared, cms: bytes) -> bytes:
    """Fill the hole with a CMS that was checked before. Pure. Raises as embed."""
    checked_digest(pdf_with_hole, prepared)
    start, end = prepared.reserved_region_start, prepared.reserved_region_end
    return fill(pdf_with_hole, start, end, cms)


def add_archive_timestamp(
    pdf: bytes, timestamper: Timestamper, gatherer: Gatherer, at: datetime
) -> bytes:
    """Return the PDF under one timestamp over all of it (B-LTA); `at` (aware) is now.

    A first token tells who the authority is, so that its own chain stands in the store before the
    stamp covers it.

    Raises:
        TimestampUnavailableError: no authority answered, or another one the second time.
        RevocationUnavailableError, CertificateUnusableError: as `Gatherer`.
    """
    probe = timestamper.token(hashlib.sha256(pdf).digest())
    complete = add_revocation(pdf, gatherer.for_cms(probe, at))
    hole, start, end = _timestamp_hole(complete, len(probe) + _SLACK)
    token = timestamper.token(byte_range_digest(hole, start, end))
    if read_cms(token).certificates[0] != read_cms(probe).certificates[0]:
        raise TimestampUnavailableError("another authority answered the second time")
    return fill(hole, start, end, token)


def _timestamp_hole(pdf: bytes, room: int) -> tuple[bytes, int, int]:
    """Add an invisible field with an empty document timestamp (ETSI EN 319 142-1, 5.4.3)."""
    writer = start_revision(pdf)
    stamp = DocumentTimestamp(bytes_reserved=2 * room)
    _add_invisible_field(writer, writer.add_object(stamp))
    return write_with_hole(writer, stamp)


def _add_invisible_field(writer: RevisionWriter, value: generic.IndirectObject) -> None:
    page = writer.find_page_for_modification(0)[0]
    fields: generic.ArrayObject = writer.root["/AcroForm"]["/Fields"]
    widget = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Sig"),
            pdf_name("/T"): generic.pdf_string(_next_name(fields)),
            pdf_name("/F"): generic.NumberObject(_LOCKED_AND_PRINTED),
            pdf_name("/P"): page,
            pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(0)] * 4),
            pdf_name("/V"): value,
        }
    )
    reference = writer.add_object(widget)
    fields.append(reference)
    writer.update_container(fields)
    writer.register_annotation(page, reference)


def _next_name(fields: generic.ArrayObject) -> str:
    taken = {str(field.get_object().get("/T", "")) for field in fields}
    return next(name for n in range(1, len(fields) + 2) if (name := f"DauThoiGian{n}") not in taken)
