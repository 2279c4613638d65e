"""The real development server as we start it: what it keeps, and for how long."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.stack.temporal_server import RETENTION_HOURS, TemporalServer, retention_seconds

pytestmark = pytest.mark.temporal
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_it_serves_on_loopback(temporal_server: TemporalServer) -> None:
    assert temporal_server.is_serving(LONG_AGO)
    assert temporal_server.address.startswith("127.0.0.1:")


def test_histories_are_kept_for_ninety_days(temporal_server: TemporalServer) -> None:
    told = temporal_server.ask("operator", "namespace", "describe", "--namespace", "default")
    assert told is not None
    assert retention_seconds(told) == RETENTION_HOURS * 3600 == 90 * 86_400


def test_a_queue_without_a_worker_has_no_poller(temporal_server: TemporalServer) -> None:
    assert not temporal_server.has_poller("nobody-asks-here", LONG_AGO)
