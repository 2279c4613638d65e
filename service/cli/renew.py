"""`trinhky renew`: which records are due for a newer archive timestamp; begin the round."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import click

from service.catalogue import sentence
from service.cli.opened import opened
from service.cli.surroundings import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.config import Settings
    from workflows.activities.due import Due


@click.command()
@click.option("--dry-run", is_flag=True, help="Chỉ liệt kê bản lưu đến hạn, không gia hạn gì.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def renew(*, dry_run: bool, as_json: bool) -> None:
    """Bắt đầu ngay một vòng gia hạn dấu thời gian lưu trữ, không chờ đến đêm."""
    own = settings()
    if not dry_run:
        asyncio.run(_begin(own))
        click.echo(sentence("setup", "renew.begun"))
        return
    count = 0
    for due in _due(own):
        count += 1
        click.echo(json.dumps(_data(due)) if as_json else _line(due))
    if not as_json:
        click.echo(sentence("setup", "renew.count", count=count))


async def _begin(own: Settings) -> None:
    from workflows.connecting import connect_once  # noqa: PLC0415  # loads the SDK
    from workflows.scheduling import RoundNotBegunError, begin_round  # noqa: PLC0415

    try:
        client = await connect_once(own, "renew")
    except RuntimeError as err:
        raise RoundNotBegunError("Temporal does not answer") from err
    await begin_round(client)


def _due(own: Settings) -> Iterator[Due]:
    """Yield what is due, page by page; every file of the archive is read."""
    from workflows.activities.due import Shelf  # noqa: PLC0415  # loads the signing libraries
    from workflows.believing import trust_of  # noqa: PLC0415
    from workflows.stores import open_blobs  # noqa: PLC0415
    from workflows.worker import clock, rule_of  # noqa: PLC0415

    with opened(own) as database:
        shelf = Shelf(database, open_blobs(own), clock, rule_of(own), trust_of(own, clock))
        after = ""
        while True:
            page = shelf.page(after)
            yield from page.due
            after = page.last
            if not after:
                return


def _data(due: Due) -> dict[str, Any]:
    return {
        "document_id": due.record.document_id,
        "why": due.why,
        "ends_at": due.ends_at.isoformat() if due.ends_at else None,
        "renewals": due.record.renewals,
    }


def _line(due: Due) -> str:
    why = sentence("setup", f"renew.{due.why}")
    ends = due.ends_at.date().isoformat() if due.ends_at else "—"
    return f"{due.record.document_id}  {ends}  {why}"
