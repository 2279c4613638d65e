"""The gateway asks who may know of a document before anything of an act leaves it.

Behind it are workflows, the desk and the shelf: how long they take would tell what pages do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pytest

from service.gateway import Actor, AnswerGiven, Gateway, RefusedError, Signed, Target
from tests.secrecy.house import CLERK_ID
from tests.secrecy.twins import heard
from tests.web.office import person_of
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.secrecy.twins import Twins
    from workflows.domain.document import Document

Try: TypeAlias = "Callable[[Gateway, Actor, Target], object]"
UNKNOWN = "doc.unknown"
PIN = "246810"
TRIES: dict[str, Try] = {
    "save": lambda gate, who, at: gate.save(who, at, {"title": "Thử"}),
    "act": lambda gate, who, at: gate.act(who, at, Act.CLOSE_ROUND),
    "attach": lambda gate, who, at: gate.attach(who, at, b"%PDF-1.7"),
    "detach": lambda gate, who, at: gate.detach(who, at, "0" * 64),
    "comment": lambda gate, who, at: gate.comment(who, at, "s1p1", "Thử."),
    "answer": lambda gate, who, at: gate.answer(who, at, AnswerGiven("0" * 32, "accepted")),
    "sign": lambda gate, who, at: gate.sign(who, at, PIN),
    "number_and_seal": lambda gate, who, at: gate.number_and_seal(who, at, PIN),
    "sign_and_number": lambda gate, who, at: gate.sign_and_number(who, at, PIN),
}
ASKED_ELSEWHERE = {
    "create": "there is no document yet",
    "recorded": "tells of an act id that nobody else has",
    "viewed": "notes what a page has settled to show",
    "sign_many": "tried below",
    "open_many": "the first half of sign_many",
    "note_list": "notes what the page has found him to know of",
    "note_refused": "notes what became of a paper that open_many let him ask for",
    "came_back": "hands on what a browser brought back; it is given no document",
    "take_back": "forgets what a PIN has opened; it is given no document",
}
OUTSIDERS = [person_of("truongphongtccb"), person_of("kiemtoan"), person_of("quantri"), CLERK_ID]


def test_everything_the_gateway_does_is_tried() -> None:
    does = {name for name in vars(Gateway) if not name.startswith("_")}
    assert does == TRIES.keys() | ASKED_ELSEWHERE.keys()


@pytest.mark.parametrize("name", TRIES)
@pytest.mark.parametrize("person_id", OUTSIDERS)
def test_an_act_on_a_cells_paper_ends_as_on_none(twins: Twins, name: str, person_id: str) -> None:
    house = twins.holding
    shelf = set((house.folder / "blobs").rglob("*"))
    found = {}
    for paper in (*twins.party.values(), "vb-none"):
        target = _now(house.document, paper)
        with heard() as statements, pytest.raises(RefusedError) as refused:
            TRIES[name](house.gateway, Actor(person_id, "test"), target)
        found[paper] = refused.value.code, tuple(statements)
    assert set(found.values()) == {(UNKNOWN, found["vb-none"][1])}
    assert set((house.folder / "blobs").rglob("*")) == shelf, "nothing was kept of it"


@pytest.mark.parametrize("person_id", OUTSIDERS)
def test_many_signatures_end_as_on_none(twins: Twins, person_id: str) -> None:
    house = twins.holding
    ids = [*twins.party.values(), "vb-none"]
    targets = [_now(house.document, paper) for paper in ids]
    signed = house.gateway.sign_many(Actor(person_id, "test"), targets, PIN)
    assert signed == [Signed(paper, UNKNOWN) for paper in ids]


def _now(document: Callable[[str], Document], paper: str) -> Target:
    """Return a target that is not out of date; of none, what is shown of none."""
    if paper == "vb-none":
        return Target(paper, f"act on {paper}")
    doc = document(paper)
    return Target(paper, f"act on {paper}", doc.version, doc.shown_sha256)
