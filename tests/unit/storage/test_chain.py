"""The chain: one way to write an entry, and no change that goes unseen."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import LedgerBrokenError, LedgerInvalidError
from storage.ledger.chain import GENESIS, Entry, as_dict, canonical, check_chain, link
from tests.unit.storage.builders import new_entry

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def chain(length: int = 4) -> list[Entry]:
    made: list[Entry] = []
    for seq in range(1, length + 1):
        new = new_entry(f"act-{seq}", version=seq, details={"mục": ["đ", seq]})
        made.append(link(seq, made[-1].hash if made else GENESIS, new))
    return made


def broken_at(entries: list[Entry], **noted: Any) -> int:
    with pytest.raises(LedgerBrokenError) as failure:
        check_chain(entries, **noted)
    return failure.value.seq


def test_a_chain_as_it_was_written_holds() -> None:
    made = chain()
    assert check_chain(made, made[-1].hash, len(made)) == (4, made[-1].hash)


def test_an_empty_chain_holds() -> None:
    assert check_chain([], GENESIS, 0) == (0, GENESIS)


def test_anyone_can_compute_a_hash_without_this_program() -> None:
    entry = chain(2)[1]
    hashed = {k: v for k, v in as_dict(entry).items() if k not in {"prev", "hash"}}
    text = json.dumps(hashed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert entry.hash == hashlib.sha256((entry.prev + text).encode()).hexdigest()


def test_the_bytes_of_an_entry_never_change() -> None:
    """Chains written years ago must hold: a failure here means the format was changed."""
    entry = link(1, GENESIS, new_entry(details={"ô": [1, None, True]}))
    assert entry.hash == "c910353a9c2e2b70f83665bfa9c718e05fb6150b458b86df67e09d06dfeee0dc"


@pytest.mark.parametrize(
    "change",
    [
        {"at": "2026-03-02T01:00:00.000001Z"},
        {"act_id": "other"},
        {"act": "approve"},
        {"person_id": "p-other"},
        {"on_behalf_of": "post-1"},
        {"document_id": "doc-2"},
        {"version": 9},
        {"version": None},
        {"edition": 2},
        {"seen_sha256": "0" * 64},
        {"origin": "10.0.0.1"},
        {"after": None},
        {"after": {"state": "issued"}},
        {"details": {}},
        {"prev": "1" * 64},
        {"hash": "1" * 64},
        {"seq": 7},
    ],
)
def test_a_change_of_any_field_is_found_at_its_entry(change: dict[str, Any]) -> None:
    made = chain()
    made[1] = replace(made[1], **change)
    assert broken_at(made) == 2


def test_an_entry_that_was_changed_and_hashed_again_breaks_the_next() -> None:
    made = chain()
    forged = new_entry("act-2", version=2, person_id="p-other")
    made[1] = link(2, made[0].hash, forged)
    assert broken_at(made) == 3


def test_a_missing_entry_is_found() -> None:
    made = chain()
    assert broken_at([made[0], *made[2:]]) == 2


def test_two_entries_in_the_other_order_are_found() -> None:
    made = chain()
    assert broken_at([made[0], made[2], made[1], made[3]]) == 2


def test_an_entry_twice_is_found() -> None:
    made = chain()
    assert broken_at([made[0], made[0]]) == 2


def test_a_cut_tail_is_found_by_the_noted_count() -> None:
    made = chain()
    assert broken_at(made[:3], count=4) == 3


def test_a_cut_tail_is_found_by_the_noted_head() -> None:
    made = chain()
    assert broken_at(made[:3], head=made[3].hash) == 3


def test_a_tail_that_was_written_again_is_found_by_the_noted_head() -> None:
    made = chain()
    again = link(4, made[2].hash, new_entry("act-4", version=4))
    assert broken_at([*made[:3], again], head=made[3].hash, count=4) == 4


def test_a_forged_value_that_json_does_not_have_is_a_broken_entry() -> None:
    made = chain()
    made[1] = replace(made[1], details={"ratio": 0.5})
    assert broken_at(made) == 2


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        float("nan"),
        2**53,
        -(2**53),
        b"bytes",
        {1: "key"},
        {"in": [{"side": 1.0}]},
        "\ud800",
        {1},
    ],
    ids=repr,
)
def test_what_json_does_not_have_exactly_is_refused(value: object) -> None:
    with pytest.raises(LedgerInvalidError):
        canonical({"value": value})


@pytest.mark.parametrize(
    "at",
    [
        "2026-03-02T01:00:00Z",
        "2026-03-02T01:00:00.000000+00:00",
        "2026-13-02T01:00:00.000000Z",
        "2026-03-02 01:00:00.000000Z",
        "",
        "2026-03-02T01:00:00.000000Z\n",
    ],
)
def test_an_instant_has_one_way_to_be_written(at: str) -> None:
    with pytest.raises(LedgerInvalidError):
        link(1, GENESIS, new_entry(at=at))


@given(JSON)
def test_canonical_bytes_say_what_was_meant_and_only_in_one_way(value: object) -> None:
    try:
        once = canonical(value)
    except LedgerInvalidError:
        return  # a lone surrogate
    assert json.loads(once) == value
    assert canonical(json.loads(once)) == once
