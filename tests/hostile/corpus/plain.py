"""Somebody's signed paper written by hand, byte by byte, so that any part of it can be odd."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from signing.envelope import Envelope, sign_raw
from tests.hostile.corpus.kit import (
    THEIR_PKI,
    a_stream,
    body,
    end,
    size_of,
    startxref_of,
)
from tests.signed.pki import Holder
from tests.signed.samples import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from signing.algorithms import PrivateKey

    Sign = Callable[[Holder, bytes], bytes]  # the CMS over what is left of the file

_HOLE: Final = 8000
_GAP: Final = b"@" * 10
RANGE: Final = b"/ByteRange [0 %s %s %s]"
CATALOG: Final = b"<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/DSS 9 0 R>>"
PAGE: Final = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[6 0 R]/Resources<<>>>>"
)
FORM: Final = b"<</Fields[6 0 R]/SigFlags 3>>"
FIELD: Final = (
    b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Nguoi)/Rect[100 100 200 150]/F 132/P 3 0 R/V 7 0 R>>"
)
STORE: Final = b"<</Type/DSS/CRLs[10 0 R]>>"


def revocation_list(more: bytes = b"") -> bytes:
    """The strangers' list, with other keys in its stream."""
    return a_stream(_their_list(), more)


@cache
def _their_list() -> bytes:
    return THEIR_PKI.revocation_list()


def signer() -> Holder:
    return THEIR_PKI.person("Người ký")


def for_purposes(*purposes: x509.ObjectIdentifier) -> Holder:
    """The signer's key in a certificate that is for something else."""
    own = signer()
    builder = (
        x509.CertificateBuilder()
        .subject_name(own.certificate.subject)
        .issuer_name(own.certificate.issuer)
        .public_key(own.key.public_key())
        .serial_number(len(purposes) + 77)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=700))
    )
    for one in own.certificate.extensions:
        builder = builder.add_extension(one.value, critical=one.critical)
    builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    return Holder(builder.sign(THEIR_PKI.root.key, hashes.SHA256()), own.key)


@dataclass(frozen=True, slots=True)
class Ring:
    """Authorities of one name and who is below them."""

    certificates: tuple[bytes, ...]
    below: Holder


