"""`trinhky health web|desk|worker`: for container runtimes; exit code 0 it works, 1 it does not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import click

from service.catalogue import sentence
from service.cli.surroundings import settings


@click.command()
@click.argument("process", type=click.Choice(["web", "desk", "worker"]))
def health(process: str) -> int:
    """Hỏi một tiến trình trên máy này có đang làm việc không; mã thoát 0 có, 1 không."""
    from service.deployment import health as ask  # noqa: PLC0415  # so that `--help` costs nothing

    own = settings()
    if process == "worker":
        works = asyncio.run(ask.worker(own, datetime.now(UTC)))  # noqa: TID251
    else:
        works = {"web": ask.web, "desk": ask.desk}[process](own)
    click.echo(sentence("setup", f"health.{'well' if works else 'unwell'}", name=process))
    return int(not works)
