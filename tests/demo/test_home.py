"""The demo in a home of its own: once planted it stays, and never in production."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from service.config import Settings
from service.demo import DEMO_PASSWORD, DEMO_PIN, DEMO_TOTP_SECRET, seed_home
from service.demo.organisation import PEOPLE
from service.errors import SettingInvalidError
from service.stack.first_run import prepare
from storage.database import Database
from storage.ledger import ledger

if TYPE_CHECKING:
    from service.stack.layout import Layout

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def settings(home: Layout, **more: str) -> Settings:
    return Settings.from_env({"TRINHKY_HOME": str(home.home), **more})


def unheard(_key: str, _about: str) -> None:
    """What the first run makes is not asked here."""


def test_a_first_run_says_how_each_person_signs_in(home: Layout) -> None:
    lines = prepare(settings(home), NOW, unheard, seed_home)
    assert len(lines) == len(PEOPLE) + 1
    assert DEMO_TOTP_SECRET in lines[-1]
    [clerk] = [line for line in lines if line.startswith("vanthu ")]
    assert DEMO_PASSWORD in clerk
    assert DEMO_PIN in clerk
    assert "Lê Thị Hồng Nhung, Văn thư Sở" in clerk
    [member] = [line for line in lines if line.startswith("dangvien1 ")]
    assert DEMO_PIN not in member
    assert prepare(settings(home), NOW, unheard, seed_home) == lines


def test_production_is_never_planted(home: Layout) -> None:
    with pytest.raises(SettingInvalidError):
        prepare(settings(home, TRINHKY_PRODUCTION="1"), NOW, unheard, seed_home)
    database = Database(settings(home).database_url.reveal())
    with database.reading() as connection:
        assert ledger.head(connection)[0] == 0
    database.close()
