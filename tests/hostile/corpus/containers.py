"""The CMS inside the hole: made by hand, over the right bytes, and wrong in one thing each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from signing import der
from signing.custody.unlocked import UnlockedKey
from signing.hole import byte_range_digest
from signing.port import FieldRole, Prepared
from signing.seal.embed import with_token
from signing.seal.prepare import SigningOrder, prepare
from signing.trust.own_ca import Issued
from signing.verify.codes import Code
from tests.hostile.corpus.kit import add, attack, once
from tests.signed.samples import NOW, office

if TYPE_CHECKING:
    from collections.abc import Callable

_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "md5": hashes.MD5(),  # noqa: S303 - the attack
    "sha1": hashes.SHA1(),  # noqa: S303
    "sha256": hashes.SHA256(),
}


@cache
def prepared() -> tuple[Prepared, bytes]:
    """Our paper, ready for the leader's signature."""
    leader = office().leader
    key = UnlockedKey(leader.key, leader.certificate, leader.chain)
    order = SigningOrder(
        item_id="item",
        role=FieldRole.PERSONAL,
        certificate=key.certificate,
        chain=key.chain,
        signed_at=NOW,
        expires_at=NOW.replace(year=NOW.year + 1),
        certify=True,
    )
    return prepare(office().blank(), order, office().printed(FieldRole.PERSONAL))


@dataclass(frozen=True)
class Container:
    """What goes into the CMS; the defaults are lawful."""

    signer: Issued
    digest: bytes
    algorithm: str = "sha256"
    attributes: bool = True
    names_certificate: bool = True
    named: bytes | None = None  # certificate whose digest the attribute carries
    content_type: str = "data"
    content: bytes | None = None
    twice: bool = False  # two signers
    repeated: str = ""  # attribute that stands there twice
    certificates: bool = True

    def der(self) -> bytes:
        signer = self._signer()
        chosen = [self.signer.der, *self.signer.chain_der] if self.certificates else []
        data = cms.SignedData(
            {
                "version": "v1",
                "digest_algorithms": [{"algorithm": self.algorithm}],
                "encap_content_info": self._content(),
                "certificates": [x509.Certificate.load(one) for one in chosen],
                "signer_infos": [signer, self._signer()] if self.twice else [signer],
            }
        )
        found: bytes = cms.ContentInfo({"content_type": "signed_data", "content": data}).dump()
        return found

    def _content(self) -> dict[str, object]:
        found: dict[str, object] = {"content_type": self.content_type}
        return found if self.content is None else {**found, "content": self.content}

    def _signer(self) -> cms.SignerInfo:
        own = x509.Certificate.load(self.signer.der)
        attributes = self._attributes()
        signed = cms.CMSAttributes(attributes).dump() if self.attributes else self._whole()
        entries = {
            "version": "v1",
            "sid": {
                "issuer_and_serial_number": {
                    "issuer": own.issuer,
                    "serial_number": own.serial_number,
                }
            },
            "digest_algorithm": {"algorithm": self.algorithm},
            "signature_algorithm": {"algorithm": "rsassa_pkcs1v15"},
            "signature": self._signature(signed),
        }
        return cms.SignerInfo(
            {**entries, "signed_attrs": attributes} if self.attributes else entries
        )

    def _whole(self) -> bytes:
        item, hole = prepared()
        return hole[: item.reserved_region_start] + hole[item.reserved_region_end :]

    def _signature(self, signed: bytes) -> bytes:
        if not isinstance(self.signer.key, rsa.RSAPrivateKey):
            raise TypeError("the office's people have RSA keys")
        return self.signer.key.sign(signed, padding.PKCS1v15(), _HASHES[self.algorithm])

    def _attributes(self) -> list[cms.CMSAttribute]:
        named = hashlib.sha256(self.named or self.signer.der).digest()
        kinds: dict[str, object] = {
            "content_type": self.content_type,
            "message_digest": self.digest,
        }
        if self.names_certificate:
            certs = [tsp.ESSCertIDv2({"cert_hash": named})]
            kinds["signing_certificate_v2"] = tsp.SigningCertificateV2({"certs": certs})
        found = [cms.CMSAttribute({"type": kind, "values": [one]}) for kind, one in kinds.items()]
        return found + [one for one in found if one["type"].native == self.repeated]


def lawful(algorithm: str = "sha256") -> Container:
    item, hole = prepared()
    start, end = item.reserved_region_start, item.reserved_region_end
    digest = hashlib.new(algorithm, hole[:start] + hole[end:]).digest()
    return Container(office().leader, digest, algorithm)


def stamped(container: bytes) -> bytes:
    value = cms.ContentInfo.load(container)["content"]["signer_infos"][0]["signature"].native
    return with_token(container, office().timestamper().token(hashlib.sha256(value).digest()))


def filled(container: bytes) -> bytes:
    """The paper with this very container in its hole."""
    item, hole = prepared()
    start, end = item.reserved_region_start, item.reserved_region_end
    written = container.hex().upper().encode().ljust(end - start - 2, b"0")
    return hole[: start + 1] + written + hole[end - 1 :]


