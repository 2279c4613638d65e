"""Bodies in a bucket with object lock (MinIO, or another store of plain S3): `lock: enforced`.

What a store claims is not believed: `storage.blobs.selftest` tries it before it is relied on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from minio.commonconfig import COMPLIANCE
from minio.retention import Retention as S3Retention
from minio.time import to_iso8601utc
from typing_extensions import override

from storage.blobs.keys import holds, parts_of, ref_of
from storage.blobs.port import Area, BlobRef, BlobStore, LockKind
from storage.blobs.s3_errors import named
from storage.blobs.s3_put import put_once
from storage.errors import BlobDamagedError, BlobKeyError
from storage.records.retention import Retention, longer

if TYPE_CHECKING:
    from minio import Minio

    from storage.blobs.minio_place import MinioPlace

FAR = datetime(2099, 12, 31, tzinfo=UTC)
"""How S3, which knows no "for ever", keeps a record for ever: nobody can shorten COMPLIANCE before
this day, and a legal hold goes on after it. Stores limit a lock to 100 years from now; a later
version of this program moves the day, and storing a record again lengthens its lock."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """The current version of a record, as the store keeps it."""

    version_id: str | None
    until: datetime | None  # of a COMPLIANCE lock; None where there is none
    is_held: bool

    def retention(self) -> Retention | None:
        """A hold alone may be a court's: only with the far day it means for ever."""
        if self.until is None:
            return None
        return Retention(None if self.is_held and self.until >= FAR else self.until)


class MinioBlobStore(BlobStore):
    """Keeps each body as an object area/document/sha256; for one process, made anew after a fork.

    The bucket has versions and object lock from its first day (`make_bucket`). A body is read in
    its current version: if an intruder puts another one over it, or deletes it, that is damage or a
    missing body for us, and the locked version stays underneath for the administrator.
    """

    def __init__(self, place: MinioPlace) -> None:
        """Ask nothing of the store yet."""
        self.place = place
        self._pool = place.pool()
        self._client = place.client(self._pool)

    @property
    @override
    def lock(self) -> LockKind:
        """The store refuses to delete a locked version, whoever asks; see `selftest`."""
        return LockKind.ENFORCED

    @property
    def client(self) -> Minio:
        """The library's client of this place, for the self-test and for administration."""
        return self._client

    @override
    def put(self, area: Area, document_id: str, body: bytes) -> BlobRef:
        ref = ref_of(area, document_id, body)
        self._put(ref, body, {})
        return ref

    @override
    def put_record(self, document_id: str, body: bytes, retain_until: datetime | None) -> BlobRef:
        """Store an original with its lock in one step, and read both back before saying so.

        A lock is kept to the second, rounded up.
        """
        ref = ref_of(Area.RECORD, document_id, body)
        wanted = Retention(None if retain_until is None else _whole(retain_until))
        if not self._put(ref, body, _lock_headers(wanted)):
            self._lengthen(ref, wanted)
        self.get(ref)
        kept = self.retention_of(ref)
        if longer(kept, wanted) != kept:
            raise BlobDamagedError(f"{ref.key}: lock")
        return ref

    @override
    def get(self, ref: BlobRef) -> bytes:
        parts_of(ref)
        with named(ref.key):
            response = self._client.get_object(self.place.bucket, ref.key)
            try:
                body = response.read(ref.size + 1)  # no more than needed to see that it is too long
            finally:
                response.close()
        if not holds(ref, body):
            raise BlobDamagedError(ref.key)
        return body

    def retention_of(self, ref: BlobRef) -> Retention:
        """Return how long a record is locked.

        Raises:
            BlobMissingError: nothing is kept there.
            BlobDamagedError: what is kept there has no COMPLIANCE lock.
            StorageError: the store did not say.
        """
        kept = self._kept(ref).retention()
        if kept is None:
            raise BlobDamagedError(f"{ref.key}: lock")
        return kept

    def make_bucket(self) -> None:
        """Make the bucket with versions and object lock, if there is none of this name.

        Raises:
            StorageError: the store did not make it.
        """
        with named(self.place.bucket):
            if not self._client.bucket_exists(self.place.bucket):
                self._client.make_bucket(self.place.bucket, object_lock=True)

    def put_once(self, key: str, body: bytes, lock: dict[str, str]) -> bool:
        """Store an object under a key of which nothing is asked; say whether it was free.

        Raises:
            StorageError: the store did not take it.
        """
        with named(key):
            return put_once(self._pool, self.place, key, body, lock)

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def _put(self, ref: BlobRef, body: bytes, lock: dict[str, str]) -> bool:
        """Store a body, or see that it is there already, whole; say whether it was new."""
        is_new = self.put_once(ref.key, body, lock)
        if not is_new:
            self.get(ref)  # the key names the bytes: other bytes here are damage
        return is_new

    def _lengthen(self, ref: BlobRef, wanted: Retention) -> None:
        """Set the longer of the lock that is kept and the one that is wanted.

        Two at once cannot shorten: the store refuses the shorter one, which is then a failure that
        may be tried again.
        """
        kept = self._kept(ref)
        has = kept.retention()
        if has is not None and longer(has, wanted) == has:
            return
        until = max(wanted.retain_until or FAR, kept.until or datetime.min.replace(tzinfo=UTC))
        where = (self.place.bucket, ref.key)
        with named(ref.key):
            if until != kept.until:
                lock = S3Retention(COMPLIANCE, until)
                self._client.set_object_retention(*where, lock, version_id=kept.version_id)
            if wanted.retain_until is None:
                self._client.enable_object_legal_hold(*where, version_id=kept.version_id)

    def _kept(self, ref: BlobRef) -> _Kept:
        area, _, _ = parts_of(ref)
        if area is not Area.RECORD:
            raise BlobKeyError(ref.key)
        where = (self.place.bucket, ref.key)
        with named(ref.key):
            version = self._client.stat_object(*where).version_id
            lock = self._client.get_object_retention(*where, version_id=version)
            is_held = self._client.is_object_legal_hold_enabled(*where, version_id=version)
        is_strict = lock is not None and lock.mode == COMPLIANCE
        return _Kept(version, lock.retain_until_date if lock and is_strict else None, is_held)


def _lock_headers(wanted: Retention) -> dict[str, str]:
    until = to_iso8601utc(wanted.retain_until or FAR)
    headers = {
        "x-amz-object-lock-mode": COMPLIANCE,
        "x-amz-object-lock-retain-until-date": str(until),
    }
    if wanted.retain_until is None:
        headers["x-amz-object-lock-legal-hold"] = "ON"
    return headers


def _whole(at: datetime) -> datetime:
    """Round up to a second: stores cut the rest off, and a lock must not end too early."""
    utc = at.astimezone(UTC)
    cut = utc.replace(microsecond=0)
    return cut if cut == utc else cut + timedelta(seconds=1)
