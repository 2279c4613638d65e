"""Number series of outgoing documents (NĐ 30/2020 Đ15): no gap, no double, no day going back.

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
class Series:
    """One series: an issuer's code in one year. `last_day` is ISO, "" before the first number."""

    series_id: str
    issuer_id: str
    code: str
    period: int
    last_value: int
    last_day: str


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


def open_series(  # noqa: PLR0913, PLR0917 - a series is these values
    conn: Connection, issuer_id: str, code: str, period: int, last_value: int, act_id: str
) -> Series:
    """Open a series that counts on after `last_value`; an audited act of the caller.

    Raises:
        SeriesOpenError: it is open already.
    """
    if series_for(conn, issuer_id, code, period) is not None:
        raise SeriesOpenError(_series_id(issuer_id, code, period))
    series = Series(_series_id(issuer_id, code, period), issuer_id, code, period, last_value, "")
    conn.execute(
        insert(SERIES).values(
            id=series.series_id, issuer_id=issuer_id, code=code, period=period, last_day=None,
            opened_at_value=last_value, last_value=last_value, act_id=act_id,
        )
    )  # fmt: skip
    return series


def ensure_series(conn: Connection, issuer_id: str, code: str, period: int, act_id: str) -> Series:
    """Return the series, opened from 1 on (NĐ 30/2020 Đ15.1: on 1 January) if it was not."""
    found = series_for(conn, issuer_id, code, period)
    return found or open_series(conn, issuer_id, code, period, 0, act_id)


def series_for(conn: Connection, issuer_id: str, code: str, period: int) -> Series | None:
    """Return the series of an issuer's code in a year, if it is open."""
    return _series(conn, _series_id(issuer_id, code, period))


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
        series_id: of the year of `day`.
        document_id: who gets it.
        day: the local date (Asia/Ho_Chi_Minh) that will be printed.

    Raises:
        SeriesClosedError: no such series, or it is another year's.
        NumberDateError: an earlier number bears a later day.
    """
    held = live_number(conn, document_id)
    if held is not None:
        return held
    series = _open(conn, series_id)
    if day.year != series.period:
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


def printed(value: int, code: str) -> str:
    """Return a number as it is printed: 05/KH-SYT, 241/KH-SYT."""
    return f"{value:02d}/{code}" if value < PAD_BELOW else f"{value}/{code}"


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
    return AllottedNumber(series.series_id, value, printed(value, series.code), day.isoformat())


def _series_id(issuer_id: str, code: str, period: int) -> str:
    return f"{issuer_id}/{code}/{period}"


def _series(conn: Connection, series_id: str) -> Series | None:
    row = conn.execute(select(SERIES).where(SERIES.c.id == series_id)).first()
    return _series_row(row) if row else None


def _series_row(row: Row[Any]) -> Series:
    day = row.last_day.isoformat() if row.last_day else ""
    return Series(row.id, row.issuer_id, row.code, row.period, row.last_value, day)


def _open(conn: Connection, series_id: str) -> Series:
    found = _series(conn, series_id)
    if found is None:
        raise SeriesClosedError(series_id)
    return found


def _lines() -> Select[Any]:
    return select(NUMBERS, SERIES.c.code).join(SERIES, SERIES.c.id == NUMBERS.c.series_id)


def _text(row: Row[Any]) -> str:
    return printed(row.value, row.code)
