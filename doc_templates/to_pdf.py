"""Word to PDF/A-2b. What waits at the same moment is converted in one call of LibreOffice.

A paper alone waits for nobody. While one call runs, others gather, and the next call takes them
all, at most `MOST_AT_ONCE`. A call that breaks down or leaves a paper out is no verdict: each
paper it did not finish is tried again alone, by a LibreOffice that has converted nothing before,
and only one that fails there has failed. Neighbours leave no trace in a PDF: but for the time of
its making it is the same, byte for byte, as one made alone.

Measured on one core of two, papers of two pages (Debian 12, LibreOffice 7.4): the first paper
1.0 s, as every paper without an open LibreOffice; each later one alone 0.06 s; of many at once
0.05 s each (19 a second). An idle one holds 190 MB and is closed after `IDLE_LIMIT`.
"""

from __future__ import annotations

import queue
import tempfile
import threading
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeAlias

from typing_extensions import override

from doc_templates.errors import ConverterFailedError
from doc_templates.office import Office

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

DEFAULT_TIME_LIMIT = 60.0  # seconds for one paper; a hundred pages take about ten
IDLE_LIMIT = 300.0  # seconds without work after which LibreOffice is closed
MOST_AT_ONCE = 64  # papers in one call
RENEWED_AFTER = 1000  # papers; to be sure: it was still of one size after 1,900
_END_OF_PDF = b"%%EOF"  # written last


class _Paper:
    """One document that a thread waits for."""

    def __init__(self, docx: bytes) -> None:
        self.docx = docx
        self.pdf: Future[bytes] = Future()
        self.source = Path()


_Waiting: TypeAlias = "queue.SimpleQueue[_Paper | None]"


class LibreOffice:
    """A converter for many threads; close it, or use it in a `with` statement.

    `time_limit` is in seconds, for one paper. `offices` is how many LibreOffice processes work
    side by side; each needs a processor to be of use.
    """

    def __init__(
        self,
        soffice: str | None = None,
        time_limit: float = DEFAULT_TIME_LIMIT,
        offices: int = 1,
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="trinhky-office-")
        self._waiting: _Waiting = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        folders = [Path(self._folder.name, f"office{number}") for number in range(offices)]
        self._servers = [
            _Server(Office(soffice, folder, time_limit), self._waiting, offices)
            for folder in folders
        ]
        for server in self._servers:
            server.start()

    def __enter__(self) -> Self:
        """Return the converter itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End LibreOffice and remove its profile."""
        self.close()

    def close(self) -> None:
        """End LibreOffice and remove its profile; papers that wait already are made first."""
        with self._lock:
            if not self._closed:
                self._closed = True
                for _ in self._servers:
                    self._waiting.put(None)
        for server in self._servers:
            server.join()
        self._folder.cleanup()

    def convert(self, docx: bytes) -> bytes:
        """Return the PDF/A-2b of a Word document.

        Raises:
            ConverterFailedError: no LibreOffice, no answer in time, or no PDF; safe to try again.
        """
        paper = _Paper(docx)
        with self._lock:
            if self._closed:
                raise ConverterFailedError("the converter has been closed")
            self._waiting.put(paper)
        return paper.pdf.result()


class _Server(threading.Thread):
    """Converts what comes until the end is called; the only thread that touches its office."""

    def __init__(self, office: Office, waiting: _Waiting, servers: int) -> None:
        super().__init__(name="to-pdf", daemon=True)
        self._office = office
        self._waiting = waiting
        self._servers = servers

    @override
    def run(self) -> None:
        is_open = True
        while is_open:
            batch, is_open = self._gathered()
            if batch:
                self._answer(batch)
            if not batch or self._office.converted >= RENEWED_AFTER:
                self._office.end()
        self._office.end()

    def _gathered(self) -> tuple[list[_Paper], bool]:
        """Return this server's share of what waits, and whether more may come.

        Nothing came when there was no work for a long time.
        """
        batch: list[_Paper] = []
        share = 1
        try:
            while len(batch) < share:
                paper = self._waiting.get(block=not batch, timeout=IDLE_LIMIT)
                if paper is None:
                    return batch, False
                batch.append(paper)
                if len(batch) == 1:
                    share = min(MOST_AT_ONCE, 1 + self._waiting.qsize() // self._servers)
        except queue.Empty:
            pass
        return batch, True

    def _answer(self, batch: Sequence[_Paper]) -> None:
        """Give every waiting thread its PDF or the reason why there is none."""
        try:
            with tempfile.TemporaryDirectory(dir=self._office.folder) as work:
                for number, paper in enumerate(batch):
                    paper.source = Path(work, f"{number:04}.docx")
                    paper.source.write_bytes(paper.docx)
                left = self._together(batch) if len(batch) > 1 else list(batch)
                for paper in left:
                    self._alone(paper)
        except Exception as error:  # noqa: BLE001 - a full disk, say; each thread is to hear of it
            for paper in batch:
                if not paper.pdf.done():
                    paper.pdf.set_exception(error)

    def _together(self, batch: Sequence[_Paper]) -> list[_Paper]:
        """Convert in one call; return those that must be tried again, the suspect last."""
        try:
            self._office.convert([paper.source for paper in batch])
        except ConverterFailedError:
            self._office.end()
        for paper in batch:
            with suppress(ConverterFailedError):
                paper.pdf.set_result(_result(paper))
        left = [paper for paper in batch if not paper.pdf.done()]
        return [*left[1:], *left[:1]]

    def _alone(self, paper: _Paper) -> None:
        """Convert one; the verdict of a LibreOffice that has done nothing before is final."""
        is_new = not (self._office.is_open and self._office.converted)
        try:
            self._office.convert([paper.source])
            paper.pdf.set_result(_result(paper))
        except ConverterFailedError as error:
            self._office.end()
            if is_new:
                paper.pdf.set_exception(error)
            else:
                self._alone(paper)


def _result(paper: _Paper) -> bytes:
    """Return the file LibreOffice wrote; it answers 0 even when it wrote none."""
    try:
        pdf = paper.source.with_suffix(".pdf").read_bytes()
    except FileNotFoundError as error:
        raise ConverterFailedError("LibreOffice wrote no PDF") from error
    if not pdf.rstrip().endswith(_END_OF_PDF):
        raise ConverterFailedError("LibreOffice wrote half a PDF")
    return pdf
