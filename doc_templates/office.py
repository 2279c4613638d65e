"""One LibreOffice that stays open between conversions, so that a paper does not pay for a start.

A second call on the same profile is handed to the process that already runs: that is how a
desktop opens a file, and all that is used here; no UNO, no network port. A blank document keeps
the first process open. Where none is open the same call converts by itself, only slower, so what
can go wrong with an open one costs time and never a paper.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from doc_templates.errors import ConverterFailedError

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPTIONS = {
    "SelectPdfVersion": ("long", "2"),  # PDF/A-2b
    "ExportBookmarksToPDFDestination": ("boolean", "true"),  # bookmarks become named destinations
    "UseTaggedPDF": ("boolean", "true"),
    "ExportBookmarks": ("boolean", "true"),  # headings become the outline
    "DisplayPDFDocumentTitle": ("boolean", "true"),
    "ExportFormFields": ("boolean", "false"),  # signature fields are added later, nothing else
}
_FILTER = "pdf:writer_pdf_Export:" + json.dumps(
    {name: {"type": kind, "value": value} for name, (kind, value) in _OPTIONS.items()}
)
_BLANK = "private:factory/swriter"  # the document that keeps it open
# Ends the whole group when LibreOffice ends, and when our end of the pipe closes: also when we
# are killed. PR_SET_PDEATHSIG would fire when the thread that started it ends.
_GUARD = '( "$@" </dev/null; kill -KILL 0 ) & read -r _; kill -KILL 0'
_OPENS_WITHIN = 30.0  # seconds; it takes one on a quiet machine
_LOOK_EVERY = 0.01  # seconds
_CLOSED_TRIES = 3  # starts in a row that came to nothing, before no more are made
_SLICES = 4  # how finely the time limit is watched
_LAST_WORDS = 500  # bytes


class Office:
    """A LibreOffice with its own profile in `folder`. One thread at a time.

    `converted` counts the papers of the process that is open now. What lies in the folder besides
    the profile is the caller's.
    """

    def __init__(self, soffice: str | None, folder: Path, time_limit: float) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.converted = 0
        self.folder = folder
        self._soffice = soffice
        self._time_limit = time_limit
        self._open: subprocess.Popen[bytes] | None = None
        self._tries = 0

    @property
    def is_open(self) -> bool:
        """Whether a process waits for work."""
        return self._open is not None and self._open.poll() is None

    @property
    def door(self) -> Path:
        """The socket an open process is called through; one that was ended leaves it behind.

        Named after the profile as LibreOffice does it: MD5 of its address, bytes without zeros.
        """
        address = self._profile.as_uri().encode("utf-16-le")
        digest = hashlib.md5(address, usedforsecurity=False).digest()
        name = "".join(f"{byte:x}" for byte in digest)
        return Path(f"/tmp/OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{name}")  # noqa: S108 - its place

    def convert(self, sources: Sequence[Path]) -> None:
        """Write the PDF of each Word document beside it, in the order given.

        A document that cannot be read has none, and that is no error. All sources lie in one
        folder. The time limit is for each: it starts anew whenever a PDF has appeared.

        Raises:
            ConverterFailedError: LibreOffice broke down or hangs; what it made so far is there.
        """
        self._make_profile()
        if not self.is_open:
            self._start()
        self.converted += len(sources)
        to = sources[0].parent
        names = [str(source) for source in sources]
        self._call(["--convert-to", _FILTER, "--outdir", str(to), *names], to)

    def end(self) -> None:
        """End the open process, if there is one, and forget what it has done."""
        self.converted = 0
        if self._open is None:
            return
        with self._open as process:  # closes our end of the pipe
            _end(process)
        self._open = None
        with suppress(OSError):  # a socket file left behind harms nobody
            self.door.unlink()

    def _make_profile(self) -> None:
        """Have the profile made; LibreOffice starts itself anew after that, unseen from here."""
        if not self._profile.is_dir():
            try:
                self._call(["--terminate_after_init"], self.folder)
            except ConverterFailedError:
                shutil.rmtree(self._profile, ignore_errors=True)
                raise

    def _start(self) -> None:
        """Open a process and wait until others find it; if it will not stay, go on without."""
        self.end()
        if self._tries == _CLOSED_TRIES:
            return
        ready = self.folder / "ready"
        ready.unlink(missing_ok=True)
        command = self._command([f"--pidfile={ready}", _BLANK])
        self._open = subprocess.Popen(  # noqa: S603 - fixed arguments, ours alone
            ["/bin/sh", "-c", _GUARD, "office", *command],
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._tries += 1
        for _ in range(int(min(_OPENS_WITHIN, self._time_limit) / _LOOK_EVERY)):
            if ready.exists():  # written after its door was opened
                self._tries = 0
                return
            with suppress(subprocess.TimeoutExpired):
                self._open.wait(_LOOK_EVERY)
                break
        self.end()

    def _call(self, arguments: list[str], work: Path) -> None:
        """Run one call to its end, in a session of its own, so that all of it can be ended."""
        with subprocess.Popen(  # noqa: S603 - fixed arguments, no shell
            self._command(arguments),
            cwd=work,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process:
            try:
                output = self._watched(process, work)
            except BaseException:
                _end(process)
                raise
        if process.returncode != 0:
            raise ConverterFailedError(f"status {process.returncode}: {output[-_LAST_WORDS:]!r}")

    def _watched(self, process: subprocess.Popen[bytes], work: Path) -> bytes:
        """Return what a call said; give it up when no PDF has appeared for the time limit."""
        made, idle = 0, 0
        while idle < _SLICES:
            try:
                return process.communicate(timeout=self._time_limit / _SLICES)[0]
            except subprocess.TimeoutExpired:
                now = len(list(work.glob("*.pdf")))
                made, idle = now, 0 if now > made else idle + 1
        raise ConverterFailedError(f"no answer within {self._time_limit} s")

    def _command(self, arguments: list[str]) -> list[str]:
        soffice = self._soffice or shutil.which("soffice")
        if soffice is None or not os.access(soffice, os.X_OK):
            raise ConverterFailedError("LibreOffice (soffice) was not found")
        return [
            soffice,
            f"-env:UserInstallation={self._profile.as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
            *arguments,
        ]

    def _environment(self) -> dict[str, str]:
        """Return what the process sees: its own home, and nothing of our settings or secrets."""
        return {
            "PATH": os.defpath,
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "SAL_USE_VCLPLUGIN": "svp",  # no screen
        }

    @property
    def _profile(self) -> Path:
        return self.folder / "profile"


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process that was not waited for yet, and its children.

    Until it is waited for its number cannot become another process's.
    """
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
