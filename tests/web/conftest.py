"""An office of its own for each test of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.office import Office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The demo's people in an empty installation, on a Monday morning."""
    built = Office(tmp_path)
    yield built
    built.database.close()
