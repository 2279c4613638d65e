"""The text speaks of the product only: no machine of ours, nothing left for later, no mocks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.reading import ROOT, files, shown, text_of

TEXT = {".py", ".md", ".toml", ".yml", ".yaml", ".sh", ".html", ".css", ".js", ".txt", ".json", ""}
CHECKOUT = [ROOT] if len(ROOT.parts) > 2 else []  # "/app" is a place that others may mean
PLACES = re.compile("|".join(re.escape(f"{place}/") for place in [*CHECKOUT, Path.home()]))
LATER = re.compile(r"\b(TO" + "DO|FIX" + "ME|HA" + r"CK)\b")
MOCKS = re.compile(r"\b(Magic|Async)?Mo" + r"ck\(|unittest\.mo" + "ck import|import mo" + "ck")
NAMELESS = re.compile(r"type: ig" + r"nore(?!\[)|# no" + r"qa(?!:)")
LARGEST = 400_000  # bytes; longer files are data

texts = [path for path in files() if path.suffix in TEXT and path.stat().st_size < LARGEST]


@pytest.mark.parametrize(
    "banned",
    [PLACES, LATER, MOCKS, NAMELESS],
    ids=["places", "later", "mocks", "nameless"],
)
def test_nothing_banned_is_written(banned: re.Pattern[str]) -> None:
    found = [
        f"{shown(path, number)} {line.strip()[:80]}"
        for path in texts
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if banned.search(line)
    ]
    assert found == []


def test_the_top_level_has_only_the_five_rooms() -> None:
    packages = {path.relative_to(ROOT).parts[0] for path in files() if path.suffix == ".py"}
    rooms = {"doc_templates", "service", "signing", "storage", "workflows"}
    assert packages - {"tests", "scripts"} == rooms
