"""Builds the chain from a certificate to an anchor of ours, out of certificates at hand.

Nothing is fetched. Names, signatures and the right to issue are checked; times are not, because a
chain is wanted for old papers too: the verifier judges times.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.errors import CertificateUnusableError
from signing.trust.fitness import DAMAGE, KEPT, load_certificate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_LENGTH: Final = 8


def build_chain(leaf: bytes, pool: Iterable[bytes], anchors: Iterable[bytes]) -> tuple[bytes, ...]:
    """Return the DER certificates from `leaf` up to an anchor, both included.

    Raises:
        CertificateUnusableError: no chain of at most eight certificates leads to an anchor.
    """
    roots = [load_certificate(anchor) for anchor in anchors]
    others = [load_certificate(other) for other in pool]
    chain = [load_certificate(leaf)]
    while chain[-1] not in roots:
        issuer = _issuer_of(chain[-1], roots) or _issuer_of(chain[-1], others)
        if issuer is None or issuer in chain or len(chain) >= MAX_LENGTH:
            raise CertificateUnusableError("the certificate does not lead to an anchor of ours")
        chain.append(issuer)
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in chain)


def is_one_chain(certificates: Sequence[bytes]) -> bool:
    """Return whether the first certificate leads over all the others, each used once.

    The last one may be a root or may have its issuer elsewhere.
    """
    return _is_one_chain(tuple(certificates))


@lru_cache(maxsize=KEPT)
def _is_one_chain(certificates: tuple[bytes, ...]) -> bool:
    try:
        leaf, *others = (load_certificate(der) for der in certificates)
    except (CertificateUnusableError, ValueError):
        return False
    current = leaf
    while others:
        issuer = _issuer_of(current, others)
        if issuer is None:
            return False
        others.remove(issuer)
        current = issuer
    return current.issuer != current.subject or issued(current, current)


def issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Return whether one certificate was issued by another that may issue."""
    try:
        certificate.verify_directly_issued_by(issuer)
        constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints)
    except DAMAGE:
        return False
    return constraints.value.ca


def _issuer_of(
    certificate: x509.Certificate, candidates: Sequence[x509.Certificate]
) -> x509.Certificate | None:
    return next((candidate for candidate in candidates if issued(candidate, certificate)), None)
