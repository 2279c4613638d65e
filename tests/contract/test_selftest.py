"""A store is tried before it is relied on; one whose lock does not hold is refused."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from storage.blobs.minio import MinioBlobStore
from storage.blobs.selftest import FOLDER, try_store
from storage.errors import StorageError, StorageUnfitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.s3 import S3Server

pytestmark = pytest.mark.minio
BUCKETS = itertools.count(1)


def real_now() -> datetime:
    """A lock must lie ahead of the server's own clock."""
    return datetime.now(UTC)  # noqa: TID251 -- the tests' composition root


@pytest.fixture
def store(minio_server: S3Server) -> Iterator[MinioBlobStore]:
    """A store whose bucket is not made yet."""
    made = MinioBlobStore(minio_server.place(f"tried-{next(BUCKETS)}"))
    yield made
    made.close()


def probes(store: MinioBlobStore) -> set[str]:
    bucket = store.place.bucket
    listed = store.client.list_objects(bucket, recursive=True, include_version=True)
    return {str(each.object_name) for each in listed}


def test_minio_with_object_lock_passes_and_only_the_probe_is_left(store: MinioBlobStore) -> None:
    store.make_bucket()
    try_store(store, real_now(), "one")
    assert probes(store) == {f"{FOLDER}one"}


def test_what_earlier_trials_left_is_removed_when_its_lock_has_ended(
    store: MinioBlobStore,
) -> None:
    store.make_bucket()
    assert store.put_once(f"{FOLDER}earlier", b"no longer locked", {})
    try_store(store, real_now(), "two")
    try_store(store, real_now(), "three")
    assert probes(store) == {f"{FOLDER}two", f"{FOLDER}three"}  # two is still locked


def test_a_bucket_without_object_lock_is_refused(store: MinioBlobStore) -> None:
    store.client.make_bucket(store.place.bucket)
    with pytest.raises(StorageUnfitError, match="lock") as refusal:
        try_store(store, real_now(), "one")
    assert refusal.value.code == "storage.unfit"
    assert not refusal.value.retryable


def test_a_store_that_lets_a_compliance_lock_be_shortened_is_refused(lax_server: S3Server) -> None:
    lax = MinioBlobStore(lax_server.place("tried"))
    lax.make_bucket()
    with pytest.raises(StorageUnfitError, match="shorten") as refusal:
        try_store(lax, real_now(), "one")
    assert refusal.value.code == "storage.unfit"
    lax.close()


def test_a_probe_that_was_used_is_not_taken_for_a_trial(store: MinioBlobStore) -> None:
    store.make_bucket()
    try_store(store, real_now(), "one")
    with pytest.raises(StorageError, match="used before"):
        try_store(store, real_now() + timedelta(seconds=1), "one")
