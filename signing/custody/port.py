"""What every holder of a private key offers, whether the key is a file, a token or far away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from signing.port import Prepared


class KeyHolder(Protocol):
    """Signs prepared files with one private key that never leaves it."""

    @property
    def certificate(self) -> bytes:
        """The certificate of the key, DER."""
        ...

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The certificates above it, DER, issuer first; may be empty."""
        ...

    def sign(self, prepared_pdf: bytes, prepared: Prepared) -> bytes:
        """Return the CMS (DER, detached, CAdES) over the byte range of the prepared file.

        The digest is worked out from the file, never taken on trust. Signing the same item again
        gives a signature over the same bytes.

        Raises:
            PreparedVoidError: the file is not the prepared one, or its digest differs.
            WrongCertificateError: the item was prepared for another certificate.
        """
        ...
