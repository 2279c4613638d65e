"""The application's role works, and cannot rewrite what was recorded. On a real PostgreSQL."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, make_url, text, update

from storage import grants
from storage.database import Database
from storage.errors import DatabaseRefusedError, DatabaseUnsupportedError
from storage.ledger import ledger
from storage.ledger.tables import LEDGER
from storage.migrate import EMPTY, is_current, migrate
from storage.readmodel.projections import rebuild
from storage.registers import numbers
from storage.registers.tables import NUMBERS, SERIES
from storage.tables import METADATA
from tests.unit.storage.builders import new_entry, plan_in_full, url_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.blobs.local import LocalBlobStore
    from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.postgres
ROLES = (f'office "{number}"' for number in itertools.count())  # a name that needs quoting


@pytest.fixture
def owner(postgres_url: str) -> Iterator[Database]:
    opened = Database(postgres_url)
    yield opened
    opened.close()


@pytest.fixture
def role(postgres_server: PostgresServer) -> str:
    name = next(ROLES)
    postgres_server.create_role(name)
    return name


@pytest.fixture
def application(owner: Database, role: str, postgres_url: str) -> Iterator[Database]:
    """The database as the application opens it."""
    grants.grant(owner, role)
    opened = Database(
        make_url(postgres_url).set(username=role).render_as_string(hide_password=False)
    )
    yield opened
    opened.close()


def test_the_application_s_role_does_all_of_its_work(
    application: Database, blobs: LocalBlobStore
) -> None:
    with application.writing() as conn:
        plan_in_full(conn, blobs)
        numbers.open_series(conn, numbers.year_key("so", "KH-SYT", 2026), 0, "act-1")
    assert rebuild(application, blobs) > 20
    assert is_current(application)
    assert grants.excess(application) == []


@pytest.mark.parametrize(
    "change",
    [
        update(LEDGER).values(act="other"),
        delete(LEDGER),
        text("TRUNCATE ledger_entries"),
        text("ALTER TABLE ledger_entries ADD COLUMN other text"),
        text("DROP TABLE ledger_entries"),
        text("CREATE TRIGGER other BEFORE INSERT ON ledger_entries EXECUTE FUNCTION lower()"),
        text("SELECT * FROM ledger_entries FOR UPDATE"),
        delete(NUMBERS),
        delete(SERIES),
        text("TRUNCATE documents"),
        text("UPDATE alembic_version SET version_num = '0001'"),
        text("CREATE TABLE other (id text)"),
    ],
    ids=str,
)
def test_what_was_recorded_cannot_be_changed_by_the_application(
    application: Database, change: object
) -> None:
    with application.writing() as conn:
        ledger.append(conn, new_entry())
    with pytest.raises(DatabaseRefusedError, match="42501"), application.writing() as conn:
        conn.execute(change)  # type: ignore[call-overload]
    with application.reading() as conn:
        assert ledger.verify(conn)[0] == 1


def test_the_application_cannot_migrate(application: Database) -> None:
    with pytest.raises(DatabaseRefusedError):
        migrate(application, EMPTY)


def test_every_table_is_on_the_list() -> None:
    assert set(grants.RIGHTS) == {*METADATA.tables, grants.VERSIONS}


def test_the_owner_is_seen_to_be_too_powerful_to_serve(owner: Database) -> None:
    found = grants.excess(owner)
    assert {"ledger_entries: UPDATE", "ledger_entries: OWNER", "schema: CREATE"} <= set(found)


def test_granting_again_takes_back_what_somebody_gave(
    owner: Database, application: Database, role: str
) -> None:
    with owner.writing() as conn:
        conn.execute(text("GRANT ALL ON ledger_entries TO PUBLIC"))
    assert "ledger_entries: DELETE" in grants.excess(application)
    grants.grant(owner, role)
    assert grants.excess(application) == []


def test_a_role_that_is_not_there_is_refused(owner: Database) -> None:
    with pytest.raises(DatabaseRefusedError):
        grants.grant(owner, "nobody here")


def test_a_file_has_no_roles(path: Path) -> None:
    database = Database(url_of(path))
    with pytest.raises(DatabaseUnsupportedError):
        grants.grant(database, "office")
    with pytest.raises(DatabaseUnsupportedError):
        grants.excess(database)
    database.close()
