"""`trinhky audit`: whether the ledger holds, its export as a file, the read model made anew.

Exit codes: 0 holds or done, 1 the chain is broken, 3 it cannot be judged; 2 is a wrong command.
A ledger that cannot be read never passes for one that holds, nor for a broken one.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from service.audit import Finding, Noted, judge_database, judge_export
from service.catalogue import hint, sentence
from service.cli.surroundings import settings
from service.errors import ServiceError
from storage.database import Database
from storage.errors import StorageError
from storage.ledger.export import export_jsonl
from storage.migrate import is_current

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.config import Settings

TABLE: Final = "audit"
DONE, UNUSABLE = 0, 3
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@click.group()
def audit() -> None:
    """Kiểm tra, xuất sổ nhật ký; dựng lại dữ liệu hiển thị từ sổ."""


@audit.command()
@click.argument("export", required=False, type=click.Path(path_type=Path))
@click.option("--head", help="Giá trị băm của mục cuối, đã ghi lại ở nơi khác.")
@click.option("--count", type=click.IntRange(min=0), help="Số mục, đã ghi lại ở nơi khác.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def verify(export: Path | None, head: str | None, count: int | None, *, as_json: bool) -> int:
    """Kiểm tra chuỗi băm: mã thoát 0 nguyên vẹn, 1 bị đứt, 3 không kiểm tra được."""
    noted = Noted(_checked(head), count)
    finding = _judge_own(noted) if export is None else judge_export(export, noted)
    return _tell(finding, as_json=as_json)


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def rebuild(*, as_json: bool) -> int:
    """Bỏ dữ liệu hiển thị và dựng lại từ sổ nhật ký, nếu sổ nguyên vẹn."""
    from storage.readmodel.projections import rebuild as rebuild_all  # noqa: PLC0415  # only here
    from workflows.stores import open_blobs  # noqa: PLC0415

    try:
        own = settings()
        with _opened(own) as database:
            if database is None:
                return _tell(Finding("no_database"), as_json=as_json)
            finding = judge_database(database, Noted())
            if not finding.holds:
                return _tell(finding, as_json=as_json)
            count = rebuild_all(database, open_blobs(own))
    except (StorageError, ServiceError) as refusal:
        return _tell(Finding.of(refusal), as_json=as_json)
    return _say("rebuilt", {"count": count}, as_json=as_json)


@audit.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def export(file: Path, *, as_json: bool) -> int:
    """Xuất sổ nhật ký ra FILE, mỗi dòng một mục, và đọc lại để kiểm tra."""
    try:
        with _opened(settings()) as database:
            finding = Finding("no_database") if database is None else _write(database, file)
    except (StorageError, ServiceError) as refusal:
        finding = Finding.of(refusal)
    except FileExistsError:
        finding = Finding("file_exists", values={"file": file})
    except OSError:
        finding = Finding("not_written", values={"what": file})
    if not finding.holds:
        return _tell(finding, as_json=as_json)
    values = {"file": str(file), "count": finding.count, "head": finding.head}
    return _say("exported", values, as_json=as_json)


def _write(database: Database, file: Path) -> Finding:
    """Write beside the file, read it back, and only then give it its name."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with database.reading() as conn:
            count, head = export_jsonl(conn, beside)
        finding = judge_export(beside, Noted(head, count))
        if finding.holds:
            file.hardlink_to(beside)  # unlike a rename, never over another file
        return finding
    finally:
        beside.unlink(missing_ok=True)


def _judge_own(noted: Noted) -> Finding:
    """Judge the ledger of the configured database."""
    try:
        with _opened(settings()) as database:
            if database is None:
                return Finding("no_database")
            return judge_database(database, noted)
    except (StorageError, ServiceError) as refusal:
        return Finding.of(refusal)


@contextmanager
def _opened(own: Settings) -> Iterator[Database | None]:
    """Open the database; None where there is none of this version. Looking makes no empty one."""
    url = own.database_url.reveal()
    if url == own.layout.database_url and not own.layout.database.exists():
        yield None
        return
    database = Database(url)
    try:
        yield database if is_current(database) else None
    finally:
        database.close()


def _checked(head: str | None) -> str | None:
    if head is None:
        return None
    if not _HASH.fullmatch(head.lower()):
        raise click.UsageError(sentence(TABLE, "error.head"))
    return head.lower()


def _tell(finding: Finding, *, as_json: bool) -> int:
    """Say what was found and return its exit code."""
    said = sentence(TABLE, finding.key, **finding.blanks)
    if as_json:
        click.echo(json.dumps(finding.row() | {"reason": said}, ensure_ascii=False))
        return finding.exit_code
    click.echo(said)
    _hint(finding.key, finding.blanks)
    return finding.exit_code


def _say(key: str, values: Mapping[str, object], *, as_json: bool) -> int:
    """Say what was done."""
    if as_json:
        click.echo(json.dumps(values, ensure_ascii=False))
    else:
        click.echo(sentence(TABLE, key, **values))
        _hint(key, values)
    return DONE


def _hint(key: str, values: Mapping[str, object]) -> None:
    todo = hint(TABLE, key, **values)
    if todo:
        click.echo(sentence(TABLE, "line.hint", hint=todo))
