"""Every sentence that the terminal says, by table and key; the code holds keys only."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> dict[str, dict[str, str]]:
    """Return the table `name`.vi.json: key -> {"message", "hint"}.

    Raises:
        FileNotFoundError: there is no such table.
    """
    text = files(__package__ or "").joinpath(f"{name}.vi.json").read_text(encoding="utf-8")
    rows: dict[str, dict[str, str]] = json.loads(text)
    return rows


def sentence(name: str, key: str, /, **values: object) -> str:
    """Return the message under `key` of table `name`, its blanks filled with `values`."""
    return table(name)[key]["message"].format(**values)


def hint(name: str, key: str, /, **values: object) -> str:
    """Return what the reader can do about `key`; empty when there is nothing to do."""
    return table(name)[key].get("hint", "").format(**values)
