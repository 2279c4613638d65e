"""Settings are read from a mapping, and a misspelt one stops the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.config import NAMES, Settings
from service.errors import SettingInvalidError, SettingUnknownError
from workflows.config import Secret
from workflows.contracts.queues import TASK_QUEUE

ROOT = Path(__file__).parents[3]


def test_nothing_set_means_everything_below_the_home(tmp_path: Path) -> None:
    settings = Settings.from_env({"TRINHKY_HOME": str(tmp_path)})
    assert settings.blob_directory == tmp_path / "blobs"
    assert settings.database_url.reveal() == f"sqlite:///{tmp_path}/trinhky.sqlite3"
    assert settings.desk_socket == tmp_path / "desk" / "desk.sock"


def test_a_misspelt_name_is_refused_by_name() -> None:
    with pytest.raises(SettingUnknownError, match="TRINHKY_TEMPORAL_ADRESS"):
        Settings.from_env({"TRINHKY_TEMPORAL_ADRESS": "127.0.0.1:1"})


def test_names_of_others_are_none_of_our_business() -> None:
    assert Settings.from_env({"PATH": "/bin", "OTHER": "x"}).web_port == 8080


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "²", ""])
def test_only_a_port_is_a_port(port: str) -> None:
    if port:
        with pytest.raises(SettingInvalidError, match="TRINHKY_WEB_PORT"):
            Settings.from_env({"TRINHKY_WEB_PORT": port})
    else:
        assert Settings.from_env({"TRINHKY_WEB_PORT": port}).web_port == 8080


def test_a_flag_is_one_or_zero() -> None:
    assert Settings.from_env({"TRINHKY_DEMO": "1"}).demo
    with pytest.raises(SettingInvalidError, match="TRINHKY_DEMO"):
        Settings.from_env({"TRINHKY_DEMO": "yes"})


def test_blobs_name_their_kind_of_store() -> None:
    with pytest.raises(SettingInvalidError, match="TRINHKY_BLOBS"):
        Settings.from_env({"TRINHKY_BLOBS": "/srv/blobs"})


def test_the_database_url_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql+psycopg://u:p@127.0.0.1/x\n", encoding="utf-8")
    settings = Settings.from_env({"TRINHKY_DATABASE_URL_FILE": str(file)})
    assert settings.database_url == Secret("postgresql+psycopg://u:p@127.0.0.1/x")


def test_the_database_url_is_not_given_twice(tmp_path: Path) -> None:
    twice = {"TRINHKY_DATABASE_URL": "sqlite://", "TRINHKY_DATABASE_URL_FILE": str(tmp_path)}
    with pytest.raises(SettingInvalidError, match="both"):
        Settings.from_env(twice)


def test_a_missing_or_empty_secret_file_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    for file in (empty, tmp_path / "missing"):
        settings = Settings.from_env({"TRINHKY_SECRET_KEY_FILE": str(file)})
        with pytest.raises(SettingInvalidError, match="TRINHKY_SECRET_KEY_FILE"):
            _ = settings.secret_key


def test_secrets_do_not_show_themselves() -> None:
    settings = Settings.from_env({"TRINHKY_DATABASE_URL": "postgresql://u:hunter2@db/x"})
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in f"{settings.database_url}"


def test_the_example_lists_exactly_the_known_names() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = [line.split("=", 1)[0] for line in lines if line and not line.startswith("#")]
    assert sorted(listed) == sorted(NAMES)


def test_the_example_changes_nothing(tmp_path: Path) -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    home = {"TRINHKY_HOME": str(tmp_path)}
    assert Settings.from_env(given | home) == Settings.from_env(home)


def test_web_and_worker_agree_on_the_task_queue() -> None:
    assert Settings.from_env({}).task_queue == TASK_QUEUE
