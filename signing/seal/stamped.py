"""Until when the archive timestamp of a paper of ours can be believed, and by which algorithms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from asn1crypto import tsp
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from signing.cms import digest_name, read_cms
from signing.errors import BadSignatureError
from signing.seal.latest import last_signature
from signing.trust.fitness import load_certificate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography import x509

_KINDS: Final = ((rsa.RSAPublicKey, "rsa"), (ec.EllipticCurvePublicKey, "ec"))


@dataclass(frozen=True, slots=True)
class Stamped:
    """One timestamp: the end of its authority's certificate (aware), digests and keys by name."""

    ends_at: datetime
    algorithms: frozenset[str]  # sha256, rsa2048, ec256
    certificates: tuple[bytes, ...] = ()  # DER, the authority's own first, as the token has them


def last_stamp(pdf: bytes) -> Stamped | None:
    """Return the outermost archive timestamp; None where the last signature is none.

    Raises:
        BadSignatureError: the file is not signed, or not by us, or what signs it cannot be read.
        CertificateUnusableError: a certificate of the authority is damaged.
    """
    last = last_signature(pdf)
    return stamped_by(last.cms) if last.is_timestamp else None


def stamped_by(token: bytes) -> Stamped:
    """Return what a token (CMS, DER) rests on: itself, its authority, and who is above that.

    Raises: as `last_stamp`.
    """
    found = read_cms(token)
    try:
        info = tsp.TSTInfo.load(bytes(found.data["encap_content_info"]["content"]))
        imprint = str(info["message_imprint"]["hash_algorithm"]["algorithm"].native)
    except (ValueError, TypeError, KeyError) as error:
        raise BadSignatureError("not a timestamp token") from error
    certificates = [load_certificate(der) for der in found.certificates]
    names = {imprint, digest_name(found)}.union(*(set(_names(one)) for one in certificates))
    return Stamped(certificates[0].not_valid_after_utc, frozenset(names), found.certificates)


def _names(certificate: x509.Certificate) -> Iterable[str]:
    """Yield the certificate's key, and the digest it was issued with unless it issued itself."""
    key = certificate.public_key()
    for kind, name in _KINDS:
        if isinstance(key, kind):
            yield f"{name}{key.key_size}"
    hashed = certificate.signature_hash_algorithm
    if hashed is not None and certificate.issuer != certificate.subject:
        yield hashed.name
