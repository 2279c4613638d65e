"""Reads a signed CMS (RFC 5652) and checks its one signer strictly.

Both a paper's signature and a timestamp token are such a CMS. Whether the signer is to be trusted
is another question: see `trust` and `verify`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from signing.algorithms import DIGESTS as _HASHES
from signing.errors import BadSignatureError
from signing.trust.fitness import DAMAGE, KEPT

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import hashes

_SET_OF: Final = b"\x31"


@dataclass(frozen=True, slots=True)
class RawParts:
    """Pieces of a CMS as their author wrote them.

    asn1crypto encodes anew whatever it has looked into: slow, and perhaps with other bytes.
    """

    data: bytes  # content of the SignedData
    signers: bytes  # its last element, the set of signers
    signer: bytes  # content of the one signer
    signed_attributes: bytes  # as the SET OF that is signed (RFC 5652, 5.4)


@dataclass(frozen=True, slots=True)
class SignedCms:
    """One CMS with one signer; `certificates` are DER, the signer's own first."""

    data: cms.SignedData
    signer: cms.SignerInfo
    certificates: tuple[bytes, ...]
    raw: RawParts

    def attribute(self, kind: str) -> core.Asn1Value | None:
        """Return the single value of a signed attribute, or None.

        Raises:
            BadSignatureError: the attribute stands there twice or has several values.
        """
        found = [entry["values"] for entry in self.signer["signed_attrs"] if _is(entry, kind)]
        if not found:
            return None
        if len(found) != 1 or len(found[0]) != 1:
            raise BadSignatureError(f"the attribute {kind} is not single")
        return found[0][0]


def read_cms(der: bytes) -> SignedCms:
    """Parse a CMS that has exactly one signer, whose certificate is inside.

    Raises:
        BadSignatureError: it is damaged, has trailing bytes, or is of another shape.
    """
    try:
        info = cms.ContentInfo.load(der, strict=True)
        if info["content_type"].native != "signed_data":
            raise BadSignatureError("not a signed CMS")
        data = info["content"]
        raw = _raw_parts(data)
        (signer,) = data["signer_infos"]
        return SignedCms(data, signer, _certificates(data, signer), raw)
    except (ValueError, TypeError, KeyError) as error:
        raise BadSignatureError("not a CMS with one signer") from error


def refuse_unsigned(found: SignedCms, content_type: str, digest: bytes) -> None:
    """Check that the signer signed this content: type, digest, own certificate, signature.

    Raises:
        BadSignatureError: any of them does not hold.
    """
    try:
        _refuse_wrong_attributes(found, content_type, digest)
        _refuse_wrong_certificate(found)
        _refuse_wrong_signature(found)
    except (KeyError, *DAMAGE) as error:
        raise BadSignatureError("the signature does not hold") from error


def digest_name(found: SignedCms) -> str:
    """Return the digest algorithm the signer used: sha256, sha384 or sha512."""
    name: str = found.signer["digest_algorithm"]["algorithm"].native
    if name not in _HASHES:
        raise BadSignatureError(f"digest algorithm {name} is not accepted")
    return name


def _is(attribute: cms.CMSAttribute, kind: str) -> bool:
    return bool(attribute["type"].native == kind)


def _raw_parts(data: cms.SignedData) -> RawParts:
    """Take the pieces before anything is read from them."""
    content, signers = data.contents, data["signer_infos"].dump()
    (signer,) = data["signer_infos"]
    whole, attributes = signer.contents, signer["signed_attrs"].dump()
    return RawParts(content, signers, whole, _SET_OF + attributes[1:])


def _certificates(data: cms.SignedData, signer: cms.SignerInfo) -> tuple[bytes, ...]:
    """Return the certificates inside, the signer's first."""
    found = [choice.chosen for choice in data["certificates"] if choice.name == "certificate"]
    own = [certificate for certificate in found if _identifies(signer["sid"], certificate)]
    if len(own) != 1:
        raise BadSignatureError("the signer's certificate is not inside")
    return tuple(certificate.dump() for certificate in (*own, *(c for c in found if c != own[0])))


