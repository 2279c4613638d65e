"""One confirmation on the phone, awaited in a thread of its own until it ends."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signing.errors import (
    AwaitingPhoneError,
    ConfirmationTimeoutError,
    HolderAnswerError,
    HolderRefusedError,
    HolderUnavailableError,
    SigningError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signing.custody.remote.port import RemoteService, Transaction, Wanted

_UNEXPECTED: Final = (KeyError, ValueError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a person is waited for, and how often the service is asked; seconds."""

    wait: float = 180.0
    between: float = 2.0


class Confirmation:
    """What becomes of one request. Safe to share between threads."""

    def __init__(self, service: RemoteService, wanted: Wanted, patience: Patience) -> None:
        """Begin to ask, in the background."""
        self._service, self._wanted, self._patience = service, wanted, patience
        self._ends = time.monotonic() + patience.wait
        self._over = threading.Event()  # ended, or taken back
        self._made: tuple[bytes, ...] = ()
        self._failed: SigningError | None = None
        self._guard = threading.Lock()
        threading.Thread(target=self._run, daemon=True, name="confirmation").start()

    def signatures(self) -> Sequence[bytes]:
        """Return the signatures, in the order of the digests.

        Raises:
            AwaitingPhoneError: not yet, and so many seconds are left.
            SigningError: as the service ended it; the same each time it is asked.
        """
        with self._guard:
            if self._failed is not None:
                raise self._failed
            if self._made:
                return self._made
        left = self._ends - time.monotonic()
        if left <= 0:
            self._end(failed=ConfirmationTimeoutError("nobody confirmed in time"))
            return self.signatures()
        raise AwaitingPhoneError(left)

    def cancel(self) -> None:
        """Take the request back; what comes afterwards is thrown away."""
        self._end(failed=HolderRefusedError("taken back"))

    def _run(self) -> None:
        transaction: Transaction | None = None
        try:
            transaction = self._service.start(self._wanted)
            made = self._awaited(transaction)
        except SigningError as error:
            self._end(failed=error)
        except _UNEXPECTED:
            self._end(failed=HolderAnswerError("an answer of another shape"))
        else:
            if made:
                self._end(made=made)
        if transaction is not None and not self._made:
            with suppress(SigningError, *_UNEXPECTED):
                transaction.cancel()

    def _awaited(self, transaction: Transaction) -> tuple[bytes, ...]:
        """Ask until there is an answer, time is up, or it was taken back; () for the latter."""
        while not self._over.is_set():
            with suppress(HolderUnavailableError):  # the next time perhaps; time bounds it
                made = transaction.poll()
                if made is not None:
                    return made
            if time.monotonic() >= self._ends:
                raise ConfirmationTimeoutError("nobody confirmed in time")
            self._over.wait(self._patience.between)
        return ()

    def _end(self, *, made: tuple[bytes, ...] = (), failed: SigningError | None = None) -> None:
        """Settle it, once: the first end is the one that holds."""
        with self._guard:
            if not self._over.is_set():
                self._made, self._failed = made, failed
                self._over.set()
