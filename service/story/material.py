"""How the story changes its plans, and a unit's plan of its own."""

from __future__ import annotations

import copy
import json
from importlib.resources import files
from typing import Any


def with_position(content: dict[str, Any], position: str) -> dict[str, Any]:
    """Return the content with the signer's post filled in by its drafter."""
    changed = copy.deepcopy(content)
    changed["signer"]["position"] = position
    return changed


def with_paragraph(content: dict[str, Any], section: int, text: str) -> dict[str, Any]:
    """Return the content with the last paragraph of a section written anew."""
    changed = copy.deepcopy(content)
    changed["sections"][section]["paragraphs"][-1]["text"] = text
    return changed


def unit_content() -> dict[str, Any]:
    """Return the hospital's plan with two "làm theo" contents."""
    return _read("unit_plan.json")


def resolution_content() -> dict[str, Any]:
    """Return what the cell resolves."""
    return _read("resolution.json")


def commitment_texts() -> dict[str, Any]:
    """Return what people commit themselves to."""
    return _read("commitments.json")


def _read(name: str) -> dict[str, Any]:
    text = files(__package__ or "").joinpath(name).read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content
