"""What the architecture tests read: the files that git knows, and the functions in them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("doc_templates", "service", "signing", "storage", "workflows")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[Path, ...]:
    """Return the files of this checkout, tracked or new, that nobody chose to ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


@cache
def modules() -> tuple[Path, ...]:
    """Return every Python file."""
    return tuple(path for path in files() if path.suffix == ".py")


def in_rooms() -> tuple[Path, ...]:
    """Return the Python files of the product itself."""
    return tuple(path for path in modules() if path.relative_to(ROOT).parts[0] in ROOMS)


@cache
def text_of(path: Path) -> str:
    """Return a file's text."""
    return path.read_text(encoding="utf-8")


def functions(path: Path) -> list[Function]:
    """Return every function and method of a module, inner ones too."""
    tree = ast.parse(text_of(path))
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def shown(path: Path, line: int | None = None) -> str:
    """Return a place as people and editors write it."""
    place = str(path.relative_to(ROOT))
    return place if line is None else f"{place}:{line}"
