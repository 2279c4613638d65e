"""The terminal: a command is loaded when it is called, and a refusal is said, not thrown."""

from __future__ import annotations

import importlib
import json
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from service.catalogue import table
from service.cli import COMMANDS, run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.stack.layout import Layout


def said(
    *words: str, surroundings: Mapping[str, str], **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run `trinhky` as a process of its own."""
    command = [sys.executable, "-m", "service.cli", *words]
    own = {**surroundings, **settings}
    return subprocess.run(command, env=own, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_there_and_explained(name: str) -> None:
    command = getattr(importlib.import_module(COMMANDS[name]), name)
    assert isinstance(command, click.Command)
    assert command.help
    assert f"command.{name}" in table("cli")


def test_help_names_every_command_without_loading_one(surroundings: Mapping[str, str]) -> None:
    told = said("--help", surroundings=surroundings)
    assert told.returncode == 0
    assert [name for name in COMMANDS if f"  {name} " not in told.stdout] == []


def test_an_unknown_command_is_said_in_vietnamese(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["nope"]) == 2
    assert "không có lệnh “nope”" in capsys.readouterr().err


def test_a_refusal_is_said_with_its_code_and_its_remedy(surroundings: Mapping[str, str]) -> None:
    told = said("doctor", surroundings=surroundings, TRINHKY_HMOE="/tmp")  # noqa: S108
    assert told.returncode == 1
    assert "[setting.unknown] TRINHKY_HMOE" in told.stderr
    assert "Cách xử lý: " in told.stderr
    assert "Traceback" not in told.stderr


def test_a_taken_port_is_named_before_anything_is_made(
    surroundings: Mapping[str, str], home: Layout
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = {"TRINHKY_HOME": str(home.home), "TRINHKY_WEB_PORT": str(port)}
        told = said("up", surroundings=surroundings, **settings)
    assert told.returncode == 1
    assert f"[stack.port_taken] 127.0.0.1:{port}" in told.stderr
    assert not home.database.exists()


def test_the_doctor_speaks_json(surroundings: Mapping[str, str], home: Layout) -> None:
    told = said("doctor", "--json", surroundings=surroundings, TRINHKY_HOME=str(home.home))
    rows = {row["check"]: row for row in json.loads(told.stdout)}
    assert rows["font"]["level"] == "ok"
    assert rows["office"]["level"] == "ok"
    assert rows["blobs"]["level"] == "ok"
    assert told.returncode == int(any(row["level"] == "error" for row in rows.values()))


def test_the_doctor_fails_a_production_on_trial_timestamps(
    surroundings: Mapping[str, str], home: Layout
) -> None:
    settings = {"TRINHKY_HOME": str(home.home), "TRINHKY_PRODUCTION": "1"}
    told = said("doctor", surroundings=surroundings, **settings)
    assert told.returncode == 1
    assert "cùng đơn vị quản lý" in told.stdout
