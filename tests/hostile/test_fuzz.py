"""Mutated signed files: never an exception, never valid when a byte under a signature changed."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signing.verify.codes import Verdict
from signing.verify.judge import verify
from tests.hostile.corpus.kit import anchors, foreign, once
from tests.signed.samples import NOW, issued

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn

_RANGE: Final = re.compile(rb"/ByteRange\s*\[\s*0\s+([0-9]+)\s+([0-9]+)\s+([0-9]+)\s*\]")
_WORD: Final = re.compile(rb"/[A-Za-z]+|[0-9]+")
_OBJECT: Final = re.compile(rb"[0-9]+ 0 obj\b.*?\bendobj\n?", re.DOTALL)
_BOUNDED: Final = settings(
    max_examples=60,
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
_LONG: Final = settings(_BOUNDED, max_examples=5_000)


@cache
def signed_files() -> tuple[bytes, ...]:
    return issued(), once(), foreign()


def seals(pdf: bytes) -> list[tuple[int, int, int]]:
    """Where each signature's hole begins and ends, and where its signed bytes end."""
    found = (tuple(map(int, match.groups())) for match in _RANGE.finditer(pdf))
    return [(hole, after, after + rest) for hole, after, rest in found]


def is_as_it_was_signed(pdf: bytes, changed: bytes) -> bool:
    """Whether every byte that any signature of `pdf` covers is still there, at its place."""
    hole, after, end = max(seals(pdf), key=lambda seal: seal[2])
    return pdf[:hole] == changed[:hole] and pdf[after:end] == changed[after:end]


def is_an_earlier_state(pdf: bytes, changed: bytes) -> bool:
    """Whether whole revisions are missing at the end, and nothing else."""
    ends = {end for _, _, end in seals(pdf)} | {m.end() for m in re.finditer(rb"%%EOF\n?", pdf)}
    return len(changed) in ends and pdf.startswith(changed)


def judged_fairly(pdf: bytes, changed: bytes) -> None:
    """Ask the verifier, and believe "valid" only of what the signatures still hold."""
    report = verify(changed, anchors(), NOW)
    if report.verdict is Verdict.VALID:
        assert is_as_it_was_signed(pdf, changed) or is_an_earlier_state(pdf, changed)


@st.composite
def spoilt_bytes(draw: DrawFn) -> tuple[bytes, bytes]:
    """Up to four flips, insertions, deletions and swaps, anywhere."""
    pdf = draw(st.sampled_from(signed_files()))
    changed = pdf
    for _ in range(draw(st.integers(1, 4))):
        change: Callable[[DrawFn, bytes], bytes] = draw(
            st.sampled_from((_flipped, _inserted, _deleted, _swapped))
        )
        changed = change(draw, changed)
    return pdf, changed


def _place(draw: DrawFn, data: bytes) -> int:
    return draw(st.integers(0, max(0, len(data) - 1)))


def _flipped(draw: DrawFn, data: bytes) -> bytes:
    place = _place(draw, data)
    flipped = bytes(byte ^ (1 << draw(st.integers(0, 7))) for byte in data[place : place + 1])
    return data[:place] + flipped + data[place + 1 :]


def _inserted(draw: DrawFn, data: bytes) -> bytes:
    place = _place(draw, data)
    return data[:place] + draw(st.binary(min_size=1, max_size=16)) + data[place:]


def _deleted(draw: DrawFn, data: bytes) -> bytes:
    place = _place(draw, data)
    return data[:place] + data[place + draw(st.integers(1, 64)) :]


def _swapped(draw: DrawFn, data: bytes) -> bytes:
    one, other = sorted((_place(draw, data), _place(draw, data)))
    size = min(draw(st.integers(1, 32)), other - one)
    left, right = data[one : one + size], data[other : other + size]
    return data[:one] + right + data[one + size : other] + left + data[other + size :]


@st.composite
def spoilt_revisions(draw: DrawFn) -> tuple[bytes, bytes]:
    """Numbers, names, offsets and objects behind the first signature, changed as they stand."""
    pdf = draw(st.sampled_from(signed_files()))
    start = min(end for _, _, end in seals(pdf))
    changed = pdf
    for _ in range(draw(st.integers(1, 3))):
        change: Callable[[DrawFn, bytes, int], bytes] = draw(
            st.sampled_from((_reworded, _doubled, _dropped, _moved_to_the_end))
        )
        changed = change(draw, changed, start)
    return pdf, changed


def _reworded(draw: DrawFn, data: bytes, start: int) -> bytes:
    words = list(_WORD.finditer(data, start))
    if not words:
        return data
    word = draw(st.sampled_from(words))
    other: bytes = draw(st.one_of(st.just(draw(st.sampled_from(words))[0]), _words()))
    return data[: word.start()] + other + data[word.end() :]


def _words() -> st.SearchStrategy[bytes]:
    numbers = st.integers(-1, 10**12).map(lambda number: b"%d" % number)
    names = ("/V", "/AP", "/Kids", "/Prev", "/XRefStm", "/Encrypt", "/Sig", "/Page", "/Parent")
    odd = st.sampled_from((b"9" * 5000, b"", b"null", b"[", b"<<", b"1 0 R"))
    return st.one_of(numbers, st.sampled_from([name.encode() for name in names]), odd)


def _object(draw: DrawFn, data: bytes, start: int) -> tuple[int, int]:
    spans = [found.span() for found in _OBJECT.finditer(data, start)]
    return draw(st.sampled_from(spans or [(len(data), len(data))]))


def _doubled(draw: DrawFn, data: bytes, start: int) -> bytes:
    begin, end = _object(draw, data, start)
    return data[:end] + data[begin:end] + data[end:]


def _dropped(draw: DrawFn, data: bytes, start: int) -> bytes:
    begin, end = _object(draw, data, start)
    return data[:begin] + data[end:]


def _moved_to_the_end(draw: DrawFn, data: bytes, start: int) -> bytes:
    begin, end = _object(draw, data, start)
    return data[:begin] + data[end:] + data[begin:end]


@_BOUNDED
@given(spoilt_bytes())
def test_spoilt_bytes_are_never_called_valid(pair: tuple[bytes, bytes]) -> None:
    judged_fairly(*pair)


@_BOUNDED
@given(spoilt_revisions())
def test_spoilt_revisions_are_never_called_valid(pair: tuple[bytes, bytes]) -> None:
    judged_fairly(*pair)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@_LONG
@given(st.one_of(spoilt_bytes(), spoilt_revisions()))
def test_nothing_spoilt_is_called_valid_in_a_long_run(pair: tuple[bytes, bytes]) -> None:
    judged_fairly(*pair)


def test_the_files_that_are_spoilt_are_valid_themselves() -> None:
    for pdf in signed_files():
        assert verify(pdf, anchors(), NOW).verdict is Verdict.VALID
