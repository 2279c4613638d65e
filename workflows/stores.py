"""Opens what the settings name: the database and the store of bodies; both are tried first.

For composition roots only. Whoever takes a store from here need not know which kind it is.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from storage.blobs.local import LocalBlobStore
from storage.blobs.minio import MinioBlobStore
from storage.blobs.minio_place import MinioPlace
from storage.blobs.selftest import try_store
from storage.database import Database
from storage.migrate import require_current
from workflows.config import BucketAddress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from storage.blobs.port import BlobStore
    from workflows.config import CoreSettings


def open_database(settings: CoreSettings) -> Database:
    """Open the database for a process that serves; it is closed again where it does not fit.

    Raises:
        SchemaOlderError, SchemaNewerError: it was not brought to the schema of this version.
        StorageError: it does not answer, or is not one that is served.
    """
    database = Database(settings.database_url.reveal())
    try:
        require_current(database)
    except BaseException:
        database.close()
        raise
    return database


@contextmanager
def unchecked_database(settings: CoreSettings) -> Iterator[Database]:
    """Open the database whatever its schema, for whoever looks at it or migrates it."""
    database = Database(settings.database_url.reveal())
    try:
        yield database
    finally:
        database.close()


def open_blobs(settings: CoreSettings) -> BlobStore:
    """Return the store of bodies; nothing is asked of it yet. One for each process."""
    if settings.s3 is None:
        return LocalBlobStore(settings.blob_directory)
    return MinioBlobStore(bucket_of(settings))


def bucket_of(settings: CoreSettings) -> MinioPlace:
    """Return where the bucket is, and who we are there.

    Raises:
        ValueError: the bodies are kept in a directory.
    """
    address, access = BucketAddress.of(settings.blobs), settings.s3
    if access is None:
        raise ValueError("no keys for the bucket")
    return MinioPlace(
        endpoint=address.endpoint,
        bucket=address.bucket,
        is_tls=address.is_tls,
        access_key=access.access_key.reveal(),
        secret_key=access.secret_key.reveal(),
        region=access.region,
        ca_file=access.ca_file,
    )


def try_blobs(settings: CoreSettings, now: datetime, probe_id: str) -> None:
    """Try a bucket's object lock before records are kept in it; a directory promises none.

    Raises:
        StorageUnfitError: it does not keep what it promises.
        StorageError: it did not serve; nothing is known.
    """
    if settings.s3 is None:
        return
    store = MinioBlobStore(bucket_of(settings))
    try:
        try_store(store, now, probe_id)
    finally:
        store.close()
