"""Bodies in a local folder. Deletion is hindered by file modes only: `lock: best_effort`."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from typing_extensions import override

from storage.blobs import files
from storage.blobs.keys import holds, parts_of, ref_of
from storage.blobs.port import Area, BlobRef, BlobStore, LockKind
from storage.errors import (
    BlobDamagedError,
    BlobKeyError,
    BlobMissingError,
    StorageError,
    StorageFullError,
)
from storage.records.retention import Retention, from_json, longer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class LocalBlobStore(BlobStore):
    """Keeps each body in a file of its own, read-only, at root/area/document/sha256."""

    def __init__(self, root: Path) -> None:
        """Use a folder on one file system that knows hard links; it is made when needed."""
        self._root = root
        self._temporary = root / ".unfinished"

    @property
    @override
    def lock(self) -> LockKind:
        """Whoever owns the folder can delete: nothing here can prevent it."""
        return LockKind.BEST_EFFORT

    @override
    def put(self, area: Area, document_id: str, body: bytes) -> BlobRef:
        ref = ref_of(area, document_id, body)
        with _named(ref):
            self._link(ref, body)
        return ref

    @override
    def put_record(self, document_id: str, body: bytes, retain_until: datetime | None) -> BlobRef:
        """Store an original with its retention, and read both back before saying so.

        The retention is written first: there is never a record without one.
        """
        ref = ref_of(Area.RECORD, document_id, body)
        wanted = Retention(retain_until)
        with _named(ref):
            self._retain(ref, wanted)
            self._link(ref, body)
            files.forget_cache(self._path(ref))
        self.get(ref)
        kept = self.retention_of(ref)
        if longer(kept, wanted) != kept:
            raise BlobDamagedError(ref.key)
        return ref

    @override
    def get(self, ref: BlobRef) -> bytes:
        body = _read(ref, self._path(ref))
        if not holds(ref, body):
            raise BlobDamagedError(ref.key)
        return body

    def retention_of(self, ref: BlobRef) -> Retention:
        """Return how long a record must stay.

        Raises:
            BlobMissingError: no retention is kept for it.
            BlobDamagedError: what is kept is not a retention.
        """
        body = _read(ref, self._retention_path(ref))
        try:
            return from_json(body)
        except ValueError as error:
            raise BlobDamagedError(f"{ref.key}: retention") from error

    def sweep(self) -> int:
        """Remove what dead processes left unfinished; return how many files that were."""
        return files.sweep(self._temporary)

    def _link(self, ref: BlobRef, body: bytes) -> None:
        path = self._path(ref)
        try:
            files.link_new(path, body, self._temporary)
        except FileExistsError:
            # The key names the bytes, so other bytes here are damage, never another body. Whoever
            # put them may have died before flushing the folder.
            if not holds(ref, files.read(path)):
                raise BlobDamagedError(ref.key) from None
            files.sync_folder(path.parent)

    def _retain(self, ref: BlobRef, wanted: Retention) -> None:
        """Write the longer of what is kept and what is wanted, one writer at a time."""
        path = self._retention_path(ref)
        files.make_folders(path.parent)
        with files.locked(path.parent):
            if not path.exists():
                files.link_new(path, wanted.to_json(), self._temporary)
                return
            kept = self.retention_of(ref)
            if longer(kept, wanted) != kept:
                files.replace(path, wanted.to_json(), self._temporary)

    def _path(self, ref: BlobRef) -> Path:
        area, document_id, sha256 = parts_of(ref)
        return self._root / area.value / document_id / sha256

    def _retention_path(self, ref: BlobRef) -> Path:
        path = self._path(ref)
        if not ref.key.startswith(f"{Area.RECORD.value}/"):
            raise BlobKeyError(ref.key)
        return path.with_name(f"{path.name}.retention.json")


@contextmanager
def _named(ref: BlobRef) -> Iterator[None]:
    """Turn the system's errors into ours."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StorageFullError(ref.key) from error
        raise StorageError(ref.key) from error


def _read(ref: BlobRef, path: Path) -> bytes:
    with _named(ref):
        try:
            return files.read(path)
        except FileNotFoundError as error:
            raise BlobMissingError(ref.key) from error
