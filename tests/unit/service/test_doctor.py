"""The doctor's findings: each kind of trouble is told apart, and each has a sentence."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.catalogue import table
from service.config import Settings
from service.demo.organisation import PEOPLE
from service.doctor import accounts, certificates, installation, programs
from service.doctor.finding import Level
from storage.database import Database
from storage.migrate import migrate
from tests.homes import settings_in

if TYPE_CHECKING:
    from service.doctor.finding import Finding
    from service.stack.layout import Layout

FAR_AWAY = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def settings(home: Layout) -> Settings:
    return Settings.from_env({"TRINHKY_HOME": str(home.home)})


def test_the_vietnamese_letters_are_134() -> None:
    assert len(programs.vietnamese_letters()) == 134
    assert {"ạ", "Ỹ", "đ", "ữ", "ậ"} <= programs.vietnamese_letters()


def test_an_old_python_is_an_error() -> None:
    assert programs.python((3, 10)).level is Level.ERROR
    assert programs.python((3, 11)).level is Level.OK


def test_an_office_that_does_not_run_is_an_error() -> None:
    assert programs.office("/nonexistent/soffice").level is Level.ERROR


def test_a_file_that_is_no_font_lacks_every_letter(tmp_path: Path) -> None:
    file = tmp_path / "font.ttf"
    file.write_bytes(b"no font")
    assert programs.missing_letters(file) == programs.vietnamese_letters()


def test_a_missing_database_is_not_made_by_looking(settings: Settings) -> None:
    assert installation.database(settings).level is Level.WARNING
    assert not settings.layout.database.exists()


def test_a_database_without_the_schema_is_an_error(settings: Settings) -> None:
    settings.layout.database.touch()
    assert installation.database(settings).level is Level.ERROR


def test_a_database_with_the_schema_is_well(settings: Settings) -> None:
    database = Database(settings.database_url.reveal())
    migrate(database)
    database.close()
    assert installation.database(settings).level is Level.OK


def test_a_writable_store_is_well_and_left_empty(settings: Settings) -> None:
    assert installation.blobs(settings).level is Level.OK
    assert list(settings.blob_directory.iterdir()) == []


def test_a_store_that_is_a_file_is_an_error(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "blobs"
    file.touch()
    assert installation.blobs(replace(settings, blobs=f"dir:{file}")).level is Level.ERROR


def test_a_clock_behind_the_files_is_an_error(settings: Settings) -> None:
    assert installation.clock(settings, FAR_AWAY).level is Level.OK
    written = (FAR_AWAY + timedelta(minutes=1)).timestamp()
    os.utime(settings.layout.session_secret, (written, written))
    assert installation.clock(settings, FAR_AWAY).level is Level.ERROR


def test_a_silent_temporal_is_an_error_only_where_it_is_expected(
    settings: Settings, free_port: int
) -> None:
    silent = replace(settings, temporal_address=f"127.0.0.1:{free_port}")
    assert installation.temporal(silent, expected=True).level is Level.ERROR
    assert installation.temporal(silent, expected=False).level is Level.WARNING


def test_the_development_authority_is_refused_in_production(settings: Settings) -> None:
    assert installation.authority(settings).level is Level.OK
    (settings.pki_dir / installation.DEVELOPMENT_MARK).touch()
    assert installation.authority(settings).level is Level.WARNING
    assert installation.authority(replace(settings, production=True)).level is Level.ERROR


def test_our_own_timestamps_are_refused_in_production(settings: Settings) -> None:
    assert installation.timestamps(settings).level is Level.WARNING
    assert installation.timestamps(replace(settings, production=True)).level is Level.ERROR
    bought = replace(settings, production=True, tsa_urls=("http://tsa.example/",))
    assert installation.timestamps(bought).level is Level.OK


def test_a_lost_key_of_second_factors_is_an_error(own_home: Layout) -> None:
    settings = settings_in(own_home)
    assert accounts.second_factors(settings).level is Level.OK
    file = settings.second_factor_key_file
    kept = file.read_text("ascii")
    file.write_text("another key than the one that was used\n" * 2, "ascii")
    lost = accounts.second_factors(settings)
    assert (lost.level, lost.values["count"]) == (Level.ERROR, sum(not p.signs for p in PEOPLE))
    file.unlink()
    assert accounts.second_factors(settings) == lost
    file.write_text(f"anotherkeythantheonethatwasused12345\n{kept}\n", "ascii")
    assert accounts.second_factors(settings).level is Level.OK


def test_where_nobody_has_a_second_factor_none_is_missed(settings: Settings) -> None:
    assert accounts.second_factors(settings).level is Level.OK
    assert not settings.layout.database.exists()


def test_every_finding_in_the_code_has_a_sentence() -> None:
    rooms = (programs, installation, accounts)
    text = "".join(Path(str(room.__file__)).read_text("utf-8") for room in rooms)
    told = {f"{check}.{level}" for level, check in re.findall(r'(ok|warning|error)\("(\w+)"', text)}
    assert told - table("doctor").keys() == set()
    assert len(told) > 20
    assert all("hint" in row for key, row in table("doctor").items() if not key.endswith(".ok"))
    assert json.dumps(table("doctor"))


def test_certificates_and_lists_that_end_are_told(planted_home: Layout) -> None:
    """The demo's are made for three years, its lists for thirty days."""
    own, made = settings_in(planted_home), planted_home.database.stat().st_mtime
    now = datetime.fromtimestamp(made, UTC)
    assert told(certificates.people(own, now)) == {("certificate_ends", "ok")}
    assert told(certificates.authorities(own, now)) == {("authority_ends", "ok")}
    soon = now + timedelta(days=3 * 365 - 30)
    assert told(certificates.people(own, soon)) == {("certificate_ends", "warning")}
    assert ("list_ends", "error") in told(certificates.authorities(own, soon))
    assert told(certificates.people(own, FAR_AWAY)) == {("certificate_ends", "error")}
    assert ("authority_ends", "error") in told(certificates.authorities(own, FAR_AWAY))


def test_nothing_is_said_of_people_where_there_is_no_database(settings: Settings) -> None:
    assert certificates.people(settings, FAR_AWAY) == []
    assert not settings.layout.database.exists()


def told(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(finding.check, finding.level.value) for finding in findings}
