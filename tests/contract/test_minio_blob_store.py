"""The MinIO adapter keeps the contract, and what only an enforced lock can promise. Real server."""

from __future__ import annotations

import hashlib
import itertools
import socket
import traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from minio.commonconfig import COMPLIANCE
from minio.error import S3Error

from service.stack.ports import LOOPBACK, free_ports
from storage.blobs.minio import FAR, MinioBlobStore
from storage.blobs.port import Area, BlobRef, LockKind
from storage.errors import BlobDamagedError, BlobKeyError, StorageError, StorageUnreachableError
from tests.contract.blob_store import BODY, BlobStoreContract

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minio import Minio

    from storage.blobs.minio_place import MinioPlace
    from tests.servers.s3 import S3Server

pytestmark = pytest.mark.minio
BUCKETS = itertools.count(1)
DIGEST = hashlib.sha256(BODY).hexdigest()
NEVER_PUT = BlobRef(f"content/doc-1/{DIGEST}", DIGEST, len(BODY))
IN_2076 = datetime(2076, 1, 1, tzinfo=UTC)


class BucketView:
    """The bucket, past the store, with all the rights of its owner."""

    def __init__(self, client: Minio, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keys(self) -> set[str]:
        listed = self._client.list_objects(self._bucket, recursive=True)
        return {str(each.object_name) for each in listed}

    def versions(self, key: str) -> list[str | None]:
        listed = self._client.list_objects(self._bucket, key, include_version=True)
        return [each.version_id for each in listed if not each.is_delete_marker]

    def overwrite(self, key: str, body: bytes) -> None:
        self._client.put_object(self._bucket, key, BytesIO(body), len(body))

    def remove(self, key: str) -> None:
        self._client.remove_object(self._bucket, key)

    def retain_until(self, key: str) -> datetime | None:
        lock = self._client.get_object_retention(self._bucket, key)
        assert lock is not None
        assert lock.mode == COMPLIANCE
        if self._client.is_object_legal_hold_enabled(self._bucket, key):
            assert lock.retain_until_date == FAR
            return None
        return lock.retain_until_date


@pytest.fixture
def place(minio_server: S3Server) -> MinioPlace:
    return minio_server.place(f"papers-{next(BUCKETS)}")


@pytest.fixture
def store(place: MinioPlace) -> Iterator[MinioBlobStore]:
    made = MinioBlobStore(place)
    made.make_bucket()
    yield made
    made.close()


@pytest.fixture
def raw(store: MinioBlobStore) -> BucketView:
    return BucketView(store.client, store.place.bucket)


class TestMinioBlobStore(BlobStoreContract):
    """All promises of the port."""

    def test_many_at_once_leave_one_version(self, store: MinioBlobStore, raw: BucketView) -> None:
        self.test_many_may_put_the_same_body_at_once(store, raw)
        (key,) = raw.keys()
        assert len(raw.versions(key)) == 1


def test_the_lock_of_a_bucket_is_enforced(store: MinioBlobStore) -> None:
    assert store.lock is LockKind.ENFORCED


def test_making_the_bucket_again_changes_nothing(store: MinioBlobStore, raw: BucketView) -> None:
    ref = store.put(Area.CONTENT, "doc-1", BODY)
    store.make_bucket()
    assert raw.keys() == {ref.key}


@pytest.mark.parametrize("until", [IN_2076, None], ids=["until a day", "for ever"])
def test_the_owner_cannot_delete_a_locked_record(
    store: MinioBlobStore, raw: BucketView, until: datetime | None
) -> None:
    ref = store.put_record("doc-1", BODY, until)
    (version,) = raw.versions(ref.key)
    with pytest.raises(S3Error):
        store.client.remove_object(store.place.bucket, ref.key, version)
    assert store.get(ref) == BODY


def test_a_record_that_was_covered_up_is_still_underneath(
    store: MinioBlobStore, raw: BucketView
) -> None:
    ref = store.put_record("doc-1", BODY, None)
    (locked,) = raw.versions(ref.key)
    raw.remove(ref.key)
    raw.overwrite(ref.key, b"other")
    with store.client.get_object(store.place.bucket, ref.key, version_id=locked) as found:
        assert found.read() == BODY


def test_a_lock_is_rounded_up_to_the_second(store: MinioBlobStore, raw: BucketView) -> None:
    ref = store.put_record("doc-1", BODY, IN_2076 + timedelta(microseconds=1))
    assert raw.retain_until(ref.key) == IN_2076 + timedelta(seconds=1)


def test_a_court_s_hold_does_not_make_a_record_kept_for_ever(store: MinioBlobStore) -> None:
    ref = store.put_record("doc-1", BODY, IN_2076)
    store.client.enable_object_legal_hold(store.place.bucket, ref.key)
    assert store.retention_of(ref).retain_until == IN_2076


def test_for_ever_comes_after_a_day(store: MinioBlobStore, raw: BucketView) -> None:
    store.put_record("doc-1", BODY, IN_2076)
    assert raw.retain_until(store.put_record("doc-1", BODY, None).key) is None


def test_a_record_that_somebody_put_without_a_lock_gets_one(
    store: MinioBlobStore, raw: BucketView, place: MinioPlace
) -> None:
    """As when a copy was restored by hand."""
    ref = store.put_record("doc-1", BODY, None)
    raw.overwrite(ref.key, BODY)
    with pytest.raises(BlobDamagedError):
        store.retention_of(ref)
    store.put_record("doc-1", BODY, IN_2076)
    assert raw.retain_until(ref.key) == IN_2076
    assert place.bucket == store.place.bucket


def test_only_records_have_a_lock(store: MinioBlobStore) -> None:
    with pytest.raises(BlobKeyError):
        store.retention_of(store.put(Area.CONTENT, "doc-1", BODY))


def told(failure: BaseException) -> str:
    return "".join(traceback.format_exception(failure)) + repr(failure)


def test_a_wrong_secret_is_a_failure_that_does_not_tell_it(
    store: MinioBlobStore, place: MinioPlace
) -> None:
    stranger = MinioBlobStore(replace(place, secret_key="not-the-secret-of-anyone"))
    with pytest.raises(StorageError) as failure:
        stranger.put(Area.CONTENT, "doc-1", BODY)
    assert failure.value.code == "storage.failed"
    assert "SignatureDoesNotMatch" in str(failure.value)
    assert "not-the-secret-of-anyone" not in told(failure.value) + repr(stranger.place)
    assert store.place.secret_key not in told(failure.value)
    stranger.close()


def test_a_bucket_that_is_not_there_is_a_failure_not_a_missing_body(place: MinioPlace) -> None:
    nowhere = MinioBlobStore(replace(place, bucket="never-made"))
    for ask in (
        lambda: nowhere.put(Area.CONTENT, "doc-1", BODY),
        lambda: nowhere.get(NEVER_PUT),
    ):
        with pytest.raises(StorageError) as failure:
            ask()
        assert failure.value.code == "storage.failed"
    nowhere.close()


def test_a_store_that_is_not_there_is_said_to_be_unreachable(place: MinioPlace) -> None:
    nobody = MinioBlobStore(replace(place, endpoint=f"{LOOPBACK}:{free_ports(1)[0]}"))
    with pytest.raises(StorageUnreachableError) as failure:
        nobody.put(Area.CONTENT, "doc-1", BODY)
    assert failure.value.retryable
    assert place.secret_key not in told(failure.value)
    nobody.close()


@pytest.mark.timeout(60, func_only=True)
def test_a_store_that_never_answers_is_not_waited_for(place: MinioPlace) -> None:
    with socket.create_server((LOOPBACK, 0)) as silent:
        address = f"{LOOPBACK}:{silent.getsockname()[1]}"
        store = MinioBlobStore(replace(place, endpoint=address, read_limit_s=0.2))
        with pytest.raises(StorageUnreachableError):
            store.put(Area.CONTENT, "doc-1", BODY)
        store.close()
