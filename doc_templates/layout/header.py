"""The header row: issuer and number on the left, Quốc hiệu and date on the right. Pure.

Two ways to divide the 165 mm: 65 + 100 as the decree's forms, or 58 + 107 where place and date
("Thành phố Hồ Chí Minh, ngày …") are wider than 100. Both keep the text inside the margins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from doc_templates.layout.blocks import NBSP, Context, Node, text
from doc_templates.layout.lines import balanced, rule
from doc_templates.layout.runs import broken
from doc_templates.typeface import DIGIT, Face, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

MOTTO = "Độc lập - Tự do - Hạnh phúc"
ISSUER_SIZE, MOTTO_SIZE, DATE_SIZE = 13.0, 14.0, 14.0
WIDEST_NUMBER = 6  # digits
_MM_PER_PT = 25.4 / 72


class Columns(NamedTuple):
    """Widths of the two halves, in mm."""

    issuer: float
    nation: float


USUAL, WIDE_DATE = Columns(65.0, 100.0), Columns(58.0, 107.0)


def columns(place: str, choices: Sequence[Columns] = (USUAL, WIDE_DATE)) -> Columns | None:
    """Return the division that lets place and date stand on one line; None if none does."""
    dates = text_width(", ngày  tháng  năm ", Face.ITALIC, DATE_SIZE) + 8 * DIGIT * DATE_SIZE
    width = (text_width(place, Face.ITALIC, DATE_SIZE) + dates) * _MM_PER_PT
    return next((halves for halves in choices if width <= halves.nation), None)


def number_fits(line: str, halves: Columns, size: float = ISSUER_SIZE) -> bool:
    """Tell whether a number line without its digits has room for the widest number as well."""
    width = text_width(line, Face.REGULAR, size) + WIDEST_NUMBER * DIGIT * size
    return width * _MM_PER_PT <= halves.issuer


def header(issuer: Node, code: str, number_width: int, halves: Columns = USUAL) -> Context:
    """Return what the header of a numbered paper names."""
    named = heading(issuer, halves)
    issued_by = cast("Context", named["issuer"])
    return {
        **named,
        "issuer": {**issued_by, "code": code},
        "number_blank": blank(number_width),
    }


def heading(issuer: Node, halves: Columns = USUAL) -> Context:
    """Return what cells 1 and 2 name; `header_columns` is not printed but sets the table."""
    superior = text(issuer, "superior").upper()
    room = halves.issuer - 1
    name = balanced(text(issuer, "name").upper(), Face.BOLD, ISSUER_SIZE, room)
    above = balanced(superior, Face.REGULAR, ISSUER_SIZE, room)
    return {
        "issuer": {
            "superior": broken(above) if superior else "",
            "name": broken(name),
            "rule": rule(name[-1], Face.BOLD, ISSUER_SIZE, halves.issuer),
        },
        "motto_rule": rule(MOTTO, Face.BOLD, MOTTO_SIZE, halves.nation, share=1.0),
        "header_columns": halves,
    }


def blank(digits: int) -> str:
    """Return white space exactly as wide as `digits` digits: a no-break space is half a digit.

    Raises:
        ValueError: no number is that long.
    """
    if not 1 <= digits <= WIDEST_NUMBER:
        raise ValueError(digits)
    return NBSP * 2 * digits
