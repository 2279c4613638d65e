"""`trinhky admin calendar`: the same acts as the page, at the terminal."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from service.cli import run
from storage.database import Database
from storage.ledger import ledger
from storage.migrate import migrate
from storage.people import accounts, persons, posts, units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.stack.layout import Layout

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
YEAR = datetime.now(UTC).year + 1  # noqa: TID251 -- the command reads the clock itself
SUNDAY = next(day for n in range(1, 8) if (day := date(YEAR, 6, n)).isoweekday() == 7)
NATIONAL_DAY = date(YEAR, 9, 2)


@pytest.fixture
def database(home: Layout, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """An agency with an administrator and a head, where the settings point to."""
    monkeypatch.setenv("TRINHKY_HOME", str(home.home))
    opened = Database(home.database_url)
    migrate(opened)
    with opened.writing() as conn:
        units.add_unit(conn, units.Unit("so", "", "agency", "SỞ", "", "", "SYT", LONG_AGO))
        for login, role in (("quantri", "admin"), ("giamdoc", "head")):
            persons.add_person(conn, persons.Person(login, f"Tên {login}"))
            accounts.add_account(conn, accounts.Account(login, login, "hash"))
            posts.add_post(conn, posts.Post(f"post-{login}", "so", role, role))
            posts.add_holding(conn, f"post-{login}", login, LONG_AGO)
    yield opened
    opened.close()


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run the command; return its exit code and what it said."""
    code = run(["admin", "calendar", *words])
    told = capsys.readouterr()
    return code, told.out + told.err


def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    _, told = said(capsys, "list", "--year", str(YEAR), "--json")
    return {row["day"]: row["kind"] for row in json.loads(told)}


def acts(database: Database) -> list[tuple[str, str, str]]:
    with database.reading() as conn:
        return [(e.act, e.person_id, e.origin) for e in ledger.all_entries(conn)]


def test_a_day_is_set_changed_and_removed_on_record(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    day, why = SUNDAY.isoformat(), ("--reason", "Thông báo", "--as", "quantri")
    code, told = said(capsys, "set", day, "made_up", "--name", "Làm bù", *why)
    assert (code, "Ngày làm bù" in told) == (0, True)
    code, told = said(capsys, "set", day, "off", *why)
    assert (code, "[calendar.two_kinds]" in told) == (1, True)
    assert listed(capsys) == {day: "made_up"}
    assert said(capsys, "set", day, "off", "--replace", *why)[0] == 0
    assert listed(capsys) == {day: "off"}
    assert said(capsys, "remove", day, *why)[0] == 0
    assert listed(capsys) == {}
    assert said(capsys, "remove", day, *why)[0] == 1
    kinds = ("calendar_set", "calendar_set", "calendar_removed")
    assert acts(database) == [(act, "quantri", "cli") for act in kinds]


def test_a_year_is_seeded_and_read(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"Lịch năm {YEAR} chưa có" in said(capsys, "list", "--year", str(YEAR))[1]
    assert said(capsys, "seed", str(YEAR), "--as", "quantri")[0] == 0
    assert listed(capsys)[NATIONAL_DAY.isoformat()] == "off"
    told = said(capsys, "list", "--year", str(YEAR))[1]
    assert f"{NATIONAL_DAY.isoformat()}  nghỉ  Quốc khánh (nạp từ thư viện ngày lễ)" in told
    assert "[calendar.nothing_new]" in said(capsys, "seed", str(YEAR), "--as", "quantri")[1]
    assert len(acts(database)) == 1


@pytest.mark.parametrize(
    ("login", "code"), [("giamdoc", "right.none"), ("nobody", "account.unknown")]
)
def test_the_right_of_the_name_is_checked(
    database: Database, capsys: pytest.CaptureFixture[str], login: str, code: str
) -> None:
    day = SUNDAY.isoformat()
    exit_code, told = said(capsys, "set", day, "off", "--reason", "Bão", "--as", login)
    assert (exit_code, f"[{code}]" in told) == (1, True)
    assert acts(database) == []


@pytest.mark.parametrize(
    "words",
    [
        ("set", "2.9.2027", "off", "--reason", "x", "--as", "quantri"),
        ("set", "2027-09-02", "half", "--reason", "x", "--as", "quantri"),
        ("set", "2027-09-02", "off", "--as", "quantri"),
        ("seed", "2027"),
    ],
)
def test_a_command_that_is_not_complete_is_a_wrong_command(
    database: Database, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert said(capsys, *words)[0] == 2
    assert acts(database) == []


def test_where_there_is_no_database_none_is_made(
    home: Layout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRINHKY_HOME", str(home.home))
    code, told = said(capsys, "seed", str(YEAR), "--as", "quantri")
    assert (code, "[database.missing]" in told) == (1, True)
    assert not home.database.exists()
