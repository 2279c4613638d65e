"""Judges what strangers hand in: a few files at once, each apart, and nothing is kept."""

from __future__ import annotations

import hashlib
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.verifying.errors import VerifierBusyError, VerifierFailedError
from signing.errors import SigningError
from signing.trust.dated_anchors import DatedAnchor, dated_anchors
from signing.verify.child import Bounds, verify_apart
from signing.verify.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterator


AT_ONCE: Final = 3  # each takes a core and, at worst, all the memory of its bounds
STRANGERS: Final = 2  # of them; who works here is not kept waiting by who does not
PATIENCE: Final = 2.0  # seconds that a request waits for its turn; the page's threads are few
LARGEST: Final = 20 * 1024 * 1024  # bytes; a scanned paper of a hundred pages fits
BOUNDS: Final = Bounds(seconds=20, patience=30, memory_bytes=1024**3, file_bytes=LARGEST)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was judged, when, on whose word, and what came out."""

    report: Report
    sha256: str
    size: int  # bytes
    at: datetime  # aware
    anchors: tuple[DatedAnchor, ...]  # with the time in which each counts


@dataclass(frozen=True, slots=True)
class Verifier:
    """Judges as many files at a time as it has places. Safe to share between threads.

    `trust` is the PEM file of the anchors, of which `anchors.toml` beside it may say more; where it
    is missing nobody is believed, and no file is found valid.
    """

    trust: Path | None = None
    bounds: Bounds = BOUNDS
    patience: float = PATIENCE
    places: threading.Semaphore = field(default_factory=lambda: _places(AT_ONCE), compare=False)
    strangers: threading.Semaphore = field(
        default_factory=lambda: _places(STRANGERS), compare=False
    )

    def judge(self, pdf: bytes, at: datetime, *, is_stranger: bool = False) -> Judgement:
        """Judge one file; whatever is in it, the answer is a judgement.

        Args:
            pdf: the whole file, from anywhere.
            at: the time of asking, aware.
            is_stranger: who asks has no account; fewer places are for him.

        Raises:
            VerifierBusyError: others are being judged, and none of them was done in time.
            VerifierFailedError: no process could be started.
        """
        anchors = self._anchors()
        with ExitStack() as held:
            for places in (self.strangers, self.places) if is_stranger else (self.places,):
                held.enter_context(self._place(places))
            try:
                report = verify_apart(pdf, anchors, at, self.bounds)
            except OSError as failure:
                raise VerifierFailedError from failure
        return Judgement(report, hashlib.sha256(pdf).hexdigest(), len(pdf), at, anchors)

    def _anchors(self) -> tuple[DatedAnchor, ...]:
        """Return all anchors with their dates; none where none can be had."""
        if self.trust is None:
            return ()
        try:
            return dated_anchors(self.trust)
        except SigningError:
            return ()  # the answer is then `verify.no_anchors`, never valid

    @contextmanager
    def _place(self, places: threading.Semaphore) -> Iterator[None]:
        if not places.acquire(timeout=self.patience):
            raise VerifierBusyError
        try:
            yield
        finally:
            places.release()


def _places(count: int) -> threading.Semaphore:
    return threading.BoundedSemaphore(count)
