"""Where everything of one installation stands, below its home directory."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from service.errors import SettingInvalidError

LONGEST_SOCKET_PATH = 107  # bytes, sockaddr_un of Linux less its closing zero
PRIVATE = 0o700
OWNER_READS_AND_WRITES = 0o600


@dataclass(frozen=True, slots=True)
class Layout:
    """The home directory of one installation; names only, nothing is made until `make`."""

    home: Path

    @property
    def database(self) -> Path:
        """The SQLite file: ledger, registers, read model."""
        return self.home / "trinhky.sqlite3"

    @property
    def database_url(self) -> str:
        """`database` in SQLAlchemy's form."""
        return f"sqlite:///{self.database}"

    @property
    def temporal_file(self) -> Path:
        """The SQLite file of Temporal's development server."""
        return self.home / "temporal.sqlite3"

    @property
    def blobs(self) -> Path:
        """The write-once store on this disk."""
        return self.home / "blobs"

    @property
    def pki(self) -> Path:
        """The development authority: certificates, keys, revocation lists."""
        return self.home / "pki"

    @property
    def revocation(self) -> Path:
        """What authorities answered of late; may be thrown away."""
        return self.home / "revocation"

    @property
    def desk(self) -> Path:
        """The desk's own folder: its wrapped keys; nobody else reads it."""
        return self.home / "desk"

    @property
    def desk_socket(self) -> Path:
        """Where the desk listens."""
        return self.desk / "desk.sock"

    @property
    def logs(self) -> Path:
        """One file a process."""
        return self.home / "logs"

    @property
    def run(self) -> Path:
        """What only holds while the stack runs: the lock, the addresses."""
        return self.home / "run"

    @property
    def secrets(self) -> Path:
        """Random values made on the first run."""
        return self.home / "secrets"

    @property
    def session_secret(self) -> Path:
        """Signs the cookies of the web pages."""
        return self.secrets / "session"

    @property
    def second_factor_key(self) -> Path:
        """Seals the second factors in the database."""
        return self.secrets / "second-factor"

    def make(self) -> None:
        """Make the folders and the secrets that are not there yet.

        Raises:
            SettingInvalidError: the home's path is too long for a unix socket in it.
        """
        length = len(os.fsencode(self.desk_socket))
        if length > LONGEST_SOCKET_PATH:
            raise SettingInvalidError(f"TRINHKY_HOME: too long for a unix socket: {self.home}")
        for folder in (self.home, self.blobs, self.pki, self.desk, self.logs, self.run):
            folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        self.secrets.mkdir(mode=PRIVATE, exist_ok=True)
        for file in (self.session_secret, self.second_factor_key):
            _make_secret(file)


def _make_secret(path: Path) -> None:
    """Write 32 random bytes, readable by this user only, unless they are already there."""
    how = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        handle = os.open(path, how, OWNER_READS_AND_WRITES)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))


def layout_of(home: str | Path) -> Layout:
    """Return the layout of the home directory `home`, made absolute."""
    return Layout(Path(home).expanduser().absolute())
