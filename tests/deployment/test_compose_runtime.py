"""The container runtime's own reader takes the files, and reads in them what our tests read."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from service.stack.temporal_binary import cache_folder
from tests.servers.compose import DEMO, MAIN, ROOT, read
from tests.servers.programs import GoProgram

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.minio  # built with Go, as the stores are
READER = GoProgram("cmd", "github.com/compose-spec/compose-go/v2/cmd", "v2.16.2")


def environment(told: Any) -> dict[str, str]:
    """The reader writes it as a list or a mapping."""
    if isinstance(told, list):
        return dict(one.split("=", 1) for one in told)
    return dict(told or {})


@pytest.mark.parametrize("files", [(MAIN,), (MAIN, DEMO)], ids=["main", "demo"])
def test_the_runtime_reads_what_we_read(
    files: tuple[str, ...], surroundings: Mapping[str, str]
) -> None:
    program = READER.find(cache_folder(surroundings, Path.home()))
    done = subprocess.run(
        [program, "-format", "json", *files], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    theirs = json.loads(done.stdout)["services"]
    ours = read(*files).services
    assert set(theirs) == set(ours)
    for name, service in ours.items():
        told = theirs[name]
        assert environment(told.get("environment")) == service.environment, name
        assert (told.get("command") or []) == service.command, name
        assert (told.get("entrypoint") or []) == service.entrypoint, name
        assert told["user"] == service.told["user"], name
        secrets = [one["source"] for one in told.get("secrets", [])]
        assert sorted(secrets) == sorted(service.secrets), name
        assert {one["target"] for one in told.get("volumes", [])} == set(service.volumes), name
        waits = {other: how["condition"] for other, how in told.get("depends_on", {}).items()}
        assert waits == service.waits_for, name
