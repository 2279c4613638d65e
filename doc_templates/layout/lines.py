"""Where a centred text breaks, and how long the rule under it is. Pure; widths from the typeface.

The decree ties the rule's length to the text above it (a third to a half, II.2b and II.5b) but not
to a line of it; the last line is taken. So the breaks must be ours, not the word processor's.
"""

from __future__ import annotations

from doc_templates.layout.compounds import units
from doc_templates.layout.runs import Xml
from doc_templates.typeface import Face, text_width

RULE_SHARE = 0.42  # within a third and a half, clear of both
_MM_PER_PT = 25.4 / 72
_TWIPS_PER_MM = 1440 / 25.4
_NARROWING_STEP = 4.0  # pt


def balanced(text: str, face: Face, size: float, widest: float) -> tuple[str, ...]:
    """Break `text` into as few lines as fit `widest` mm, and those about equally long.

    Words of several syllables stay whole, unless that costs a line.
    """
    room = widest / _MM_PER_PT
    words, whole = text.split(" "), units(text)
    best = _greedy(words, face, size, room)
    if _longest(whole, face, size) <= room:
        kept = _greedy(whole, face, size, room)
        words, best = (whole, kept) if len(kept) == len(best) else (words, best)
    while (room := room - _NARROWING_STEP) >= _longest(words, face, size):
        tighter = _greedy(words, face, size, room)
        if len(tighter) > len(best):
            break
        best = tighter
    return best


def _longest(words: list[str], face: Face, size: float) -> float:
    return max(text_width(word, face, size) for word in words)


def _greedy(words: list[str], face: Face, size: float, room: float) -> tuple[str, ...]:
    lines: list[str] = []
    for word in words:
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, face, size) <= room:
            lines[-1] = joined
        else:
            lines += _cut(word, face, size, room)
    return tuple(lines)


def _cut(word: str, face: Face, size: float, room: float) -> list[str]:
    """Cut a word that is wider than a line; an ordinary word comes back whole."""
    parts = [""]
    for char in word:
        if parts[-1] and text_width(parts[-1] + char, face, size) > room:
            parts.append("")
        parts[-1] += char
    return parts


def rule(line: str, face: Face, size: float, column: float, share: float = RULE_SHARE) -> Xml:
    """Return the paragraph that draws the rule under `line`, centred in `column` mm."""
    length = text_width(line, face, size) * _MM_PER_PT * share
    side = round((column - length) / 2 * _TWIPS_PER_MM)
    return Xml(
        '<w:p><w:pPr><w:pStyle w:val="DuongKe"/>'
        f'<w:ind w:left="{side}" w:right="{side}"/></w:pPr></w:p>'
    )
