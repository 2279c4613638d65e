"""A real PostgreSQL for tests, from Debian's package: own data, loopback only, gone afterwards.

PostgreSQL refuses to run as root; there it runs as the package's own user.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from service.stack.ports import LOOPBACK, free_ports
from tests.servers.programs import serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OWNER = "trinhky_owner"
PACKAGED = Path("/usr/lib/postgresql")
UNPRIVILEGED = "postgres"  # made by the package
FOR_US = ("--locale=C.UTF-8", "--encoding=UTF8")
SETTINGS = {"listen_addresses": LOOPBACK, "unix_socket_directories": "", "max_connections": "60"}


@dataclass(frozen=True)
class PostgresServer:
    """A server that runs; each test takes a database of its own on it."""

    port: int
    password: str

    def url(self, database: str, user: str = OWNER) -> str:
        """Return how a database is asked for; every role of the tests has the same password."""
        return f"postgresql+psycopg://{user}:{self.password}@{LOOPBACK}:{self.port}/{database}"

    def connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        """Return a connection of the owner past the product, each statement by itself."""
        where = f"host={LOOPBACK} port={self.port} user={OWNER} password={self.password}"
        return psycopg.connect(where, dbname=database, autocommit=True)

    def create(self, database: str, template: str = "template0", more: str = "") -> str:
        """Make a database and return its URL."""
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {} " + more)
        with self.connect("postgres") as conn:
            conn.execute(made.format(sql.Identifier(database), sql.Identifier(template)))
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        gone = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database))
        with self.connect("postgres") as conn:
            conn.execute(gone)

    def create_role(self, role: str) -> None:
        """Make a role that may log in and nothing else."""
        made = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
        with self.connect("postgres") as conn:
            conn.execute(made.format(sql.Identifier(role), sql.Literal(self.password)))

    def is_ready(self) -> bool:
        """Ask the server whether it serves."""
        try:
            self.connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def postgres() -> Iterator[PostgresServer]:
    """Run a server on a folder of its own."""
    server = PostgresServer(free_ports(1)[0], secrets.token_urlsafe(24))
    folder = Path(tempfile.mkdtemp(prefix="tk-pg-"))
    user = unprivileged()
    first = folder / "password"
    first.write_text(server.password, encoding="ascii")
    if user is not None:
        shutil.chown(folder, user)
        shutil.chown(first, user)
    try:
        initdb(folder / "data", OWNER, first, FOR_US)
        here = {**SETTINGS, "port": str(server.port)}
        settings = [word for name, value in here.items() for word in ("-c", f"{name}={value}")]
        command = [str(program("postgres")), "-D", str(folder / "data"), *settings]
        log = folder / "postgres.log"
        with serving(command, {}, log, server.is_ready, user):
            yield server
    finally:
        shutil.rmtree(folder)


def initdb(data: Path, superuser: str, password: Path, words: Sequence[str]) -> None:
    """Make a server's folder for a superuser with the password that a file holds."""
    command = [
        str(program("initdb")), "-D", str(data), "-U", superuser, "--auth=scram-sha-256",
        f"--pwfile={password}", *words,
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, user=unprivileged(), cwd="/")


def unprivileged() -> str | None:
    """Return the user under whom PostgreSQL runs, where it refuses to run as we do."""
    return UNPRIVILEGED if os.geteuid() == 0 else None


def program(name: str) -> Path:
    """Debian keeps the server's programs out of PATH, one folder a version."""
    found = sorted(PACKAGED.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1]
    elsewhere = shutil.which(name)
    assert elsewhere is not None, f"{name} is not there: apt-get install postgresql"
    return Path(elsewhere)
