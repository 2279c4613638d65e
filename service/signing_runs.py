"""Lists that are being signed behind the pages: each in a thread of its own, whoever looks on.

Nothing here is needed to know what was signed, or why a paper was not: the ledger tells both.
Where this process ends, the person asks for the rest again.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from service.gateway import Note, RefusedError, Signing, unnoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.gateway import Target

AT_ONCE: Final = 6  # lists under way; the desk and the threads of this process are shared by all
KEPT: Final = 100  # lists that have ended and are still told of
SHORT_SECONDS: Final = 2.0  # a list that ends within is told of at once
BUSY: Final = "sign.busy"
FAILED: Final = "internal"
_LOG: Final = logging.getLogger(__name__)


@dataclass(slots=True)
class Run:
    """One list on its way, or as it ended."""

    person_id: str
    signing: Signing
    note: Note = unnoted
    refusal: RefusedError | None = None  # what ended it early: the phone is awaited, or we failed
    _over: threading.Event = field(default_factory=threading.Event)

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self._over.is_set()

    @property
    def problems(self) -> Mapping[str, str]:
        """The codes of what was refused, by document."""
        codes = dict(self.signing.codes)
        found = ((one.document_id, codes.get(one.act_id, "")) for one in self.signing.targets)
        return {document_id: code for document_id, code in found if code}

    def work(self) -> None:
        """Sign; every end is noted, and none is thrown at nobody."""
        try:
            self.signing.finish(self._noted)
        except RefusedError as refusal:
            self.refusal = refusal
        except Exception:  # noqa: BLE001 -- nobody waits for this thread; its page tells
            _LOG.exception("a list was broken off")
            self.refusal = RefusedError(FAILED)
        finally:
            self._over.set()

    def _noted(self, target: Target, code: str) -> None:
        """Have a refusal taken down; where that fails, this process alone knows it."""
        try:
            self.note(target, code)
        except RefusedError as refusal:
            _LOG.warning("a refusal was not taken down: %s", refusal.code)

    def wait(self, seconds: float) -> None:
        """Return when it is over, or after so long."""
        self._over.wait(seconds)


@dataclass(slots=True)
class Runs:
    """All lists of this process, by list id. Safe between threads."""

    _runs: dict[str, Run] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _is_stopping: bool = False

    def find(self, list_id: str, person_id: str) -> Run | None:
        """Return a person's own list, on its way or ended not long ago."""
        with self._guard:
            run = self._runs.get(list_id)
        return run if run is not None and run.person_id == person_id else None

    def refuse_busy(self) -> None:
        """Ask for no PIN while too much is under way.

        Raises:
            RefusedError: `sign.busy`.
        """
        with self._guard:
            self._refuse_busy()

    def begin(self, list_id: str, person_id: str, signing: Signing, note: Note = unnoted) -> None:
        """Sign a list whose key is open; one that is on its way already goes on alone.

        Raises:
            RefusedError: `sign.busy`; its key is forgotten.
        """
        run = Run(person_id, signing, note)
        try:
            with self._guard:
                known = self._runs.get(list_id)
                is_going = known is not None and not known.is_over
                if not is_going:
                    self._refuse_busy()
                    self._keep(list_id, run)
        except RefusedError:
            signing.close()
            raise
        if is_going:
            signing.close()
            return
        threading.Thread(target=run.work, name=f"list-{list_id[:8]}", daemon=True).start()
        run.wait(SHORT_SECONDS)

    def problems_of(self, person_id: str) -> Mapping[str, str]:
        """Return why papers of his last lists were not signed, by document; the latest counts."""
        with self._guard:
            his = [run for run in self._runs.values() if run.person_id == person_id]
        return {paper: code for run in his for paper, code in run.problems.items()}

    def stop(self) -> None:
        """Begin no further signature anywhere; this process is about to end."""
        with self._guard:
            self._is_stopping = True
            runs = list(self._runs.values())
        for run in runs:
            run.signing.stop()

    def _refuse_busy(self) -> None:
        going = sum(not run.is_over for run in self._runs.values())
        if self._is_stopping or going >= AT_ONCE:
            raise RefusedError(BUSY)

    def _keep(self, list_id: str, run: Run) -> None:
        self._runs.pop(list_id, None)  # begun again, it is the latest
        self._runs[list_id] = run
        ended = [known for known, one in self._runs.items() if one.is_over]
        for known in ended[: max(len(self._runs) - KEPT, 0)]:
            del self._runs[known]
