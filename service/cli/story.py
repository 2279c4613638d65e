"""`trinhky story DIR`: play the founding story on a private stack and leave its results in DIR."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.catalogue import sentence
from service.cli.surroundings import environ, say, temporal_program

if TYPE_CHECKING:
    from collections.abc import Callable


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="In báo cáo dạng JSON.")
def story(directory: Path, *, as_json: bool) -> None:
    """Diễn lại câu chuyện gốc trên một hệ thống riêng, ghi kết quả vào DIRECTORY."""
    from service.story.play import play  # noqa: PLC0415  # loads every room

    begun = time.monotonic()
    report = play(directory, temporal_program(), environ(), _teller(begun))
    say(sentence("story", "done", directory=directory, seconds=f"{report['seconds']:.1f}"))
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))


def _teller(begun: float) -> Callable[[str, str], None]:
    """Return what prints one line of progress, with the seconds since the beginning."""

    def tell(about: str, key: str) -> None:
        seconds = time.monotonic() - begun
        say(f"[{seconds:5.1f} s] {sentence('story', about)}: {sentence('story', key)}")

    return tell
