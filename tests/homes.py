"""Homes with the demo organisation in them: planted once a run, copied for whoever needs its own.

Planting makes fifteen RSA keys and costs seconds; copying a planted home costs milliseconds.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.config import Settings
from service.demo import seed_home
from service.stack.first_run import prepare
from service.stack.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_COPIED = ("blobs", "pki", "desk", "secrets")


def real_clock() -> datetime:
    """Read the clock: the tests' composition root may."""
    return datetime.now(UTC)  # noqa: TID251 -- the tests' composition root


def settings_in(layout: Layout, **told: str) -> Settings:
    """Return the settings of a home; `told` are further ones, by name without prefix."""
    further = {f"TRINHKY_{name.upper()}": value for name, value in told.items()}
    return Settings.from_env({"TRINHKY_HOME": str(layout.home), **further})


def copy_home(planted: Layout, folder: Path) -> Layout:
    """Copy a home that no process works on, or only readers do, into an empty folder."""
    for name in _COPIED:
        shutil.copytree(planted.home / name, folder / name, ignore=_passing, dirs_exist_ok=True)
    copy = Layout(folder)
    copy.make()
    copy_database(planted.database, copy.database)
    return copy


def copy_database(source: Path, target: Path) -> None:
    """Copy an SQLite file with what is still in its log; works while others write to it."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


@contextmanager
def short_folder() -> Iterator[Path]:
    """Give a folder whose path is short enough for a unix socket; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="tk-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # a process may still be leaving its log


@pytest.fixture(scope="session")
def planted_home() -> Iterator[Layout]:
    """The demo's people with their keys, certificates and images. Only to be copied."""
    with short_folder() as folder:
        layout = Layout(folder)
        prepare(settings_in(layout, demo="1"), real_clock(), lambda _key, _what: None, seed_home)
        yield layout


@pytest.fixture
def own_home(planted_home: Layout) -> Iterator[Layout]:
    """A planted home that belongs to one test."""
    with short_folder() as folder:
        yield copy_home(planted_home, folder)


@pytest.fixture(scope="session")
def new_home(planted_home: Layout) -> Iterator[Callable[[], Layout]]:
    """Give planted homes for fixtures that live longer than one test."""
    folders: list[Path] = []

    def give() -> Layout:
        folders.append(Path(tempfile.mkdtemp(prefix="tk-")))
        return copy_home(planted_home, folders[-1])

    yield give
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _passing(folder: str, names: list[str]) -> set[str]:
    """Leave out what only holds while a process runs."""
    return {name for name in names if name.endswith(".lock") or (Path(folder) / name).is_socket()}
