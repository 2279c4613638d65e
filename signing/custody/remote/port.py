"""What a remote service is asked, whatever it speaks: begin, look, take back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from signing.algorithms import Algorithm


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one confirmation covers: digests under one algorithm, and what the phone shows."""

    transaction_id: str  # ours; a service that is asked twice with it signs once
    digests: tuple[bytes, ...]
    algorithm: Algorithm
    title: str
    certificate: bytes  # DER; the service must still have this one


class Transaction(Protocol):
    """One request for a confirmation. Used by one thread at a time."""

    def poll(self) -> tuple[bytes, ...] | None:
        """Return the signatures in the order of the digests, or None while they are awaited.

        Raises:
            HolderUnavailableError: no answer now; it may be asked again.
            HolderRefusedError: the person or the service said no.
            ConfirmationTimeoutError: the service waited long enough.
            HolderAnswerError: it answered something else.
        """
        ...

    def cancel(self) -> None:
        """Take the request back, where the service lets us. Raises nothing."""
        ...


class RemoteService(Protocol):
    """One person's key at one service."""

    def start(self, wanted: Wanted) -> Transaction:
        """Ask the person; may itself wait for the answer.

        Raises as `Transaction.poll`, and:
            WrongCertificateError: the service has another certificate for this key now.
            CertificateUnusableError: the service says that it is not valid.
        """
        ...

    def certificates(self) -> tuple[bytes, ...]:
        """Return the key's certificate and those above it, DER. Raises as `start`."""
        ...
