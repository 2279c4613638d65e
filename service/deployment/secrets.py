"""Every secret of the compose set-up, made at random, each in a file of its own; none by default.

A file that is there stays as it is, so that this may be run again after an update. Each container
is given only the files that it needs; the folder is closed to other users of the machine, and the
files can be read by whoever is given them, since containers run under user ids of their own.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Final

from service.deployment.transport import TransportPki, make_transport_pki

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o444
BYTES: Final = 24  # of randomness
NAMES: Final = (  # the file's name is the secret's name in docker-compose.yml
    "postgres_password",
    "database_owner_password",
    "database_password",
    "temporal_password",
    "store_root_access_key",
    "store_root_secret_key",
    "store_access_key",
    "store_secret_key",
    "session_key",
    "second_factor_key",
)
SERVER_NAMES: Final = ("temporal", "localhost")  # how processes call Temporal's server


def make_secrets(folder: Path, now: datetime) -> list[str]:
    """Make what is missing in `folder`; return the names of what was made now.

    The certificates of Temporal and its clients are made together or not at all: their authority's
    key is thrown away at once. Remove all of them to have them made anew.

    Args:
        folder: made when it is not there.
        now: aware; from when certificates are valid.
    """
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    folder.chmod(FOLDER_MODE)
    made = [name for name in NAMES if _write(folder / name, _random().encode())]
    if all((folder / name).exists() for name in TransportPki.FILES):
        return made
    for name, pem in make_transport_pki(now, SERVER_NAMES).files().items():
        (folder / name).unlink(missing_ok=True)
        _write(folder / name, pem)
        made.append(name)
    return made


def _random() -> str:
    """Return letters that need no quoting anywhere: not in a URL, SQL or a shell."""
    return secrets.token_hex(BYTES)


def _write(file: Path, body: bytes) -> bool:
    """Write a file unless it is there; say whether it was written."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, FILE_MODE)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(body)
        opened.flush()
        os.fsync(opened.fileno())
    file.chmod(FILE_MODE)  # whatever the umask is
    return True
