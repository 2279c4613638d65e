"""How wide the letters of a font are and what they mean, as far as its dictionary says it.

The font program itself is not read. A width that the dictionary leaves out is known only to lie
between two bounds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic

from signing.verify.content import Budget, UnreadableError
from signing.verify.objects import entry

if TYPE_CHECKING:
    from collections.abc import Iterator

_EM: Final = 1000
_HELVETICA: Final = (  # Adobe's metrics, from the space to the tilde, in tens and units
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 "
    "556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 "
    "722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 "
    "556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 "
    "260 334 584"
)
_STANDARD: Final = dict(enumerate(map(int, _HELVETICA.split()), 32))
_NARROWER, _WIDER = 0.75, 1.3  # Times and the bold ones beside it
_ANY: Final = (200.0, 1100.0)
_COURIER: Final = 600.0
_MOST_MAPPED: Final = 70_000
_MOST_BLANKS: Final = 2  # a space and one that does not break: more codes of it hide letters
_NAMED: Final = {
    "space": " ", "nbspace": "\xa0", "period": ".", "comma": ",", "hyphen": "-", "ellipsis": "…",
    "underscore": "_", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_BLOCK: Final = re.compile(rb"beginbf(char|range)(.*?)endbf\1", re.DOTALL)
_PART: Final = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter that is shown: its width lies between two bounds, in parts of the font's size."""

    code: int
    low: float
    high: float
    text: str | None  # None: nobody says what it is
    is_space: bool  # the code to which word spacing applies


@dataclass
class Font:
    """A font of a page."""

    wide: bool  # two bytes a letter
    widths: dict[int, float]
    default: tuple[float, float] | None  # None: the standard metrics, about
    meant: dict[int, str]
    _blanks: set[int] = field(default_factory=set)

    def letters(self, text: bytes) -> Iterator[Letter]:
        """Yield the letters that a string shows."""
        step = 2 if self.wide else 1
        for at in range(0, len(text) - step + 1, step):
            code = int.from_bytes(text[at : at + step], "big")
            low, high = self._width(code)
            meant = self.meant.get(code)
            if meant is None and not self.wide:
                meant = bytes([code]).decode("cp1252", "replace")
            is_space = not self.wide and code == ord(" ")
            yield Letter(code, low / _EM, high / _EM, meant, is_space)

    def is_blank(self, letter: Letter) -> bool:
        """Whether a letter is a space; a font has two at most."""
        if letter.text is None or letter.text.strip() or not letter.text:
            return False
        self._blanks.add(letter.code)
        return len(self._blanks) <= _MOST_BLANKS

    def _width(self, code: int) -> tuple[float, float]:
        if code in self.widths:
            return self.widths[code], self.widths[code]
        if self.default is not None:
            return self.default
        about = _STANDARD.get(code)
        return _ANY if about is None else (about * _NARROWER, about * _WIDER)


def read_font(found: generic.DictionaryObject, budget: Budget) -> Font:
    """Return what a font's dictionary says.

    Raises:
        UnreadableError: its letters may stand anywhere: Type 3, vertical, an encoding of its own.
    """
    kind = str(entry(found, "/Subtype"))
    if kind == "/Type0":
        return _composite(found, budget)
    if kind not in ("/Type1", "/TrueType", "/MMType1"):
        raise UnreadableError("letters that may be anything")
    first = int(entry(found, "/FirstChar", 0))
    listed = [float(one) for one in entry(found, "/Widths", ())]
    budget.spend(len(listed))
    given = dict(enumerate(listed, first)) if listed else {}
    meant = _by_names(found) | _by_map(found, budget, size=1)
    return Font(wide=False, widths=given, default=_missing(found, listed), meant=meant)


