"""The local adapter keeps the contract, and what only a folder can promise."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import signal
import stat
import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from storage.blobs.local import LocalBlobStore
from storage.blobs.port import Area, BlobRef, LockKind
from storage.errors import BlobDamagedError, BlobKeyError, StorageError, StorageFullError
from tests.contract.blob_store import BODY, BlobStoreContract

if TYPE_CHECKING:
    from pathlib import Path


class FolderView:
    """The store's folder, past the store."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keys(self) -> set[str]:
        return {
            str(path.relative_to(self._root))
            for area in Area
            for path in (self._root / area.value).rglob("*")
            if path.is_file() and path.suffix != ".json"
        }

    def overwrite(self, key: str, body: bytes) -> None:
        path = self._root / key
        path.chmod(0o600)
        path.write_bytes(body)

    def remove(self, key: str) -> None:
        (self._root / key).unlink()

    def retain_until(self, key: str) -> datetime | None:
        beside = json.loads((self._root / f"{key}.retention.json").read_bytes())
        until = beside["retain_until"]
        return None if until is None else datetime.fromisoformat(until)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "blobs"


@pytest.fixture
def store(root: Path) -> LocalBlobStore:
    return LocalBlobStore(root)


@pytest.fixture
def raw(root: Path) -> FolderView:
    return FolderView(root)


class TestLocalBlobStore(BlobStoreContract):
    """All promises of the port."""


def unfinished(root: Path) -> list[Path]:
    return list((root / ".unfinished").iterdir())


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_folder_cannot_enforce_a_lock(store: LocalBlobStore) -> None:
    assert store.lock is LockKind.BEST_EFFORT


def test_bodies_and_retentions_are_read_only(store: LocalBlobStore, root: Path) -> None:
    ref = store.put_record("doc-1", BODY, None)
    assert mode_of(root / ref.key) == 0o444
    assert mode_of(root / f"{ref.key}.retention.json") == 0o444


def test_a_longer_retention_is_read_only_too(store: LocalBlobStore, root: Path) -> None:
    store.put_record("doc-1", BODY, datetime.fromisoformat("2036-01-01T00:00:00Z"))
    ref = store.put_record("doc-1", BODY, None)
    assert mode_of(root / f"{ref.key}.retention.json") == 0o444


def test_folders_are_for_their_owner_alone(store: LocalBlobStore, root: Path) -> None:
    store.put(Area.CONTENT, "doc-1", BODY)
    assert {mode_of(p) for p in (root, root / "content", root / "content/doc-1")} == {0o700}


def test_nothing_unfinished_stays_after_a_put(store: LocalBlobStore, root: Path) -> None:
    store.put_record("doc-1", BODY, None)
    assert unfinished(root) == []


def test_a_symbolic_link_in_place_of_a_body_is_not_followed(
    store: LocalBlobStore, root: Path, tmp_path: Path
) -> None:
    ref = store.put(Area.CONTENT, "doc-1", BODY)
    elsewhere = tmp_path / "elsewhere"
    (root / ref.key).rename(elsewhere)
    (root / ref.key).symlink_to(elsewhere)
    with pytest.raises(StorageError):
        store.get(ref)


def test_a_damaged_retention_is_found(store: LocalBlobStore, raw: FolderView) -> None:
    ref = store.put_record("doc-1", BODY, None)
    raw.overwrite(f"{ref.key}.retention.json", b'{"retain_until": 5}')
    with pytest.raises(BlobDamagedError):
        store.retention_of(ref)


def test_only_records_have_a_retention(store: LocalBlobStore) -> None:
    ref = store.put(Area.CONTENT, "doc-1", BODY)
    with pytest.raises(BlobKeyError):
        store.retention_of(ref)


def test_a_folder_that_is_a_file_is_a_failure_with_a_code(tmp_path: Path) -> None:
    blocking = tmp_path / "file"
    blocking.write_bytes(b"")
    with pytest.raises(StorageError) as failure:
        LocalBlobStore(blocking).put(Area.CONTENT, "doc-1", BODY)
    assert failure.value.code == "storage.failed"


FULL = """
import resource, signal, sys
from pathlib import Path
from storage.blobs.local import LocalBlobStore
from storage.blobs.port import Area
from storage.errors import StorageFullError

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
store = LocalBlobStore(Path(sys.argv[1]))
store.put(Area.CONTENT, "doc-1", b"small")
try:
    store.put(Area.CONTENT, "doc-1", b"x" * 100_000)
except StorageFullError as error:
    print(error.code)
"""


def test_a_body_the_disk_does_not_take_leaves_nothing_behind(root: Path, raw: FolderView) -> None:
    """The kernel itself refuses here, half-way through the body."""
    said = subprocess.run(
        [sys.executable, "-c", FULL, str(root)], capture_output=True, text=True, check=True
    )
    assert said.stdout == "storage.full\n"
    assert len(raw.keys()) == 1
    assert unfinished(root) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_no_room_has_a_code_of_its_own(
    store: LocalBlobStore, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def no_room(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(StorageFullError):
        store.put(Area.CONTENT, "doc-1", BODY)


KILLED = """
import os, signal, sys
from pathlib import Path
from storage.blobs.local import LocalBlobStore
from storage.blobs.port import Area

calls, limit = 0, int(sys.argv[2])

def dying(name, real):
    def call(*args, **options):
        global calls
        calls += 1
        if calls == limit:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **options)
    setattr(os, name, call)

for name in ("open", "mkdir", "fsync", "fchmod", "link", "unlink", "close", "posix_fadvise"):
    dying(name, getattr(os, name))
LocalBlobStore(Path(sys.argv[1])).put_record("doc-1", b"x" * 3_000_000, None)
print(calls)
"""


def dies_at(root: Path, step: int) -> bool:
    """Store a record in a process that is killed before its `step`-th call; say if it died."""
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(root), str(step)], capture_output=True, check=False
    )
    assert ended.returncode in {0, -signal.SIGKILL}, ended.stderr
    return ended.returncode != 0


def test_a_put_killed_at_any_step_leaves_a_whole_body_or_none(tmp_path: Path) -> None:
    body = b"x" * 3_000_000
    step = 1
    while dies_at(tmp_path / str(step), step):
        root = tmp_path / str(step)
        store, raw = LocalBlobStore(root), FolderView(root)
        for key in raw.keys():  # noqa: SIM118 - not a mapping
            assert store.get(BlobRef(key, key.rsplit("/", 1)[-1], len(body))) == body
            assert raw.retain_until(key) is None
        store.sweep()
        assert not (root / ".unfinished").is_dir() or unfinished(root) == []
        assert store.get(store.put_record("doc-1", body, None)) == body
        step += 1
    assert step > 10  # it was really killed at many places


def test_sweeping_leaves_the_files_of_living_writers(store: LocalBlobStore, root: Path) -> None:
    store.put(Area.CONTENT, "doc-1", BODY)
    left, living = root / ".unfinished" / "left", root / ".unfinished" / "living"
    left.write_bytes(b"half")
    with living.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert store.sweep() == 1
        assert unfinished(root) == [living]
