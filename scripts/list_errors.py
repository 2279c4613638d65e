"""Write docs/errors.md: every code that the rooms can refuse with, where it arises, what it means.

Run by `make docs`; a test fails while the file is not what this prints.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "errors.md"
CATALOGUE = ROOT / "service" / "catalogue" / "errors.vi.json"
ROOMS = ("doc_templates", "service", "signing", "storage", "workflows")
HEAD = """# Mã lỗi · Error codes

Trang này do `make docs` viết ra từ mã nguồn; đừng sửa tay. Written by `make docs`; do not edit.

A code never changes once it is released: programs, logs and people refer to it. "Again" says
whether asking the same once more can help. The Vietnamese sentence is what people read.

| Code | Room | Again | Meaning | Câu báo |
|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True, order=True)
class Refusal:
    """One exception class of ours that has a code of its own."""

    code: str
    module: str
    name: str
    retryable: bool
    meaning: str

    @property
    def room(self) -> str:
        """The top-level package that it belongs to."""
        return self.module.partition(".")[0]


def refusals() -> list[Refusal]:
    """Return every exception class of the rooms that defines a code, sorted by code."""
    return sorted({refusal for module in _modules() for refusal in _in_module(module)})


def page() -> str:
    """Return the text of docs/errors.md."""
    catalogue = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return HEAD + "".join(_row(refusal, catalogue) for refusal in refusals())


def _modules() -> list[str]:
    """Return the names of all modules of the rooms, but those that run when imported."""
    found = list(ROOMS)
    for room in ROOMS:
        package = importlib.import_module(room)
        walked = pkgutil.walk_packages(package.__path__, f"{room}.")
        found += [each.name for each in walked if not _runs_on_import(each.name)]
    return found


def _runs_on_import(name: str) -> bool:
    """Whether a module is a script: `__main__`, or the migrations that Alembic loads."""
    return name.endswith(".__main__") or ".migrations." in name


def _in_module(name: str) -> list[Refusal]:
    """Return the refusals that a module defines itself."""
    module = importlib.import_module(name)
    classes = [each for _, each in inspect.getmembers(module, inspect.isclass)]
    own = [each for each in classes if each.__module__ == name and issubclass(each, Exception)]
    return [
        Refusal(
            code=each.__dict__["code"],
            module=name,
            name=each.__name__,
            retryable=bool(getattr(each, "retryable", False)),
            meaning=(inspect.getdoc(each) or "").partition("\n")[0],
        )
        for each in own
        if isinstance(each.__dict__.get("code"), str)
    ]


def _row(refusal: Refusal, catalogue: dict[str, dict[str, str]]) -> str:
    """Return one line of the table."""
    said = catalogue.get(refusal.code, {}).get("message", "")
    again = "yes" if refusal.retryable else "no"
    cells = (f"`{refusal.code}`", refusal.room, again, refusal.meaning, said)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
