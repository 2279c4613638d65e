"""The compose set-up without containers: the same programs, words, settings, order and files.

Everything is taken from the parsed file, so that what is tried here and what is written there
cannot part. What a container would give (a network, a folder, a user) is this machine's:
`tests.servers.places`.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from service.deployment.secrets import make_secrets
from service.stack.child import ChildPlan
from service.stack.ports import LOOPBACK
from tests.homes import real_clock
from tests.servers import postgres, s3, temporal
from tests.servers.compose import ROOT, Compose, Service
from tests.servers.places import Places

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

ONCE_LIMIT_S = 600.0
SUPERUSER = "postgres"  # of the image
AT_FIRST = "/docker-entrypoint-initdb.d"  # what the image of PostgreSQL runs on an empty server


@dataclass
class ByHand:
    """Plans for the services of a compose file; `waves` is what a supervisor runs."""

    compose: Compose
    places: Places
    surroundings: Mapping[str, str]
    cache: Path  # of programs that were built
    done: set[str] = field(default_factory=set)  # services that are healthy, or ended well

    def prepare(self) -> None:
        """Make what an operator makes before the first start, and find the programs."""
        for inside in ("run/secrets", "srv/pki", "logs", "data"):
            (self.places.root / inside).mkdir(parents=True, exist_ok=True)
        make_secrets(self.places.root / "run" / "secrets", real_clock())
        temporal.install(self.cache, self.places.root / "bin")
        self._initdb(self.compose.services["postgres"])

    def waves(self) -> list[list[ChildPlan]]:
        """Return the services that stay, in the order in which they wait for each other."""
        once, left = self.compose.once(), dict(self.compose.services)
        ready: set[str] = set()
        waves: list[list[ChildPlan]] = []
        while left:
            now = [one for one in left.values() if set(one.waits_for) <= ready]
            assert now, f"these wait for each other: {sorted(left)}"
            waves.append([self._plan(one) for one in now if one.name not in once])
            ready |= {one.name for one in now}
            left = {name: one for name, one in left.items() if name not in ready}
        return [wave for wave in waves if wave]

    def settings_of(self, name: str) -> dict[str, str]:
        """Return what a service's environment is on this machine."""
        told = self.compose.services[name].environment
        return {key: self.places.here(value) for key, value in told.items()}

    def run(self, *words: str, like: str) -> subprocess.CompletedProcess[str]:
        """Run `trinhky` with the settings of a service, and return what it said."""
        return self._run([sys.executable, "-m", "service.cli", *words], like)

    def run_once(self, name: str) -> None:
        """Run a service that ends, and see that it ended well."""
        ended = self._run(self._command(self.compose.services[name]), name)
        assert ended.returncode == 0, f"{name}: {ended.stdout}{ended.stderr}"

    def _plan(self, service: Service) -> ChildPlan:
        return ChildPlan(
            name=service.name,
            command=tuple(self._command(service)),
            environment=self._environment(service.name),
            log=self.places.root / "logs" / f"{service.name}.log",
            probe=self._probe(service),
            once_ready=lambda: self._what_follows(service.name),
        )

    def _what_follows(self, name: str) -> None:
        """Run the services that end and had waited for this one, and those behind them."""
        if name == "postgres" and not self.done:
            self._at_first(self.compose.services[name])
        self.done.add(name)
        for one in self.compose.services.values():
            is_next = one.name not in self.done and set(one.waits_for) <= self.done
            if one.name in self.compose.once() and is_next:
                self.run_once(one.name)
                self._what_follows(one.name)

    def _command(self, service: Service) -> list[str]:
        words = [self.places.here(word) for word in (*service.entrypoint, *service.command)]
        if service.is_ours:
            return [sys.executable, "-m", "service.cli", *words]
        if service.name == "postgres":
            return self._postgres(words[1:])
        if service.name == "minio":
            return [str(s3.MINIO.find(self.cache)), *words[1:]]
        return words

    def _environment(self, name: str) -> dict[str, str]:
        """A process has what its service is told, and what every process of a machine has."""
        root = self.places.root
        more = {
            "PATH": f"{root / 'bin'}:{self.surroundings.get('PATH', os.defpath)}",
            "TRINHKY_HOME": str(root / "home"),
            "TEMPORAL_PORT": str(self.places.temporal),
        }
        is_ours = self.compose.services[name].is_ours
        kept = {key: value for key, value in more.items() if is_ours == key.startswith("TRINHKY_")}
        return {**self.surroundings, "PATH": more["PATH"], **kept, **self.settings_of(name)}

    def _run(self, command: list[str], like: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, env=self._environment(like), cwd=ROOT, capture_output=True, text=True,
            check=False, timeout=ONCE_LIMIT_S,
        )  # fmt: skip

    def _probe(self, service: Service) -> Callable[[datetime], bool]:
        """The file's own question where it is one of our commands, the image's otherwise."""
        asked = [str(word) for word in service.told["healthcheck"]["test"]]
        if service.is_ours:
            return lambda _: self.run(*asked[2:], like=service.name).returncode == 0
        return {
            "postgres": lambda _: self._postgres_answers(),
            "minio": lambda _: _answers(
                f"http://{LOOPBACK}:{self.places.minio}/minio/health/ready"
            ),
            "temporal": lambda _: _listens(self.places.temporal),
        }[service.name]

    # ---- PostgreSQL's image

    @property
    def _data(self) -> Path:
        return self.places.root / "postgres"

    def _password(self) -> str:
        return (self.places.root / "run/secrets/postgres_password").read_text(encoding="ascii")

    def _initdb(self, service: Service) -> None:
        words = service.environment["POSTGRES_INITDB_ARGS"].split()
        folder, user = self._data, postgres.unprivileged()
        folder.mkdir()
        password = folder / "password"
        shutil.copyfile(self.settings_of("postgres")["POSTGRES_PASSWORD_FILE"], password)
        if user is not None:
            self.places.root.chmod(0o711)
            shutil.chown(folder, user)
            shutil.chown(password, user)
        postgres.initdb(folder / "data", SUPERUSER, password, words)
        password.unlink()

    def _postgres(self, words: list[str]) -> list[str]:
        where = f"listen_addresses={LOOPBACK}", "unix_socket_directories="
        ours = [w for one in (*where, f"port={self.places.postgres}") for w in ("-c", one)]
        command = [str(postgres.program("postgres")), "-D", str(self._data / "data"), *words, *ours]
        user = postgres.unprivileged()
        return command if user is None else ["setpriv", f"--reuid={user}", f"--regid={user}",
                                             "--clear-groups", "--", *command]  # fmt: skip

    def _postgres_answers(self) -> bool:
        where = f"host={LOOPBACK} port={self.places.postgres} user={SUPERUSER} dbname=postgres"
        try:
            psycopg.connect(f"{where} password={self._password()}").close()
        except psycopg.OperationalError:
            return False
        return True

    def _at_first(self, service: Service) -> None:
        scripts = [out for inside, out in service.volumes.items() if inside.startswith(AT_FIRST)]
        own = {
            "PGHOST": LOOPBACK,
            "PGPORT": str(self.places.postgres),
            "PGPASSWORD": self._password(),
            "SECRETS": str(self.places.root / "run/secrets"),
        }
        for script in scripts:
            subprocess.run(
                [ROOT / script], env={**self._environment("postgres"), **own}, check=True,
                capture_output=True,
            )  # fmt: skip


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 -- loopback
            return bool(answer.status == 200)
    except OSError:
        return False


def _listens(port: int) -> bool:
    with socket.socket() as caller:
        caller.settimeout(2)
        return caller.connect_ex((LOOPBACK, port)) == 0
