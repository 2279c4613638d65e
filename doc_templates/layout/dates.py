"""Days as Vietnamese papers write them. Pure.

Days below ten and the months one and two carry a nought (NĐ 30/2020/NĐ-CP, PL I, II.4); the Party's
papers do the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_PADDED_MONTHS = 2


def spoken(day: date) -> str:
    """Return `ngày 05 tháng 3 năm 2026`."""
    return f"ngày {day.day:02d} tháng {_month(day)} năm {day.year}"


def short(day: date) -> str:
    """Return `05/3/2026`."""
    return f"{day.day:02d}/{_month(day)}/{day.year}"


def day_line(place: str, day: date | None) -> str:
    """Return place and day; dots where the day is not known yet."""
    return f"{place}, {spoken(day) if day else 'ngày … tháng … năm …'}"


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month <= _PADDED_MONTHS else str(day.month)
