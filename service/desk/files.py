"""Small private files that survive a power cut: written whole, under another name first."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from service.errors import SettingInvalidError

if TYPE_CHECKING:
    from pathlib import Path

PRIVATE_FOLDER: Final = 0o700
PRIVATE_FILE: Final = 0o600
SHARED_FOLDER: Final = 0o750  # with our group, and nobody else
SHARED_FILE: Final = 0o660


def make_private(folder: Path) -> None:
    """Make a folder that only we may enter, and its parents; tighten one that is there.

    Raises:
        SettingInvalidError: it is somebody else's, or one that all share, such as /tmp.
    """
    _make(folder, PRIVATE_FOLDER)


def make_shared(folder: Path) -> None:
    """Make a folder that our group may enter as well. Raises as `make_private`."""
    _make(folder, SHARED_FOLDER)


def _make(folder: Path, mode: int) -> None:
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    found = folder.stat()
    if found.st_uid != os.geteuid() or found.st_mode & stat.S_ISVTX:
        raise SettingInvalidError(f"the desk needs a folder of its own: {folder}")
    folder.chmod(mode)


def write_private(path: Path, body: bytes) -> None:
    """Write a file for our eyes only, all of it or nothing, in place of what was there."""
    _draft(path, body).replace(path)
    sync_folder(path.parent)


def write_once(path: Path, body: bytes) -> None:
    """Write a file for our eyes only, unless it is there: of two at once, the first one stays."""
    draft = _draft(path, body)
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _draft(path: Path, body: bytes) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
    with os.fdopen(os.open(draft, how, PRIVATE_FILE), "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    return draft
