"""Real S3 stores for tests, on loopback, each with a folder of its own.

MinIO keeps its locks; upstream is archived, the version is pinned, and nothing asks it for more
than plain S3. versitygw says it has object lock and lets an owner shorten a COMPLIANCE lock: the
store that the self-test must refuse.
"""

from __future__ import annotations

import http.client
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.stack.ports import LOOPBACK, free_ports
from storage.blobs.minio_place import MinioPlace
from tests.servers.programs import GoProgram, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MINIO = GoProgram("minio", "github.com/minio/minio", "v0.0.0-20260212201848-7aac2a2c5b7c")
VERSITYGW = GoProgram("versitygw", "github.com/versity/versitygw/cmd/versitygw", "v1.7.0")
USER = "trinhky-tests"


@dataclass(frozen=True)
class S3Server:
    """A server that runs; each test takes a bucket of its own on it."""

    port: int
    secret: str

    def place(self, bucket: str) -> MinioPlace:
        """Return where a bucket of this server is; it need not exist."""
        return MinioPlace(
            endpoint=f"{LOOPBACK}:{self.port}",
            bucket=bucket,
            access_key=USER,
            secret_key=self.secret,
            is_tls=False,
        )

    def answers(self, path: str) -> bool:
        """Say whether the server answers a GET with 200."""
        asked = http.client.HTTPConnection(LOOPBACK, self.port, timeout=2)
        try:
            asked.request("GET", path)
            return asked.getresponse().status == http.client.OK
        except OSError:
            return False
        finally:
            asked.close()


@contextmanager
def minio(program: Path, folder: Path) -> Iterator[S3Server]:
    """Run MinIO with its data in `folder`."""
    server = S3Server(free_ports(1)[0], secrets.token_urlsafe(24))
    here = ["--address", f"{LOOPBACK}:{server.port}", "--console-address", f"{LOOPBACK}:0"]
    command = [str(program), "server", *here, "--quiet", str(folder / "data")]
    environment = {
        "HOME": str(folder),
        "MINIO_ROOT_USER": USER,
        "MINIO_ROOT_PASSWORD": server.secret,
        "MINIO_BROWSER": "off",
        "MINIO_UPDATE": "off",
    }
    log = folder / "minio.log"
    with serving(command, environment, log, lambda: server.answers("/minio/health/live")):
        yield server


@contextmanager
def versitygw(program: Path, folder: Path) -> Iterator[S3Server]:
    """Run versitygw with its data in `folder`."""
    server = S3Server(free_ports(1)[0], secrets.token_urlsafe(24))
    data, versions = folder / "data", folder / "versions"
    data.mkdir()
    versions.mkdir()
    here = ["--port", f"{LOOPBACK}:{server.port}", "--health", "/health", "--quiet"]
    command = [str(program), *here, "posix", "--versioning-dir", str(versions), str(data)]
    environment = {"ROOT_ACCESS_KEY": USER, "ROOT_SECRET_KEY": server.secret}
    log = folder / "versitygw.log"
    with serving(command, environment, log, lambda: server.answers("/health")):
        yield server
