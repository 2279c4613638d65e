"""Where an S3 store is, who we are there, and how long we wait; the one place that opens it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from minio import Minio
from minio.credentials.providers import StaticProvider
from urllib3 import PoolManager, Retry, Timeout

CONNECTIONS = 16  # kept open to one store; more are made when more threads ask at once


@dataclass(frozen=True, slots=True, kw_only=True)
class MinioPlace:
    """A bucket of an S3 store. The secret never shows in `repr` or in an error.

    `endpoint` is host:port. `ca_file` holds the anchors of a store that the system does not know;
    None takes the system's. The limits hold for each try, of which there are three.
    """

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str = field(repr=False)
    is_tls: bool = True
    region: str = "us-east-1"
    ca_file: Path | None = None
    connect_limit_s: float = 5.0
    read_limit_s: float = 30.0

    def pool(self) -> PoolManager:
        """Return the HTTP client of one process: each wait is bounded, nothing is redirected."""
        return PoolManager(
            maxsize=CONNECTIONS,
            timeout=Timeout(connect=self.connect_limit_s, read=self.read_limit_s),
            retries=Retry(total=2, redirect=False, backoff_factor=0.2, status_forcelist=_PASSING),
            cert_reqs="CERT_REQUIRED",
            ca_certs=None if self.ca_file is None else str(self.ca_file),
        )

    def client(self, pool: PoolManager) -> Minio:
        """Return the library's client; it asks nothing before it is used."""
        return Minio(
            self.endpoint,
            credentials=self.credentials(),
            secure=self.is_tls,
            region=self.region,
            http_client=pool,
        )

    def credentials(self) -> StaticProvider:
        """Return who we are, as the library wants it."""
        return StaticProvider(self.access_key, self.secret_key)


_PASSING = (500, 502, 503, 504)  # writing once makes every repetition harmless
