"""The one family of refusals of this room; each has a code that never changes."""

from __future__ import annotations

from typing import ClassVar


class StorageError(Exception):
    """Storing or fetching did not succeed."""

    code: ClassVar[str] = "storage.failed"
    retryable: ClassVar[bool] = True


class BlobMissingError(StorageError):
    """Nothing is kept under this reference."""

    code = "blob.missing"
    retryable = False


class BlobConflictError(StorageError):
    """Other bytes are already kept under this key."""

    code = "blob.conflict"
    retryable = False


class BlobDamagedError(StorageError):
    """The bytes read back do not have the sha256 they were stored under."""

    code = "blob.damaged"
    retryable = False


class LedgerBrokenError(StorageError):
    """The hash chain does not hold at some entry."""

    code = "ledger.broken"
    retryable = False


class LedgerTakenError(StorageError):
    """This version of this document has already been recorded by another act."""

    code = "ledger.taken"
    retryable = False


class RoundClosedError(StorageError):
    """The comment round no longer takes comments."""

    code = "round.closed"
    retryable = False


class SeriesClosedError(StorageError):
    """No such number series is open for this issuer and period."""

    code = "number.series_closed"
    retryable = False


class DatabaseBusyError(StorageError):
    """The database did not give its lock in time."""

    code = "database.busy"
