"""One JSON line in, one request out, or a refusal that repeats nothing of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.desk.errors import BadRequestError, DeskFailedError, as_error, refusal
from service.desk.protocol import (
    MAX_ITEMS,
    MAX_LINE,
    Answered,
    Authority,
    CameBack,
    Listed,
    Lock,
    Ping,
    Purpose,
    Sign,
    Unlock,
    from_line,
    read_request,
    to_line,
)
from service.many_signatures import MOST
from signing.errors import (
    Asking,
    AwaitingPhoneError,
    DeskClosedError,
    KeyLockedError,
    PdfUnusableError,
    WrongPinError,
    awaiting,
)

UNLOCK: dict[str, Any] = {
    "do": "unlock", "person_id": "ng-1", "pin": "135790", "purpose": "personal", "issuer_id": "",
    "items": [{"document_id": "vb-1", "item_id": "i-1"}],
}  # fmt: skip
SEAL = UNLOCK | {
    "purpose": "agency", "issuer_id": "dv-1", "items": [{"document_id": "vb-1", "role": "number"}],
}  # fmt: skip


def test_each_request_is_read_as_it_was_meant() -> None:
    assert read_request(b'{"do":"ping"}') == Ping()
    assert read_request(b'{"do":"lock","session":"s"}') == Lock("s")
    answer = {"do": "answer", "session": "s", "question": "q", "values": {"OTP": "1"}}
    assert read_request(to_line(answer)) == Answered("s", "q", {"OTP": "1"})
    back = {"do": "came_back", "person_id": "p", "state": "t", "code": "c" * 3000}
    assert read_request(to_line(back)) == CameBack("p", "t", "c" * 3000)
    sign = b'{"do":"sign","session":"s","document_id":"d","item_id":"i"}'
    assert read_request(sign) == Sign("s", "d", "i")
    assert read_request(to_line(UNLOCK)) == Unlock(
        Authority("ng-1"), frozenset({Listed("vb-1", item_id="i-1")}), "135790"
    )
    assert read_request(to_line(SEAL)) == Unlock(
        Authority("ng-1", Purpose.AGENCY, "dv-1"),
        frozenset({Listed("vb-1", role="number")}),
        "135790",
    )


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"do": "sign_digest"},
        {"do": ["unlock"]},
        {"person_id": ""},
        {"person_id": 7},
        {"person_id": "x" * 201},
        {"person_id": "a\u0000b"},
        {"pin": ""},
        {"pin": 246810},
        {"purpose": "root"},
        {"purpose": "agency"},
        {"issuer_id": "dv-1"},
        {"items": []},
        {"items": {}},
        {"items": ["i-1"]},
        {"items": [{"document_id": "vb-1"}]},
        {"items": [{"document_id": "vb-1", "role": ""}]},
        {"items": [{"document_id": "vb-1", "item_id": ""}]},
        {"items": [{"document_id": "vb-1", "item_id": "i", "role": "number"}]},
        {"items": [{"document_id": "vb-1", "item_id": "i"}] * (MAX_ITEMS + 1)},
    ],
    ids=str,
)
def test_anything_else_in_an_unlock_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadRequestError):
        read_request(to_line(UNLOCK | change))


@pytest.mark.parametrize("missing", sorted(UNLOCK))
def test_nothing_may_be_left_out(missing: str) -> None:
    with pytest.raises(BadRequestError):
        read_request(to_line({k: v for k, v in UNLOCK.items() if k != missing}))


def test_a_personal_list_names_items_and_numbers() -> None:
    items = [{"document_id": "vb-1", "item_id": "i-1"}, {"document_id": "vb-1", "role": "number"}]
    asked = read_request(to_line(UNLOCK | {"items": items}))
    assert isinstance(asked, Unlock)
    assert asked.items == {Listed("vb-1", item_id="i-1"), Listed("vb-1", role="number")}


def test_five_hundred_of_the_longest_ids_fit_a_line() -> None:
    items = [{"document_id": f"{n:0200}", "item_id": f"{n:0200}"} for n in range(500)]
    line = to_line(UNLOCK | {"items": items})
    assert len(line) < MAX_LINE / 2
    asked = read_request(line)
    assert isinstance(asked, Unlock)
    assert len(asked.items) == len(items)


def test_a_doubled_field_is_refused_before_anyone_chooses_between_them() -> None:
    with pytest.raises(BadRequestError):
        read_request(b'{"do":"lock","session":"a","session":"b"}')


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_refusal(line: bytes) -> None:
    with pytest.raises(BadRequestError):
        read_request(line)


@pytest.mark.parametrize(
    "line", [b"[" * 100_000, b"NaN", b'{"do":NaN}', b'"' + b"\xed\xa0\x80" + b'"', b"null"]
)
def test_odd_json_is_refused(line: bytes) -> None:
    with pytest.raises(BadRequestError):
        read_request(line)


def test_neither_pin_nor_token_is_shown() -> None:
    with pytest.raises(BadRequestError) as refused:
        read_request(to_line(UNLOCK | {"extra": 1}))
    assert "135790" not in repr(read_request(to_line(UNLOCK)))
    assert "token" not in repr(Sign("token", "d", "i")) + repr(Lock("token"))
    assert "135790" not in str(refused.value)
    with pytest.raises(BadRequestError) as garbled:
        read_request(json.dumps(UNLOCK).encode()[:-1])
    assert garbled.value.__cause__ is None
    assert garbled.value.__suppress_context__


def test_refusals_cross_the_socket_as_codes() -> None:
    for error in (WrongPinError(3), KeyLockedError("x"), DeskClosedError("x"), BadRequestError()):
        told = refusal(error)
        assert told is not None
        arrived = as_error(json.loads(json.dumps(told)))
        assert type(arrived) is type(error)
    assert refusal(WrongPinError(3)) == {"error": "desk.wrong_pin", "left": 3}


def test_what_is_none_of_the_webs_business_is_not_told() -> None:
    assert refusal(PdfUnusableError("secret path")) is None
    assert isinstance(as_error({"error": "nonsense"}), DeskFailedError)
    assert as_error({"key": "k"}) is None


def test_the_longest_list_of_one_pin_fits_in_a_line() -> None:
    items = [{"document_id": f"{n:0100}", "item_id": f"{n:0100}"} for n in range(MOST)]
    line = to_line(UNLOCK | {"items": items})
    assert MOST <= MAX_ITEMS
    assert len(line) < MAX_LINE / 2
    unlock = read_request(line)
    assert isinstance(unlock, Unlock)
    assert len(unlock.items) == MOST


@pytest.mark.parametrize("values", [None, {}, [], {"OTP": 1}, {str(n): "1" for n in range(11)}])
def test_an_answer_that_is_not_a_few_texts_is_refused(values: object) -> None:
    answer = {"do": "answer", "session": "s", "question": "q", "values": values}
    with pytest.raises(BadRequestError):
        read_request(to_line(answer))


@pytest.mark.parametrize("asking", [
    Asking(9.0), Asking(9.0, 1, 3, "q", (("OTP", "Mã SMS"),), is_again=True),
    Asking(9.0, url="https://khoa.example.vn/"),
])  # fmt: skip
def test_what_a_holder_asks_crosses_the_socket_as_it_is(asking: Asking) -> None:
    told = refusal(awaiting(asking))
    assert told is not None
    heard = as_error(from_line(to_line(told)))
    assert isinstance(heard, AwaitingPhoneError)
    assert (type(heard), heard.asking) == (type(awaiting(asking)), asking)
