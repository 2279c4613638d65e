"""Emphasis markers: `*italic*`, `**bold**`, `***both***`; unbalanced ones are mended.

A star that stands for itself (a bullet `* `, a footnote sign `(*)`, a star between spaces) is
left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_STARS = re.compile(r"\*+")
_BULLET = re.compile(r"\* (?=\S)")
_GLUED_BULLET = re.compile(r"\*\*\* (?=\S)")  # "*** Title:**" was "* **Title:**"
_SPACE_THEN_WORD = re.compile(r" [^*]")  # a space moved next to a star would make a new marker
_SPACES = re.compile(" {2,}")
_LONGEST_MARKER = 3
_MOST_PASSES = 10  # dropping one marker may leave another without its partner
_MOST_STARS = 2_000  # more is decoration or an attack


@dataclass(slots=True)
class _Marker:
    start: int
    end: int
    kept: bool = False
    opens: bool = False

    @property
    def length(self) -> int:
        return self.end - self.start


def without_markers(text: str) -> str:
    """Return the words alone."""
    return text.replace("*", "")


def repaired(text: str) -> str:
    """Return `text` with every marker paired; the same string when nothing was wrong.

    A marker without a partner is dropped, overlapping pairs lose the inner one, and spaces just
    inside a pair move outside it. Words are never changed.
    """
    if "*" not in text:
        return text
    if text.count("*") <= _MOST_STARS:
        for _ in range(_MOST_PASSES):
            before, text = text, _repaired_once(text)
            if text == before:
                return text
    return _SPACES.sub(" ", without_markers(text)).strip()


def _repaired_once(text: str) -> str:
    if _GLUED_BULLET.match(text):
        separated = "* **" + text[4:]
        if _repaired_once(separated) == separated:
            return separated
    bullet = _BULLET.match(text)
    start = bullet.end() if bullet else 0
    markers = [
        _Marker(*found.span())
        for found in _STARS.finditer(text, start)
        if not _literal(text, found)
    ]
    _pair(text, markers)
    return _rewritten(text, markers)


def _literal(text: str, stars: re.Match[str]) -> bool:
    before = text[stars.start() - 1 : stars.start()] or " "
    after = text[stars.end() : stars.end() + 1] or " "
    alone = before.isspace() and after.isspace()
    return len(stars[0]) == 1 and (alone or (before == "(" and after == ")"))


def _pair(text: str, markers: list[_Marker]) -> None:
    """Mark what is kept: each closer with the nearest opener of its own length."""
    opened: list[_Marker] = []
    for marker in markers:
        if marker.length > _LONGEST_MARKER:
            continue
        partner = next((o for o in reversed(opened) if o.length == marker.length), None)
        if partner is None:
            opened.append(marker)  # at most one of each length is ever open
            continue
        del opened[opened.index(partner) :]
        if text[partner.end : marker.start].strip(" *"):
            partner.kept = partner.opens = marker.kept = True


def _rewritten(text: str, markers: list[_Marker]) -> str:
    parts: list[str] = []
    position = 0
    for marker in markers:
        parts.append(text[position : marker.start])
        position = marker.end
        if not marker.kept:
            continue
        stars = text[marker.start : marker.end]
        if marker.opens and _SPACE_THEN_WORD.match(text, position):
            parts.append(" " + stars)
            position += 1
        elif not marker.opens and parts[-1].endswith(" ") and not parts[-1].endswith("* "):
            parts[-1] = parts[-1][:-1]
            parts.append(stars + " ")
        else:
            parts.append(stars)
    parts.append(text[position:])
    return _SPACES.sub(" ", "".join(parts)).strip()
