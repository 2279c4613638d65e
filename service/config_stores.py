"""Those settings that are more than a word: where documents are kept, and whom we trust there.

Each function takes the settings by name without their prefix, and raises `SettingInvalidError`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from service.errors import SettingInvalidError
from workflows.config import BUCKET, DIRECTORY, BucketAddress, S3Access, Secret, TemporalTls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.stack.layout import Layout

    Given = Mapping[str, str]

PREFIX = "TRINHKY_"
REGION = "us-east-1"  # what a store without regions takes


def database_url(given: Given, layout: Layout) -> Secret:
    """Return the database's URL: given, in a file, or the home's own SQLite file.

    The password may lie in a file of its own, so that the rest can be read by everybody.
    """
    url = _url(given, layout)
    password_file = path(given, "DATABASE_PASSWORD_FILE")
    if password_file is None:
        return url
    return _with_password(url, secret_in(password_file, PREFIX + "DATABASE_PASSWORD_FILE"))


def blobs(given: Given, layout: Layout) -> str:
    """Return the blob store's address: a directory with an absolute path, or a bucket."""
    value = given.get("BLOBS", f"{DIRECTORY}{layout.blobs}")
    if value.startswith(BUCKET):
        try:
            BucketAddress.of(value)
        except ValueError as unreadable:
            raise SettingInvalidError(f"TRINHKY_BLOBS: {unreadable}") from None
        return value
    if not value.startswith(DIRECTORY) or value == DIRECTORY:
        raise SettingInvalidError(
            "TRINHKY_BLOBS: neither of the form dir:/path nor s3:https://host:port/bucket"
        )
    return DIRECTORY + str(Path(value.removeprefix(DIRECTORY)).absolute())


def s3_access(given: Given, kept: str) -> S3Access | None:
    """Return who we are at the bucket that `kept` names; None where it is a directory."""
    if not kept.startswith(BUCKET):
        return None
    files = path(given, "S3_ACCESS_KEY_FILE"), path(given, "S3_SECRET_KEY_FILE")
    if files[0] is None or files[1] is None:
        raise SettingInvalidError(
            "TRINHKY_BLOBS names a bucket: TRINHKY_S3_ACCESS_KEY_FILE and "
            "TRINHKY_S3_SECRET_KEY_FILE must be set"
        )
    return S3Access(
        access_key=secret_in(files[0], PREFIX + "S3_ACCESS_KEY_FILE"),
        secret_key=secret_in(files[1], PREFIX + "S3_SECRET_KEY_FILE"),
        key_files=(files[0], files[1]),
        region=given.get("S3_REGION", REGION),
        ca_file=_file(given, "S3_CA_FILE"),
    )


def temporal_tls(given: Given) -> TemporalTls | None:
    """Return how Temporal is spoken to behind TLS; None: in clear, which is for loopback only."""
    tls = TemporalTls(
        ca_file=_file(given, "TEMPORAL_TLS_CA_FILE"),
        cert_file=_file(given, "TEMPORAL_TLS_CERT_FILE"),
        key_file=_file(given, "TEMPORAL_TLS_KEY_FILE"),
    )
    if (tls.cert_file is None) != (tls.key_file is None):
        raise SettingInvalidError(
            "TRINHKY_TEMPORAL_TLS_CERT_FILE, TRINHKY_TEMPORAL_TLS_KEY_FILE: one without the other"
        )
    return None if tls == TemporalTls(ca_file=None, cert_file=None, key_file=None) else tls


def secret_in(file: Path, name: str) -> Secret:
    """Return what `file` holds, less a line end; the message names the setting and the file."""
    try:
        value = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as unreadable:
        raise SettingInvalidError(f"{name}: cannot be read: {file}") from unreadable
    if not value:
        raise SettingInvalidError(f"{name}: is empty: {file}")
    return Secret(value)


def path(given: Given, name: str) -> Path | None:
    """Return a path setting made absolute, or None."""
    return Path(given[name]).expanduser().absolute() if name in given else None


def _file(given: Given, name: str) -> Path | None:
    """Return the path of a file that can be read, or None."""
    file = path(given, name)
    if file is not None:
        secret_in(file, PREFIX + name)
    return file


def _url(given: Given, layout: Layout) -> Secret:
    file = path(given, "DATABASE_URL_FILE")
    if file is not None and "DATABASE_URL" in given:
        raise SettingInvalidError("TRINHKY_DATABASE_URL and TRINHKY_DATABASE_URL_FILE are both set")
    if file is not None:
        return secret_in(file, PREFIX + "DATABASE_URL_FILE")
    return Secret(given.get("DATABASE_URL", layout.database_url))


def _with_password(url: Secret, password: Secret) -> Secret:
    from sqlalchemy import make_url  # noqa: PLC0415  # only who needs it waits for it
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    try:
        bare = make_url(url.reveal())
    except ArgumentError:
        raise SettingInvalidError("TRINHKY_DATABASE_URL: not a URL") from None
    if bare.password is not None or not bare.username:
        raise SettingInvalidError(
            "TRINHKY_DATABASE_PASSWORD_FILE: the URL has a password already, or names no user"
        )
    return Secret(bare.set(password=password.reveal()).render_as_string(hide_password=False))
