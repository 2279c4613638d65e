"""Trying a store before it is relied on: does its object lock hold against its own owner?

A store that says it has object lock and lets a COMPLIANCE lock be shortened exists (one was
measured). What counts is what is still there afterwards, not what the store answered.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from minio.commonconfig import COMPLIANCE, GOVERNANCE
from minio.deleteobjects import DeleteObject
from minio.error import S3Error
from minio.retention import Retention as S3Retention
from minio.time import to_iso8601utc

from storage.blobs.s3_errors import NO_LOCK, named
from storage.errors import StorageError, StorageUnfitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from storage.blobs.minio import MinioBlobStore

FOLDER = "selftest/"  # beside the areas: no ticket leads there
LOCKED = timedelta(minutes=10)  # how long what a self-test leaves behind cannot be removed
BODY = b"A locked body of the self-test.\n"
OTHER = b"Other bytes under its key.\n"
_NOT_FOUND = 404
_REFUSED = frozenset({400, 403, 405, 409})  # stores differ in how they say no


def try_store(store: MinioBlobStore, now: datetime, probe_id: str) -> None:
    """Write, read, then attack a locked body as its owner; return if nothing changed it.

    Args:
        store: its bucket exists.
        now: the instant; a lock of ten minutes is set from it.
        probe_id: never used before, such as a UUID; the last part of the body's key.

    Raises:
        StorageUnfitError: the bucket has no object lock, or something changed the locked body;
            the message says what.
        StorageError: the store did not serve; nothing is known.
    """
    _require_lock(store)
    _remove_old(store)
    probe = _Probe(store, f"{FOLDER}{probe_id}", now.replace(microsecond=0) + LOCKED)
    probe.write()
    for name, attack in probe.attacks():
        with named(probe.key), _refusals_welcome():
            attack()
        probe.require_unchanged(name)


class _Probe:
    """One locked version and the attacks on it."""

    def __init__(self, store: MinioBlobStore, key: str, until: datetime) -> None:
        self.key = key
        self._store = store
        self._client = store.client
        self._bucket = store.place.bucket
        self._until = until
        self._version: str | None = None

    def write(self) -> None:
        """Store the body, once, and see that it cannot be stored again."""
        lock = {
            "x-amz-object-lock-mode": COMPLIANCE,
            "x-amz-object-lock-retain-until-date": str(to_iso8601utc(self._until)),
        }
        if not self._store.put_once(self.key, BODY, lock):
            raise StorageError(f"{self.key}: used before")
        with named(self.key):
            self._version = self._client.stat_object(self._bucket, self.key).version_id
        if self._version is None:
            raise StorageUnfitError("versions")
        self.require_unchanged("write")
        if self._store.put_once(self.key, OTHER, {}):
            raise StorageUnfitError("put_twice")

    def attacks(self) -> list[tuple[str, Callable[[], object]]]:
        """Return what an owner may try, each with its name."""
        return [
            ("overwrite", self._overwrite),
            ("delete", self._delete),
            ("delete_with_bypass", self._delete_with_bypass),
            ("shorten", lambda: self._lock_anew(COMPLIANCE, self._until - LOCKED / 2)),
            ("weaken", lambda: self._lock_anew(GOVERNANCE, self._until)),
        ]

    def require_unchanged(self, attack: str) -> None:
        """See that the locked version still has its bytes and its lock."""
        with named(self.key):
            try:
                unchanged = self._read() == BODY and self._is_locked()
            except S3Error as gone:
                if gone.response.status != _NOT_FOUND:
                    raise
                unchanged = False
        if not unchanged:
            raise StorageUnfitError(attack)

    def _read(self) -> bytes:
        response = self._client.get_object(self._bucket, self.key, version_id=self._version)
        try:
            return response.read()
        finally:
            response.close()

    def _is_locked(self) -> bool:
        lock = self._client.get_object_retention(self._bucket, self.key, version_id=self._version)
        return lock == S3Retention(COMPLIANCE, self._until)

    def _overwrite(self) -> None:
        self._client.put_object(self._bucket, self.key, BytesIO(OTHER), len(OTHER))

    def _delete(self) -> None:
        self._client.remove_object(self._bucket, self.key, version_id=self._version)

    def _delete_with_bypass(self) -> None:
        mine = [DeleteObject(self.key, self._version)]
        list(self._client.remove_objects(self._bucket, mine, bypass_governance_mode=True))

    def _lock_anew(self, mode: str, until: datetime) -> None:
        lock = S3Retention(mode, until)
        self._client.set_object_retention(self._bucket, self.key, lock, version_id=self._version)


def _require_lock(store: MinioBlobStore) -> None:
    with named(store.place.bucket):
        try:
            store.client.get_object_lock_config(store.place.bucket)
        except S3Error as error:
            if error.code in NO_LOCK:
                raise StorageUnfitError("lock") from error
            raise
        except ValueError:
            return  # an answer the library cannot read; what the lock does is tried anyway


def _remove_old(store: MinioBlobStore) -> None:
    """Remove what earlier self-tests left, as far as its lock has ended."""
    bucket = store.place.bucket
    with named(bucket):
        left = store.client.list_objects(bucket, FOLDER, recursive=True, include_version=True)
        for version in left:
            with _refusals_welcome():
                store.client.remove_object(bucket, str(version.object_name), version.version_id)


@contextmanager
def _refusals_welcome() -> Iterator[None]:
    """Go on after a refusal: it is what is hoped for, and what is left is looked at anyway."""
    try:
        yield
    except S3Error as refusal:
        if refusal.response.status not in _REFUSED:
            raise
