"""A list on its way: x of n without scripts, begun once, stopped between papers, never too many."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from service import signing_runs
from service.app import create_app
from service.gateway import Note, RefusedError, Target, unnoted
from service.many_signatures import INTERRUPTED, ManySignatures
from service.services import EXTENSION
from service.signing_runs import AT_ONCE, BUSY, Runs
from service.temporal_gateway import TemporalGateway
from tests.waiting import until
from tests.web.office import DIRECTOR, person_of
from tests.web.papers import two_pages
from workflows.domain.lifecycle import Act
from workflows.domain.orders import Order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from service.gateway import Actor
    from tests.web.office import Office, Visitor

PIN = "246810"


@dataclass(slots=True)
class Slow(ManySignatures):
    """A list whose signatures are given one by one, each when the test says so."""

    turns: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    @override
    def finish(self, note: Note = unnoted) -> None:
        for target in self.targets:
            self.turns.acquire()
            self.codes[target.act_id] = self._ended or self._sign(target)
            self._note(note, target)

    def _sign(self, target: Target) -> str:
        doc = self.acting.document(target.document_id)
        cms = doc.paper.item.hole if doc.paper and doc.paper.item else None
        item_id = doc.paper.item.item_id if doc.paper and doc.paper.item else ""
        order = Order(target.act_id, Act.SIGN, self.actor.person_id, doc.version, item_id=item_id,
                      cms=cms)  # fmt: skip
        self.acting.temporal.act(target.document_id, order)
        return ""


@dataclass(frozen=True, slots=True)
class SlowGateway(TemporalGateway):
    """Opens lists that go step by step."""

    opened: list[Slow] = field(default_factory=list)

    @override
    def open_many(self, actor: Actor, targets: Sequence[Target], pin: object) -> Slow:
        self.opened.append(Slow(self, self.desk, actor, targets))
        return self.opened[-1]


@pytest.fixture
def slow(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowGateway]:
    monkeypatch.setattr(signing_runs, "SHORT_SECONDS", 0.0)
    own = office.gateway
    gateway = SlowGateway(own.temporal, own.recorder, own.desk)
    office.gateway = gateway
    office.app = create_app(office.services(gateway=gateway))
    yield gateway
    for signing in gateway.opened:
        signing.turns.release(9)  # let every thread end


def pressed(office: Office, count: int) -> Visitor:
    """Let the director tick so many papers and type his PIN."""
    for _ in range(count):
        office.plan_to_sign(two_pages())
    visitor = office.visitor(DIRECTOR).open("/ky?chon=het")
    return visitor.press("/ky", pin=PIN, **{"chua-mo": str(count)})


def test_x_of_n_is_shown_and_refreshed_without_scripts(office: Office, slow: SlowGateway) -> None:
    visitor = pressed(office, 2)
    path = visitor.path
    assert "Đang ký: 0 trên 2 văn bản" in visitor.text
    assert visitor.tree.xpath("//noscript/meta[@http-equiv='refresh']")
    (main,) = visitor.tree.xpath("//main")
    poll, shown = main.get("data-poll"), main.get("data-version")
    assert visitor.client.get(poll).json == {"version": shown}
    slow.opened[0].turns.release()
    until(lambda: visitor.client.get(poll).json != {"version": shown})
    assert "Đang ký: 1 trên 2 văn bản" in office.visitor(DIRECTOR).open(path).text
    slow.opened[0].turns.release()
    until(lambda: "Đã nhận 2 chữ ký" in visitor.open(path).text)
    assert "http-equiv" not in visitor.html


def test_the_same_form_twice_is_one_list_and_one_pin(office: Office, slow: SlowGateway) -> None:
    office.plan_to_sign(two_pages())
    visitor = office.visitor(DIRECTOR).open("/ky?chon=het")
    form = visitor.filled("/ky") | {"pin": PIN, "chua-mo": "1"}
    paths = [visitor.send("/ky", form).path for _ in range(2)]
    assert paths[0] == paths[1]
    assert len(slow.opened) == 1


def test_a_stop_begins_nothing_more_and_the_rest_is_signed_on(
    office: Office, slow: SlowGateway
) -> None:
    visitor = pressed(office, 2)
    path, runs = visitor.path, office.app.extensions[EXTENSION].runs
    slow.opened[0].turns.release()
    until(lambda: "1 trên 2" in visitor.open(path).text)
    runs.stop()
    slow.opened[0].turns.release()
    until(lambda: INTERRUPTED in visitor.open(path).text)
    assert "Đã nhận 1 chữ ký; 1 văn bản chưa ký được" in visitor.text
    visitor.press(path, pin=PIN)
    assert (visitor.status, BUSY in visitor.text) == (503, True)
    assert len(slow.opened) == 1  # no PIN was asked of the desk


def test_so_many_lists_at_once_and_no_more(office: Office, slow: SlowGateway) -> None:
    runs, who = Runs(), person_of(DIRECTOR)
    target = Target("vb-none", "act")
    lists = [Slow(slow, slow.desk, office.actor(DIRECTOR), [target]) for _ in range(AT_ONCE + 1)]
    for number, signing in enumerate(lists[:-1]):
        runs.begin(f"list-{number}", who, signing)
    with pytest.raises(RefusedError) as refused:
        runs.begin("one-more", who, lists[-1])
    assert refused.value.code == BUSY
    assert runs.find("list-0", who) is not None
    assert runs.find("list-0", "somebody else") is None
    runs.stop()
    for signing in lists:
        signing.turns.release()
    until(lambda: set(runs.problems_of(who).values()) == {INTERRUPTED})
