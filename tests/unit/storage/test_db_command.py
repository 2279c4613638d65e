"""`trinhky db upgrade`: the owner migrates and grants, once or again; nobody else does."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from service.cli import run
from storage import grants
from storage.database import Database
from storage.errors import SchemaOlderError
from storage.migrate import is_current, require_current

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers.postgres import PostgresServer

ROLES = (f"web_{number}" for number in itertools.count())


@pytest.fixture
def owner(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home_folder: Path
) -> Database:
    """An empty database to which the settings point as its owner, the password in a file."""
    url = make_url(empty_url)
    if url.password:
        (tmp_path / "password").write_text(str(url.password), encoding="ascii")
        monkeypatch.setenv("TRINHKY_DATABASE_PASSWORD_FILE", str(tmp_path / "password"))
        bare = url._replace(password=None)
        monkeypatch.setenv("TRINHKY_DATABASE_URL", bare.render_as_string(hide_password=False))
    else:
        monkeypatch.setenv("TRINHKY_DATABASE_URL", empty_url)
    monkeypatch.setenv("TRINHKY_HOME", str(home_folder))
    return Database(empty_url)


@pytest.fixture
def home_folder(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_an_empty_database_is_brought_up_and_stays_so(
    owner: Database, capsys: pytest.CaptureFixture[str], home_folder: Path
) -> None:
    with pytest.raises(SchemaOlderError):
        require_current(owner)
    assert run(["db", "upgrade", "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert (first["before"], first["granted"]) == ("", None)
    assert is_current(owner)
    assert run(["db", "upgrade", "--json"]) == 0
    second = json.loads(capsys.readouterr().out)
    assert second["before"] == second["after"] == first["after"]
    assert not home_folder.exists()  # a database elsewhere needs no home
    owner.close()


def test_without_a_setting_the_home_s_own_file_is_brought_up(
    home_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRINHKY_HOME", str(home_folder))
    assert run(["db", "upgrade"]) == 0
    database = Database(f"sqlite:///{home_folder}/trinhky.sqlite3")
    assert is_current(database)
    database.close()


@pytest.mark.parametrize("kind", [pytest.param("postgres", marks=pytest.mark.postgres)])
def test_the_application_gets_its_rights_with_the_schema(
    owner: Database, empty_url: str, postgres_server: PostgresServer
) -> None:
    role = next(ROLES)
    postgres_server.create_role(role)
    assert run(["db", "upgrade", "--grant", role]) == 0
    application = Database(
        make_url(empty_url).set(username=role).render_as_string(hide_password=False)
    )
    require_current(application)
    assert grants.excess(application) == []
    application.close()
    owner.close()


def test_a_file_has_no_roles_to_grant(
    home_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRINHKY_HOME", str(home_folder))
    assert run(["db", "upgrade", "--grant", "web"]) == 1
    assert "[database.unsupported]" in capsys.readouterr().err
