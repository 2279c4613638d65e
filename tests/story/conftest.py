"""One playing of the founding story for all tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.story.playing import Story, played

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from service.stack.layout import Layout


@pytest.fixture(scope="session")
def story(
    temporal_program: Path,
    surroundings: Mapping[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Story]:
    """The story, played once in this run; the stage stands until the run ends."""
    with played(tmp_path_factory.mktemp("story"), temporal_program, surroundings) as found:
        yield found


@pytest.fixture
def own_copy(story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A home with the story's database and papers in it; the commands of this test work on it."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("TRINHKY_HOME", str(folder))
    return story.copy_of_home(folder)
