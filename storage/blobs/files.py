"""Files that are there whole or not at all, also after a power cut or kill -9.

A file is written under a temporary name, flushed to the disk, and only then linked under its own;
the folder is flushed before anyone is told. `link` never replaces, `rename` always does.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READ_ONLY = 0o444
PRIVATE = 0o700


def link_new(path: Path, body: bytes, temporary: Path) -> None:
    """Put `body` at `path`, which must not exist.

    Args:
        path: on the same file system as `temporary`.
        body: all of it.
        temporary: the folder for unfinished files.

    Raises:
        FileExistsError: there is something already; it is untouched.
        OSError: the disk did not take it; nothing is left behind.
    """
    make_folders(path.parent)
    with _written(body, temporary) as written:
        os.link(written, path)
    sync_folder(path.parent)


def replace(path: Path, body: bytes, temporary: Path) -> None:
    """Put `body` at `path` in place of whatever is there, in one step.

    Raises:
        OSError: the disk did not take it; what was there is untouched.
    """
    make_folders(path.parent)
    with _written(body, temporary) as written:
        written.replace(path)
    sync_folder(path.parent)


def read(path: Path) -> bytes:
    """Return what a file holds; a symbolic link is not followed."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


def forget_cache(path: Path) -> None:
    """Ask for the next read to come from the disk, so that reading back proves something."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def make_folders(folder: Path) -> None:
    """Make a folder and those above it, each flushed into the one that holds it."""
    if folder.is_dir():
        return
    make_folders(folder.parent)
    with suppress(FileExistsError):  # somebody else made it: as good
        folder.mkdir(mode=PRIVATE)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Flush a folder's list of names to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other threads and processes out of a folder, as far as they ask too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sweep(temporary: Path) -> int:
    """Remove what dead processes left unfinished; return how many files that were.

    A writer holds a lock on its temporary file, which the system drops when the writer dies.
    """
    if not temporary.is_dir():
        return 0
    return sum(_remove_if_dead(path) for path in sorted(temporary.iterdir()))


@contextmanager
def _written(body: bytes, temporary: Path) -> Iterator[Path]:
    """Give a finished, flushed, read-only file under a temporary name; it is gone afterwards."""
    make_folders(temporary)
    descriptor, name = tempfile.mkstemp(dir=temporary)
    path = temporary / name
    try:
        with os.fdopen(descriptor, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            file.write(body)
            file.flush()
            os.fchmod(file.fileno(), READ_ONLY)
            os.fsync(file.fileno())
            yield path
    finally:
        path.unlink(missing_ok=True)


def _remove_if_dead(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False  # finished meanwhile
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False  # its writer lives
    else:
        path.unlink(missing_ok=True)
        return True
    finally:
        os.close(descriptor)
