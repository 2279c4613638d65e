"""Building Temporal's program for real, with a Go that pip brings: minutes, so only in the soak."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.stack.temporal_binary import Search, find_temporal, locate_temporal

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]


def test_a_machine_without_go_builds_its_own(tmp_path: Path) -> None:
    lines: list[str] = []
    search = Search(
        setting=None, path="/usr/bin:/bin", cache=tmp_path, may_download=False, say=lines.append
    )
    built = find_temporal(search)
    assert tmp_path in built.parents
    assert len(lines) >= 3
    assert locate_temporal(search) == built
    assert [place.name for place in tmp_path.iterdir() if place.name.startswith("tmp")] == []
