"""`trinhky temporal`: find the Temporal program, or build it once, and say where it is."""

from __future__ import annotations

import click

from service.cli.surroundings import temporal_program


@click.command()
def temporal() -> None:
    """Tìm chương trình Temporal; chưa có thì dựng một lần, rồi in đường dẫn."""
    click.echo(temporal_program())
