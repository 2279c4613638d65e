"""What one key is asked to sign, in as many confirmations as its service needs, in a thread."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signing.errors import (
    ConfirmationTimeoutError,
    HolderAnswerError,
    HolderRefusedError,
    HolderUnavailableError,
    SigningError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from signing.custody.remote.person import Person
    from signing.custody.remote.port import RemoteService, Transaction, Wanted

    Order = Callable[[tuple[bytes, ...], int], Wanted]

_UNEXPECTED: Final = (KeyError, ValueError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a person is waited for each time, and how often the service is asked; seconds."""

    wait: float = 180.0
    between: float = 2.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Digests of one key; `order` makes what is wanted of some of them and of some to come."""

    digests: tuple[bytes, ...]
    to_come: int
    order: Order


class Confirmation:
    """What becomes of one batch. Safe to share between threads."""

    def __init__(
        self, service: RemoteService, batch: Batch, patience: Patience, person: Person
    ) -> None:
        """Begin to ask, in the background."""
        self._service, self._batch = service, batch
        self._patience, self._person = patience, person
        self._over = threading.Event()  # ended, or taken back
        self._ends = 0.0  # of the confirmation that is awaited now
        self._made: tuple[bytes, ...] = ()
        self._failed: SigningError | None = None
        threading.Thread(target=self._run, daemon=True, name="confirmation").start()

    def signature(self, place: int) -> bytes:
        """Return the signature over the digest at this place.

        Raises:
            AwaitingPhoneError: not yet; it says what the person is asked for.
            SigningError: as the service ended it; the same each time it is asked.
        """
        changed = self._person.changed
        with changed:
            changed.wait_for(
                lambda: self._is_known(place) or self._person.is_asked, self._person.news_in()
            )
            left = self._ends - time.monotonic() if self._ends else self._patience.wait
            if left <= 0 and not self._is_known(place):
                self._end(ConfirmationTimeoutError("nobody confirmed in time"))
            if place < len(self._made):
                return self._made[place]
            if self._failed is not None:
                raise self._failed
            raise self._person.awaited(left)

    def cancel(self) -> None:
        """Take the request back; what comes afterwards is thrown away."""
        self._end(HolderRefusedError("taken back"))

    def _is_known(self, place: int) -> bool:
        return place < len(self._made) or self._failed is not None

    def _run(self) -> None:
        try:
            for wanted in self._wanted():
                with self._person.turn(self._patience.wait) as ends:
                    if self._over.is_set():
                        return
                    self._ends = ends
                    self._give(self._confirmed(wanted))
        except SigningError as error:
            self._end(error)
        except _UNEXPECTED:
            self._end(HolderAnswerError("an answer of another shape"))

    def _wanted(self) -> list[Wanted]:
        """Part the digests by what one confirmation covers; the last may cover some to come."""
        batch, limit = self._batch, self._service.limit()
        parts = [
            batch.digests[start : start + limit] for start in range(0, len(batch.digests), limit)
        ]
        self._person.expects(len(parts), self._patience.wait)
        spare = min(batch.to_come, limit - len(parts[-1]))
        return [batch.order(part, spare if part is parts[-1] else 0) for part in parts]

    def _confirmed(self, wanted: Wanted) -> tuple[bytes, ...]:
        """Return what one confirmation has signed; () where it was taken back."""
        transaction = self._service.start(wanted, self._person)
        made: tuple[bytes, ...] = ()
        try:
            made = self._awaited(transaction)
        finally:
            if not made or self._over.is_set():
                with suppress(SigningError, *_UNEXPECTED):
                    transaction.cancel()
        return made

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

    def _give(self, made: tuple[bytes, ...]) -> None:
        with self._person.changed:
            if self._failed is None:
                self._made += made
            self._ends = 0.0
            self._person.changed.notify_all()

    def _end(self, failed: SigningError) -> None:
        """Settle it, once: the first end is the one that holds."""
        with self._person.changed:
            if not self._over.is_set() and len(self._made) < len(self._batch.digests):
                self._failed = failed
            self._over.set()
            self._person.changed.notify_all()
