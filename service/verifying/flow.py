"""Breaks text into lines and lines into pages of A4: where each piece of a report stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signing.seal.text_fonts import drawable
from signing.seal.text_pages import A4, Placed, Rule, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MM: Final = 72 / 25.4
LEFT, RIGHT = 25 * _MM, A4[0] - 15 * _MM
_TOP, _BOTTOM = A4[1] - 24 * _MM, 20 * _MM
_NUMBER_Y: Final = A4[1] - 10 * _MM  # of the page, in the top margin, from the second page on
LABELS: Final = 30 * _MM  # the column of a fact's label
BODY: Final = 11.0  # pt
_LEADING: Final = 1.3  # times the size
_MOST_LINES: Final = 12  # of one text: what a stranger wrote fills no page


class Flow:
    """Pages that fill from the top; what is kept together begins a new page where it must."""

    def __init__(self) -> None:
        """Begin the first page."""
        self._pages: list[list[Placed | Rule]] = [[]]
        self._y = _TOP

    @property
    def y(self) -> float:
        """Where the last line stands, in pt from below."""
        return self._y

    def gap(self, points: float) -> None:
        """Leave some room."""
        self._y -= points

    def keep(self, lines: int) -> None:
        """Begin a new page unless so many lines of the body still fit."""
        if self._y - lines * BODY * _LEADING < _BOTTOM:
            self._turn()

    def centred(self, text: str, size: float = BODY, *, bold: bool = False) -> None:
        """Add a text in the middle of the page."""
        for line in broken(text, size, RIGHT - LEFT, bold=bold):
            x = (LEFT + RIGHT - width_of(line, size, bold=bold)) / 2
            self._line(Placed(x, self._next(size), line, size, bold))

    def text(self, text: str, *, bold: bool = False, indent: float = 0, size: float = BODY) -> None:
        """Add a paragraph."""
        for line in broken(text, size, RIGHT - LEFT - indent, bold=bold):
            self._line(Placed(LEFT + indent, self._next(size), line, size, bold))

    def fact(self, label: str, value: str) -> None:
        """Add a label, and what is so labelled in a column of its own, which it never leaves."""
        for number, line in enumerate(broken(value, BODY, RIGHT - LEFT - LABELS)):
            y = self._next(BODY)
            if number == 0:
                self._line(Placed(LEFT, y, label, BODY, bold=True))
            self._line(Placed(LEFT + LABELS, y, line))

    def rule(self, x1: float = LEFT, x2: float = RIGHT) -> None:
        """Draw a line below what stands here."""
        self._line(Rule(x1, self._y - 5, x2, self._y - 5))
        self._y -= 6

    def pages(self) -> list[list[Placed | Rule]]:
        """Return all pages, numbered from the second on."""
        for number, page in enumerate(self._pages[1:], 2):
            said = f"{number}/{len(self._pages)}"
            page.append(Placed((LEFT + RIGHT - width_of(said, BODY)) / 2, _NUMBER_Y, said))
        return self._pages

    def _next(self, size: float) -> float:
        if self._y - size * _LEADING < _BOTTOM:
            self._turn()
        self._y -= size * _LEADING
        return self._y

    def _line(self, placed: Placed | Rule) -> None:
        self._pages[-1].append(placed)

    def _turn(self) -> None:
        self._pages.append([])
        self._y = _TOP


def broken(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Return a text in lines no wider than `room` pt; what is far too long ends in dots."""
    lines, line = list[str](), ""
    for word in _pieces(drawable(text).split(), size, room, bold=bold):
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, bold=bold) <= room:
            line = longer
            continue
        lines.append(line)
        line = word
    lines.append(line)
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "…"]


def _pieces(words: Iterable[str], size: float, room: float, *, bold: bool) -> Iterator[str]:
    """Yield words, and of one that is wider than a line as much as fits, again and again."""
    for word in words:
        begin, wide = 0, 0.0
        for at, letter in enumerate(word):
            step = width_of(letter, size, bold=bold)
            if wide + step > room:
                yield word[begin:at]
                begin, wide = at, 0.0
            wide += step
        yield word[begin:]
