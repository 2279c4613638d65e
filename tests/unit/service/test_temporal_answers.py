"""What is no answer is asked again; only an answer is a refusal."""

from __future__ import annotations

import pytest
from temporalio.service import RPCError, RPCStatusCode

from workflows.sending import UNKNOWN, AskAgainError, NotDoneError, answers

CUT = ("transport error", "h2 protocol error: error reading a body from connection")


@pytest.mark.parametrize("said", CUT)
@pytest.mark.parametrize("status", [RPCStatusCode.UNKNOWN, RPCStatusCode.INTERNAL])
def test_a_connection_that_was_cut_is_no_answer(said: str, status: RPCStatusCode) -> None:
    with pytest.raises(AskAgainError), answers():
        raise RPCError(said, status, b"")


def test_a_server_that_is_away_is_no_answer() -> None:
    with pytest.raises(AskAgainError), answers():
        raise RPCError("tcp connect error", RPCStatusCode.UNAVAILABLE, b"")


def test_a_workflow_that_is_not_there_is_an_answer() -> None:
    with pytest.raises(NotDoneError) as refused, answers():
        raise RPCError("workflow not found", RPCStatusCode.NOT_FOUND, b"")
    assert refused.value.code == UNKNOWN


def test_a_request_that_the_server_cannot_take_is_our_own_fault() -> None:
    with pytest.raises(NotDoneError) as refused, answers():
        raise RPCError("bad request", RPCStatusCode.INVALID_ARGUMENT, b"")
    assert refused.value.code == "internal"
