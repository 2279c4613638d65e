"""Number series of outgoing documents (NĐ 30/2020 Đ15): no gap, no double, no day going back.

A state agency counts through the calendar year, a party organisation through its congress term.

Every function that changes something belongs into `Database.writing()`. Auditing an act is the
caller's: it hands in the id of the ledger entry that it makes in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from storage.errors import (
    NumberDateError,
    NumberNotLiveError,
    SeriesClosedError,
    SeriesOpenError,
)
from storage.registers.tables import NUMBERS, SERIES

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Select

PAD_BELOW = 10  # "05/KH-SYT" (NĐ 30/2020 PL I, II.3a)


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """Which series: an issuer's code in one calendar year, or in one congress term."""

    issuer_id: str
    code: str  # what stands after the separator: KH-SYT, NQ/CB
    period: int  # the year, or the one in which the term began
    separator: str = "/"
    begins: date | None = None  # of a term
    ends: date | None = None  # included

    @property
    def series_id(self) -> str:
        """The id of the series."""
        return f"{self.issuer_id}/{self.code}/{self.period}"


@dataclass(frozen=True, slots=True)
class Series:
    """One series. `last_day` is ISO, "" before the first number."""

    key: SeriesKey
    last_value: int
    last_day: str

    @property
    def series_id(self) -> str:
        """The id of the series."""
        return self.key.series_id

    def covers(self, day: date) -> bool:
        """Say whether a number of this series may bear that day."""
        if self.key.begins is None or self.key.ends is None:
            return day.year == self.key.period
        return self.key.begins <= day <= self.key.ends


@dataclass(frozen=True, slots=True)
class AllottedNumber:
    """A number as it is printed, and its day (ISO, local)."""

    series_id: str
    value: int
    text: str
    day: str


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of a series' register; a void number keeps its line and says why."""

    value: int
    text: str
    day: str
    document_id: str
    is_void: bool
    reason_key: str
    void_act_id: str


def year_key(issuer_id: str, code: str, year: int) -> SeriesKey:
    """Return the key of a state agency's series, `241/KH-SYT` (NĐ 30/2020 Đ15)."""
    return SeriesKey(issuer_id, code, year)


def term_key(issuer_id: str, code: str, begins: date, ends: date) -> SeriesKey:
    """Return the key of a party organisation's series through one term, `03-NQ/CB`."""
    return SeriesKey(issuer_id, code, begins.year, "-", begins, ends)


def open_series(conn: Connection, key: SeriesKey, last_value: int, act_id: str) -> Series:
    """Open a series that counts on after `last_value`; an audited act of the caller.

    Raises:
        SeriesOpenError: it is open already.
    """
    if series_for(conn, key) is not None:
        raise SeriesOpenError(key.series_id)
    conn.execute(
        insert(SERIES).values(
            id=key.series_id, issuer_id=key.issuer_id, code=key.code, period=key.period,
            last_day=None, opened_at_value=last_value, last_value=last_value, act_id=act_id,
            separator=key.separator, begins=key.begins, ends=key.ends,
        )
    )  # fmt: skip
    return Series(key, last_value, "")


def ensure_series(conn: Connection, key: SeriesKey, act_id: str) -> Series:
    """Return the series, opened from 1 on if it was not (NĐ 30/2020 Đ15.1: on 1 January)."""
    return series_for(conn, key) or open_series(conn, key, 0, act_id)


def series_for(conn: Connection, key: SeriesKey) -> Series | None:
    """Return the series of a key, if it is open."""
    return _series(conn, key.series_id)


def series_of(conn: Connection, issuer_id: str) -> list[Series]:
    """Return an issuer's series, the newest year first."""
    mine = select(SERIES).where(SERIES.c.issuer_id == issuer_id)
    return [
        _series_row(r) for r in conn.execute(mine.order_by(SERIES.c.period.desc(), SERIES.c.code))
    ]


def next_value(conn: Connection, series_id: str) -> int:
    """Return what the next number would be now, for the width of its blank; allots nothing.

    Raises:
        SeriesClosedError: there is no such series.
    """
    return _open(conn, series_id).last_value + 1


