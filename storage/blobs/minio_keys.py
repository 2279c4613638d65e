"""The application's own key at a MinIO: what it may do there, and giving it that.

Whoever holds a store's first key may do everything but break a lock. The application needs less:
to put, to read, to lock. This is the one place that speaks MinIO's own language instead of S3's;
at another store its administrator does the same by that store's means.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from minio.error import MinioAdminException
from minio.minioadmin import MinioAdmin
from urllib3.exceptions import HTTPError

from storage.blobs.selftest import FOLDER
from storage.errors import StorageError, StorageUnreachableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.blobs.minio_place import MinioPlace

_ON_BODIES = (
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:PutObject",
    "s3:GetObjectRetention",
    "s3:PutObjectRetention",  # a lock in COMPLIANCE mode can only be made longer
    "s3:GetObjectLegalHold",
    "s3:PutObjectLegalHold",
)
_ON_BUCKET = (
    "s3:GetBucketLocation",
    "s3:GetBucketObjectLockConfiguration",
    "s3:ListBucket",
    "s3:ListBucketVersions",
)


def policy_for(bucket: str) -> dict[str, Any]:
    """Return what the application may do, in the language of S3's policies.

    In the self-test's folder it may do everything: what is refused there is refused by the lock.
    """
    return {
        "Version": "2012-10-17",
        "Statement": [
            _allow(_ON_BUCKET, f"arn:aws:s3:::{bucket}"),
            _allow(_ON_BODIES, f"arn:aws:s3:::{bucket}/*"),
            _allow(("s3:*",), f"arn:aws:s3:::{bucket}/{FOLDER}*"),
        ],
    }


def admit(place: MinioPlace, access_key: str, secret_key: str) -> None:
    """Let a key of its own use the bucket, and no more than the policy says; may be repeated.

    Args:
        place: the bucket, with the key of the store's administrator.
        access_key: of the application, at least three letters.
        secret_key: of the application, at least eight letters; the newest one holds.

    Raises:
        StorageError: the store did not do it, or is not a MinIO.
        StorageUnreachableError: it did not answer.
    """
    policy = f"trinhky-{place.bucket}"
    admin = MinioAdmin(
        endpoint=place.endpoint,
        credentials=place.credentials(),
        region=place.region,
        secure=place.is_tls,
        http_client=place.pool(),
    )
    with _named(place.bucket):
        admin.policy_add(policy, policy=policy_for(place.bucket))
        admin.user_add(access_key, secret_key)
        admin.policy_set(policy, user=access_key)


def _allow(actions: tuple[str, ...], on: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": [on]}


@contextmanager
def _named(what: str) -> Iterator[None]:
    """Turn the library's errors into ours; its messages repeat the request, so none is kept."""
    try:
        yield
    except HTTPError as error:
        raise StorageUnreachableError(f"{what}: {type(error).__name__}") from error
    except (MinioAdminException, ValueError) as error:
        raise StorageError(f"{what}: {type(error).__name__}") from None
