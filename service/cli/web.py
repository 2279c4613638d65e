"""`trinhky web`: run the web pages and the JSON interface, until it is told to stop."""

from __future__ import annotations

import click

from service.cli.surroundings import settings


@click.command()
def web() -> None:
    """Chạy trang web và giao diện JSON."""
    from service.web_process import run  # noqa: PLC0415  # so that `--help` costs nothing

    run(settings())
