"""The columns of a list of people, and how their headers are known again however they are typed.

Case, accents, order, punctuation and further columns do not matter. What a list may hold, and in
which words, is data: `people_list.json` beside this file. Pure.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doc_templates.read.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DATA = Path(__file__).with_name("people_list.json")
_NO_WORD = re.compile("[^a-z0-9]+")
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_NUMBER = re.compile(r"\b0?(\d)\b")
_SEAM = re.compile(r"(?<=[a-z])(?=\d)")  # of "lt2"
KEY, NAME, KINDS = "key", "name", "kinds"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `id` is stable: `key`, `follow2.work`, `shortcoming1.year`, `section.dao-duc`."""

    id: str
    header: str
    help: str
    width: int
    required: bool
    values: tuple[str, ...]  # what may be chosen; empty: free text


@cache
def data() -> dict[str, Any]:
    """Return what a list may hold, as it stands in the file beside this module."""
    found: dict[str, Any] = json.loads(_DATA.read_text("utf-8"))
    return found


@cache
def columns() -> tuple[Column, ...]:
    """Return all columns in the order of the template."""
    return tuple(_expanded())


def words(text: str) -> str:
    """Return the folded words of a text with one blank between them: `"Mã - NV"` gives `"ma nv"`.

    `text` must be composed (NFC).
    """
    return _NO_WORD.sub(" ", fold(text)).strip()


def recognised(headers: Sequence[str]) -> dict[int, str]:
    """Return which column stands where (from 0) in a row of headers; unknown ones are left out."""
    found: dict[int, str] = {}
    before = ""
    for index, header in enumerate(headers):
        if column := _known(header, before):
            found[index] = before = column
    return found


def _expanded() -> Iterator[Column]:
    """Yield the columns of a group together, once for each number it may have."""
    entries = data()["columns"]
    done: set[str] = set()
    for entry in entries:
        group = entry["id"].partition(".")[0]
        if group not in data()["groups"]:
            yield _column(entry, "")
        elif group not in done:
            done.add(group)
            members = [each for each in entries if each["id"].startswith(f"{group}.")]
            for number in range(1, data()["groups"][group]["most"] + 1):
                yield from (_column(each, str(number)) for each in members)


def _column(entry: dict[str, Any], number: str) -> Column:
    group, dot, part = entry["id"].partition(".")
    return Column(
        f"{group}{number}{dot}{part}",
        entry["header"].replace("{n}", number),
        entry["help"],
        entry["width"],
        bool(entry.get("required")),
        tuple(entry.get("values", ())),
    )


def _known(header: str, before: str) -> str | None:
    """Return the column of a header, read as it is or without what stands in brackets."""
    for said in (words(header), words(_BRACKETS.sub(" ", header))):
        if said and (column := _column_of(said, before)):
            return column
    return None


def _column_of(said: str, before: str) -> str | None:
    if column := _names("").get(said):
        return column
    said = _SEAM.sub(" ", said)
    digit = _NUMBER.search(said)
    bare = " ".join(_NUMBER.sub(" ", said).split())
    for group, part in _readings(bare, before):
        number = digit[1] if digit else _number_before(before, group)
        if part and 1 <= int(number) <= data()["groups"][group]["most"]:
            return f"{group}{number}.{part}"
    return None


def _number_before(before: str, group: str) -> str:
    """Return the number of the column before, when it is of the same group: else the first."""
    same = re.match(rf"{group}(\d)\.", before)
    return same[1] if same else "1"


def _readings(bare: str, before: str) -> Iterator[tuple[str, str | None]]:
    """Yield what a header without its number may mean, the likeliest first.

    A group's name in it decides. "Giải pháp" alone belongs to the shortcoming it stands behind.
    """
    for group, about in data()["groups"].items():
        for name in about["names"]:
            if re.search(rf"\b{name}\b", bare):
                rest = " ".join(re.sub(rf"\b{name}\b", " ", bare).split())
                yield group, _names(group).get(rest or bare)
    follows_shortcoming = before.startswith("shortcoming")
    for group in sorted(data()["groups"], reverse=follows_shortcoming):
        yield group, _names(group).get(bare)


@cache
def _names(group: str) -> dict[str, str]:
    """Return the words of headers: of a group the part they mean, of "" the whole column id."""
    found: dict[str, str] = {}
    for entry in data()["columns"]:
        owner, _, part = entry["id"].partition(".")
        grouped = owner in data()["groups"]
        if (owner if grouped else "") == group:
            for text in (entry["header"].replace("{n}", ""), *entry["also"]):
                found.setdefault(words(text), part if grouped else entry["id"])
    return found
