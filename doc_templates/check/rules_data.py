"""The phrase lists of the content rules, with their sources: data beside the code."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("follow.json")


@cache
def rules_data() -> dict[str, Any]:
    """Return `follow.json`: limits, phrases by rule, words of quantities."""
    found: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return found
