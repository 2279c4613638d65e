"""Who signs, with what and when: good cryptography by the wrong certificate or a broken digest."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING, Final

from asn1crypto import algos, cms
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose

from signing.envelope import Envelope
from signing.verify.codes import Code
from tests.hostile.corpus.kit import FIELDS, THEIR_PKI, a_stream, add, attack, later, strangers
from tests.hostile.corpus.plain import (
    CATALOG,
    FIELD,
    FORM,
    PAGE,
    STORE,
    for_purposes,
    in_a_ring,
    written,
)

if TYPE_CHECKING:
    from tests.signed.pki import Holder

_TRADES: Final = {
    "a_web_site": (Purpose.SERVER_AUTH,),
    "a_web_site_and_its_visitors": (Purpose.SERVER_AUTH, Purpose.CLIENT_AUTH),
    "software": (Purpose.CODE_SIGNING,),
}


def _by(*purposes: object) -> bytes:
    return written(holder=for_purposes(*purposes))  # type: ignore[arg-type]


for _name, _purposes in _TRADES.items():
    add(
        __name__,
        f"a_certificate_for_{_name}",
        Code.NOT_FOR_SIGNING,
        partial(_by, *_purposes),
    )


def _with_digest(name: str, digest: hashes.HashAlgorithm, holder: Holder, left: bytes) -> bytes:
    """The content is digested by SHA-256 and the attributes, which are signed, by another."""
    own = Envelope.of(holder.key, holder.certificate.public_bytes(Encoding.DER), ())
    attributes = own.attributes(hashlib.sha256(left).digest())
    value = holder.key.sign(attributes, padding.PKCS1v15(), digest)
    found = cms.ContentInfo.load(own.seal(attributes, value))
    signer = found["content"]["signer_infos"][0]
    signer["signature_algorithm"] = algos.SignedDigestAlgorithm({"algorithm": f"{name}_rsa"})
    made: bytes = found.dump(force=True)
    return made


_DIGESTS: Final = {
    "md5": (hashes.MD5(), Code.WEAK_ALGORITHM),  # noqa: S303 - the attack
    "sha1": (hashes.SHA1(), Code.WEAK_ALGORITHM),  # noqa: S303
    "sha512": (hashes.SHA512(), Code.MALFORMED_SIGNATURE),
}
for _name, (_digest, _code) in _DIGESTS.items():
    add(
        __name__,
        f"attributes_digested_by_{_name}",
        _code,
        lambda name=_name, digest=_digest: written(  # type: ignore[misc]
            sign=partial(_with_digest, name, digest)
        ),
    )

_TIMES: Final = {
    "a_time_to_come": (b"D:20300205083000Z", Code.TIME_IN_FUTURE),
    "a_time_before_the_certificate": (b"D:19990205083000Z", Code.NOT_YET_VALID),
}
for _name, (_time, _code) in _TIMES.items():
    add(__name__, f"claims_{_name}", _code, partial(written, time=_time))


def _second(rectangle: bytes, first: bytes = FIELD) -> bytes:
    """A field that waited empty is signed by somebody else, with a face of his own."""
    empty = FIELD.replace(b"/V 7 0 R", b"").replace(b"(Nguoi)", b"(%s)" % FIELDS[1].encode())
    objects = {
        5: FORM.replace(b"[6 0 R]", b"[6 0 R 11 0 R]"),
        3: PAGE.replace(b"[6 0 R]", b"[6 0 R 11 0 R]"),
        6: first,
        11: empty.replace(b"[100 100 200 150]", rectangle),
    }
    return strangers().sign(written(objects), THEIR_PKI.person("Cơ quan"), FIELDS[1])


@attack(Code.COVERING_FIELD)
def a_field_that_waited_over_the_whole_page() -> bytes:
    """Planted empty before the first signature, where nobody sees it, and signed later."""
    return _second(b"[0 0 595 842]")


@attack(Code.NOT_PERMITTED)
def a_field_that_the_first_signature_locked() -> bytes:
    lock = FIELD.replace(b"/V", b"/Lock<</Type/SigFieldLock/Action/All>>/V")
    return _second(b"[300 100 400 150]", lock)


@attack(Code.CHANGED_CATALOG)
def an_action_behind_the_lawful_second_signature() -> bytes:
    action = b"/OpenAction<</S/JavaScript/JS(x)>>/Pages"
    return later(_second(b"[300 100 400 150]"), {1: CATALOG.replace(b"/Pages", action)})


@attack(Code.NO_CHAIN)
def authorities_that_certify_each_other() -> bytes:
    """One name, many keys, each certified by each: more ways upwards than anybody can try."""
    found = in_a_ring(6)
    objects = {20 + at: a_stream(der) for at, der in enumerate(found.certificates)}
    listed = b" ".join(b"%d 0 R" % number for number in objects)
    store = STORE[:-2] + b"/Certs[%s]>>" % listed
    return written({9: store, **objects}, holder=found.below)
