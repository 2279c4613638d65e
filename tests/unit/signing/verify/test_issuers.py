"""What issuers, the anchor among them, may certify, and with which keys and paddings."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest
from asn1crypto import algos, cms, keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from signing.envelope import Envelope, sign_raw
from signing.seal.store import add_revocation
from signing.trust.revocation import Evidence
from signing.verify.codes import Code
from signing.verify.judge import verify
from tests.hostile.corpus.plain import STORE, written
from tests.signed.parties import CA, Party, curve_key, party, revocations
from tests.signed.pki import distinguished, key_usage
from tests.signed.samples import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.signed.pki import Holder

LEAF: Final = x509.BasicConstraints(ca=False, path_length=None)


def long(length: int | None) -> x509.BasicConstraints:
    return x509.BasicConstraints(ca=True, path_length=length)


def judged(
    chain: Sequence[Party], sign: Callable[[Holder, bytes], bytes] | None = None
) -> frozenset[Code]:
    """What is wrong with the signature of the first, whose last is the anchor; lists are whole."""
    leaf, *above = chain

    def by_leaf(_: Holder, left: bytes) -> bytes:
        own = Envelope.of(leaf.key, leaf.der, tuple(one.der for one in above))
        attributes = own.attributes(hashlib.sha256(left).digest())
        return own.seal(attributes, sign_raw(leaf.key, attributes))

    pdf = written({9: STORE.replace(b"/CRLs[10 0 R]", b"")}, sign=sign or by_leaf)
    evidence = Evidence(crls=tuple(revocations(one) for one in above))
    return verify(add_revocation(pdf, evidence), (above[-1].der,), NOW).all_codes


@dataclass(frozen=True)
class Issuing:
    """What a root and the authority beneath it say of themselves."""

    root: tuple[x509.ExtensionType, ...] = (CA,)
    below: tuple[x509.ExtensionType, ...] = (CA,)
    codes: frozenset[Code] = field(default_factory=frozenset)


def names(*, within: str | None = None, never: str | None = None) -> x509.NameConstraints:
    """Limit issued names to, or from, those that begin like the test names of an organisation."""

    def tree(organisation: str | None) -> list[x509.GeneralName] | None:
        if organisation is None:
            return None
        country = x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")
        pairs = [country, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)]
        return [x509.DirectoryName(x509.Name(pairs))]

    return x509.NameConstraints(tree(within), tree(never))


OURS: Final = distinguished("x").get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value
FAILED: Final = frozenset({Code.CHAIN_FAILED})
NO_WAY: Final = frozenset({Code.NO_CHAIN})
UNFIT: Final = key_usage(issuing=False)
ISSUING: Final = {
    "no length": Issuing(),
    "one may follow": Issuing(root=(long(1),)),
    "none may follow the root": Issuing(root=(long(0),), codes=FAILED),
    "none may follow the one below": Issuing(below=(long(0),)),
    "a root that is no authority": Issuing(root=(LEAF,), codes=NO_WAY),
    "a root that may not sign certificates": Issuing(root=(CA, UNFIT), codes=NO_WAY),
    "one below that is no authority": Issuing(below=(LEAF, key_usage(issuing=True)), codes=FAILED),
    "one below that may not sign certificates": Issuing(below=(CA, UNFIT), codes=FAILED),
    "for the right names": Issuing(below=(CA, names(within=str(OURS)))),
    "for other names": Issuing(below=(CA, names(within="Nơi khác")), codes=FAILED),
    "for all names but these": Issuing(below=(CA, names(never=str(OURS))), codes=FAILED),
    "for all names but others": Issuing(below=(CA, names(never="Nơi khác"))),
    "a root for the right names": Issuing(root=(CA, names(within=str(OURS)))),
    "a root for other names": Issuing(root=(CA, names(within="Nơi khác")), codes=FAILED),
    "a root for all names but these": Issuing(root=(CA, names(never=str(OURS))), codes=FAILED),
}


@pytest.mark.parametrize("given", ISSUING.values(), ids=ISSUING)
def test_every_issuer_keeps_to_its_limits_and_so_does_the_anchor(given: Issuing) -> None:
    root = party("Gốc", None, *given.root)
    below = party("Cấp dưới", root, *given.below)
    found = judged((party("Người ký", below, LEAF), below, root))
    assert found == given.codes or given.codes == found - {Code.REVOCATION_UNKNOWN}


CURVES: Final = {
    ec.SECP256R1: True,
    ec.SECP384R1: True,
    ec.SECP521R1: True,
    ec.BrainpoolP256R1: True,
    ec.BrainpoolP384R1: True,
    ec.BrainpoolP512R1: True,
    ec.SECP256K1: False,
}


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
@pytest.mark.parametrize("place", ["signer", "issuer"])
def test_only_listed_curves_are_strong(curve: type[ec.EllipticCurve], place: str) -> None:
    root = party("Gốc", None, CA, key=curve_key(curve) if place == "issuer" else None)
    leaf = party("Người ký", root, LEAF, key=curve_key(curve) if place == "signer" else None)
    assert judged((leaf, root)) == (set() if CURVES[curve] else {Code.WEAK_ALGORITHM})


def spelled_out(one: Party, issuer: Party) -> Party:
    """The certificate, with its curve (P-256) written down instead of named (RFC 3279, 2.3.5)."""
    prime = 2**256 - 2**224 + 2**192 + 2**96 - 1
    b = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
    x = 0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296
    y = 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    curve = {
        "version": 1,
        "field_id": {"field_type": "prime_field", "parameters": prime},
        "curve": {"a": (prime - 3).to_bytes(32), "b": b.to_bytes(32)},
        "base": b"\4" + x.to_bytes(32) + y.to_bytes(32),
        "order": order,
        "cofactor": 1,
    }
    made = asn1.Certificate.load(one.der)
    said = made["tbs_certificate"]
    key = said["subject_public_key_info"]["algorithm"]
    key["parameters"] = keys.ECDomainParameters("specified", keys.SpecifiedECDomain(curve))
    made["signature_value"] = sign_raw(issuer.key, said.dump(force=True))
    return Party(x509.load_der_x509_certificate(made.dump(force=True)), one.key)


@pytest.mark.parametrize("place", ["signer", "issuer"])
def test_a_curve_that_is_spelled_out_is_weak_however_good(place: str) -> None:
    root = party("Gốc", None, CA)
    odd = spelled_out(party("Khác", root, LEAF if place == "signer" else CA, key=curve_key()), root)
    chain: tuple[Party, ...] = (odd, root)
    if place == "issuer":
        chain = (party("Người ký", odd, LEAF), odd, root)
    assert judged(chain) == {Code.WEAK_ALGORITHM}


@dataclass(frozen=True)
class Padding:
    """RSASSA-PSS of SHA-256 (RFC 8017, 9.1.1), with any mask and salt."""

    mask: str
    salt: int
    is_strong: bool = False

    @property
    def algorithm(self) -> algos.SignedDigestAlgorithm:
        masked = {"algorithm": "mgf1", "parameters": {"algorithm": self.mask}}
        given = {"hash_algorithm": {"algorithm": "sha256"}, "mask_gen_algorithm": masked}
        parameters = {**given, "salt_length": self.salt}
        return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})

    def sign(self, key: object, data: bytes) -> bytes:
        """By hand: libraries make no such signatures any more, though they check them."""
        assert isinstance(key, rsa.RSAPrivateKey)
        size, salt = key.key_size // 8, b"s" * self.salt
        hashed = hashlib.sha256(bytes(8) + hashlib.sha256(data).digest() + salt).digest()
        plain = b"\1" + salt
        plain = plain.rjust(size - len(hashed) - 1, b"\0")
        masked = int.from_bytes(plain) ^ int.from_bytes(self._masks(hashed, len(plain)))
        masked &= (1 << (8 * len(plain) - 1)) - 1
        block = masked.to_bytes(len(plain)) + hashed + b"\xbc"
        secret = key.private_numbers()
        return pow(int.from_bytes(block), secret.d, secret.public_numbers.n).to_bytes(size)

    def _masks(self, seed: bytes, length: int) -> bytes:
        pieces = (
            hashlib.new(self.mask, seed + count.to_bytes(4)).digest() for count in range(length)
        )
        return b"".join(pieces)[:length]


PADDINGS: Final = {
    "usual": Padding("sha256", 32, is_strong=True),
    "longer salt": Padding("sha256", 64, is_strong=True),
    "mask of SHA-1": Padding("sha1", 32),
    "mask of another": Padding("sha512", 32),
    "shorter salt": Padding("sha256", 20),
}


@cache
def usual() -> tuple[Party, Party]:
    root = party("Gốc", None, CA)
    return party("Người ký", root, LEAF), root


@pytest.mark.parametrize("given", PADDINGS.values(), ids=PADDINGS)
def test_a_padding_with_another_mask_or_a_short_salt_is_weak(given: Padding) -> None:
    """In the signature, and in the signer's certificate."""
    leaf, root = usual()
    expected = set() if given.is_strong else {Code.WEAK_ALGORITHM}

    def sign(_: Holder, left: bytes) -> bytes:
        own = Envelope.of(leaf.key, leaf.der, (root.der,))
        attributes = own.attributes(hashlib.sha256(left).digest())
        found = cms.ContentInfo.load(own.seal(attributes, given.sign(leaf.key, attributes)))
        found["content"]["signer_infos"][0]["signature_algorithm"] = given.algorithm
        return bytes(found.dump(force=True))

    assert judged((leaf, root), sign) == expected
    assert judged((certified(leaf, root, given), root)) == expected


def certified(leaf: Party, root: Party, given: Padding) -> Party:
    """The certificate, signed again."""
    made = asn1.Certificate.load(leaf.der)
    said = made["tbs_certificate"]
    said["signature"] = made["signature_algorithm"] = given.algorithm
    made["signature_value"] = given.sign(root.key, said.dump(force=True))
    return Party(x509.load_der_x509_certificate(made.dump(force=True)), leaf.key)
