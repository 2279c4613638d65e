"""Instants and retentions as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.instants import from_text, is_canonical, to_text
from storage.records.retention import Retention, from_json, longer

HANOI = timezone(timedelta(hours=7))
INSTANTS = st.datetimes(
    min_value=datetime(1, 1, 2),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, HANOI]),
)


def test_an_instant_is_written_in_utc_with_six_digits() -> None:
    local = datetime(2026, 2, 10, 7, 0, tzinfo=HANOI)
    assert to_text(local) == "2026-02-10T00:00:00.000000Z"


@given(INSTANTS, INSTANTS)
def test_text_order_is_time_order(one: datetime, other: datetime) -> None:
    assert (to_text(one) < to_text(other)) == (one < other)


@given(INSTANTS)
def test_an_instant_comes_back(at: datetime) -> None:
    assert from_text(to_text(at)) == at
    assert is_canonical(to_text(at))


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        to_text(datetime(2026, 2, 10))  # noqa: DTZ001
    with pytest.raises(ValueError, match="zone"):
        from_text("2026-02-10T00:00:00")


@pytest.mark.parametrize("until", [None, datetime(2076, 1, 1, tzinfo=UTC)])
def test_a_retention_comes_back(until: datetime | None) -> None:
    assert from_json(Retention(until).to_json()) == Retention(until)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"retain_until": 1}', b'{"retain_until": "soon"}', b"\xff"]
)
def test_what_is_no_retention_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whichever part is wrong
        from_json(body)


def test_for_ever_is_longer_than_any_instant() -> None:
    short, long = (Retention(datetime(year, 1, 1, tzinfo=UTC)) for year in (2036, 2046))
    assert longer(short, long) == longer(long, short) == long
    assert longer(Retention(None), long) == longer(long, Retention(None)) == Retention(None)
