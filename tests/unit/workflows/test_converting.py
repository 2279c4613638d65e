"""Our way to JSON and back keeps the SDK's rules, for right data and for wrong."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.converter import DataConverter, value_to_type

from tests.replay.test_wire import MESSAGES
from workflows.contracts.codec import to_data
from workflows.contracts.converting import decoder
from workflows.contracts.payloads import PlanStart, Receipt, RecordAsk, Recorded, WorkAsk
from workflows.domain.document import Document, Item, Paper, SignatureMade, Ticket
from workflows.domain.lifecycle import Act
from workflows.domain.orders import Order
from workflows.failures import CONVERTER

WIRE = (
    Document, Item, Order, Paper, PlanStart, Receipt, RecordAsk, Recorded, SignatureMade, Ticket,
    WorkAsk,
)  # fmt: skip
ANY_JSON: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers() | st.text() | st.just([]) | st.just({})
)
values = st.one_of([st.from_type(each) for each in WIRE])


def reached(message: Any, known: set[Any]) -> set[Any]:
    """Return the dataclasses that a message is made of, itself included."""
    if dataclasses.is_dataclass(message) and message not in known:
        known.add(message)
        for hint in get_type_hints(message).values():
            reached(hint, known)
    for part in get_args(message):
        reached(part, known)
    return known


def kind(value: Any) -> Any:
    """Return a value's class."""
    return type(value)


def outcome(make: Any, data: Any) -> Any:
    """Return what comes out; the class of the error where nothing does."""
    try:
        return make(data)
    except Exception as err:  # noqa: BLE001 -- which error it is, is the question
        return type(err)


@given(value=values)
def test_what_was_sent_comes_back(value: Any) -> None:
    assert decoder(kind(value))(to_data(value)) == value


@given(value=values, wrong=ANY_JSON, data=st.data())
def test_one_wrong_field_is_judged_as_the_sdk_does(
    value: Any, wrong: object, data: st.DataObject
) -> None:
    hint, sent = kind(value), to_data(value)
    name = data.draw(st.sampled_from(sorted(sent)))
    sent[name] = wrong
    assert outcome(decoder(hint), sent) == outcome(lambda d: value_to_type(hint, d), sent)


@given(value=values, data=st.data())
def test_a_field_that_is_missing_is_judged_as_the_sdk_does(value: Any, data: st.DataObject) -> None:
    hint, sent = kind(value), to_data(value)
    del sent[data.draw(st.sampled_from(sorted(sent)))]
    assert outcome(decoder(hint), sent) == outcome(lambda d: value_to_type(hint, d), sent)


def test_a_field_of_a_later_version_is_passed_over() -> None:
    data = {"key": "k", "sha256": "s", "size": 1, "later": True}
    assert decoder(Ticket)(data) == Ticket("k", "s", 1)


def test_an_unknown_state_is_refused_with_the_name_of_its_field() -> None:
    with pytest.raises(TypeError, match="field state of"):
        decoder(Document)({"document_id": "vb-1", "state": "lost"})


@given(value=values)
def test_ours_and_the_sdk_read_what_the_other_has_written(value: Any) -> None:
    ours, stock = CONVERTER.payload_converter, DataConverter.default.payload_converter
    for writer in (ours, stock):
        sent = writer.to_payloads([value])
        for reader in (ours, stock):
            assert reader.from_payloads(sent, [type(value)]) == [value]


def test_fields_that_hold_nothing_are_not_written() -> None:
    sent = CONVERTER.payload_converter.to_payloads([Order("act-1", Act.SAVE, "ng-005", 3)])
    assert json.loads(sent[0].data) == {
        "act_id": "act-1", "act": "save", "person_id": "ng-005", "seen_version": 3,
        "origin": "system",
    }  # fmt: skip


def test_what_is_left_out_can_only_have_been_nothing() -> None:
    """A default that is something is always written; whoever adds one adds it here."""
    messages: set[Any] = set()
    for message in MESSAGES:
        reached(message, messages)
    written = {
        f"{message.__name__}.{field.name}"
        for message in messages
        for field in dataclasses.fields(message)
        if field.default is not dataclasses.MISSING and field.default
    }
    assert written == {
        "Document.edition", "Document.state", "Order.origin", "PlanStart.acts_per_run",
        "Round.page", "Round.steps_per_run", "DueAsk.limit",
    }  # fmt: skip
