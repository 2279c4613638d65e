"""`trinhky desk`: run the desk, the only holder of unlocked keys, until it is told to stop."""

from __future__ import annotations

import click

from service.cli.surroundings import settings


@click.command()
def desk() -> None:
    """Chạy bàn ký: tiến trình duy nhất giữ khóa đã mở."""
    from service.desk import main  # noqa: PLC0415  # so that `--help` costs nothing

    main(settings())