@cache
def in_a_ring(size: int) -> Ring:
    """As many keys of one name, each certified by each of them."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA vòng")])
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(size)]
    able = x509.BasicConstraints(ca=True, path_length=None)

    def certificate(subject: x509.Name, key: PrivateKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=1))
            .not_valid_after(NOW + timedelta(days=700))
        )

    ring = tuple(
        certificate(name, key)
        .add_extension(able, critical=True)
        .sign(by, hashes.SHA256())
        .public_bytes(Encoding.DER)
        for key in keys
        for by in keys
    )
    own = signer()
    leaf = certificate(own.certificate.subject, own.key)
    for one in own.certificate.extensions:
        if isinstance(one.value, x509.KeyUsage | x509.BasicConstraints):
            leaf = leaf.add_extension(one.value, critical=one.critical)
    return Ring(ring, Holder(leaf.sign(keys[0], hashes.SHA256()), own.key))


def by_envelope(holder: Holder, left: bytes) -> bytes:
    root = THEIR_PKI.root.certificate.public_bytes(Encoding.DER)
    own = Envelope.of(holder.key, holder.certificate.public_bytes(Encoding.DER), (root,))
    attributes = own.attributes(hashlib.sha256(left).digest())
    return own.seal(attributes, sign_raw(holder.key, attributes))


def usual(written_range: bytes = RANGE, time: bytes = b"D:20260205083000Z") -> dict[int, bytes]:
    """A page, a form with one signed field, and evidence."""
    value = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(%s)\n%s\n"
    value += b"/Contents <%s>>>"
    return {
        1: CATALOG,
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: PAGE,
        4: a_stream(b"0 g 100 100 50 50 re"),
        5: FORM,
        6: FIELD,
        7: value % (time, written_range % ((_GAP,) * 3), b"0" * _HOLE),
        9: STORE,
        10: revocation_list(),
    }


def written(
    objects: Mapping[int, bytes] | None = None,
    written_range: bytes = RANGE,
    time: bytes = b"D:20260205083000Z",
    holder: Holder | None = None,
    sign: Sign = by_envelope,
) -> bytes:
    """A paper of one page and one signature, with its evidence; `objects` replace what is said."""
    data, table = bytearray(b"%PDF-1.7\n"), bytearray(b"xref\n0 1\n0000000000 65535 f \n")
    given = {**usual(written_range, time), **(objects or {})}
    for number, content in sorted(given.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rest = b"trailer\n<</Root 1 0 R/Size %d>>\n" % (max(given) + 1)
    return _sealed(bytes(data + table + rest + end(len(data))), holder or signer(), sign)


def _sealed(pdf: bytes, holder: Holder, sign: Sign) -> bytes:
    hole = pdf.index(b"/Contents <0000") + 10
    after = pdf.index(b">", hole) + 1
    for number in (hole, after, len(pdf) - after):
        pdf = pdf.replace(_GAP, b"%010d" % number, 1)
    container = sign(holder, pdf[:hole] + pdf[after:]).hex().encode()
    return pdf[: hole + 1] + container.ljust(after - hole - 2, b"0") + pdf[after - 1 :]


def packed_within(content: bytes, count: int, at: int = 100) -> bytes:
    """A paper signed whole, its page leading to `count` objects in one stream, all the same."""
    numbers = range(at + 1, at + 1 + count)
    page = PAGE.replace(b"/Resources", b"/PieceInfo %d 0 R/Resources" % at)
    several = b"[%s]" % b" ".join(b"%d 0 R" % one for one in numbers)
    texts = {at: several, **dict.fromkeys(numbers, content)}
    places = accumulate((len(text) + 1 for text in texts.values()), initial=0)
    header = b"".join(b"%d %d " % pair for pair in zip(texts, places, strict=False))
    keys = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(texts), len(header))
    inside = zlib.compress(header + b" ".join(texts.values()) + b" ")
    whole = {**usual(), 3: page, 11: a_stream(inside, keys)}
    data, rows = bytearray(b"%PDF-1.7\n"), {0: bytes(7)}
    for number, text in sorted(whole.items()):
        rows[number] = b"\1" + len(data).to_bytes(4) + bytes(2)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    rows |= {number: b"\2" + (11).to_bytes(4) + n.to_bytes(2) for n, number in enumerate(texts)}
    place = len(data)
    rows[12] = b"\1" + place.to_bytes(4) + bytes(2)
    index = b" ".join(b"%d 1" % number for number in sorted(rows))
    entries = b"/Type/XRef/W[1 4 2]/Index[%s]/Size %d/Root 1 0 R" % (index, max(rows) + 1)
    table = a_stream(b"".join(rows[number] for number in sorted(rows)), entries)
    data += b"12 0 obj\n%s\nendobj\n" % table
    return _sealed(bytes(data) + end(place), signer(), by_envelope)


def packed(
    pdf: bytes, inside: Sequence[tuple[int, bytes]], named: Sequence[tuple[int, int]], count: int
) -> bytes:
    """Append objects in a stream, of which the table names some, by number and place."""
    header, content = b"", b""
    for number, text in inside:
        header += b"%d %d " % (number, len(content))
        content += text + b" "
    keys = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (count, len(header))
    fresh = size_of(pdf)
    objects, _ = body(pdf, {fresh: a_stream(zlib.compress(header + content), keys)})
    place = len(pdf) + len(objects)
    rows = [(n, b"\x02" + fresh.to_bytes(4, "big") + at.to_bytes(2, "big")) for n, at in named]
    rows += [
        (fresh + more, b"\x01" + at.to_bytes(4, "big") + b"\0\0")
        for more, at in ((0, len(pdf)), (1, place))
    ]
    index = b" ".join(b"%d 1" % number for number, _ in rows)
    table = b"/Type/XRef/W[1 4 2]/Index[%s]/Size %d/Root 1 0 R/Prev %d"
    entries = table % (index, fresh + 2, startxref_of(pdf))
    stream = a_stream(b"".join(row for _, row in rows), entries)
    return pdf + objects + b"%d 0 obj\n" % (fresh + 1) + stream + b"\nendobj\n" + end(place)