def allot(conn: Connection, series_id: str, document_id: str, day: date) -> AllottedNumber:
    """Give a document its number, once: who holds a live number gets that one again.

    Args:
        conn: inside `Database.writing()`.
        series_id: of the year or the term of `day`.
        document_id: who gets it.
        day: the local date (Asia/Ho_Chi_Minh) that will be printed.

    Raises:
        SeriesClosedError: no such series, or it is of another time.
        NumberDateError: an earlier number bears a later day.
    """
    held = live_number(conn, document_id)
    if held is not None:
        return held
    series = _open(conn, series_id)
    if not series.covers(day):
        raise SeriesClosedError(series_id)
    if series.last_day and day < date.fromisoformat(series.last_day):
        raise NumberDateError(series_id)
    return _count_on(conn, series, document_id, day)


def live_number(conn: Connection, document_id: str) -> AllottedNumber | None:
    """Return the number a document holds now, if any."""
    row = conn.execute(
        _lines().where(NUMBERS.c.document_id == document_id, NUMBERS.c.state == "live")
    ).first()
    return (
        AllottedNumber(row.series_id, row.value, _text(row), row.day.isoformat()) if row else None
    )


def void(conn: Connection, series_id: str, value: int, reason_key: str, act_id: str) -> None:
    """Make a number void; its line stays and the number is never given again.

    Args:
        conn: inside `Database.writing()`.
        series_id: of the number.
        value: the number.
        reason_key: the blob that says why.
        act_id: the clerk's act.

    Raises:
        NumberNotLiveError: it was never allotted, or is void already.
    """
    change = (
        update(NUMBERS)
        .where(NUMBERS.c.series_id == series_id, NUMBERS.c.value == value)
        .where(NUMBERS.c.state == "live")
        .values(state="void", reason_key=reason_key, void_act_id=act_id)
    )
    if conn.execute(change).rowcount != 1:
        raise NumberNotLiveError(f"{series_id} {value}")


def register_rows(conn: Connection, series_id: str) -> list[RegisterRow]:
    """Return a series' register in the order of its numbers."""
    lines = _lines().where(NUMBERS.c.series_id == series_id).order_by(NUMBERS.c.value)
    return [
        RegisterRow(
            r.value, _text(r), r.day.isoformat(), r.document_id, r.state == "void", r.reason_key,
            r.void_act_id,
        )
        for r in conn.execute(lines)
    ]  # fmt: skip


def printed(value: int, code: str, separator: str = "/") -> str:
    """Return a number as it is printed: 05/KH-SYT, 241/KH-SYT, 03-NQ/CB."""
    return f"{digits(value)}{separator}{code}"


def digits(value: int) -> str:
    """Return the digits of a number, those below ten with a zero (NĐ 30/2020 PL I, II.3a)."""
    return f"{value:02d}" if value < PAD_BELOW else str(value)


def _count_on(conn: Connection, series: Series, document_id: str, day: date) -> AllottedNumber:
    value = series.last_value + 1
    counted = (
        update(SERIES)
        .where(SERIES.c.id == series.series_id, SERIES.c.last_value == series.last_value)
        .values(last_value=value, last_day=day)
    )
    if conn.execute(counted).rowcount != 1:  # two writers at once: impossible inside `writing()`
        raise SeriesClosedError(series.series_id)
    conn.execute(
        insert(NUMBERS).values(
            series_id=series.series_id, value=value, document_id=document_id, day=day,
            state="live", reason_key="", void_act_id="",
        )
    )  # fmt: skip
    text = printed(value, series.key.code, series.key.separator)
    return AllottedNumber(series.series_id, value, text, day.isoformat())


def _series(conn: Connection, series_id: str) -> Series | None:
    row = conn.execute(select(SERIES).where(SERIES.c.id == series_id)).first()
    return _series_row(row) if row else None


def _series_row(row: Row[Any]) -> Series:
    day = row.last_day.isoformat() if row.last_day else ""
    key = SeriesKey(row.issuer_id, row.code, row.period, row.separator, row.begins, row.ends)
    return Series(key, row.last_value, day)


def _open(conn: Connection, series_id: str) -> Series:
    found = _series(conn, series_id)
    if found is None:
        raise SeriesClosedError(series_id)
    return found


def _lines() -> Select[Any]:
    lines = select(NUMBERS, SERIES.c.code, SERIES.c.separator)
    return lines.join(SERIES, SERIES.c.id == NUMBERS.c.series_id)


def _text(row: Row[Any]) -> str:
    return printed(row.value, row.code, row.separator)
