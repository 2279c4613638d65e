"""The real stores that contracts are held against; every test run has others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.stack.temporal_binary import cache_folder
from tests.servers import s3

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@pytest.fixture(scope="session")
def minio_server(
    surroundings: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[s3.S3Server]:
    """A private MinIO."""
    program = s3.MINIO.find(cache_folder(surroundings, Path.home()))
    with s3.minio(program, tmp_path_factory.mktemp("minio")) as server:
        yield server


@pytest.fixture(scope="session")
def lax_server(
    surroundings: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[s3.S3Server]:
    """A private store whose COMPLIANCE locks can be shortened."""
    program = s3.VERSITYGW.find(cache_folder(surroundings, Path.home()))
    with s3.versitygw(program, tmp_path_factory.mktemp("versitygw")) as server:
        yield server
