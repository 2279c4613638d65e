"""The reference in Java: EU DSS, built once per source state with the user's own Maven settings.

The result lies in the cache, named by the hash of `pom.xml` and the sources: our jar, its libraries
copied beside it. Where Java or Maven is missing, or Maven cannot fetch, there is no such reference.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.bench.signing.office import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Mapping

JAVA: Final = Path(__file__).parent / "java"
VERSION: Final = "6.4"
GOALS: Final = ("compiler:compile", "jar:jar", "dependency:copy-dependencies")
BUILD_SECONDS: Final = 900


class NoDssError(RuntimeError):
    """The reference cannot be had here; the message says why, in the words of the tool."""


def command(folder: Path, environ: Mapping[str, str]) -> list[str]:
    """Return the command of a process of this side, built now if need be. Raises NoDssError."""
    home = _built(environ)
    jars = [home / "bench-1.jar", *sorted((home / "lib").glob("*.jar"))]
    options = ("-Xmx1g", "-Djava.awt.headless=true", "-cp", ":".join(map(str, jars)))
    arguments = ("trinhky.bench.Bench", str(folder), PASSWORD)
    return [_program("java", environ), *options, *arguments]


def _built(environ: Mapping[str, str]) -> Path:
    caches = environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    home = Path(caches) / "trinhky" / "bench" / _source_hash()
    if not (home / "bench-1.jar").exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        # Maven's own repository is not made for two at a time; the tests build with it too.
        with (home.parents[1] / "maven.lock").open("w") as guard:
            fcntl.flock(guard, fcntl.LOCK_EX)
            if not (home / "bench-1.jar").exists():  # not built while we waited
                _build(home, environ)
    return home


def _build(home: Path, environ: Mapping[str, str]) -> None:
    with tempfile.TemporaryDirectory(dir=home.parent, prefix="building-") as scratch:
        _maven(Path(scratch), environ).rename(home)  # there whole or not at all


def _source_hash() -> str:
    digest = hashlib.sha256()
    for path in (JAVA / "pom.xml", *sorted((JAVA / "src").rglob("*.java"))):
        digest.update(path.relative_to(JAVA).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _maven(scratch: Path, environ: Mapping[str, str]) -> Path:
    """Try without the network first: a warm local repository must not wait for any."""
    _program("javac", environ)
    shutil.copy(JAVA / "pom.xml", scratch)
    shutil.copytree(JAVA / "src", scratch / "src")
    base = [_program("mvn", environ), "-q", "-B"]
    said = ""
    for network in (["-o"], []):
        done = subprocess.run(  # noqa: S603 -- Maven, on our own sources
            [*base, *network, *GOALS],
            cwd=scratch, env=dict(environ), capture_output=True, text=True,
            timeout=BUILD_SECONDS, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            return scratch / "target"
        said = done.stdout[-2000:] + done.stderr[-2000:]
    raise NoDssError(said)


def _program(name: str, environ: Mapping[str, str]) -> str:
    found = shutil.which(name, path=environ.get("PATH", ""))
    if found is None:
        raise NoDssError(f"no program {name}")
    return found
