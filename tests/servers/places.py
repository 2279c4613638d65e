"""Where the places of a compose file are when there are no containers: ports, folders, files."""

from __future__ import annotations

import random
import socket
from dataclasses import dataclass
from pathlib import Path

from service.stack.ports import LOOPBACK, free_ports
from tests.servers.compose import ROOT

TEMPORAL_TAKES = 14  # ports in a row: four services, and how their members find each other
HIGHEST = 32_767
INSIDE = ("/run/secrets", "/srv", "/data")  # folders of containers that get a place below ours


@dataclass(frozen=True)
class Places:
    """One machine's stand-ins for what only exists between containers."""

    root: Path
    postgres: int
    minio: int
    temporal: int
    web: int

    @classmethod
    def free(cls, root: Path) -> Places:
        """Return places that nobody uses now, below a short path (a unix socket lies there)."""
        postgres, minio, web = free_ports(3)
        return cls(root, postgres, minio, _row_of_ports(TEMPORAL_TAKES), web)

    def here(self, value: str) -> str:
        """Return a word of the compose file as it must be said on this machine."""
        exact = {
            "postgres": LOOPBACK,
            "5432": str(self.postgres),
            "8080": str(self.web),
            "0.0.0.0": LOOPBACK,  # noqa: S104 -- what is written there, not what is done here
            ":9000": f"{LOOPBACK}:{self.minio}",
            "127.0.0.1:9001": f"{LOOPBACK}:0",  # a console that nobody calls
        }
        if value in exact:
            return exact[value]
        for name, port in (("postgres:5432", self.postgres), ("minio:9000", self.minio),
                           ("temporal:7233", self.temporal)):  # fmt: skip
            value = value.replace(name, f"{LOOPBACK}:{port}")
        value = value.replace("/etc/trinhky", str(ROOT / "deploy" / "temporal"))
        if value.startswith(INSIDE):
            return str(self.root) + value
        return value


def _row_of_ports(count: int) -> int:
    """Return the first of `count` ports in a row that nobody listens on now.

    Temporal keeps them in a column of PostgreSQL that ends at 32,767.
    """
    while True:
        first = random.randrange(10_000, HIGHEST - count)  # noqa: S311 -- no secret
        if all(_is_free(port) for port in range(first, first + count)):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
