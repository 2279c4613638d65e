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
    """The hash chain does not hold at the entry `seq`."""

    code = "ledger.broken"
    retryable = False

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(f"entry {seq}: {why}")
        self.seq = seq


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


class DatabaseFailedError(StorageError):
    """The database did not serve: its disk, its file or its memory failed."""

    code = "database.failed"


class DatabaseRefusedError(StorageError):
    """A constraint or the schema forbids it; trying again does not help."""

    code = "database.refused"
    retryable = False


class DatabaseUnsupportedError(StorageError):
    """This kind of database is not served."""

    code = "database.unsupported"
    retryable = False


class SchemaNewerError(StorageError):
    """The database was made by a newer version of this program."""

    code = "database.schema_newer"
    retryable = False


class SchemaOlderError(StorageError):
    """The database was not brought to the schema of this version."""

    code = "database.schema_older"
    retryable = False


class StorageFullError(StorageError):
    """There is no room left where bodies are kept."""

    code = "storage.full"


class StorageUnreachableError(StorageError):
    """The store of bodies did not answer in time."""

    code = "storage.unreachable"


class StorageUnfitError(StorageError):
    """The store of bodies does not keep what its object lock promises."""

    code = "storage.unfit"
    retryable = False


class BlobKeyError(StorageError):
    """The parts of this key are not ones that a store gives."""

    code = "blob.key_invalid"
    retryable = False


class LedgerInvalidError(StorageError):
    """What is given is not an entry that the ledger can hold."""

    code = "ledger.invalid"
    retryable = False


class SeriesOpenError(StorageError):
    """This number series is already open; it counts on from where it is."""

    code = "number.series_open"
    retryable = False


class NumberDateError(StorageError):
    """A number would bear a day before that of the number ahead of it (NĐ 30/2020 Đ15)."""

    code = "number.date_backwards"
    retryable = False


class NumberNotLiveError(StorageError):
    """No such number is allotted, or it is void already."""

    code = "number.not_live"
    retryable = False


class CommentUnknownError(StorageError):
    """No such comment was made."""

    code = "comment.unknown"
    retryable = False


class StepUpMissingError(StorageError):
    """No such proof by password and code was given."""

    code = "step_up.missing"
    retryable = False


class StepUpOtherError(StorageError):
    """The proof was given by another person, or for another document or content."""

    code = "step_up.other"
    retryable = False


class StepUpExpiredError(StorageError):
    """The proof was given too long ago."""

    code = "step_up.expired"
    retryable = False


class StepUpUsedError(StorageError):
    """The proof already stands behind another act."""

    code = "step_up.used"
    retryable = False


class TermOverlapsError(StorageError):
    """A congress term of this organisation already covers some of these days."""

    code = "number.term_overlaps"
    retryable = False
