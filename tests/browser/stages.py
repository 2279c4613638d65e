"""A whole product of its own for browser tests: demo people, every process, free ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.story.stage import stage_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from service.stack.layout import Layout
    from service.story.stage import EmbeddedStage


@pytest.fixture(scope="module")
def stage(
    new_home: Callable[[], Layout], temporal_program: Path, surroundings: Mapping[str, str]
) -> Iterator[EmbeddedStage]:
    """A running stack on a planted home; one a module."""
    with stage_at(new_home().home, temporal_program, surroundings) as running:
        yield running
