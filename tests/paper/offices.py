"""Programs that stand where soffice would: the real one, watched, or one that misbehaves."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from doc_templates.errors import ConverterFailedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doc_templates.to_pdf import LibreOffice

SOFFICE = "/usr/bin/soffice"
A_PDF = 'source.with_suffix(".pdf").write_bytes(b"%PDF-1.7 %%EOF")'
# Goes through the sources in their order, as LibreOffice does.
_STAND_IN = """
import os, pathlib, sys, time
sources = [pathlib.Path(each) for each in sys.argv if each.endswith(".docx")]
for source in sources:
    if b"poison" in source.read_bytes():
        {poisoned}
    {healthy}
"""


def a_program(folder: Path, body: str) -> str:
    """Write an executable that stands where soffice would."""
    program = folder / "soffice"
    program.write_text(f"#!{sys.executable}\n{body}\n")
    program.chmod(0o755)
    return str(program)


def a_stand_in(folder: Path, poisoned: str, healthy: str = A_PDF) -> str:
    """Write one that makes a PDF of every source but does `poisoned` when it meets poison."""
    return a_program(folder, _STAND_IN.format(poisoned=poisoned, healthy=healthy))


class Watched:
    """The real soffice behind a script that notes each call before it turns into it."""

    def __init__(self, folder: Path, first: str = "") -> None:
        self._log = folder / "calls"
        self._log.touch()
        program = folder / "soffice"
        program.write_text(
            f'#!/bin/sh\necho "$$ $*" >> {self._log}\n{first}\nexec {SOFFICE} "$@"\n'
        )
        program.chmod(0o755)
        self.program = str(program)

    def opened(self) -> list[int]:
        """Return the process ids of those that were to stay open."""
        return [int(line.split()[0]) for line in self._lines() if "--pidfile" in line]

    def batches(self) -> list[int]:
        """Return how many papers each call was given."""
        return [line.count(".docx") for line in self._lines() if "--convert-to" in line]

    def profile(self) -> Path:
        """Return the profile that the first call was for."""
        first = next(part for part in self._lines()[0].split() if "UserInstallation=" in part)
        return Path(first.partition("=file://")[2])

    def _lines(self) -> list[str]:
        return self._log.read_text("utf-8").splitlines()


def runs(pid: int) -> bool:
    """Tell whether a process is alive; a killed child waits for init to collect it."""
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def all_at_once(office: LibreOffice, papers: Sequence[bytes]) -> list[bytes | None]:
    """Convert from as many threads as there are papers; None for one that failed."""
    made: list[bytes | None] = [None] * len(papers)

    def convert(number: int) -> None:
        try:
            made[number] = office.convert(papers[number])
        except ConverterFailedError:
            made[number] = None

    threads = [threading.Thread(target=convert, args=(n,)) for n in range(len(papers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return made
