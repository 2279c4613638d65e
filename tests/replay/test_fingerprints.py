"""No command of a workflow is moved, added or taken away by accident."""

from __future__ import annotations

import json

from tests.replay.fingerprints import PINNED, commands_of, fingerprints

ADVICE = """
The commands of a workflow definition have changed, or their order. Documents on their way were
written in the old order and must still replay: keep the old path and put the new one behind
`if workflow.patched("a-name"):`. Raise the edition of the recorded histories, so the old path stays
proven; then `make record-histories` plays the new one, and `python -m tests.replay.fingerprints`
pins the new order.
"""

BEFORE = """
async def run(self):
    await workflow.wait_condition(lambda: self.done, timeout=limit)
    await workflow.execute_activity_method(Recording.record, ask)
"""


def test_the_commands_of_the_workflows_are_those_that_are_pinned() -> None:
    assert fingerprints() == json.loads(PINNED.read_text("utf-8")), ADVICE


def test_every_activity_that_is_called_is_seen() -> None:
    said = [line for lines in fingerprints().values() for line in lines]
    assert any("Recording.record" in line for line in said)
    assert any("start_activity_method(method" in line for line in said)
    assert any("continue_as_new" in line for line in said)


def test_a_command_that_moves_is_noticed() -> None:
    first, second = commands_of(BEFORE)
    assert first == "run: wait_condition(timeout)"
    lines = BEFORE.strip().splitlines()
    assert commands_of("\n".join([lines[0], lines[2], lines[1]])) == [second, first]


def test_another_activity_is_noticed() -> None:
    assert commands_of(BEFORE.replace("Recording.record", "Recording.note")) != commands_of(BEFORE)


def test_a_limit_that_is_taken_away_is_noticed() -> None:
    assert commands_of(BEFORE.replace(", timeout=limit", "")) != commands_of(BEFORE)
