"""What the image installs is all that the rooms hold: a wheel built as the Dockerfile builds it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.architecture.reading import ROOMS, ROOT, files

if TYPE_CHECKING:
    from pathlib import Path

NOT_INSTALLED = {".in"}  # read by scripts only


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The project as a wheel, built from a copy, so that nothing is left in the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    source = copied(folder / "source")
    words = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", *words, str(source)], check=True)
    return zipfile.ZipFile(next(folder.glob("trinhky-*.whl")))


def copied(target: Path) -> Path:
    """Copy what the image's build is given: .dockerignore lets in these and no more."""
    let_in = {"pyproject.toml", "README.md", "LICENSE", *ROOMS}
    for path in files():
        relative = path.relative_to(ROOT)
        if relative.parts[0] in let_in:
            (target / relative).parent.mkdir(parents=True, exist_ok=True)
            (target / relative).write_bytes(path.read_bytes())
    return target


def test_every_file_of_the_rooms_is_installed(wheel: zipfile.ZipFile) -> None:
    ours = {
        str(path.relative_to(ROOT))
        for path in files()
        if path.relative_to(ROOT).parts[0] in ROOMS and path.suffix not in NOT_INSTALLED
    }
    assert len(ours) > 200
    assert ours - set(wheel.namelist()) == set()


def test_the_command_is_installed(wheel: zipfile.ZipFile) -> None:
    points = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "trinhky = service.cli:main" in wheel.read(points).decode()