def _missing(found: generic.DictionaryObject, listed: list[float]) -> tuple[float, float] | None:
    if listed:
        said = float(entry(entry(found, "/FontDescriptor", {}), "/MissingWidth", 0))
        return said, max(said, _ANY[1])
    is_fixed = str(entry(found, "/BaseFont")).startswith("/Courier")
    return (_COURIER, _COURIER) if is_fixed else None


def _by_names(found: generic.DictionaryObject) -> dict[int, str]:
    """Return what the encoding's own names mean; a name that is not known is not guessed."""
    encoding = entry(found, "/Encoding")
    if not isinstance(encoding, generic.DictionaryObject):
        return {}
    meant, code = dict[int, str](), 0
    for one in entry(encoding, "/Differences", ()):
        if isinstance(one, generic.NumberObject | generic.FloatObject):
            code = int(one)
        else:
            name = str(one)[1:]
            meant[code] = name if len(name) == 1 else _NAMED.get(name, "\N{REPLACEMENT CHARACTER}")
            code += 1
    return meant


def _composite(found: generic.DictionaryObject, budget: Budget) -> Font:
    if entry(found, "/Encoding") != "/Identity-H":
        raise UnreadableError("letters in an encoding of their own")
    below = found["/DescendantFonts"][0]
    default = float(entry(below, "/DW", _EM))
    widths = _listed(entry(below, "/W", generic.ArrayObject()), budget)
    return Font(
        wide=True,
        widths=widths,
        default=(default, default),
        meant=_by_map(found, budget, size=2),
    )


def _listed(array: generic.ArrayObject, budget: Budget) -> dict[int, float]:
    """Return the widths of a composite font (ISO 32000-1, 9.7.4.3)."""
    widths, at = dict[int, float](), 0
    while at + 1 < len(array):
        first, second = int(array[at]), array[at + 1]
        if isinstance(second, generic.ArrayObject):
            budget.spend(len(second))
            widths |= {first + number: float(one) for number, one in enumerate(second)}
            at += 2
        else:
            budget.spend(max(0, int(second) - first) + 1)
            widths |= dict.fromkeys(range(first, int(second) + 1), float(array[at + 2]))
            at += 3
    return widths


def _by_map(found: generic.DictionaryObject, budget: Budget, size: int) -> dict[int, str]:
    """Return what the font's map to Unicode says (ISO 32000-1, 9.10.3)."""
    stream = entry(found, "/ToUnicode")
    if not isinstance(stream, generic.StreamObject):
        return {}
    budget.spend(1, len(stream.data))
    meant: dict[int, str] = {}
    for block in _BLOCK.finditer(stream.data):
        parts = [one[1] or one[2] or one[3] or b"" for one in _PART.finditer(block[2])]
        budget.spend(len(parts))
        _take(meant, parts, is_range=block[1] == b"range", budget=budget)
    return {code: text for code, text in meant.items() if code < 1 << (8 * size)}


def _take(meant: dict[int, str], parts: list[bytes], *, is_range: bool, budget: Budget) -> None:
    waiting = iter(parts)
    for one in waiting:
        first = _code(one)
        last = _code(next(waiting, b"")) if is_range else first
        budget.spend(max(0, min(last - first, _MOST_MAPPED)))
        to = next(waiting, b"")
        if to == b"[":
            listed = iter(lambda: next(waiting, b"]"), b"]")
            meant |= {first + number: _text(each) for number, each in enumerate(listed)}
            continue
        text = _text(to)
        for code in range(first, min(last, first + _MOST_MAPPED) + 1) if text else ():
            meant[code] = text[:-1] + chr(min(ord(text[-1]) + code - first, 0xFFFF))


def _code(digits: bytes) -> int:
    return int(b"".join(digits.split())[:8] or b"0", 16) if digits not in (b"[", b"]") else 0


def _text(digits: bytes) -> str:
    if digits in (b"[", b"]"):
        return ""
    plain = b"".join(digits.split())
    return bytes.fromhex((plain + b"0" * (len(plain) % 2)).decode()).decode("utf-16-be", "replace")
