"""Numbers of outgoing documents: without a gap, never twice, days in order (NĐ 30/2020 Đ15)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.errors import (
    NumberDateError,
    NumberNotLiveError,
    SeriesClosedError,
    SeriesOpenError,
)
from storage.registers import numbers

if TYPE_CHECKING:
    from sqlalchemy import Connection

DAY = date(2026, 2, 10)
NEXT_DAY = date(2026, 2, 11)


KEY = numbers.year_key("so", "KH-SYT", 2026)


def a_series(conn: Connection, last_value: int = 0) -> str:
    return numbers.open_series(
        conn, numbers.year_key("so", "KH-SYT", 2026), last_value, "act-1"
    ).series_id


def test_a_series_counts_on_from_where_it_was_opened(conn: Connection) -> None:
    given_ = numbers.allot(conn, a_series(conn, 240), "doc-1", DAY)
    assert (given_.value, given_.text, given_.day) == (241, "241/KH-SYT", "2026-02-10")


@pytest.mark.parametrize(
    ("value", "text"), [(1, "01/KH-SYT"), (9, "09/KH-SYT"), (10, "10/KH-SYT"), (100, "100/KH-SYT")]
)
def test_numbers_below_ten_have_two_digits(conn: Connection, value: int, text: str) -> None:
    assert numbers.allot(conn, a_series(conn, value - 1), "doc-1", DAY).text == text


def test_a_document_gets_its_number_once(conn: Connection) -> None:
    series = a_series(conn)
    first = numbers.allot(conn, series, "doc-1", DAY)
    assert numbers.allot(conn, series, "doc-1", NEXT_DAY) == first
    assert numbers.allot(conn, series, "doc-2", DAY).value == 2


def test_a_number_held_over_the_new_year_is_still_the_documents_own(conn: Connection) -> None:
    first = numbers.allot(conn, a_series(conn), "doc-1", date(2026, 12, 31))
    following = numbers.ensure_series(conn, numbers.year_key("so", "KH-SYT", 2027), "act-2")
    assert numbers.allot(conn, following.series_id, "doc-1", date(2027, 1, 1)) == first
    assert numbers.next_value(conn, following.series_id) == 1


def test_the_next_value_is_only_looked_at(conn: Connection) -> None:
    series = a_series(conn, 240)
    assert numbers.next_value(conn, series) == numbers.next_value(conn, series) == 241


def test_no_day_goes_back(conn: Connection) -> None:
    series = a_series(conn)
    numbers.allot(conn, series, "doc-1", NEXT_DAY)
    with pytest.raises(NumberDateError) as failure:
        numbers.allot(conn, series, "doc-2", DAY)
    assert failure.value.code == "number.date_backwards"
    assert numbers.allot(conn, series, "doc-2", NEXT_DAY).value == 2


def test_no_day_goes_back_behind_a_void_number(conn: Connection) -> None:
    series = a_series(conn)
    numbers.allot(conn, series, "doc-1", NEXT_DAY)
    numbers.void(conn, series, 1, "reason/doc-1/x", "act-9")
    with pytest.raises(NumberDateError):
        numbers.allot(conn, series, "doc-1", DAY)


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2027, 1, 1)])
def test_another_years_day_is_refused(conn: Connection, day: date) -> None:
    with pytest.raises(SeriesClosedError):
        numbers.allot(conn, a_series(conn), "doc-1", day)


def test_a_series_that_is_not_open_gives_nothing(conn: Connection) -> None:
    with pytest.raises(SeriesClosedError):
        numbers.allot(conn, "so/KH-SYT/2026", "doc-1", DAY)
    with pytest.raises(SeriesClosedError):
        numbers.next_value(conn, "so/KH-SYT/2026")


def test_a_series_is_opened_once(conn: Connection) -> None:
    a_series(conn)
    with pytest.raises(SeriesOpenError):
        a_series(conn, 240)


def test_a_new_years_series_starts_at_one(conn: Connection) -> None:
    numbers.allot(conn, a_series(conn, 240), "doc-1", DAY)
    following = numbers.ensure_series(conn, numbers.year_key("so", "KH-SYT", 2027), "act-2")
    assert numbers.allot(conn, following.series_id, "doc-2", date(2027, 1, 4)).text == "01/KH-SYT"


def test_a_series_that_is_open_is_left_as_it_is(conn: Connection) -> None:
    series = a_series(conn, 240)
    assert numbers.ensure_series(conn, KEY, "act-2").last_value == 240
    assert [s.series_id for s in numbers.series_of(conn, "so")] == [series]


def test_issuers_codes_and_years_count_apart(conn: Connection) -> None:
    for issuer, code, year in [
        ("so", "KH-SYT", 2026),
        ("bv", "KH-BV", 2026),
        ("so", "QĐ-SYT", 2026),
    ]:
        series = numbers.ensure_series(conn, numbers.year_key(issuer, code, year), "act-1")
        assert numbers.allot(conn, series.series_id, f"doc-{issuer}-{code}", DAY).value == 1


def test_a_void_number_keeps_its_line_and_is_never_given_again(conn: Connection) -> None:
    series = a_series(conn)
    numbers.allot(conn, series, "doc-1", DAY)
    numbers.void(conn, series, 1, "reason/doc-1/x", "act-9")
    assert numbers.live_number(conn, "doc-1") is None
    assert numbers.allot(conn, series, "doc-1", DAY).value == 2
    first, second = numbers.register_rows(conn, series)
    assert (first.is_void, first.reason_key, first.void_act_id) == (True, "reason/doc-1/x", "act-9")
    assert (second.is_void, second.document_id, second.text) == (False, "doc-1", "02/KH-SYT")


def test_only_a_live_number_becomes_void(conn: Connection) -> None:
    series = a_series(conn)
    numbers.allot(conn, series, "doc-1", DAY)
    numbers.void(conn, series, 1, "reason/doc-1/x", "act-9")
    for value in (1, 2):
        with pytest.raises(NumberNotLiveError):
            numbers.void(conn, series, value, "reason/doc-1/y", "act-10")


ACTS = st.lists(st.tuples(st.sampled_from(["allot", "void"]), st.integers(0, 4)), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(acts=ACTS)
def test_whatever_happens_the_register_has_no_gap_and_no_double(
    conn: Connection, acts: list[tuple[str, int]]
) -> None:
    with conn.begin_nested() as trial:
        series = a_series(conn, 10)
        for act, document in acts:
            if act == "allot":
                numbers.allot(conn, series, f"doc-{document}", DAY)
            elif held := numbers.live_number(conn, f"doc-{document}"):
                numbers.void(conn, series, held.value, "reason/x", "act")
        rows = numbers.register_rows(conn, series)
        assert [row.value for row in rows] == list(range(11, 11 + len(rows)))
        live = [row.document_id for row in rows if not row.is_void]
        assert len(live) == len(set(live))
        trial.rollback()
