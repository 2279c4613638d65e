"""What a blob store promises. Standard library only: deterministic code may import this file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

KEY_PART = re.compile(r"^[a-z0-9][a-z0-9._-]{0,99}$")


class Area(StrEnum):
    """What a body is; the first part of its key."""

    CONTENT = "content"  # a draft version, canonical JSON
    SOURCE = "source"  # the file a draft was imported from, as it came
    COMMENT = "comment"  # the text of a comment or of its answer
    REASON = "reason"  # of a return, a withdrawal, a void number, a changed register
    PAPER = "paper"  # a PDF on its way: rendered, prepared, signed
    CMS = "cms"  # a signature made by a key holder
    RECORD = "record"  # the archived original, with retention


class LockKind(StrEnum):
    """How far the store itself hinders deletion."""

    BEST_EFFORT = "best_effort"
    ENFORCED = "enforced"


@dataclass(frozen=True, slots=True)
class BlobRef:
    """A claim ticket: small enough for workflow history, enough to verify."""

    key: str
    sha256: str
    size: int


class BlobStore(Protocol):
    """Write-once storage. The same put twice is one put."""

    @property
    def lock(self) -> LockKind:
        """How far deletion is hindered."""
        ...

    def put(self, area: Area, document_id: str, body: bytes) -> BlobRef:
        """Store `body` under area/document_id/sha256 and return its ticket.

        Raises:
            StorageError: the store did not take it; nothing is half written.
        """
        ...

    def put_record(self, document_id: str, body: bytes, retain_until: datetime | None) -> BlobRef:
        """Store an archived original with its retention; `None` keeps it for ever."""
        ...

    def get(self, ref: BlobRef) -> bytes:
        """Return the body, verified against `ref.sha256`.

        Raises:
            BlobMissingError: nothing is kept there.
            BlobDamagedError: what is kept there is not what was stored.
        """
        ...
