"""`trinhky db upgrade`: bring the database to this version's schema, once, as its owner."""

from __future__ import annotations

import json

import click

from service.catalogue import sentence
from service.cli.surroundings import settings


@click.group()
def db() -> None:
    """Nâng phiên bản cơ sở dữ liệu, giao quyền cho tài khoản ứng dụng."""


@db.command()
@click.option("--grant", "role", help="Tài khoản ứng dụng trên PostgreSQL được giao quyền.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def upgrade(role: str | None, *, as_json: bool) -> None:
    """Nâng cơ sở dữ liệu lên phiên bản này; chạy lại bao nhiêu lần cũng được.

    Dùng tài khoản chủ sở hữu; web, worker và desk không tự nâng phiên bản.
    """
    from storage.grants import grant  # noqa: PLC0415  # so that `--help` costs nothing
    from storage.migrate import migrate, revision  # noqa: PLC0415
    from workflows.stores import unchecked_database  # noqa: PLC0415

    own = settings()
    if own.database_url.reveal() == own.layout.database_url:
        own.layout.make()
    with unchecked_database(own) as database:
        before, after = revision(database), migrate(database)
        if role:
            grant(database, role)
    if as_json:
        click.echo(json.dumps({"before": before, "after": after, "granted": role}))
        return
    key = "current" if before == after else "upgraded"
    click.echo(sentence("setup", f"database.{key}", before=before or "—", after=after))
    if role:
        click.echo(sentence("setup", "database.granted", role=role))
