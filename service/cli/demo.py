"""`trinhky demo`: plant the demo organisation where the settings point, for trying a set-up out."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from service.cli.surroundings import settings


@click.command()
def demo() -> None:
    """Tạo cơ quan mẫu, chứng thư thử nghiệm để dùng thử; không dùng cho cài đặt thật.

    Trên máy đơn không cần lệnh này: “trinhky up” tự làm.
    """
    from service.demo import seed_home  # noqa: PLC0415  # so that `--help` costs nothing

    for line in seed_home(settings(), datetime.now(UTC)):  # noqa: TID251  # composition root
        click.echo(f"  {line}")
