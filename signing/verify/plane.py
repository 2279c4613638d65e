"""Boxes and matrices of a page, in points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeAlias

from signing.verify.content import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable

Box: TypeAlias = "tuple[float, float, float, float]"
Matrix: TypeAlias = "tuple[float, float, float, float, float, float]"
SAME: Final = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_SIX: Final = 6


def matrix_of(values: Iterable[object]) -> Matrix:
    """Return six numbers as a matrix. Raises UnreadableError."""
    found = [float(str(one)) for one in values]
    if len(found) != _SIX:
        raise UnreadableError("not a matrix")
    a, b, c, d, e, f = found
    return a, b, c, d, e, f


def times(one: Matrix, other: Matrix) -> Matrix:
    """Return the matrix that does `one` first and `other` then."""
    a, b, c, d, e, f = one
    k, m, n, p, q, r = other
    return (
        a * k + b * n, a * m + b * p, c * k + d * n, c * m + d * p,
        e * k + f * n + q, e * m + f * p + r,
    )  # fmt: skip


def place(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return where a point comes to lie."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def box_of(matrix: Matrix, box: Box) -> Box:
    """Return the upright box around a box that a matrix moves."""
    left, low, right, high = box
    corners = (left, low), (right, low), (left, high), (right, high)
    return around([place(matrix, x, y) for x, y in corners])


def around(points: list[tuple[float, float]]) -> Box:
    """Return the upright box around some points. Raises UnreadableError for what is no number."""
    across, up = [x for x, _ in points], [y for _, y in points]
    box = min(across), min(up), max(across), max(up)
    if not all(map(math.isfinite, (*across, *up))):
        raise UnreadableError("a place that is no number")
    return box


def touch(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge; one of no width counts where it lies inside."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def lies_in(one: Box, other: Box) -> bool:
    """Whether the first box lies within the second."""
    return other[0] <= one[0] and other[1] <= one[1] and one[2] <= other[2] and one[3] <= other[3]
