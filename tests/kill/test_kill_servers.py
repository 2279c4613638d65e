"""kill -9 of anything on an installation on servers, PostgreSQL and the store among the victims.

The seed is printed; `TEST_SEED=n` repeats a run's plan of kills.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.stack.embedded import answers_http
from tests.kill.killer import PROCESSES, Killer, blows
from tests.kill.test_kill import (
    FIRST,
    LAST,
    MISSED,
    is_whole,
    numbers_follow_each_other,
    play_both,
    seed,
)
from tests.servers.province import province
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = [
    pytest.mark.soak,
    pytest.mark.temporal,
    pytest.mark.office,
    pytest.mark.postgres,
    pytest.mark.minio,
]
VICTIMS = (*PROCESSES, "postgres", "minio")
KILLS = 24


@pytest.mark.parametrize("time", range(3))
def test_kills_of_every_server_leave_two_whole_documents(
    surroundings: Mapping[str, str], time: int
) -> None:
    assert time >= 0
    number = seed()
    plan = blows(number, KILLS, FIRST, LAST, VICTIMS)
    print(f"TEST_SEED={number}", plan)  # noqa: T201 -- shown when the test fails
    with province(surroundings) as servers:
        stage = servers.stage
        with Killer(servers, stage.gateway.recorder.database, plan) as killer:
            ids = play_both(stage)
        print(killer.struck)  # noqa: T201 -- shown when the test fails
        assert {name for name, _ in killer.struck} == set(VICTIMS)
        assert len(killer.struck) >= KILLS - MISSED
        until(lambda: answers_http(f"{servers.web_url}/healthz"), 120)
        for document_id in ids:
            is_whole(stage, document_id)
        numbers_follow_each_other(stage)
