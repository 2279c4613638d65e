"""Finds the programs a judge needs; a missing one is an error, never a skipped test."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


class ToolMissingError(RuntimeError):
    """A judge cannot sit; the message is the command that mends it."""


def tool(name: str, package: str) -> str:
    """The path of a program, or an error that names the Debian package it comes with."""
    found = shutil.which(name)
    if found is None:
        raise ToolMissingError(f"`{name}` is missing: apt-get install {package}")
    return found


def cache_dir() -> Path:
    """Where built judges are kept between runs: outside every checkout."""
    root = os.getenv("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(root) / "trinhky" / "judges"
