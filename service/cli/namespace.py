"""`trinhky namespace`: make the namespace that our workflows run in, and how long it keeps them."""

from __future__ import annotations

import asyncio

import click

from service.catalogue import sentence
from service.cli.surroundings import settings


@click.command()
def namespace() -> None:
    """Tạo không gian tên trên Temporal, giữ lịch sử đã xong 90 ngày; chạy lại cũng được."""
    from service.deployment.namespace import keep_namespace  # noqa: PLC0415  # loads the SDK
    from service.stack.temporal_server import RETENTION_HOURS  # noqa: PLC0415
    from workflows.connecting import connect_waiting  # noqa: PLC0415

    own = settings()

    async def make() -> bool:
        client = await connect_waiting(own, "namespace")
        return await keep_namespace(client, own.temporal_namespace)

    key = "made" if asyncio.run(make()) else "kept"
    values = {"name": own.temporal_namespace, "days": RETENTION_HOURS // 24}
    click.echo(sentence("setup", f"namespace.{key}", **values))
