"""From the errors of an S3 store and of the way to it to ours: a code, the key, never a secret."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from minio.error import MinioException, S3Error
from urllib3.exceptions import HTTPError

from storage.errors import (
    BlobMissingError,
    StorageError,
    StorageFullError,
    StorageUnreachableError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

MISSING = frozenset({"NoSuchKey", "NoSuchVersion", "ObjectDeleted"})
NO_LOCK = frozenset({"NoSuchObjectLockConfiguration", "ObjectLockConfigurationNotFoundError"})
_NO_ROOM = frozenset({"XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "QuotaExceeded"})


@contextmanager
def named(what: str) -> Iterator[None]:
    """Turn the libraries' errors into ours; `what` is the key or the bucket that was asked for."""
    try:
        yield
    except S3Error as error:
        raise _ours(what, error.code or "") from error
    except HTTPError as error:
        raise StorageUnreachableError(f"{what}: {type(error).__name__}") from error
    except (MinioException, ValueError, ParseError) as error:  # an answer that is not one of S3
        raise StorageError(f"{what}: {type(error).__name__}") from error


def _ours(what: str, code: str) -> StorageError:
    if code in MISSING:
        return BlobMissingError(what)
    if code in _NO_ROOM:
        return StorageFullError(what)
    return StorageError(f"{what}: {code}")