def _identifies(sid: cms.SignerIdentifier, certificate: asn1_x509.Certificate) -> bool:
    names = _names_of(certificate.dump())
    if sid.name == "issuer_and_serial_number":
        same_issuer = sid.chosen["issuer"].dump() == names.issuer
        return bool(same_issuer and sid.chosen["serial_number"].native == names.serial)
    return bool(sid.chosen.native == names.key)


@dataclass(frozen=True, slots=True)
class _Names:
    """How a signer may name its certificate (RFC 5652, 5.3)."""

    issuer: bytes  # DER
    serial: int
    key: bytes | None


@lru_cache(maxsize=KEPT)
def _names_of(certificate: bytes) -> _Names:
    found = asn1_x509.Certificate.load(certificate)
    return _Names(found.issuer.dump(), found.serial_number, found.key_identifier)


@lru_cache(maxsize=KEPT)
def _key_of(certificate: bytes) -> object:
    return x509.load_der_x509_certificate(certificate).public_key()


def _refuse_wrong_attributes(found: SignedCms, content_type: str, digest: bytes) -> None:
    declared, promised = found.attribute("content_type"), found.attribute("message_digest")
    if declared is None or declared.native != content_type:
        raise BadSignatureError("signed content of another type")
    if promised is None or promised.native != digest:
        raise BadSignatureError("signed another digest")


def _refuse_wrong_certificate(found: SignedCms) -> None:
    """The signed attributes name the certificate, so it cannot be swapped (RFC 5035)."""
    named, own = found.attribute("signing_certificate_v2"), found.certificates[0]
    if named is not None:
        first = named["certs"][0]
        name = first["hash_algorithm"]["algorithm"].native
        matches = first["cert_hash"].native == hashlib.new(name, own).digest()
    else:  # RFC 2634 fixes SHA-1 here; older timestamp authorities still write it
        older = found.attribute("signing_certificate")
        sha1 = hashlib.sha1(own, usedforsecurity=False).digest()
        matches = older is not None and older["certs"][0]["cert_hash"].native == sha1
    if not matches:
        raise BadSignatureError("the signed attributes name another certificate")


def _refuse_wrong_signature(found: SignedCms) -> None:
    key = _key_of(found.certificates[0])
    signed, signature = found.raw.signed_attributes, found.signer["signature"].native
    hashed = _HASHES[digest_name(found)]()
    algorithm = found.signer["signature_algorithm"]
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, _padding(algorithm, hashed), hashed)
    elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm.signature_algo == "ecdsa":
        key.verify(signature, signed, ec.ECDSA(hashed))
    else:
        raise BadSignatureError("a key of another kind")


def _padding(
    algorithm: algos.SignedDigestAlgorithm, hashed: hashes.HashAlgorithm
) -> padding.AsymmetricPadding:
    if algorithm.signature_algo == "rsassa_pkcs1v15" and algorithm["parameters"].native is None:
        return padding.PKCS1v15()
    if algorithm.signature_algo == "rsassa_pss":
        return _pss(algorithm["parameters"], hashed)
    raise BadSignatureError("a signature algorithm of another kind")


def _pss(given: algos.RSASSAPSSParams, hashed: hashes.HashAlgorithm) -> padding.PSS:
    """RFC 4055, 3.1: one digest for the content, the mask and the name of the whole."""
    mask = given["mask_gen_algorithm"]
    named = (
        given["hash_algorithm"]["algorithm"].native,
        mask["algorithm"].native,
        mask["parameters"]["algorithm"].native,
    )
    if named != (hashed.name, "mgf1", hashed.name):
        raise BadSignatureError("PSS with parameters of another digest")
    return padding.PSS(padding.MGF1(hashed), int(given["salt_length"].native))
