"""Paragraphs in a plain text box, and back with their ids: comments stay where they were. Pure.

A blank line parts two paragraphs. A paragraph keeps its id while its text is unchanged, wherever
it moves among its neighbours, and while it is edited in place; a new one gets an id never used.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
SPACES = re.compile(r"\s+")
ALIKE = 0.5  # below this share of common text an edited paragraph is another paragraph


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a section."""

    id: str
    text: str


def clean(text: str) -> str:
    """Return one line of composed text: browsers send CRLF, people paste tabs."""
    return SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def split(text: str) -> list[str]:
    """Return the paragraphs of a text box, without empty ones."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    return [words for part in BLANK_LINE.split(unix) if (words := clean(part))]


def join(texts: Iterable[str]) -> str:
    """Return what a text box shows for these paragraphs."""
    return "\n\n".join(texts)


def renewed(
    texts: Sequence[str], old: Sequence[Paragraph], taken: set[str], prefix: str
) -> list[Paragraph]:
    """Return the new texts with ids; ids that are made are added to `taken`.

    Args:
        texts: the section's paragraphs as they are now, in order.
        old: as they were.
        taken: every id of the document, so that none is given twice.
        prefix: the section's id; new ids are `<prefix>p<number>`.
    """
    kept = _kept(texts, old)
    return [
        Paragraph(kept.get(index) or _new_id(taken, prefix), text)
        for index, text in enumerate(texts)
    ]


def _kept(texts: Sequence[str], old: Sequence[Paragraph]) -> dict[int, str]:
    """Return which old id each new text keeps, by its index."""
    kept: dict[int, str] = {}
    left = {p.id: p.text for p in old}
    by_text: dict[str, list[str]] = {}
    for paragraph in old:
        by_text.setdefault(paragraph.text, []).append(paragraph.id)
    for index, text in enumerate(texts):
        if by_text.get(text):
            kept[index] = by_text[text].pop(0)
            del left[kept[index]]
    for index, text in enumerate(texts):
        if index not in kept and (found := _alike(text, left)):
            kept[index] = found
            del left[found]
    return kept


def _alike(text: str, left: dict[str, str]) -> str:
    """Return the id of the old paragraph that this is an edit of; "" for none."""
    scores = ((_score(text, before), name) for name, before in left.items())
    score, name = max(scores, default=(0.0, ""))
    return name if score >= ALIKE else ""


def _score(text: str, before: str) -> float:
    return SequenceMatcher(None, before.split(), text.split(), autojunk=False).ratio()


def _new_id(taken: set[str], prefix: str) -> str:
    number = 1
    while f"{prefix}p{number}" in taken:
        number += 1
    taken.add(f"{prefix}p{number}")
    return f"{prefix}p{number}"
