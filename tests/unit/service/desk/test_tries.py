"""Five tries, counted on disk before each."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from service.desk.tries import MAX_TRIES, clear, counted_try
from signing.errors import KeyLockedError, KeyUnusableError, WrongPinError

if TYPE_CHECKING:
    from pathlib import Path


def wrong(counter: Path) -> int:
    with pytest.raises(WrongPinError) as error, counted_try(counter):
        raise WrongPinError(0)
    return error.value.left


def test_the_fifth_wrong_pin_locks(tmp_path: Path) -> None:
    counter = tmp_path / "tries"
    assert [wrong(counter) for _ in range(MAX_TRIES - 1)] == [4, 3, 2, 1]
    with pytest.raises(KeyLockedError), counted_try(counter):
        raise WrongPinError(0)
    with pytest.raises(KeyLockedError), counted_try(counter):
        pytest.fail("a locked key was tried")


def test_the_try_is_on_disk_while_it_is_made(tmp_path: Path) -> None:
    counter = tmp_path / "tries"
    wrong(counter)
    with counted_try(counter):
        assert counter.read_bytes() == b"2"  # what a crash at this moment would leave
    assert counter.read_bytes() == b"0"


def test_what_is_not_a_wrong_pin_does_not_count(tmp_path: Path) -> None:
    counter = tmp_path / "tries"
    wrong(counter)
    with pytest.raises(KeyUnusableError), counted_try(counter):
        raise KeyUnusableError("damaged")
    assert counter.read_bytes() == b"1"


@pytest.mark.parametrize("nonsense", [b"x", b"-1", b"99999999"])
def test_a_counter_somebody_tampered_with_is_used_up(tmp_path: Path, nonsense: bytes) -> None:
    counter = tmp_path / "tries"
    counter.write_bytes(nonsense)
    with pytest.raises(KeyLockedError), counted_try(counter):
        pytest.fail("a locked key was tried")


def test_an_administrator_clears_it(tmp_path: Path) -> None:
    counter = tmp_path / "tries"
    counter.write_bytes(b"5")
    clear(counter)
    assert wrong(counter) == 4
    clear(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_guessing_in_parallel_gains_nothing(tmp_path: Path) -> None:
    counter = tmp_path / "tries"
    tried: list[int] = []
    errors: list[Exception] = []

    def check_pin() -> None:
        tried.append(1)
        raise WrongPinError(0)

    def guess() -> None:
        with pytest.raises((WrongPinError, KeyLockedError)) as error, counted_try(counter):
            check_pin()
        errors.append(error.value)

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(errors) == 20
    assert len(tried) == MAX_TRIES
