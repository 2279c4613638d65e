"""What a site's own authority has issued to somebody and not yet put on its published list.

Needs no key: register, certificates and lists are there to be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.errors import AuthorityUnusableError
from signing.trust.fitness import DAMAGE
from signing.trust.site_ca import register_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from signing.trust.site_register import Line


def not_published(folder: Path, holder_id: str, ders: Collection[bytes]) -> tuple[Line, ...]:
    """Return what was issued to this holder, or is one of these, and is on no published list.

    A line that is revoked in the register alone is among them: whoever revoked it was stopped
    before the list was written.

    Raises:
        AuthorityUnusableError: register, list or a certificate cannot be read.
    """
    try:
        listed = x509.load_der_x509_crl((folder / "public" / "issuing.crl").read_bytes())
    except (OSError, *DAMAGE) as error:
        raise AuthorityUnusableError("the revocation list cannot be read") from error
    return tuple(
        line
        for line in _issued(folder, holder_id, ders)
        if listed.get_revoked_certificate_by_serial_number(int(line.serial, 16)) is None
    )


def is_issued_here(folder: Path, der: bytes) -> bool:
    """Say whether this authority issued a certificate. Raises AuthorityUnusableError."""
    return bool(_issued(folder, "", [der]))


def _issued(folder: Path, holder_id: str, ders: Collection[bytes]) -> list[Line]:
    named = {f"{_parsed(der).serial_number:x}": der for der in ders}
    return [
        line
        for line in register_of(folder).lines()
        if (holder_id and line.holder_id == holder_id) or _is(folder, line, named.get(line.serial))
    ]


def _is(folder: Path, line: Line, der: bytes | None) -> bool:
    """A serial number alone could be another authority's."""
    if der is None:
        return False
    try:
        kept = (folder / "issued" / f"{line.serial}.pem").read_bytes()
        return x509.load_pem_x509_certificate(kept).public_bytes(Encoding.DER) == der
    except (OSError, *DAMAGE) as error:
        raise AuthorityUnusableError("an issued certificate cannot be read") from error


def _parsed(der: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(der)
    except DAMAGE as error:
        raise AuthorityUnusableError("not a certificate") from error
