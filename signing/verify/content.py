"""Reads what a page is painted with: the operators of a content stream, one by one and strictly.

What this does not know is not guessed at: the reader then has to look for himself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Operand: TypeAlias = "float | bytes | str | list[Operand] | None"
Operation: TypeAlias = "tuple[bytes, list[Operand]]"

_TOKEN: Final = re.compile(
    rb"(?P<space>[\0 \t\r\n\f]+|%[^\r\n]*)"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|(?P<hex><[0-9A-Fa-f\0 \t\r\n\f]*>)"
    rb"|(?P<name>/[^\0-\x20()<>\[\]{}/%]*)"
    rb"|(?P<number>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?![^\0-\x20()<>\[\]{}/%]))"
    rb"|(?P<word>[^\0-\x20()<>\[\]{}/%]+)"
    rb"|(?P<text>\()"
)
_IN_TEXT: Final = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPE: Final = re.compile(rb"\\([0-7]{1,3}|\r\n|.)|\r\n?", re.DOTALL)
_SHORT: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_HEX_IN_NAME: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_END_OF_IMAGE: Final = re.compile(rb"EI(?=[\0 \t\r\n\f]|\Z)")  # the first: no reader ends sooner
_WORDS: Final = {b"true": 1.0, b"false": 0.0, b"null": None}
_BYTE: Final = 0xFF
_DEEPEST: Final = 16
_MOST_OPERANDS: Final = 64


class UnreadableError(ValueError):
    """Where the ink of a page lies cannot be told."""


class Budget:
    """How much may still be read: tokens and letters, and bytes."""

    def __init__(self, steps: int, size: int) -> None:
        self._steps, self._bytes = steps, size

    def spend(self, steps: int, size: int = 0) -> None:
        """Take so much away. Raises UnreadableError when nothing is left."""
        self._steps -= steps
        self._bytes -= size
        if self._steps < 0 or self._bytes < 0:
            raise UnreadableError("too much on one page")


def operations(data: bytes, budget: Budget) -> Iterator[Operation]:
    """Yield each operator with its operands; an image within the stream is one `ID`.

    Raises:
        UnreadableError: it is no content stream, or more than the budget.
    """
    budget.spend(1, len(data))
    place, stack = 0, list[list[Operand]]([[]])
    while place < len(data):
        token = _TOKEN.match(data, place)
        if token is None:
            raise UnreadableError("no token of a content stream")
        kind, text, place = token.lastgroup, token[0], token.end()
        if kind == "space":
            continue
        budget.spend(1)
        if kind in {"open", "close"}:
            _bracket(stack, text)
        elif kind == "text":
            end = _end_of_text(data, place)
            stack[-1].append(_unescaped(data[place : end - 1]))
            place = end
        elif kind != "word" or text in _WORDS:
            stack[-1].append(_value(kind, text))
        elif text != b"BI":  # an image is told at its data
            place = _after_image(data, place) if text == b"ID" else place
            yield text, _operands(stack)
            stack = [[]]
    if len(stack) > 1:
        raise UnreadableError("an array without end")


def _operands(stack: list[list[Operand]]) -> list[Operand]:
    if len(stack) > 1:
        raise UnreadableError("an operator inside an array")
    return stack[0]


def _bracket(stack: list[list[Operand]], text: bytes) -> None:
    """Open an array or a dictionary, or close it; what stands in a dictionary is not needed."""
    if text in (b"[", b"<<"):
        stack.append([text == b"<<" or None])
        if len(stack) > _DEEPEST:
            raise UnreadableError("too deep")
        return
    if len(stack) == 1:
        raise UnreadableError("closed what was not open")
    mark, *parts = stack.pop()
    if (mark is not None) != (text == b">>"):
        raise UnreadableError("closed what was not open")
    stack[-1].append(parts if mark is None else None)


def _value(kind: str | None, text: bytes) -> Operand:
    if kind == "number":
        return float(text)
    if kind == "name":
        return _HEX_IN_NAME.sub(lambda found: bytes([int(found[1], 16)]), text).decode("latin-1")
    if kind == "hex":
        digits = b"".join(text[1:-1].replace(b"\0", b"").split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    return _WORDS[text]


def _end_of_text(data: bytes, place: int) -> int:
    depth = 1
    for found in _IN_TEXT.finditer(data, place):
        if found[0] == b"(":
            depth += 1
        elif found[0] == b")":
            depth -= 1
            if not depth:
                return found.end()
    raise UnreadableError("a text without end")


def _unescaped(text: bytes) -> bytes:
    if b"\\" not in text and b"\r" not in text:
        return text
    return _ESCAPE.sub(_meant, text)


def _meant(found: re.Match[bytes]) -> bytes:
    said = found[1]
    if said is None:
        return b"\n"
    if said[:1].isdigit() and said[:1] < b"8":
        return bytes([int(said, 8) & _BYTE])
    return b"" if said in (b"\n", b"\r", b"\r\n") else _SHORT.get(said, said)


def _after_image(data: bytes, place: int) -> int:
    found = _END_OF_IMAGE.search(data, place)
    if found is None:
        raise UnreadableError("an image without end")
    return found.end()


def numbers(operands: list[Operand], count: int) -> list[float]:
    """Return the last so many operands, which must be numbers. Raises UnreadableError."""
    found = [one for one in operands[-count:] if isinstance(one, float)]
    if len(found) != count or len(operands) > _MOST_OPERANDS:
        raise UnreadableError("an operator without its numbers")
    return found
