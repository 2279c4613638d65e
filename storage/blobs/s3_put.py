"""Writing an object once: the store itself is asked to refuse a second body under a key.

The library's `put_object` has no word for `If-None-Match`, so this one request is signed here. It
names the sha256 of the body, which is also the last part of our key: a store that gets other bytes
refuses them (AWS Signature Version 4, x-amz-content-sha256; RFC 9110 section 13.1.2).
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote

from minio import time as s3_time
from minio.error import S3Error, ServerError
from minio.signer import sign_v4_s3

if TYPE_CHECKING:
    from collections.abc import Mapping

    from urllib3 import BaseHTTPResponse, PoolManager

    from storage.blobs.minio_place import MinioPlace

_DONE = 200
_EXISTS = 412


def put_once(
    pool: PoolManager, place: MinioPlace, key: str, body: bytes, lock: Mapping[str, str]
) -> bool:
    """Store `body` if nothing is there under `key`; say whether it was stored.

    Args:
        pool: of the place.
        place: whose bucket it is.
        key: of letters that need no quoting, and slashes.
        body: all of it.
        lock: the headers of object lock, stored in the same step; {} for none.

    Raises:
        S3Error: the store refused for another reason than that something is there.
        ServerError: it answered something that is not of S3.
        HTTPError: it did not answer (urllib3).
    """
    response = _send(pool, place, key, body, {**lock, "If-None-Match": "*"})
    if response.status == _DONE:
        return True
    if not response.data or response.headers.get("content-type", "") != "application/xml":
        raise ServerError(f"status {response.status}", response.status)
    refusal = S3Error.fromxml(response)
    if response.status == _EXISTS:
        return False
    raise refusal  # also 409, another one is writing it now: may pass


def _send(
    pool: PoolManager, place: MinioPlace, key: str, body: bytes, headers: Mapping[str, str]
) -> BaseHTTPResponse:
    digest = hashlib.sha256(body).hexdigest()
    date = s3_time.utcnow()  # the library's clock: a signature is good for minutes only
    scheme = "https" if place.is_tls else "http"
    url = SplitResult(scheme, place.endpoint, quote(f"/{place.bucket}/{key}"), "", "")
    md5 = hashlib.md5(body, usedforsecurity=False)  # asked for with a lock; guards the way only
    signed = sign_v4_s3(
        method="PUT",
        url=url,
        region=place.region,
        headers={
            **headers,
            "Host": place.endpoint,
            "Content-MD5": base64.b64encode(md5.digest()).decode(),
            "Content-Type": "application/octet-stream",
            "x-amz-content-sha256": digest,
            "x-amz-date": s3_time.to_amz_date(date),
        },
        credentials=place.credentials().retrieve(),
        content_sha256=digest,
        date=date,
    )
    return pool.urlopen("PUT", url.geturl(), body=body, headers=signed)
