"""`trinhky secrets DIR`: make the secrets of the compose set-up, each in a file of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from service.catalogue import sentence


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
def secrets(directory: Path) -> None:
    """Tạo các mật khẩu, khóa ngẫu nhiên còn thiếu cho docker-compose.yml trong DIRECTORY."""
    from service.deployment.secrets import make_secrets  # noqa: PLC0415  # so that `--help` is quick

    made = make_secrets(directory, datetime.now(UTC))  # noqa: TID251  # composition root
    for name in made:
        click.echo(sentence("setup", "secret.made", file=directory / name))
    if not made:
        click.echo(sentence("setup", "secret.all_there", folder=directory))
