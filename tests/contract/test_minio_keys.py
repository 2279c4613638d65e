"""The application's own key does all of its work in the bucket, and cannot destroy there."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from minio.deleteobjects import DeleteObject
from minio.error import S3Error

from storage.blobs.minio import MinioBlobStore
from storage.blobs.minio_keys import admit
from storage.blobs.port import Area
from storage.blobs.selftest import try_store
from storage.errors import StorageError, StorageUnreachableError
from tests.contract.test_selftest import real_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.servers.s3 import S3Server

pytestmark = pytest.mark.minio
NUMBERS = itertools.count(1)
BODY = b"A body of the office."


@pytest.fixture
def owner(minio_server: S3Server) -> Iterator[MinioBlobStore]:
    made = MinioBlobStore(minio_server.place(f"keys-{next(NUMBERS)}"))
    made.make_bucket()
    yield made
    made.close()


@pytest.fixture
def application(owner: MinioBlobStore) -> Iterator[MinioBlobStore]:
    key, secret = f"office-{next(NUMBERS)}", "a secret of the office"
    admit(owner.place, key, secret)
    made = MinioBlobStore(replace(owner.place, access_key=key, secret_key=secret))
    yield made
    made.close()


def test_it_puts_reads_and_locks(application: MinioBlobStore) -> None:
    assert application.get(application.put(Area.CONTENT, "doc-1", BODY)) == BODY
    assert application.put(Area.CONTENT, "doc-1", BODY).size == len(BODY)
    record = application.put_record("doc-1", BODY, real_now())
    assert application.put_record("doc-1", BODY, None) == record
    assert application.retention_of(record).retain_until is None


def test_the_self_test_attacks_with_it_and_finds_that_the_lock_holds(
    application: MinioBlobStore,
) -> None:
    try_store(application, real_now(), "one")
    try_store(application, real_now(), "two")


DESTROYED: list[Callable[[MinioBlobStore, str], object]] = [
    lambda store, key: store.client.remove_object(store.place.bucket, key),
    lambda store, key: list(store.client.remove_objects(store.place.bucket, [DeleteObject(key)])),
    lambda store, _: store.client.remove_bucket(store.place.bucket),
    lambda store, _: store.client.delete_object_lock_config(store.place.bucket),
    lambda store, _: store.client.make_bucket(f"{store.place.bucket}-more"),
]


@pytest.mark.parametrize("attempt", DESTROYED)
def test_it_cannot_destroy(
    application: MinioBlobStore, attempt: Callable[[MinioBlobStore, str], object]
) -> None:
    ref = application.put(Area.PAPER, "doc-1", BODY)
    try:
        told = attempt(application, ref.key)
    except S3Error as refusal:
        assert refusal.code == "AccessDenied"  # noqa: PT017 -- some refusals are a list instead
    else:
        assert [error.code for error in told or []] == ["AccessDenied"]  # type: ignore[attr-defined]
    assert application.get(ref) == BODY


def test_it_has_no_business_in_another_bucket(
    application: MinioBlobStore, minio_server: S3Server
) -> None:
    other = MinioBlobStore(minio_server.place("of-somebody-else"))
    other.make_bucket()
    ref = other.put(Area.CONTENT, "doc-1", BODY)
    stranger = MinioBlobStore(replace(application.place, bucket="of-somebody-else"))
    with pytest.raises(StorageError, match="AccessDenied"):
        stranger.get(ref)
    other.close()
    stranger.close()


def test_a_new_secret_takes_the_place_of_the_old_one(
    owner: MinioBlobStore, application: MinioBlobStore
) -> None:
    admit(owner.place, application.place.access_key, "another secret of the office")
    with pytest.raises(StorageError, match="SignatureDoesNotMatch"):
        application.put(Area.CONTENT, "doc-1", BODY)


def test_who_is_not_the_administrator_admits_nobody(application: MinioBlobStore) -> None:
    with pytest.raises(StorageError) as refusal:
        admit(application.place, "somebody", "a secret of somebody")
    assert "a secret" not in str(refusal.value)


def test_a_store_that_is_away_is_told_apart(owner: MinioBlobStore, free_port: int) -> None:
    away = replace(owner.place, endpoint=f"127.0.0.1:{free_port}", connect_limit_s=0.2)
    with pytest.raises(StorageUnreachableError):
        admit(away, "somebody", "a secret of somebody")
