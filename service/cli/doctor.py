"""`trinhky doctor`: what is installed, running, misconfigured, and the command that mends it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import uuid4  # noqa: TID251  # composition root

import click

from service.catalogue import hint, sentence
from service.cli.surroundings import environ, say, settings
from service.config import PREFIX, temporal_search
from service.doctor import accounts, certificates, installation, programs, servers
from service.doctor.finding import Finding, Level
from service.stack.embedded import NOTE

MARKS = {Level.OK: "OK ", Level.WARNING: "chú ý", Level.ERROR: "LỖI"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def doctor(*, as_json: bool) -> int:
    """Xem máy này thiếu gì, sai gì, và lệnh để sửa; mã thoát 1 khi có lỗi."""
    findings = _look()
    if as_json:
        click.echo(json.dumps([_row(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            _print(finding)
    return int(any(finding.level is Level.ERROR for finding in findings))


def _look() -> list[Finding]:
    """Run every check, in the order in which one would mend them."""
    own = settings()
    surroundings = environ()
    expected = PREFIX + "TEMPORAL_ADDRESS" in surroundings or (own.layout.run / NOTE).exists()
    now = datetime.now(UTC)  # noqa: TID251  # composition root
    return [
        programs.python(),
        programs.office(own.soffice),
        programs.font(),
        programs.pdfsig(),
        *programs.for_development(),
        programs.temporal(temporal_search(surroundings, say)),
        installation.temporal(own, expected=expected),
        *servers.retention(own),
        *servers.transport(own, now),
        installation.database(own),
        *servers.rights(own),
        *([] if own.s3 else [installation.blobs(own)]),
        servers.records(own, now, uuid4().hex),
        installation.disk(own.layout.home),
        installation.clock(own, now),
        installation.authority(own),
        installation.timestamps(own),
        installation.address(own),
        accounts.second_factors(own),
        *certificates.people(own, now),
        *certificates.authorities(own, now),
    ]


def _print(finding: Finding) -> None:
    """Print one finding, and below it what mends it."""
    text = sentence("doctor", finding.key, **finding.values)
    click.echo(f"{MARKS[finding.level]:6}{text}")
    todo = hint("doctor", finding.key, **finding.values)
    if todo:
        click.echo(f"{'':6}  -> {todo}")


def _row(finding: Finding) -> dict[str, str]:
    """Return one finding as JSON has it."""
    return {
        "check": finding.check,
        "level": finding.level.value,
        "message": sentence("doctor", finding.key, **finding.values),
        "hint": hint("doctor", finding.key, **finding.values),
    }
