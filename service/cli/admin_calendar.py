"""`trinhky admin calendar`: the calendar of offices at the terminal. Each change is an act.

Whoever runs this has the machine and could say any name with `--as`; the right of that name is
checked, and the ledger keeps what was said.
"""

from __future__ import annotations

import json
import secrets
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from service.accounts.errors import AccountUnknownError
from service.catalogue import sentence
from service.cli.opened import opened
from service.cli.surroundings import settings
from service.labels import label
from storage.people import accounts
from storage.registers import calendar as register
from workflows.domain.calendar_rules import DayKind
from workflows.domain.deadlines import VIETNAM
from workflows.stores import open_blobs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.database import Database
    from storage.registers.calendar import CalendarDay
    from workflows.recording.register_acts import RegisterAsk

BYTES_OF_AN_ID = 16
ORIGIN = "cli"
as_login = click.option(
    "--as", "login", required=True, help="Tên đăng nhập của người giữ lịch làm việc này."
)
A_DAY = click.DateTime(["%Y-%m-%d"])
reason_why = click.option("--reason", required=True, help="Lý do, căn cứ; người xem lịch đọc được.")


@click.group()
def calendar() -> None:
    """Lịch làm việc: ngày nghỉ, ngày làm bù."""


@calendar.command("list")
@click.option("--year", type=click.IntRange(2000, 2100), help="Năm; mặc định là năm nay.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def show(year: int | None, *, as_json: bool) -> None:
    """Liệt kê ngày nghỉ và ngày làm bù của một năm."""
    chosen = year or _now().astimezone(VIETNAM).year
    with opened(settings()) as database, database.reading() as conn:
        lines = register.listed_days(conn, date(chosen, 1, 1), date(chosen, 12, 31))
    if as_json:
        click.echo(json.dumps([_row(line) for line in lines], ensure_ascii=False))
        return
    for line in lines:
        _say("line", day=line.day.isoformat(), kind=label("day_mark", line.kind), name=line.note,
             source=label("day_source", line.source))  # fmt: skip
    if not lines:
        _say("empty", year=chosen)


@calendar.command("set")
@click.argument("day", type=A_DAY)
@click.argument("kind", type=click.Choice([kind.value for kind in DayKind]))
@click.option("--name", default="", help="Tên ngày, ví dụ: Nghỉ bù Quốc khánh.")
@click.option("--replace", is_flag=True, help="Đổi ngày đã có trong lịch.")
@reason_why
@as_login
def put(  # noqa: PLR0913 -- the options of one command
    day: datetime, kind: str, name: str, reason: str, login: str, *, replace: bool
) -> None:
    """Ghi DAY là ngày nghỉ (off) hoặc ngày làm bù (made_up)."""
    from workflows.recording.calendar_acts import SetDay  # noqa: PLC0415  # only here

    with _database() as database:
        seen = _seen(database, day.date()) if replace else None
        _perform(database, login, SetDay(day.date(), DayKind(kind), name, reason, seen))
    _say("set", day=day.date().isoformat(), kind=label("day_kind", kind))


@calendar.command("remove")
@click.argument("day", type=A_DAY)
@reason_why
@as_login
def remove(day: datetime, reason: str, login: str) -> None:
    """Bỏ DAY khỏi lịch: trở lại như ngày thường trong tuần."""
    from workflows.recording.calendar_acts import RemoveDay  # noqa: PLC0415  # only here

    with _database() as database:
        _perform(database, login, RemoveDay(day.date(), reason, _seen(database, day.date())))
    _say("removed", day=day.date().isoformat())


@calendar.command("seed")
@click.argument("year", type=click.IntRange(2000, 2100))
@as_login
def seed(year: int, login: str) -> None:
    """Nạp các ngày nghỉ lễ của YEAR mà phần mềm biết sẵn."""
    from workflows.recording.calendar_acts import SeedYear  # noqa: PLC0415  # only here

    with _database() as database:
        _perform(database, login, SeedYear(year))
    _say("seeded", year=year)


def _perform(database: Database, login: str, ask: RegisterAsk) -> None:
    from workflows.recording.comments import By  # noqa: PLC0415
    from workflows.recording.record import Recorder  # noqa: PLC0415
    from workflows.recording.register_acts import perform  # noqa: PLC0415

    with database.reading() as conn:
        account = accounts.account_by_login(conn, login)
    if account is None:
        raise AccountUnknownError(login)
    recorder = Recorder(database, open_blobs(settings()), _now)
    perform(recorder, By(account.person_id, secrets.token_hex(BYTES_OF_AN_ID), ORIGIN), ask)


def _seen(database: Database, day: date) -> DayKind | None:
    with database.reading() as conn:
        lines = register.listed_days(conn, day, day)
    return DayKind(lines[0].kind.value) if lines else None


@contextmanager
def _database() -> Iterator[Database]:
    with opened(settings()) as database:
        yield database


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # composition root


def _row(line: CalendarDay) -> dict[str, str]:
    return {"day": line.day.isoformat(), "kind": line.kind.value, "name": line.note,
            "source": line.source}  # fmt: skip


def _say(key: str, **values: object) -> None:
    click.echo(sentence("cli", f"calendar.{key}", **values))
