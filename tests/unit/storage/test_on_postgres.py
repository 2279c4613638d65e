"""What only a server can do to us, and what only PostgreSQL is asked to promise."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url, text

from service.stack.ports import free_ports
from storage.database import Database
from storage.errors import (
    DatabaseFailedError,
    DatabaseRefusedError,
    DatabaseUnsupportedError,
)
from storage.on_postgres import KEPT
from tests.unit.storage.conftest import NAMES
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection

    from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.postgres


@pytest.fixture
def served(postgres_url: str) -> Iterator[Database]:
    opened = Database(postgres_url)
    yield opened
    opened.close()


def process_id(door: AbstractContextManager[Connection]) -> int:
    with door as conn:
        return int(conn.execute(text("SELECT pg_backend_pid()")).scalar_one())


def end_all(server: PostgresServer, database: str) -> None:
    ours = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    left = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    with server.connect("postgres") as conn:
        conn.execute(ours, (database,))
        until(lambda: conn.execute(left, (database,)).fetchone() == (0,))


def test_every_connection_has_the_promised_settings(served: Database) -> None:
    names = ("lock_timeout", "idle_in_transaction_session_timeout", "transaction_isolation")
    told = []
    for door in (served.reading, served.writing):
        with door() as conn:
            told.append([conn.execute(text(f"SHOW {name}")).scalar_one() for name in names])
    assert told == [["5s", "5min", "repeatable read"], ["5s", "5min", "read committed"]]


def test_a_connection_is_used_again(served: Database) -> None:
    assert process_id(served.writing()) == process_id(served.writing())
    assert process_id(served.reading()) == process_id(served.reading())


def test_a_connection_whose_transaction_failed_is_not_used_again(served: Database) -> None:
    before = process_id(served.writing())
    with pytest.raises(KeyError), served.writing():
        raise KeyError
    assert process_id(served.writing()) != before


def test_no_more_than_a_few_idle_connections_are_kept(
    served: Database, postgres_server: PostgresServer, postgres_url: str
) -> None:
    doors = [served.reading() for _ in range(KEPT + 4)]
    for door in doors:
        door.__enter__().execute(text("SELECT 1"))
    for door in doors:
        door.__exit__(None, None, None)
    mine = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    name = make_url(postgres_url).database
    with postgres_server.connect("postgres") as conn:
        until(lambda: conn.execute(mine, (name,)).fetchone() == (KEPT,))


def test_a_server_that_was_started_anew_costs_nobody_an_error(
    served: Database, postgres_server: PostgresServer, postgres_url: str
) -> None:
    before = process_id(served.writing()), process_id(served.reading())
    end_all(postgres_server, str(make_url(postgres_url).database))
    assert process_id(served.writing()) != before[0]
    assert process_id(served.reading()) != before[1]


def test_a_connection_lost_in_a_transaction_is_a_failure_that_may_pass(
    served: Database, postgres_server: PostgresServer, postgres_url: str
) -> None:
    with pytest.raises(DatabaseFailedError) as failure, served.writing() as conn:  # noqa: PT012
        end_all(postgres_server, str(make_url(postgres_url).database))
        conn.execute(text("SELECT 1"))
    assert failure.value.retryable
    process_id(served.writing())


def test_a_server_that_is_not_there_has_a_code(postgres_url: str) -> None:
    with pytest.raises(DatabaseFailedError):
        Database(
            make_url(postgres_url).set(port=free_ports(1)[0]).render_as_string(hide_password=False)
        )


def test_a_wrong_password_is_a_failure_that_does_not_tell_it(postgres_url: str) -> None:
    wrong = make_url(postgres_url).set(password="not-the-password")
    with pytest.raises(DatabaseFailedError) as failure:
        Database(wrong.render_as_string(hide_password=False))
    assert "not-the-password" not in "".join(traceback.format_exception(failure.value))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("ENCODING 'LATIN1' LOCALE 'C'", "encoding LATIN1"),
        ("LOCALE_PROVIDER icu ICU_LOCALE 'vi'", "collation"),
    ],
    ids=["encoding", "collation"],
)
def test_a_database_that_would_keep_or_order_text_otherwise_is_refused(
    postgres_server: PostgresServer, more: str, told: str
) -> None:
    name = next(NAMES)
    url = postgres_server.create(name, more=more)
    with pytest.raises(DatabaseUnsupportedError, match=told):
        Database(url)
    postgres_server.drop(name)


def test_a_database_that_may_forget_what_was_committed_is_refused(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    name = make_url(postgres_url).database
    with postgres_server.connect("postgres") as conn:
        conn.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    with pytest.raises(DatabaseUnsupportedError, match="synchronous_commit"):
        Database(postgres_url)


def test_a_character_that_postgresql_cannot_keep_is_refused(served: Database) -> None:
    with pytest.raises(DatabaseRefusedError), served.writing() as conn:
        conn.execute(text("SELECT CAST(:value AS text)"), {"value": "a\0b"})
