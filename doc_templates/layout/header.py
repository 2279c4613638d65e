"""The header row: issuer and number on the left, Quốc hiệu and date on the right. Pure.

Two ways to divide the 165 mm: 65 + 100 as the decree's forms, or 58 + 107 where place and date
("Thành phố Hồ Chí Minh, ngày …") are wider than 100. Both keep the text inside the margins.
"""

from __future__ import annotations

from typing import NamedTuple

from doc_templates.layout.blocks import Context, Node, text
from doc_templates.layout.lines import balanced, rule
from doc_templates.layout.runs import broken
from doc_templates.typeface import DIGIT, Face, text_width

MOTTO = "Độc lập - Tự do - Hạnh phúc"
ISSUER_SIZE, MOTTO_SIZE, DATE_SIZE = 13.0, 14.0, 14.0
WIDEST_NUMBER = 6  # digits
NBSP = "\u00a0"
_MM_PER_PT = 25.4 / 72


class Columns(NamedTuple):
    """Widths of the two halves, in mm."""

    issuer: float
    nation: float


USUAL, WIDE_DATE = Columns(65.0, 100.0), Columns(58.0, 107.0)


def columns(place: str) -> Columns | None:
    """Return the division that lets place and date stand on one line; None if none does."""
    dates = text_width(", ngày  tháng  năm ", Face.ITALIC, DATE_SIZE) + 8 * DIGIT * DATE_SIZE
    width = (text_width(place, Face.ITALIC, DATE_SIZE) + dates) * _MM_PER_PT
    return next((halves for halves in (USUAL, WIDE_DATE) if width <= halves.nation), None)


def number_fits(code: str, halves: Columns) -> bool:
    """Tell whether `Số: …/code` stands on one line under the issuer, with the widest number."""
    digits = WIDEST_NUMBER * DIGIT * ISSUER_SIZE
    width = text_width(f"Số: /{code}", Face.REGULAR, ISSUER_SIZE) + digits
    return width * _MM_PER_PT <= halves.issuer


def header(issuer: Node, code: str, number_width: int, halves: Columns = USUAL) -> Context:
    """Return what the header names; `header_columns` is not printed but sets the table."""
    superior = text(issuer, "superior").upper()
    room = halves.issuer - 1
    name = balanced(text(issuer, "name").upper(), Face.BOLD, ISSUER_SIZE, room)
    above = balanced(superior, Face.REGULAR, ISSUER_SIZE, room)
    return {
        "issuer": {
            "superior": broken(above) if superior else "",
            "name": broken(name),
            "rule": rule(name[-1], Face.BOLD, ISSUER_SIZE, halves.issuer),
            "code": code,
        },
        "motto_rule": rule(MOTTO, Face.BOLD, MOTTO_SIZE, halves.nation, share=1.0),
        "number_blank": blank(number_width),
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
