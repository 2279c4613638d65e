"""The two houses, built once: every test asks both, so both stay as they were to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.secrecy.house import House
from tests.secrecy.party_papers import party_papers
from tests.secrecy.state_papers import first_half, second_half
from tests.secrecy.twins import Twins

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.secrecy.state_papers import Papers


@pytest.fixture(scope="session")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    """A house without papers of cells, and one with them; at 16:00 of their Monday."""
    without, state, _ = built(tmp_path_factory.mktemp("without"), holds=False)
    holding, same, party = built(tmp_path_factory.mktemp("holding"), holds=True)
    assert state == same, "the papers of the state have the same ids in both"
    yield Twins(without, holding, state, party)
    without.database.close()
    holding.database.close()


def built(folder: Path, *, holds: bool) -> tuple[House, Papers, Papers]:
    """Build a house, and let its cells write or not; return it with the papers of both sides."""
    house = House(folder)
    state = first_half(house)
    party = party_papers(house, state["campaign"]) if holds else {}
    state = second_half(house, state)
    house.at(16)
    return house, state, party
