"""`trinhky store init`: make the bucket that documents are kept in, and try its locks, once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4  # noqa: TID251  # composition root

import click

from service.catalogue import sentence
from service.cli.surroundings import settings
from service.config_stores import secret_in

if TYPE_CHECKING:
    from workflows.config import Secret


@click.group()
def store() -> None:
    """Chuẩn bị kho tệp có khóa đối tượng (S3)."""


@store.command()
@click.option(
    "--grant",
    "key_files",
    nargs=2,
    type=click.Path(path_type=Path),
    metavar="ACCESS_FILE SECRET_FILE",
    help="Hai tệp chứa khóa riêng của ứng dụng, được giao quyền trên kho (chỉ với MinIO).",
)
def init(key_files: tuple[Path, Path] | None) -> None:
    """Tạo kho với khóa đối tượng và thử khóa; chạy lại bao nhiêu lần cũng được.

    Dùng khóa quản trị của kho. Kho nào để rút ngắn được khóa thì bị từ chối.
    """
    from storage.blobs.minio import MinioBlobStore  # noqa: PLC0415  # so that `--help` is quick
    from storage.blobs.minio_keys import admit  # noqa: PLC0415
    from storage.blobs.selftest import try_store  # noqa: PLC0415
    from workflows.stores import bucket_of  # noqa: PLC0415

    own = settings()
    if own.s3 is None:
        click.echo(sentence("setup", "store.directory", folder=own.blob_directory))
        return
    keys = _read(key_files) if key_files else None
    place = bucket_of(own)
    bucket = MinioBlobStore(place)
    try:
        bucket.make_bucket()
        try_store(bucket, datetime.now(UTC), uuid4().hex)  # noqa: TID251
    finally:
        bucket.close()
    click.echo(sentence("setup", "store.fit", bucket=place.bucket))
    if keys:
        admit(place, keys[0].reveal(), keys[1].reveal())
        click.echo(sentence("setup", "store.granted", bucket=place.bucket))


def _read(files: tuple[Path, Path]) -> tuple[Secret, Secret]:
    return secret_in(files[0], "--grant"), secret_in(files[1], "--grant")
