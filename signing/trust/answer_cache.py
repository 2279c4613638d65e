"""Keeps answers of authorities on disk for a while, shared by all processes of a machine.

What is kept is judged anew each time it is read, exactly as if it had just arrived: whoever can
write here can withhold an answer, and cannot forge one.
"""

from __future__ import annotations

import hashlib
import os
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

KEPT_FOR: Final = timedelta(hours=1)  # a revocation is noticed after an hour at the latest


class AnswerCache:
    """A folder of answers; each is written at once or not at all."""

    def __init__(self, folder: Path, kept_for: timedelta = KEPT_FOR) -> None:
        """Take the folder, which is made when first needed, and how long an answer is kept."""
        self._folder, self._kept_for = folder, kept_for

    def get(self, question: bytes, at: datetime) -> bytes | None:
        """Return what was answered within the time before `at` (aware), if anything was."""
        path = self._path(question)
        try:
            answered = path.stat().st_mtime
            answer = path.read_bytes()
        except FileNotFoundError:
            return None
        age = at.timestamp() - answered
        return answer if 0 <= age < self._kept_for.total_seconds() else None

    def put(self, question: bytes, answer: bytes, at: datetime) -> None:
        """Keep an answer that came at `at` (aware); a reader sees the old one or the new."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(question)
        fresh = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
        fresh.write_bytes(answer)
        os.utime(fresh, (at.timestamp(), at.timestamp()))
        fresh.replace(path)

    def _path(self, question: bytes) -> Path:
        return self._folder / hashlib.sha256(question).hexdigest()
