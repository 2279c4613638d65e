"""Temporal's own server and its tool for PostgreSQL, at the version of the compose file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.programs import GoProgram

if TYPE_CHECKING:
    from pathlib import Path

VERSION = "v1.29.1"
SERVER = GoProgram("server", "go.temporal.io/server/cmd/server", VERSION)
SQL_TOOL = GoProgram("sql", "go.temporal.io/server/cmd/tools/sql", VERSION)
INSTALLED = {"temporal-server": SERVER, "temporal-sql-tool": SQL_TOOL}  # as the images call them


def install(cache: Path, folder: Path) -> None:
    """Put the programs into `folder` by the names that they have in the images."""
    folder.mkdir(exist_ok=True)
    for name, program in INSTALLED.items():
        (folder / name).symlink_to(program.find(cache))
