"""Codes over time, against the RFC's own numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.accounts.totp import (
    STEP_SECONDS,
    code_at,
    matching_step,
    provisioning_uri,
    secret_text,
)

SECRET = b"12345678901234567890"  # RFC 6238, appendix B, the one for SHA-1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
VECTORS = [
    (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"),
    (1234567890, "89005924"), (2000000000, "69279037"), (20000000000, "65353130"),
]  # fmt: skip
seconds = st.integers(60, 4_000_000_000)


def at(second: float) -> datetime:
    return EPOCH + timedelta(seconds=second)


@pytest.mark.parametrize(("second", "eight_digits"), VECTORS)
def test_the_codes_are_the_last_six_digits_of_the_rfc_s(second: int, eight_digits: str) -> None:
    assert code_at(SECRET, at(second)) == eight_digits[-6:]
    assert matching_step(SECRET, eight_digits[-6:], at(second)) == second // STEP_SECONDS


@given(seconds, st.integers(-5, 5), st.binary(min_size=20, max_size=20))
def test_a_code_counts_one_step_early_and_one_step_late(
    second: int, steps: int, secret: bytes
) -> None:
    made = second // STEP_SECONDS + steps
    if made < 0:
        return
    code = code_at(secret, at(made * STEP_SECONDS))
    counting = {
        code_at(secret, at(second + offset * STEP_SECONDS)): second // STEP_SECONDS + offset
        for offset in (-1, 0, 1)  # where two steps have the same code, the newest is meant
    }
    assert matching_step(secret, code, at(second)) == counting.get(code)
    assert (abs(steps) <= 1) <= (counting.get(code) is not None)


def test_of_two_steps_with_the_same_code_the_newer_is_meant() -> None:
    """Else a code would be right a second time, as that of the older step."""
    older, newer = at(910_737 * STEP_SECONDS), at(910_738 * STEP_SECONDS)
    assert code_at(SECRET, older) == code_at(SECRET, newer) == "911617"
    assert matching_step(SECRET, "911617", older) == 910_738
    assert matching_step(SECRET, "911617", newer) == 910_738


@pytest.mark.parametrize("typed", ["287 082", " 287082 ", "28 70 82"])
def test_spaces_in_a_code_do_not_matter(typed: str) -> None:
    assert matching_step(SECRET, typed, at(59)) == 1


@pytest.mark.parametrize(
    "typed", ["", "28708", "2870820", "94287082", "28708a", "２８７０８２", "²87082", "-87082"]
)
def test_what_is_no_code_of_six_digits_is_of_no_step(typed: str) -> None:
    assert matching_step(SECRET, typed, at(59)) is None


def test_the_address_that_a_telephone_reads_gives_the_same_codes() -> None:
    uri = provisioning_uri(SECRET, "chuyenvien", "Trình Ký")
    read = pyotp.parse_uri(uri)
    assert isinstance(read, pyotp.TOTP)
    assert (read.name, read.issuer) == ("chuyenvien", "Trình Ký")
    assert read.at(at(1234567890)) == code_at(SECRET, at(1234567890))


def test_the_secret_is_shown_in_groups_that_can_be_typed() -> None:
    text = secret_text(SECRET)
    assert text == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert pyotp.TOTP(text.replace(" ", "")).at(at(59)) == "287082"
