"""How often a PIN may be tried: counted on disk before each, so no crash gives one back."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from signing.errors import KeyLockedError, WrongPinError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_TRIES: Final = 5


@contextmanager
def counted_try(counter: Path) -> Iterator[None]:
    """Count one try in the file `counter`; leave the block without an error to clear the count.

    One try at a time for one counter, over all threads and processes: guessing in parallel gains
    nothing. A WrongPinError raised in the block leaves it with the number of tries left.

    Raises:
        KeyLockedError: there were five wrong ones already, or this was the fifth.
        WrongPinError: as raised in the block, with what is left.
    """
    descriptor = os.open(counter, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        used = _read(descriptor) + 1
        if used > MAX_TRIES:
            raise KeyLockedError("too many wrong PINs")
        _write(descriptor, used)
        yield from _one(descriptor, used)
    finally:
        os.close(descriptor)


def clear(counter: Path) -> None:
    """Begin to count anew: an administrator's act. A counter that is not there is clear."""
    if not counter.exists():
        return
    descriptor = os.open(counter, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        _write(descriptor, 0)
    finally:
        os.close(descriptor)


def _one(descriptor: int, used: int) -> Iterator[None]:
    """What is no wrong PIN (a damaged key, a full disk) does not count against the person."""
    try:
        yield
    except WrongPinError:
        left = MAX_TRIES - used
        if left == 0:
            raise KeyLockedError("too many wrong PINs") from None
        raise WrongPinError(left) from None
    except Exception:
        _write(descriptor, used - 1)
        raise
    _write(descriptor, 0)


def _read(descriptor: int) -> int:
    """A counter that cannot be read counts as used up: somebody has been at it."""
    text = os.pread(descriptor, 8, 0)
    if not text:
        return 0
    return int(text) if text.isdigit() else MAX_TRIES


def _write(descriptor: int, used: int) -> None:
    """One digit in place: a write of one byte cannot be torn."""
    os.pwrite(descriptor, str(used).encode("ascii"), 0)
    os.fsync(descriptor)
