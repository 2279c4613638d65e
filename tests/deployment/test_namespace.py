"""The namespace of a server that others run is made once and keeps histories for ninety days."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from service.cli import run
from service.deployment.namespace import RETENTION, keep_namespace, retention_of

if TYPE_CHECKING:
    from service.stack.temporal_server import TemporalServer

pytestmark = pytest.mark.temporal


@pytest.fixture
def name() -> str:
    return f"province-{secrets.token_hex(4)}"


async def test_it_is_made_once(temporal_server: TemporalServer, name: str) -> None:
    client = await Client.connect(temporal_server.address)
    assert await retention_of(client, name) is None
    assert await keep_namespace(client, name)
    assert await retention_of(client, name) == RETENTION == timedelta(days=90)
    assert not await keep_namespace(client, name)


async def test_one_that_forgets_too_soon_is_mended(
    temporal_server: TemporalServer, name: str
) -> None:
    client = await Client.connect(temporal_server.address)
    day = Duration(seconds=86_400)
    await client.workflow_service.register_namespace(
        RegisterNamespaceRequest(namespace=name, workflow_execution_retention_period=day)
    )
    assert await retention_of(client, name) == timedelta(days=1)
    for _ in range(60):  # a server takes some seconds to learn of a new name everywhere
        try:
            assert not await keep_namespace(client, name)
            break
        except RPCError as unknown:
            assert unknown.status is RPCStatusCode.NOT_FOUND  # noqa: PT017 -- asked again
            await asyncio.sleep(0.5)
    assert await retention_of(client, name) == RETENTION


def test_the_command_says_which(
    temporal_server: TemporalServer,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TRINHKY_TEMPORAL_ADDRESS", temporal_server.address)
    monkeypatch.setenv("TRINHKY_TEMPORAL_NAMESPACE", name)
    for word in ("Đã tạo không gian tên", "Không gian tên"):
        assert run(["namespace"]) == 0
        said = capsys.readouterr().out
        assert said.startswith(word)
        assert f"“{name}”" in said
        assert "90 ngày" in said
