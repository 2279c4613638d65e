"""How strong a signature is: its hash, its padding, the curve of its key.

TT 15/2025/TT-BKHCN, annex I, and ETSI TS 119 312: RSASSA-PSS masks with the hash that it signs, and
its salt is no shorter (longer is no weaker, and some tools make it so); a curve has a name.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from asn1crypto import algos
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko_certvalidator.policy_decl import (
    AlgorithmUsageConstraint,
    DisallowWeakAlgorithmsPolicy,
)
from pyhanko_certvalidator.sig_validate import (
    DEFAULT_VALIDATION_CONTEXT,
    DefaultSignatureValidator,
    SignatureValidationContext,
)
from typing_extensions import override

from signing.trust.fitness import CURVES, WEAK_HASHES

if TYPE_CHECKING:
    from datetime import datetime

    from asn1crypto import keys

STRONG: Final = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
_CURVES: Final = frozenset(one.lower() for one in CURVES)


def has_weak_padding(algorithm: algos.SignedDigestAlgorithm) -> bool:
    """Whether it is RSASSA-PSS with a weak hash, a mask of another hash, or too short a salt."""
    if algorithm["algorithm"].native != "rsassa_pss":
        return False
    given = algorithm["parameters"]
    if not isinstance(given, algos.RSASSAPSSParams):  # what is not said is SHA-1 (RFC 4055, 3.1)
        return True
    hashed, mask = given["hash_algorithm"]["algorithm"].native, given["mask_gen_algorithm"]
    is_mask_other = mask["algorithm"].native != "mgf1" or (
        mask["parameters"]["algorithm"].native != hashed
    )
    return (
        hashed not in STRONG
        or is_mask_other
        or given["salt_length"].native < hashlib.new(hashed).digest_size
    )


class StrongOnly(DisallowWeakAlgorithmsPolicy):
    """What certificates of a path may be signed with."""

    def __init__(self) -> None:
        """Take the hashes that are weak for our own certificates, and older ones."""
        super().__init__(weak_hash_algos=WEAK_HASHES | {"md2"})  # type: ignore[no-untyped-call]

    @override
    def signature_algorithm_allowed(
        self,
        algo: algos.SignedDigestAlgorithm,
        moment: datetime | None,
        public_key: keys.PublicKeyInfo | None,
    ) -> AlgorithmUsageConstraint:
        """Refuse what is weak; the key is the issuer's."""
        if has_weak_padding(algo) or (public_key is not None and is_other_curve(public_key)):
            return AlgorithmUsageConstraint(allowed=False)
        return super().signature_algorithm_allowed(algo, moment, public_key)


def is_other_curve(key: keys.PublicKeyInfo) -> bool:
    """Whether its curve is not listed, or is spelled out instead of named."""
    if key.algorithm != "ec":
        return False
    curve = key["algorithm"]["parameters"]
    return curve.name != "named" or curve.native not in _CURVES


class Checked(DefaultSignatureValidator):
    """Takes a signature that a key of its kind could not have made for one it did not make.

    The library lets whatever is thrown then pass through, and the whole file would be damaged by
    one list that somebody put beside the evidence.
    """

    @override
    def validate_signature(
        self,
        signature: bytes,
        signed_data: bytes,
        public_key_info: keys.PublicKeyInfo,
        signature_algorithm: algos.SignedDigestAlgorithm,
        context: SignatureValidationContext = DEFAULT_VALIDATION_CONTEXT,
    ) -> None:
        """Raise InvalidSignature unless the key made it."""
        try:
            super().validate_signature(
                signature, signed_data, public_key_info, signature_algorithm, context
            )
        except (AssertionError, TypeError, ValueError, KeyError, UnsupportedAlgorithm) as error:
            raise InvalidSignature from error
