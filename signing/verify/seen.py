"""Which revocation evidence of a file speaks about the certificates of one chain, and since when.

Only what the issuer or its responder signed is listed: anybody can put a list with somebody's name
into a file. Whether the evidence suffices is the path check's to say, not this room's.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import load_der_x509_crl

from signing.errors import CertificateUnusableError
from signing.trust.fitness import DAMAGE, load_certificate
from signing.trust.status import said_at
from signing.verify.detail import EvidenceKind, EvidencePlace, RevocationSeen
from signing.verify.names import common_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from asn1crypto import x509

    from signing.verify.evidence import Evidence

_MOST: Final = 64  # of each kind and place are looked at: every one costs a signature check


def revocation_seen(
    chain: Sequence[x509.Certificate], lying: Mapping[EvidencePlace, Evidence]
) -> tuple[RevocationSeen, ...]:
    """Return what is said of each certificate below the anchor, in the chain's order, by time."""
    found: list[RevocationSeen] = []
    for certificate, issuer in pairwise(chain):
        said = {
            one for place, held in lying.items() for one in _said(certificate, issuer, held, place)
        }
        found += sorted(said, key=lambda one: (one.time, one.kind, one.place))
    return tuple(found)


def _said(
    certificate: x509.Certificate, issuer: x509.Certificate, held: Evidence, place: EvidencePlace
) -> Iterator[RevocationSeen]:
    name = common_name(certificate)
    for one in held.crls[:_MOST]:
        if one.issuer == certificate.issuer and _is_signed(one.dump(), issuer):
            time = one["tbs_cert_list"]["this_update"].native
            yield RevocationSeen(EvidenceKind.CRL, name, time, place)
    for answer in held.ocsps[:_MOST]:
        produced = _produced(answer.dump(), certificate, issuer)
        if produced is not None:
            yield RevocationSeen(EvidenceKind.OCSP, name, produced, place)


def _is_signed(der: bytes, issuer: x509.Certificate) -> bool:
    try:
        key = load_certificate(issuer.dump()).public_key()
        if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
            return False
        return load_der_x509_crl(der).is_signature_valid(key)
    except (CertificateUnusableError, *DAMAGE):
        return False


def _produced(
    der: bytes, certificate: x509.Certificate, issuer: x509.Certificate
) -> datetime | None:
    try:
        pair = load_certificate(certificate.dump()), load_certificate(issuer.dump())
    except CertificateUnusableError:
        return None
    return said_at(der, pair)
