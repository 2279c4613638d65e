"""A bucket is made and tried by one command; nothing starts on one whose locks do not hold."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.servers.s3 import USER, S3Server

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.minio
REFUSED = "Kho lưu trữ không giữ đúng cam kết khóa chống xóa"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "access").write_text(USER, encoding="ascii")
    return tmp_path


def trinhky(
    *words: str, server: S3Server, bucket: str, folder: Path, surroundings: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a command on a bucket, as the store's administrator, in an empty home."""
    (folder / "secret").write_text(server.secret, encoding="ascii")
    told = {
        "TRINHKY_HOME": str(folder / "home"),
        "TRINHKY_BLOBS": f"s3:http://127.0.0.1:{server.port}/{bucket}",
        "TRINHKY_S3_ACCESS_KEY_FILE": str(folder / "access"),
        "TRINHKY_S3_SECRET_KEY_FILE": str(folder / "secret"),
    }
    command = [sys.executable, "-m", "service.cli", *words]
    return subprocess.run(
        command,
        env={**surroundings, **told},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_bucket_is_made_once_and_tried_each_time(
    minio_server: S3Server, folder: Path, surroundings: Mapping[str, str]
) -> None:
    for _ in range(2):
        done = trinhky(
            "store", "init", server=minio_server, bucket="command", folder=folder,
            surroundings=surroundings,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        assert "Kho “command” giữ đúng khóa đối tượng" in done.stdout


@pytest.mark.parametrize("words", [("store", "init"), ("worker",), ("up",)], ids=" ".join)
def test_nothing_starts_on_a_store_whose_locks_can_be_shortened(
    lax_server: S3Server, folder: Path, surroundings: Mapping[str, str], words: tuple[str, ...]
) -> None:
    for first in (("store", "init"), ("db", "upgrade")):
        trinhky(*first, server=lax_server, bucket="lax", folder=folder, surroundings=surroundings)
    done = trinhky(
        *words, server=lax_server, bucket="lax", folder=folder, surroundings=surroundings
    )
    assert done.returncode == 1
    assert REFUSED in done.stderr
    assert "[storage.unfit] shorten" in done.stderr


def test_the_doctor_names_a_store_whose_locks_can_be_shortened(
    lax_server: S3Server, folder: Path, surroundings: Mapping[str, str]
) -> None:
    trinhky(
        "store", "init", server=lax_server, bucket="lax", folder=folder, surroundings=surroundings
    )
    done = trinhky(
        "doctor", server=lax_server, bucket="lax", folder=folder, surroundings=surroundings
    )
    assert done.returncode == 1
    assert "[storage.unfit]: shorten" in done.stdout
