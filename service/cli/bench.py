"""`trinhky bench NAME [--json]`: one benchmark, its reference in the same run."""

from __future__ import annotations

import json
import sys
from functools import cache

import click
from typing_extensions import override

from service.bench.frame import BENCHMARKS, Given, as_json, find
from service.catalogue import sentence
from service.cli.surroundings import environ, say, temporal_program


class _Bench(click.Command):
    """A command whose help lists the benchmarks."""

    @override
    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, sentence("bench", f"name.{name}")) for name in sorted(BENCHMARKS)]
        with formatter.section(sentence("bench", "help.names")):
            formatter.write_dl(rows)


@click.command(cls=_Bench, no_args_is_help=True)
@click.argument("name")
@click.option("--json", "as_data", is_flag=True, help="In kết quả dạng JSON.")
@click.option("--quick", is_flag=True, help="Chạy thử thật nhỏ; số đo không có ý nghĩa.")
def bench(name: str, *, as_data: bool, quick: bool) -> None:
    """Đo tốc độ của NAME, cùng lúc với một đối chứng trên chính máy này."""
    if name not in BENCHMARKS:
        raise click.UsageError(sentence("bench", "unknown", name=name))
    from service.bench.machine import machine  # noqa: PLC0415  # so that `--help` costs nothing
    from service.bench.table import goal_line, show  # noqa: PLC0415

    found = find(name)
    given = Given(environ=environ(), temporal=cache(temporal_program), say=say, is_quick=quick)
    about = machine(found.versions(given))
    rows = list(found.measure(given))
    if as_data:
        click.echo(json.dumps(as_json(about, rows), ensure_ascii=False))
    else:
        show(about, rows, sys.stdout)
    if found.goal is not None:
        click.echo(goal_line(name, found.goal, rows), err=as_data)
