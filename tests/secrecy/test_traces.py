"""Traces beside the pages: the numbers of other papers, the log of the web."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from tests.secrecy.twins import Asked
from tests.secrecy.wording import SECRET, TITLE
from tests.web.office import CHAIR, MEMBER

if TYPE_CHECKING:
    import pytest

    from tests.secrecy.twins import Twins


def test_a_plans_number_follows_the_plan_before_it(twins: Twins) -> None:
    issued = twins.holding.document(twins.party["resolution issued"])
    assert issued.number is not None
    assert issued.number.text == "01-NQ/CB"
    houses = twins.without, twins.holding
    numbers = [house.document(twins.state["numbered plan"]).number for house in houses]
    assert [number.text for number in numbers if number] == ["242/KH-SYT"] * 2


def test_the_log_of_the_web_names_no_paper(twins: Twins, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for login in (MEMBER, CHAIR, "vanphong"):
        for paper in twins.party.values():
            twins.ask(login, Asked("GET", f"/van-ban/{paper}"))
            twins.ask(login, Asked("GET", f"/van-ban/{paper}/pdf"))
    assert SECRET not in caplog.text
    assert TITLE not in caplog.text
    assert not [paper for paper in twins.party.values() if paper in caplog.text]
