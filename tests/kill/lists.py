"""One head's list of papers in a running stage: begun, gone on with, and looked at afterwards."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Final

from service.demo import DEMO_PIN
from storage.ledger import ledger
from storage.readmodel import signable
from tests.waiting import until
from workflows.domain.lifecycle import Act, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.many_commitments.hands import Commitment
    from service.story.stage import EmbeddedStage
    from tests.kill.page import Page

LOGIN: Final = "bv-truongkhoa000"
LONGEST_S: Final = 240.0


def signed(stage: EmbeddedStage, papers: Sequence[Commitment]) -> Counter[str]:
    """Return how often the head of a ward has signed each of its papers, by document."""
    head = papers[0].head
    with stage.gateway.recorder.database.reading() as conn:
        every = [e for c in papers for e in ledger.of_document(conn, c.document_id)]
    his = (e for e in every if (e.act, e.person_id) == (Act.SIGN, head))
    return Counter(entry.document_id for entry in his)


def has_signed(stage: EmbeddedStage, papers: Sequence[Commitment], count: int) -> bool:
    return len(signed(stage, papers)) >= count


def are_in_force(stage: EmbeddedStage, papers: Sequence[Commitment]) -> bool:
    return all(stage.gateway.document(c.document_id).state is State.IN_FORCE for c in papers)


def begun(page: Page) -> str:
    """Tick all that is ready, say that none was opened, type the PIN; return the list's page."""
    page.open("/ky?chon=het")
    return pressed(page)


def pressed(page: Page) -> str:
    """Type the PIN below the list that is open with its ticks; return the list's page."""
    count = page.tree.xpath("//input[@name='chua-mo']/@value")[0]
    page.press("/ky", pin=DEMO_PIN, **{"chua-mo": count})
    assert page.path.startswith("/ky/danh-sach/"), page.html
    return page.path


def gone_on(page: Page, path: str, longest: float = LONGEST_S) -> int:
    """Look at a list's page until nothing is left, pressing on; return how often that was due."""
    times, ends = 0, time.monotonic() + longest
    while time.monotonic() < ends:
        page.open(path)
        if "Ký tiếp" in page.html:
            page.press(path, pin=DEMO_PIN)
            times += 1
        elif "Kết quả ký" in page.html:
            return times
        time.sleep(0.3)
    raise AssertionError(page.html)


def each_once(stage: EmbeddedStage, papers: Sequence[Commitment]) -> None:
    """Every paper of a ward has one signature of its head's, put in once, and is in force."""
    ids = [c.document_id for c in papers]
    until(lambda: are_in_force(stage, papers), LONGEST_S, every_s=1.0)
    assert signed(stage, papers) == Counter(dict.fromkeys(ids, 1))
    with stage.gateway.recorder.database.reading() as conn:
        put_in = Counter(e.act for one in ids for e in ledger.of_document(conn, one))
        left = signable.counted(conn, papers[0].head, tuple(State))
        ledger.verify(conn)
    assert (put_in[Act.EMBEDDED], left) == (len(ids), {})
