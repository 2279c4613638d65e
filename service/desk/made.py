"""Which items were signed, and the ticket of each signature: asked again, the same is answered.

The desk's own small file, because nobody else may decide what was signed here.
"""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.blobs.port import BlobRef

if TYPE_CHECKING:
    from pathlib import Path

_TABLE = """CREATE TABLE IF NOT EXISTS made (
    item_id TEXT PRIMARY KEY,
    document_id TEXT NOT NULL,
    role TEXT NOT NULL,
    person_id TEXT NOT NULL,
    at TEXT NOT NULL,
    key TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL
) STRICT"""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature that a key at this desk made."""

    item_id: str
    document_id: str
    role: str  # the field, as the list that is shown with the PIN names it
    person_id: str  # whose PIN it was; of an agency's key, the clerk
    at: str  # RFC 3339, UTC
    cms: BlobRef


class Made:
    """The signatures made at this desk. Safe to share between threads."""

    def __init__(self, file: Path) -> None:
        """Open the file, or make it; each line is on the disk before it is answered."""
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute(_TABLE)
        self._guard = threading.Lock()
        file.chmod(0o600)

    def find(self, item_id: str) -> Signature | None:
        """Return the signature of an item, if it was made here."""
        with self._guard:
            return self._find(item_id)

    def keep(self, signature: Signature) -> Signature:
        """Note a signature and return the one that holds: the first that was kept for the item."""
        cms = signature.cms
        row = (
            signature.item_id, signature.document_id, signature.role, signature.person_id,
            signature.at, cms.key, cms.sha256, cms.size,
        )  # fmt: skip
        with self._guard:
            self._connection.execute("INSERT OR IGNORE INTO made VALUES (?,?,?,?,?,?,?,?)", row)
            return self._find(signature.item_id) or signature

    def close(self) -> None:
        """Close the file."""
        with self._guard:
            self._connection.close()

    def _find(self, item_id: str) -> Signature | None:
        asked = "SELECT * FROM made WHERE item_id = ?"
        row = self._connection.execute(asked, (item_id,)).fetchone()
        if row is None:
            return None
        item, document_id, role, person_id, at, key, sha256, size = row
        return Signature(item, document_id, role, person_id, at, BlobRef(key, sha256, size))
