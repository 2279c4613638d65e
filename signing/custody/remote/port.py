"""What a remote service is asked, whatever it speaks: begin, look, take back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from signing.algorithms import Algorithm

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one confirmation covers: digests under one algorithm, and what the phone shows."""

    transaction_id: str  # ours; a service that is asked twice with it signs once
    digests: tuple[bytes, ...]
    algorithm: Algorithm
    title: str
    certificate: bytes  # DER; the service must still have this one
    to_come: int = 0  # signatures more that it may cover, whose digests are not known yet


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


class Asked(Protocol):
    """The person, as a service sees him. Each call but the first waits for his answer.

    Raises, all of them:
        ConfirmationTimeoutError: he gave none in time.
        HolderRefusedError: it was taken back.
    """

    def looks_at_the_phone(self) -> None:
        """Say that the service asks him on the phone now."""
        ...

    def types(self, fields: tuple[tuple[str, str], ...], *, is_again: bool) -> Mapping[str, str]:
        """Return what he typed for each field (id, label)."""
        ...

    def confirms_at(self, url: str, state: str) -> str:
        """Return the code that he brought back from a page of the service's with this state."""
        ...


class RemoteService(Protocol):
    """One person's key at one service."""

    def limit(self) -> int:
        """Return how many signatures one confirmation may cover. Raises as `start`."""
        ...

    def start(self, wanted: Wanted, person: Asked) -> Transaction:
        """Ask the person; may itself wait for the answer.

        Raises as `Transaction.poll` and `Asked`, and:
            WrongCertificateError: the service has another certificate for this key now.
            CertificateUnusableError: the service says that it is not valid.
            AlgorithmRefusedError: the service does not sign so with this key.
        """
        ...

    def certificates(self) -> tuple[bytes, ...]:
        """Return the key's certificate and those above it, DER. Raises as `start`."""
        ...
