"""Whether a signature is the signature of these bytes by this certificate; trust is not asked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asn1crypto import x509
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.sign.general import (
    MultivaluedAttributeError,
    NonexistentAttributeError,
    find_unique_cms_attribute,
)
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    validate_sig_integrity,
)

from signing.verify.codes import Code, NotUsableError
from signing.verify.known import all_same, same
from signing.verify.strength import STRONG, has_weak_padding

if TYPE_CHECKING:
    from asn1crypto import cms
    from pyhanko.sign.validation import EmbeddedPdfSignature


@dataclass(frozen=True, slots=True)
class Signed:
    """One CMS signature: who made it, with which certificates beside him, and what is wrong."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    codes: frozenset[Code]

    @property
    def is_intact(self) -> bool:
        """Return whether the bytes are the signed ones and the signature is the signer's."""
        return not self.codes & {Code.BYTES_CHANGED, Code.BAD_SIGNATURE}


def check_signature(signature: EmbeddedPdfSignature) -> Signed:
    """Check the digest of the signed bytes and the signature over it.

    Raises:
        NotUsableError: the CMS is malformed, or its algorithm is of a kind that is not judged.
    """
    return check_cms(signature.signed_data, signature.compute_digest())


def check_cms(signed_data: cms.SignedData, digest: bytes) -> Signed:
    """Check one CMS signature against the digest its attributes must name. Raises as above."""
    try:
        (signer,) = signed_data["signer_infos"]
        found = extract_certs_for_validation(signed_data)
        kind = signed_data["encap_content_info"]["content_type"].native
        _refuse_repeated(signer)
        intact, valid = validate_sig_integrity(signer, found.signer_cert, kind, digest)
        hashes = {signer["digest_algorithm"]["algorithm"].native, signed_hash(signer)}
        is_weak = not hashes <= STRONG or has_weak_padding(signer["signature_algorithm"])
    except (SignatureValidationError, ValueError, TypeError, KeyError, AssertionError) as error:
        raise NotUsableError(Code.MALFORMED_SIGNATURE) from error
    except UnsupportedAlgorithm as error:
        raise NotUsableError(Code.UNSUPPORTED) from error
    codes = set()
    if not intact:
        codes.add(Code.BYTES_CHANGED)
    if not valid:
        codes.add(Code.BAD_SIGNATURE)
    if is_weak:
        codes.add(Code.WEAK_ALGORITHM)
    return Signed(same(found.signer_cert), all_same(found.other_certs), frozenset(codes))


def names_its_certificate(signature: EmbeddedPdfSignature) -> bool:
    """Whether the signed attributes pin the signer's certificate, as PAdES demands.

    ETSI EN 319 142-1, 6.3: signing-certificate-v2, and no signing-time attribute beside /M.
    """
    attributes = signature.signer_info["signed_attrs"]
    try:
        find_unique_cms_attribute(attributes, "signing_certificate_v2")
    except (NonexistentAttributeError, MultivaluedAttributeError):
        return False
    return True


def signed_hash(signer: cms.SignerInfo) -> str:
    """Return the digest that the signature value was made over, which may be another one.

    Raises:
        ValueError: the algorithm does not say.
    """
    try:
        return str(signer["signature_algorithm"].hash_algo)
    except ValueError:  # plain `rsaEncryption`: that of the content counts
        return str(signer["digest_algorithm"]["algorithm"].native)


def _refuse_repeated(signer: cms.SignerInfo) -> None:
    """Each signed attribute stands there once (RFC 5652, 11; RFC 5035, 3)."""
    kinds = [one["type"].native for one in signer["signed_attrs"]]
    if len(set(kinds)) < len(kinds):
        raise ValueError("an attribute that stands there twice")


def hash_of(algorithm: str, data: bytes) -> bytes:
    """Return a digest by its CMS name. Raises ValueError for an unknown one."""
    return hashlib.new(algorithm, data).digest()
