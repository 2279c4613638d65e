"""Timestamps: copied, faked, untrusted, or over something else."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

from signing.hole import byte_range_digest, fill
from signing.port import FieldRole
from signing.seal.embed import add_archive_timestamp, with_token
from signing.seal.revision import start_revision, write_with_hole
from signing.verify.codes import Code
from tests.hostile.corpus.certificates import twin
from tests.hostile.corpus.containers import filled, lawful
from tests.hostile.corpus.kit import add, amended, attack, once
from tests.signed.samples import NOW, issued, office

if TYPE_CHECKING:
    from collections.abc import Callable


def _value_of(container: bytes) -> bytes:
    signer = cms.ContentInfo.load(container)["content"]["signer_infos"][0]
    found: bytes = signer["signature"].native
    return found


def _with(token_over: Callable[[bytes], bytes]) -> bytes:
    """The leader's lawful signature with some token beside it."""
    container = lawful().der()
    return filled(with_token(container, token_over(_value_of(container))))


def _another_value(value: bytes) -> bytes:
    return office().timestamper().token(hashlib.sha256(value + b"x").digest())


def _copied(value: bytes) -> bytes:
    del value
    signatures = PdfFileReader(BytesIO(once())).embedded_signatures
    found: bytes = signatures[0].attached_timestamp_data.dump()
    return found


def _by_a_twin(value: bytes) -> bytes:
    return twin().timestamper().token(hashlib.sha256(value).digest())


def _by_no_authority(value: bytes) -> bytes:
    """The leader stamps himself: a genuine signature by a certificate that is not for it."""
    genuine = cms.ContentInfo.load(office().timestamper().token(hashlib.sha256(value).digest()))
    genuine["content"]["certificates"] = cms.ContentInfo.load(lawful().der())["content"][
        "certificates"
    ]
    found: bytes = genuine.dump(force=True)
    return found


def _spoilt(value: bytes) -> bytes:
    token = bytearray(office().timestamper().token(hashlib.sha256(value).digest()))
    token[-5] ^= 1
    return bytes(token)


def _other_time(value: bytes) -> bytes:
    """The time inside the token is moved by a year: its authority did not say so."""
    token = office().timestamper().token(hashlib.sha256(value).digest())
    return token.replace(b"20260205", b"20250205")


def _no_token(value: bytes) -> bytes:
    del value
    return lawful().der()


_TOKENS = {
    "token_over_another_value": (Code.TIMESTAMP_MISMATCH, _another_value),
    "token_of_an_authority_made_at_home": (Code.TIMESTAMP_UNTRUSTED, _by_a_twin),
    "token_with_a_spoilt_signature": (Code.TIMESTAMP_MISMATCH, _spoilt),
    "token_with_another_time": (Code.TIMESTAMP_MISMATCH, _other_time),
    "token_that_is_no_token": (Code.MALFORMED_SIGNATURE, _no_token),
    "token_without_its_authority": (Code.MALFORMED_SIGNATURE, _by_no_authority),
}
for _name, (_code, _token) in _TOKENS.items():
    add(__name__, _name, _code, partial(_with, _token))


def _archived(pdf: bytes, token_over: Callable[[bytes], bytes], **entries: str) -> bytes:
    """A document timestamp in a field of its own, invisible unless `entries` say otherwise."""
    writer = start_revision(pdf)
    stamp = DocumentTimestamp(bytes_reserved=32768)
    field = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Sig"),
            pdf_name("/T"): generic.pdf_string(entries.get("name", "DauThoiGian9")),
            pdf_name("/F"): generic.NumberObject(132),
            pdf_name("/V"): writer.add_object(stamp),
        }
    )
    box = (50, 50, 500, 800) if "visible" in entries else (0, 0, 0, 0)
    field[pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, box))
    reference = writer.add_object(field)
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.append(reference)
    writer.update_container(fields)
    page, _ = writer.find_page_for_modification(0)
    writer.register_annotation(page, reference)
    hole, start, end = write_with_hole(writer, stamp)
    return fill(hole, start, end, token_over(byte_range_digest(hole, start, end)))


def _genuine(digest: bytes) -> bytes:
    return office().timestamper().token(digest)


@attack(Code.FOREIGN_FIELD)
def a_visible_document_timestamp() -> bytes:
    return _archived(once(), _genuine, visible="yes")


@attack(Code.FOREIGN_FIELD)
def a_document_timestamp_with_a_name_that_is_taken() -> bytes:
    return _archived(once(), _genuine, name="DauCoQuan")


@attack(Code.TIMESTAMP_MISMATCH)
def a_document_timestamp_over_something_else() -> bytes:
    return _archived(once(), lambda digest: _genuine(hashlib.sha256(digest).digest()))


@attack(Code.TIMESTAMP_UNTRUSTED)
def a_document_timestamp_by_an_authority_made_at_home() -> bytes:
    return _archived(once(), lambda digest: twin().timestamper().token(digest))


@attack(Code.MALFORMED_SIGNATURE)
def a_document_timestamp_that_is_a_signature() -> bytes:
    return _archived(once(), lambda digest: lawful().der() + digest[:0])


@attack(Code.MALFORMED_SIGNATURE)
def a_document_timestamp_that_is_nothing() -> bytes:
    return _archived(once(), lambda digest: b"\x30\x00" + digest[:0])


@attack(Code.TIMESTAMP_MISMATCH)
def the_document_timestamp_of_another_paper() -> bytes:
    stamps = PdfFileReader(BytesIO(issued())).embedded_timestamp_signatures
    token = bytes(stamps[-1].pkcs7_content)
    size = len(cms.ContentInfo.load(token).dump())
    return _archived(once(), lambda digest: token[:size] + digest[:0])


@attack(Code.SIGNATURE_REMOVED)
def the_document_timestamp_taken_out() -> bytes:
    return amended(issued(), b"/T (DauThoiGian1)", b"/V 53 0 R", b"")


@attack(Code.TIME_IN_FUTURE)
def a_paper_from_the_future() -> bytes:
    ahead = replace(office(), now=NOW + timedelta(days=1))
    return ahead.sign(ahead.blank(), FieldRole.PERSONAL)


@attack(Code.CHANGED_PAGE)
def a_changed_page_under_a_fresh_document_timestamp() -> bytes:
    changed = amended(issued(), b"/Type /Page\n", b"/MediaBox", b"/Rotate 90 /MediaBox")
    return add_archive_timestamp(changed, office().timestamper(), office().gatherer(), NOW)


@attack(Code.SHARED_VALUE)
def one_document_timestamp_in_two_fields() -> bytes:
    twice = amended(issued(), b"/T (DauThoiGian1)", b"/T (DauThoiGian1)", b"/T (DauThoiGian1)")
    value = re.search(rb"/V (\d+) 0 R", twice[twice.rindex(b"/T (DauThoiGian1)") :])
    if value is None:
        raise ValueError("no value")
    return amended(issued(), b"/T (DauCoQuan)", b"/V 49", b"/V " + value[1])
