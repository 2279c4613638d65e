"""Wrapping: signed parts are moved, and what is shown stands in the gap between them (2019)."""

from __future__ import annotations

import re

from signing.verify.codes import Code
from tests.hostile.corpus.kit import BLACK, a_stream, attack, body, end, in_place, once, trailer_of
from tests.signed.samples import issued


def _ranges(pdf: bytes) -> list[tuple[bytes, list[int]]]:
    found = re.finditer(rb"/ByteRange \[([^\]]*)\] *", pdf)
    return [(one[0], [int(number) for number in one[1].split()]) for one in found]


def _wrapped(pdf: bytes, inside: bytes) -> bytes:
    """The second signed part stands at the end of the file, `inside` before it."""
    text, (_, hole, after, rest) = _ranges(pdf)[-1]
    gap = len(inside)
    moved = b"/ByteRange [0 %d %d %d]" % (hole, after + gap, rest)
    head = pdf[:after] + inside
    return head.replace(text, moved.ljust(len(text))) + pdf[after:]


@attack(Code.BYTE_RANGE)
def a_gap_with_objects() -> bytes:
    written, table = body(once(), {7: a_stream(BLACK)})
    return _wrapped(once(), b"\n" + written + table)


@attack(Code.BYTE_RANGE)
def a_gap_with_a_whole_revision() -> bytes:
    written, table = body(once(), {7: a_stream(BLACK)})
    return _wrapped(once(), b"\n" + written + table + trailer_of(once()) + end(10))


@attack(Code.BYTE_RANGE)
def a_gap_of_spaces() -> bytes:
    return _wrapped(once(), b" " * 64)


@attack(Code.BYTE_RANGE)
def a_gap_with_a_comment() -> bytes:
    return _wrapped(once(), b"\n% 999/KH-SYT\n")


@attack(Code.DAMAGED)
def two_byte_ranges() -> bytes:
    """The first says the truth, the second leaves a gap; readers differ which they take."""
    text, numbers = _ranges(once())[-1]
    truth = b"/ByteRange [0 %d %d %d]" % tuple(numbers[1:])
    both = truth + b"/ByteRange [0 9 99 9]"
    return in_place(once(), text, both[: len(text)] if len(both) > len(text) else both)


@attack(Code.BYTE_RANGE)
def a_hole_that_begins_earlier() -> bytes:
    text, (_, hole, after, rest) = _ranges(once())[-1]
    return in_place(once(), text, b"/ByteRange [0 %d %d %d]" % (hole - 10, after, rest))


@attack(Code.BYTE_RANGE)
def a_hole_that_ends_later() -> bytes:
    text, (_, hole, after, rest) = _ranges(once())[-1]
    return in_place(once(), text, b"/ByteRange [0 %d %d %d]" % (hole, after + 10, rest - 10))


@attack(Code.BYTES_CHANGED)
def a_range_that_ends_before_its_revision_does() -> bytes:
    text, (_, hole, after, rest) = _ranges(once())[-1]
    return in_place(once(), text, b"/ByteRange [0 %d %d %d]" % (hole, after, rest - 30))


@attack(Code.BYTES_CHANGED)
def a_range_that_ends_behind_its_revision() -> bytes:
    text, (_, hole, after, rest) = _ranges(once())[-1]
    return in_place(once(), text, b"/ByteRange [0 %d %d %d]" % (hole, after, rest + 30))


@attack(Code.BYTE_RANGE)
def the_range_of_another_signature() -> bytes:
    """The last signature of three covers what the first one covered."""
    ranges = _ranges(issued())
    (_, first), (text, _) = ranges[0], ranges[2]
    return in_place(issued(), text, b"/ByteRange [0 %d %d %d]" % tuple(first[1:]))


def _hole(pdf: bytes) -> tuple[int, int]:
    return list(re.finditer(rb"/Contents (<[0-9A-F]*>)", pdf))[-1].span(1)


@attack(Code.BYTE_RANGE)
def spaces_inside_the_hole() -> bytes:
    _, last = _hole(once())
    return once()[: last - 9] + b" " * 8 + once()[last - 1 :]


@attack(Code.BYTE_RANGE)
def a_hole_that_ends_early_and_goes_on() -> bytes:
    """`<3082...>` and, still left out of the digest, objects that only some readers find."""
    _, last = _hole(once())
    inside = b">\n7 0 obj\n<</Length 5>>\nstream\n0 g f\nendstream\nendobj\n<"
    return once()[: last - 1 - len(inside)] + inside + once()[last - 1 :]


@attack(Code.BYTE_RANGE)
def letters_behind_the_signature_in_the_hole() -> bytes:
    _, last = _hole(once())
    return once()[: last - 21] + b"DEADBEEF" * 2 + b"0000" + once()[last - 1 :]
