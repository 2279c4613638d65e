"""The set-up commands say what they do, and what they cannot do."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.architecture.reading import ROOT, files

if TYPE_CHECKING:
    from pathlib import Path

SCRIPTS = [path for path in files() if path.suffix == ".sh"] + [ROOT / ".ci" / "run"]
TARGETS = ("setup", "run", "test", "check", "soak", "lock", "fmt", "docs", "clean")


def said(*words: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command here, `path` searched first, and return what it said."""
    own = {"PATH": f"{path}:{os.defpath}:/usr/bin:/bin"} if path else None
    return subprocess.run(words, cwd=ROOT, env=own, capture_output=True, text=True, check=False)


def a_system(folder: Path, **programs: str) -> Path:
    """Return a folder of programs, each a line of shell, that stands before the real ones."""
    for name, line in programs.items():
        program = folder / name.replace("_", "-")
        program.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        program.chmod(0o755)
    return folder


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_readable_to_bash(script: Path) -> None:
    assert said("bash", "-n", str(script)).stderr == ""


def test_bare_make_names_every_command() -> None:
    told = said("make", "--no-print-directory")
    assert told.returncode == 0
    assert [name for name in TARGETS if f"make {name}" not in told.stdout] == []


def test_without_root_the_exact_command_is_named(tmp_path: Path) -> None:
    system = a_system(tmp_path, dpkg_query="exit 1", id="echo 1000", apt_get="exit 9")
    told = said("scripts/packages.sh", "run", path=system)
    assert told.returncode == 1
    assert "sudo apt-get install --no-install-recommends python3-venv" in told.stderr
    assert "fonts-liberation2" in told.stderr
    assert "maven" not in told.stderr


def test_where_nothing_is_missing_nothing_is_said(tmp_path: Path) -> None:
    system = a_system(tmp_path, dpkg_query="echo installed", apt_get="exit 9")
    told = said("scripts/packages.sh", "dev", path=system)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")


def test_root_installs_only_what_is_missing(tmp_path: Path) -> None:
    system = a_system(
        tmp_path,
        dpkg_query='[ "$4" = maven ] || [ "$3" = maven ] || echo installed',
        id="echo 0",
        apt_get='echo "apt-get $*"',
    )
    told = said("scripts/packages.sh", "dev", path=system)
    assert told.returncode == 0
    assert "apt-get install -q -y --no-install-recommends maven\n" in told.stdout
