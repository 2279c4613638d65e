"""Reads PDF objects a second time, strictly and by itself, to know where each one ends.

What two parsers could read as two things is refused: a key that stands twice, a name written with
escapes that it does not need, comments and zero bytes between tokens, numbers of no known form.
It is only asked about what came after a signature, where no honest writer does such things.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

_TOKEN: Final = re.compile(
    rb"(?P<space>[ \t\r\n\f]+)"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|(?P<hex><[0-9A-Fa-f \t\r\n\f]*>)"
    rb"|(?P<name>/[^\0-\x20()<>\[\]{}/%\x7f]*)"
    rb"|(?P<word>(?:true|false|null)(?![^\0-\x20()<>\[\]{}/%]))"
    rb"|(?P<reference>[0-9]+[ \t\r\n\f]+[0-9]+[ \t\r\n\f]+R(?![^\0-\x20()<>\[\]{}/%]))"
    rb"|(?P<number>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?![^\0-\x20()<>\[\]{}/%]))"
    rb"|(?P<text>\()"
)
_IN_TEXT: Final = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})?")
_NEEDS_ESCAPE: Final = frozenset(b"()<>[]{}/%#")
_PRINTABLE: Final = range(0x21, 0x7F)
_DEEPEST: Final = 64
_MOST_TOKENS: Final = 500_000
_ENDS: Final = {b"<<": b">>", b"[": b"]"}


class OddBytesError(ValueError):
    """The bytes are not what an honest writer writes."""


@dataclass(slots=True)
class Value:
    """One object: where it ends, and of a dictionary the raw values of its own keys."""

    end: int
    entries: dict[bytes, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class _Holder:
    """A dictionary or array that is still open."""

    closes: bytes
    keys: set[bytes] = field(default_factory=set)
    key: bytes | None = None  # the key whose value comes next

    @property
    def is_dictionary(self) -> bool:
        return self.closes == b">>"


def read_value(data: bytes, start: int) -> Value:
    """Read one object at `start`, leading white space allowed.

    Raises:
        OddBytesError: it cannot be read in one way only.
    """
    found, open_holders, place = Value(start), list[_Holder](), start
    begun = start
    for _ in range(_MOST_TOKENS):
        token = _TOKEN.match(data, place)
        if token is None:
            raise OddBytesError("no token of a PDF")
        kind, text, place = token.lastgroup, token[0], token.end()
        if kind == "space":
            continue
        place = _end_of_text(data, place) if kind == "text" else place
        if not open_holders or (len(open_holders) == 1 and open_holders[0].key is None):
            begun = token.end()
        if kind == "open":
            _open(open_holders, text)
            continue
        if kind == "close":
            _close(open_holders, text)
        elif _is_key(open_holders, kind, text):
            continue
        if not open_holders:
            found.end = place
            return found
        _take(open_holders, found, data, slice(begun, place))
    raise OddBytesError("longer than any object")


def _open(holders: list[_Holder], text: bytes) -> None:
    holders.append(_Holder(_ENDS[text]))
    if len(holders) > _DEEPEST:
        raise OddBytesError("too deep")


def _close(holders: list[_Holder], text: bytes) -> None:
    if not holders or holders[-1].closes != text or holders[-1].key is not None:
        raise OddBytesError("closed what was not open")
    holders.pop()


def _is_key(holders: list[_Holder], kind: str | None, text: bytes) -> bool:
    """Whether this token is a key of the innermost dictionary; keeps it as the current one."""
    if kind == "name":
        _refuse_needless_escapes(text)
    if not holders or not holders[-1].is_dictionary or holders[-1].key is not None:
        return False
    holder = holders[-1]
    if kind != "name" or text in holder.keys:
        raise OddBytesError("a key that is no name, or stands twice")
    holder.keys.add(text)
    holder.key = text
    return True


def _take(holders: list[_Holder], found: Value, data: bytes, raw: slice) -> None:
    """A value is complete: its dictionary waits for the next key."""
    holder = holders[-1]
    if not holder.is_dictionary:
        return
    if holder.key is None:
        raise OddBytesError("a value without key")
    if len(holders) == 1:
        found.entries[holder.key] = data[raw].strip()  # cut only here: a value may be long
    holder.key = None


def _refuse_needless_escapes(name: bytes) -> None:
    for escape in _ESCAPE.finditer(name):
        if escape[1] is None:
            raise OddBytesError("an escape without digits")
        meant = int(escape[1], 16)
        if meant == 0 or (meant in _PRINTABLE and meant not in _NEEDS_ESCAPE):
            raise OddBytesError("an escape that hides a letter")


def _end_of_text(data: bytes, place: int) -> int:
    depth = 1
    for found in _IN_TEXT.finditer(data, place):
        if found[0] == b"(":
            depth += 1
        elif found[0] == b")":
            depth -= 1
            if not depth:
                return found.end()
    raise OddBytesError("a text without end")
