"""What a worker must be told: where its servers, stores and programs are. Values only.

The environment is read by the composition root, which hands the mapping in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import final
from urllib.parse import urlsplit

from typing_extensions import override

DIRECTORY = "dir:"  # how a blob store on a local directory is written
BUCKET = "s3:"  # how one in a bucket is written, before the address of its server
_SCHEMES = {"http": 80, "https": 443}
_BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")  # as S3 has it


@final
class Secret:
    """A string that does not show itself in logs, reprs and tracebacks."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the string. Call it where it is used, and keep the result in no field."""
        return self._value

    @override
    def __repr__(self) -> str:
        return "Secret(...)"

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.reveal() == self._value

    @override
    def __hash__(self) -> int:
        return hash(self._value)


@dataclass(frozen=True, kw_only=True)
class S3Access:
    """Who we are at an S3 store, and how it is trusted."""

    access_key: Secret
    secret_key: Secret
    key_files: tuple[Path, Path]  # where the two were read, for processes that we start
    region: str
    ca_file: Path | None  # anchors of a store that the system does not know


@dataclass(frozen=True, kw_only=True)
class TemporalTls:
    """How Temporal is trusted, and what we show it; files of PEM."""

    ca_file: Path | None  # None: the system's anchors
    cert_file: Path | None  # of this process; with its key or not at all
    key_file: Path | None


@dataclass(frozen=True, kw_only=True)
class RevocationAsking:
    """Which authorities are asked whether certificates stand, and where answers are kept."""

    hosts: tuple[str, ...]
    private_hosts: tuple[str, ...]  # those that may lie within our own walls
    cache: Path


@dataclass(frozen=True, slots=True)
class BucketAddress:
    """A bucket, as `s3:https://host:port/bucket` names it."""

    endpoint: str  # host:port
    bucket: str
    is_tls: bool

    @classmethod
    def of(cls, blobs: str) -> BucketAddress:
        """Read the address of a bucket.

        Raises:
            ValueError: it is not of this form; credentials have no place in it.
        """
        url = urlsplit(blobs.removeprefix(BUCKET))
        bucket = url.path.removeprefix("/")
        plain = not (url.username or url.password or url.query or url.fragment)
        is_known = blobs.startswith(BUCKET) and url.scheme in _SCHEMES
        if not (plain and is_known and url.hostname and _BUCKET_NAME.fullmatch(bucket)):
            raise ValueError("not of the form s3:https://host:port/bucket")
        host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
        port = url.port or _SCHEMES[url.scheme]
        return cls(f"{host}:{port}", bucket, url.scheme == "https")


@dataclass(frozen=True, kw_only=True)
class Renewing:
    """When archive timestamps are renewed."""

    days: int  # ahead of the end of what they rest on
    algorithm_ends: Mapping[str, datetime]  # aware; by name, such as rsa2048, sha256


@dataclass(frozen=True, kw_only=True)
class CoreSettings:
    """The surroundings of a worker."""

    temporal_address: str  # host:port, loopback or behind mTLS
    temporal_namespace: str
    task_queue: str
    database_url: Secret  # SQLAlchemy's form; may hold a password
    temporal_tls: TemporalTls | None  # None: in clear, on loopback
    blobs: str  # "dir:/path" or "s3:https://host:port/bucket"
    s3: S3Access | None  # None: `blobs` is a directory
    pki_dir: Path  # the development authority, or the anchors of a real one
    desk_socket: Path
    tsa_urls: tuple[str, ...]  # none: the development timestamp authority in pki_dir
    tsa_policies: tuple[str, ...] = ()  # accepted policies of timestamps, dotted; none: any
    revocation: RevocationAsking | None = None  # None: lists are read from pki_dir alone
    soffice: str  # LibreOffice's program
    renewing: Renewing

    @property
    def blob_directory(self) -> Path:
        """Return the directory of the local blob store.

        Raises:
            ValueError: `blobs` names another kind of store.
        """
        if not self.blobs.startswith(DIRECTORY):
            raise ValueError(f"not a local blob store: {self.blobs}")
        return Path(self.blobs.removeprefix(DIRECTORY))
