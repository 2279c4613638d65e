"""Builds the Java judges once per source state, with the user's own Maven settings.

The result lies in the cache, named by the hash of `pom.xml` and the sources: our jar, its libraries
copied beside it, and a class-data archive that the first run leaves behind (it saves a second of
every later start). Nothing is built inside the checkout.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.judges.tools import cache_dir, tool

HERE = Path(__file__).parent
PACKAGES = "default-jdk-headless maven"
GOALS = ("compiler:compile", "jar:jar", "dependency:copy-dependencies")
BUILD_SECONDS = 900


class JudgesNotBuiltError(RuntimeError):
    """Maven could not build the judges; the message holds what it said."""


def built() -> Path:
    """The folder with `judges-1.jar` and `lib/`, built now if this source state never was."""
    home = cache_dir() / _source_hash()
    if not (home / "judges-1.jar").exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        # Maven's own repository is not made for two at a time; the benchmark builds with it too.
        with (home.parents[1] / "maven.lock").open("w") as guard:
            fcntl.flock(guard, fcntl.LOCK_EX)
            if not (home / "judges-1.jar").exists():  # not built while we waited
                _build(home)
    return home


def _build(home: Path) -> None:
    with tempfile.TemporaryDirectory(dir=home.parent, prefix="building-") as scratch:
        _maven(Path(scratch)).rename(home)  # there whole or not at all


def _sources() -> list[Path]:
    return [HERE / "pom.xml", *sorted((HERE / "src").rglob("*.java"))]


def _source_hash() -> str:
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.relative_to(HERE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _maven(scratch: Path) -> Path:
    """Try without the network first: a warm local repository must not wait for any."""
    tool("javac", PACKAGES)
    command = [tool("mvn", PACKAGES), "-q", "-B"]
    shutil.copy(HERE / "pom.xml", scratch)
    shutil.copytree(HERE / "src", scratch / "src")
    for network in (["-o"], []):
        done = subprocess.run(
            [*command, *network, *GOALS],
            cwd=scratch,
            capture_output=True,
            text=True,
            timeout=BUILD_SECONDS,
            check=False,
        )
        if done.returncode == 0:
            return scratch / "target"
    raise JudgesNotBuiltError(done.stdout[-4000:] + done.stderr[-4000:])
