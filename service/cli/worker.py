"""`trinhky worker`: run one worker, until it is told to stop."""

from __future__ import annotations

import click

from service.cli.surroundings import settings


@click.command()
def worker() -> None:
    """Chạy một tiến trình xử lý hồ sơ."""
    from workflows.worker import main  # noqa: PLC0415  # so that `--help` costs nothing

    main(settings())
