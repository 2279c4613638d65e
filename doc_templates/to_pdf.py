"""Word to PDF/A-2b by LibreOffice. Its own process and profile; ends only what it started.

One conversion at a time per instance; for more at once make more instances. The profile is kept
from one conversion to the next, because making one costs more than a conversion.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Self

from doc_templates.errors import ConverterFailedError

if TYPE_CHECKING:
    from types import TracebackType

DEFAULT_TIME_LIMIT = 60.0  # seconds; a hundred pages take about ten
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


class LibreOffice:
    """A converter with its own profile folder; close it, or use it in a `with` statement."""

    def __init__(self, soffice: str | None = None, time_limit: float = DEFAULT_TIME_LIMIT) -> None:
        self._soffice = soffice
        self._time_limit = time_limit
        self._lock = threading.Lock()
        self._folder = tempfile.TemporaryDirectory(prefix="trinhky-office-")

    def __enter__(self) -> Self:
        """Return the converter itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the profile folder."""
        self.close()

    def close(self) -> None:
        """Remove the profile folder; waits for a running conversion."""
        with self._lock:
            self._folder.cleanup()

    def convert(self, docx: bytes) -> bytes:
        """Return the PDF/A-2b of a Word document.

        Raises:
            ConverterFailedError: no LibreOffice, no answer in time, or no PDF; safe to try again.
        """
        with self._lock, tempfile.TemporaryDirectory(dir=self._existing_folder()) as work:
            source = Path(work, "paper.docx")
            source.write_bytes(docx)
            self._run(source)
            return _result(source.with_suffix(".pdf"))

    def _existing_folder(self) -> str:
        if not Path(self._folder.name).is_dir():
            raise ConverterFailedError("the converter has been closed")
        return self._folder.name

    def _run(self, source: Path) -> None:
        """Convert one file in a session of its own, so that all of it can be ended."""
        process = subprocess.Popen(  # noqa: S603 - fixed arguments, no shell
            self._command(source),
            cwd=source.parent,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=self._time_limit)
        except subprocess.TimeoutExpired as error:
            _end(process)
            raise ConverterFailedError(f"no PDF within {self._time_limit} s") from error
        except BaseException:
            _end(process)
            raise
        if process.returncode != 0:
            raise ConverterFailedError(f"status {process.returncode}: {output[-500:]!r}")

    def _command(self, source: Path) -> list[str]:
        soffice = self._soffice or shutil.which("soffice")
        if soffice is None or not os.access(soffice, os.X_OK):
            raise ConverterFailedError("LibreOffice (soffice) was not found")
        profile = Path(self._folder.name, "profile").as_uri()
        return [
            soffice,
            f"-env:UserInstallation={profile}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
            *("--convert-to", _FILTER, "--outdir", str(source.parent), str(source)),
        ]

    def _environment(self) -> dict[str, str]:
        """Return what the process sees: its own home, and nothing of our settings or secrets."""
        return {
            "PATH": os.defpath,
            "HOME": self._folder.name,
            "LANG": "C.UTF-8",
            "SAL_USE_VCLPLUGIN": "svp",  # no screen
        }


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process that was not waited for yet, and its children.

    Until it is waited for its number cannot become another process's.
    """
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _result(pdf: Path) -> bytes:
    """Return the file LibreOffice wrote; it answers 0 even when it wrote none."""
    try:
        return pdf.read_bytes()
    except FileNotFoundError as error:
        raise ConverterFailedError("LibreOffice wrote no PDF") from error