def _made(change: Callable[[Container], Container]) -> bytes:
    return filled(change(lawful()).der())


def _other(container: Container) -> Container:
    return replace(container, named=office().second.der)


_CHANGES: Final[dict[str, tuple[Code, Callable[[Container], Container]]]] = {
    "no_signed_attributes": (Code.MALFORMED_SIGNATURE, lambda c: replace(c, attributes=False)),
    "another_digest": (Code.BYTES_CHANGED, lambda c: replace(c, digest=b"\1" * 32)),
    "a_short_digest": (Code.BYTES_CHANGED, lambda c: replace(c, digest=b"")),
    "two_signers": (Code.MALFORMED_SIGNATURE, lambda c: replace(c, twice=True)),
    "two_digests": (Code.MALFORMED_SIGNATURE, lambda c: replace(c, repeated="message_digest")),
    "two_types": (Code.MALFORMED_SIGNATURE, lambda c: replace(c, repeated="content_type")),
    "content_inside": (Code.MALFORMED_SIGNATURE, lambda c: replace(c, content=b"other")),
    "another_type": (Code.MALFORMED_SIGNATURE, lambda c: replace(c, content_type="tst_info")),
    "another_certificate_named": (Code.MALFORMED_SIGNATURE, _other),
    "no_certificate_named": (Code.NOT_PADES, lambda c: replace(c, names_certificate=False)),
    "two_certificates_named": (
        Code.MALFORMED_SIGNATURE,
        lambda c: replace(c, repeated="signing_certificate_v2"),
    ),
    "no_certificates": (Code.MALFORMED_SIGNATURE, lambda c: replace(c, certificates=False)),
    "certificate_of_another": (
        Code.BAD_SIGNATURE,
        lambda c: replace(
            c, signer=Issued(office().second.key, c.signer.certificate, c.signer.chain)
        ),
    ),
}
for _name, (_code, _change) in _CHANGES.items():
    add(__name__, _name, _code, partial(_made, _change))


def _weak(algorithm: str) -> bytes:
    return filled(lawful(algorithm).der())


for _name in ("md5", "sha1"):
    add(__name__, f"digest_{_name}", Code.WEAK_ALGORITHM, partial(_weak, _name))


def _padded(junk: bytes) -> bytes:
    return filled(lawful().der() + junk)


for _name, _junk in (("junk", b"\xde\xad"), ("another_container", b"\x30\x03\x02\x01\x01")):
    add(__name__, f"{_name}_behind_the_container", Code.BYTE_RANGE, partial(_padded, _junk))


@attack(Code.MALFORMED_SIGNATURE)
def a_length_that_reaches_beyond() -> bytes:
    container = bytearray(lawful().der())
    container[2:4] = b"\x7f\xff"
    return filled(bytes(container))


@attack(Code.NOT_PADES)
def a_length_in_more_bytes_than_needed() -> bytes:
    inner = cms.ContentInfo.load(lawful().der()).contents
    return filled(b"\x30\x84" + len(inner).to_bytes(4, "big") + inner)


@attack(Code.MALFORMED_SIGNATURE)
def a_certificate_instead_of_a_signature() -> bytes:
    return filled(office().leader.der)


@attack(Code.MALFORMED_SIGNATURE)
def enveloped_data_instead_of_a_signature() -> bytes:
    wrong = der.sequence(der.oid("1.2.840.113549.1.7.3"), der.tlv(0xA0, der.sequence()))
    return filled(wrong)


@attack(Code.MALFORMED_SIGNATURE)
def a_signature_without_signers() -> bytes:
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "data"},
            "signer_infos": [],
        }
    )
    return filled(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


@attack(Code.BAD_SIGNATURE)
def a_spoilt_signature_value() -> bytes:
    container = cms.ContentInfo.load(lawful().der())
    container["content"]["signer_infos"][0]["signature"] = core.OctetString(b"\0" * 256)
    return filled(container.dump(force=True))


@attack(Code.MALFORMED_SIGNATURE)
def a_digest_algorithm_that_differs_from_the_list() -> bytes:
    container = cms.ContentInfo.load(lawful().der())
    container["content"]["digest_algorithms"] = [algos.DigestAlgorithm({"algorithm": "md5"})]
    return filled(container.dump(force=True))


@attack(Code.BYTES_CHANGED)
def the_container_of_another_paper() -> bytes:
    """The leader's genuine signature under another text."""
    start = once().index(b"/Contents <3082") + len(b"/Contents <")
    other = bytes.fromhex(once()[start : once().index(b">", start)].decode())
    item, hole = prepared()
    begin, stop = item.reserved_region_start, item.reserved_region_end
    changed = hole.replace(b"/Version /1.7", b"/Version /1.6")
    size = len(cms.ContentInfo.load(other).dump())
    written = other[:size].hex().upper().encode().ljust(stop - begin - 2, b"0")
    return changed[: begin + 1] + written + changed[stop - 1 :]


def control() -> bytes:
    """The lawful container: refused for nothing but its missing evidence."""
    item, hole = prepared()
    digest = byte_range_digest(hole, item.reserved_region_start, item.reserved_region_end)
    return filled(stamped(replace(lawful(), digest=digest).der()))
