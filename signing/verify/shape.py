"""Whether a signature dictionary and its container can be read in one way only.

A signature that says nothing, or says two things, is how "universal forgery" (2019) made readers
show a signature as valid; such a thing is refused, never passed over and never called damage.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.validation import EmbeddedPdfSignature

from signing.verify.ber import to_der
from signing.verify.cms import signed_hash
from signing.verify.codes import Code, NotUsableError
from signing.verify.objects import entry
from signing.verify.strength import STRONG

if TYPE_CHECKING:
    from asn1crypto import cms
    from pyhanko.pdf_utils.reader import PdfFileReader

PADES: Final = "/ETSI.CAdES.detached"
STAMP: Final = "/DocTimeStamp"
_DETACHED: Final = frozenset({PADES, "/adbe.pkcs7.detached"})
_TOKEN: Final = frozenset({"/ETSI.RFC3161"})
_TYPES: Final = frozenset({"/Sig", STAMP})
_HOLE: Final = re.compile(rb"<[0-9A-Fa-f]+>")
_NUMBERS: Final = 4
_SEQUENCE: Final = b"\x30"


def read_signature(
    reader: PdfFileReader, pdf: bytes, name: str, field: generic.DictionaryObject
) -> EmbeddedPdfSignature:
    """Return the signature in a field.

    Raises:
        NotUsableError: of a kind that is not judged, malformed, or over other bytes than the file
            less its hole.
    """
    raw, value = field.raw_get("/V"), field["/V"]
    if not isinstance(value, generic.DictionaryObject):
        raise NotUsableError(Code.MALFORMED_SIGNATURE)
    kind = entry(value, "/Type", "/Sig")
    if kind not in _TYPES or not isinstance(raw, generic.IndirectObject):
        raise NotUsableError(Code.MALFORMED_SIGNATURE)
    if entry(value, "/SubFilter") not in (_TOKEN if kind == STAMP else _DETACHED):
        raise NotUsableError(Code.UNSUPPORTED)
    contents = _contents(value)
    _refuse_odd_range(pdf, value)
    return _embedded(reader, field, name, contents)


def _contents(value: generic.DictionaryObject) -> bytes:
    found = value.raw_get("/Contents") if "/Contents" in value else None
    if isinstance(found, generic.TextStringObject):
        found = generic.ByteStringObject(found.original_bytes)
    if not isinstance(found, generic.ByteStringObject) or found[:1] != _SEQUENCE:
        raise NotUsableError(Code.MALFORMED_SIGNATURE)
    return bytes(found)


def _refuse_odd_range(pdf: bytes, value: generic.DictionaryObject) -> None:
    """The range is `0..hole, hole..end`, and the hole is one string of hexadecimal digits."""
    found = value.raw_get("/ByteRange") if "/ByteRange" in value else None
    if not isinstance(found, generic.ArrayObject) or not len(found):
        raise NotUsableError(Code.MALFORMED_SIGNATURE)
    if not all(isinstance(found.raw_get(at), generic.NumberObject) for at in range(len(found))):
        raise NotUsableError(Code.MALFORMED_SIGNATURE)
    numbers = [int(number) for number in found]
    if len(numbers) != _NUMBERS or numbers[0] != 0 or min(numbers) < 0:
        raise NotUsableError(Code.BYTE_RANGE)
    _, hole, after, rest = numbers
    if not hole < after <= after + rest <= len(pdf) or not _HOLE.fullmatch(pdf, hole, after):
        raise NotUsableError(Code.BYTE_RANGE)


def _embedded(
    reader: PdfFileReader, field: generic.DictionaryObject, name: str, contents: bytes
) -> EmbeddedPdfSignature:
    """Let pyHanko read the container, in DER: it does not know BER."""
    try:
        der, _ = to_der(contents)
        if contents[: len(der)] != der:
            field["/V"][pdf_name("/Contents")] = generic.ByteStringObject(
                der.ljust(len(contents), b"\0")
            )
        found = EmbeddedPdfSignature(reader, field, name)
        _refuse_odd_container(found)
    except NotUsableError:
        raise
    except Exception as error:
        # A container that is no signature fails in many ways inside asn1crypto and pyHanko.
        raise NotUsableError(Code.MALFORMED_SIGNATURE) from error
    return found


def _refuse_odd_container(found: EmbeddedPdfSignature) -> None:
    """One signer, nothing inside that is not signed, one algorithm named in both places."""
    is_stamp = found.sig_object_type == STAMP
    content = found.signed_data["encap_content_info"]
    listed = {one["algorithm"].native for one in found.signed_data["digest_algorithms"]}
    (signer,) = found.signed_data["signer_infos"]
    wanted = "tst_info" if is_stamp else "data"
    inside = content["content"].native is not None
    if (
        content["content_type"].native != wanted
        or inside is not is_stamp
        or signer["digest_algorithm"]["algorithm"].native not in listed
        or not len(signer["signed_attrs"])
        or (not is_stamp and _names_two_hashes(signer))
    ):
        raise NotUsableError(Code.MALFORMED_SIGNATURE)


def _names_two_hashes(signer: cms.SignerInfo) -> bool:
    """Whether content and attributes are digested by different algorithms of the strong kind."""
    both = {signer["digest_algorithm"]["algorithm"].native, signed_hash(signer)}
    return len(both) > 1 and both <= STRONG
