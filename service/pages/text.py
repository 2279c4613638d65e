"""Texts of documents as HTML: emphasis is understood, everything else is inert."""

from __future__ import annotations

import re

from markupsafe import Markup

from doc_templates.layout.runs import pieces
from service.labels import label

_PLACES = (  # ids that comments stand at, and how they are told; the first that fits
    ("in_section", re.compile(r"s(?P<section>[0-9]+)p(?P<paragraph>[0-9]+)")),
    ("in_shortcomings", re.compile(r"hc-(?P<number>[0-9]+)")),
    ("in_contents", re.compile(r"(c|lt-)(?P<number>[0-9]+)")),
    ("in_commitment", re.compile(r"(?P<section>[a-z]+-[a-z]+)-p?(?P<paragraph>[0-9]+)")),
)
_MB = 1024**2
_I, _B = Markup("<em>{}</em>"), Markup("<strong>{}</strong>")


def emphasised(text: str) -> Markup:
    """Return a paragraph with `**bold**` and `*italic*` marked up, and escaped."""
    parts = []
    for piece in pieces(text):
        part = Markup.escape(piece.text)
        part = _I.format(part) if piece.italic else part
        parts.append(_B.format(part) if piece.bold else part)
    return Markup("").join(parts)


def place_words(place: str) -> str:
    """Return where something is, in words: of an id, `line:N` or a JSON pointer."""
    for name, pattern in _PLACES:
        if (found := pattern.fullmatch(place)) is not None:
            return _told(name, found.groupdict())
    if place.startswith("line:"):
        return f"{label('place', 'line')} {place.removeprefix('line:')}"
    steps = place.strip("/").split("/")
    return " › ".join(str(int(s) + 1) if s.isdecimal() else label("place", s) for s in steps)


def _told(name: str, parts: dict[str, str]) -> str:
    named = {key: label("place", value) for key, value in parts.items()}
    return label("place", name).format(**named)


def size_words(size: int) -> str:
    """Return a length in bytes as people read it: `350 KB`, `1,4 MB`."""
    if size < _MB:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / _MB:.1f} MB".replace(".", ",")
