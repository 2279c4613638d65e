"""Names and values on the wire never change: documents on their way were written with them."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from workflows.activities.papers import LivePapers
from workflows.activities.recording import LiveRecording
from workflows.activities.renewals import LiveRenewals
from workflows.contracts import names, queues
from workflows.contracts.payloads import PlanStart, Receipt, RecordAsk, Recorded, WorkAsk
from workflows.contracts.renewing import DueAsk, DuePage, DueRecord, Renewed, Round
from workflows.definitions.plan import Plan
from workflows.definitions.renewal import Renewal as RenewalRound
from workflows.domain.document import (
    ApprovalGiven,
    Document,
    Item,
    Number,
    Paper,
    Renewal,
    SignatureMade,
    Signer,
    Ticket,
)  # fmt: skip
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import NewDocument, Order, SignerChoice
from workflows.domain.people import Prefix
from workflows.domain.rounds import Vote
from workflows.domain.shapes import FieldRole

if TYPE_CHECKING:
    from enum import StrEnum

PINNED: dict[str, dict[str, list[str]]] = json.loads(
    Path(__file__).with_name("wire.json").read_text("utf-8")
)
ENUMS: tuple[type[StrEnum], ...] = (State, Act, FieldRole, Prefix)
MESSAGES: tuple[Any, ...] = (
    PlanStart, Receipt, RecordAsk, Recorded, WorkAsk, Order, NewDocument, SignerChoice, Vote,
    Document, ApprovalGiven, Item, Number, Paper, SignatureMade, Signer, Ticket, Renewal, Round,
    DueAsk, DuePage, DueRecord, Renewed,
)  # fmt: skip


def test_the_names_that_temporal_knows_stay() -> None:
    assert (names.PLAN, names.ACT, names.CATCH_UP) == ("plan", "act", "catch-up")
    assert names.workflow_id("vb-1") == "plan-vb-1"
    assert queues.TASK_QUEUE == "trinhky"
    assert defined(Plan, "__temporal_workflow_definition") == "plan"
    assert defined(RenewalRound, "__temporal_workflow_definition") == names.RENEWAL == "renewal"


@pytest.mark.parametrize(
    ("hands", "activity"),
    [
        (LiveRecording, "record"),
        (LivePapers, "render"),
        (LivePapers, "prepare"),
        (LivePapers, "embed"),
        (LivePapers, "archive"),
        (LiveRenewals, "due_records"),
        (LiveRenewals, "renew_record"),
        (LiveRenewals, "end_round"),
    ],
)
def test_the_activities_keep_their_names(hands: type, activity: str) -> None:
    assert defined(getattr(hands, activity), "__temporal_activity_definition") == activity


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_no_value_of_an_enum_is_renamed_or_taken_away(enum: type[StrEnum]) -> None:
    assert set(PINNED["enums"][enum.__name__]) <= {member.value for member in enum}


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.__name__)
def test_messages_only_grow_and_only_by_fields_with_a_default(message: Any) -> None:
    pinned = PINNED["messages"][message.__name__]
    fields = {field.name: field for field in dataclasses.fields(message)}
    assert [name for name in fields if name in pinned] == pinned
    missing = dataclasses.MISSING
    added = [field for name, field in fields.items() if name not in pinned]
    assert [f.name for f in added if f.default is missing and f.default_factory is missing] == []


def test_everything_that_is_pinned_is_looked_at() -> None:
    assert set(PINNED["enums"]) == {enum.__name__ for enum in ENUMS}
    assert set(PINNED["messages"]) == {message.__name__ for message in MESSAGES}


def defined(thing: Any, attribute: str) -> str:
    """Return the name that Temporal's decorator has given."""
    return str(getattr(thing, attribute).name)
