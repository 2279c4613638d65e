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
    from scripts.many_commitments.way import Way
    from service.story.stage import EmbeddedStage
    from tests.kill.page import Page

LOGIN: Final = "bv-truongkhoa000"
LONGEST_S: Final = 240.0


def signed(stage: EmbeddedStage, way: Way) -> Counter[str]:
    """Return how often the head has signed each paper, by document."""
    head = way.commitments[0].head
    with stage.gateway.recorder.database.reading() as conn:
        every = [e for c in way.commitments for e in ledger.of_document(conn, c.document_id)]
    his = (e for e in every if (e.act, e.person_id) == (Act.SIGN, head))
    return Counter(entry.document_id for entry in his)


def has_signed(stage: EmbeddedStage, way: Way, count: int) -> bool:
    return len(signed(stage, way)) >= count


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


def each_once(stage: EmbeddedStage, way: Way, longest: float = LONGEST_S) -> None:
    """Every paper has one signature of the head's, put in once, and is in force."""
    ids = [c.document_id for c in way.commitments]
    until(lambda: way.in_states(State.IN_FORCE) == len(ids), longest)
    assert signed(stage, way) == Counter(dict.fromkeys(ids, 1))
    with stage.gateway.recorder.database.reading() as conn:
        put_in = Counter(e.act for one in ids for e in ledger.of_document(conn, one))
        left = signable.counted(conn, way.commitments[0].head, tuple(State))
        ledger.verify(conn)
    assert (put_in[Act.EMBEDDED], left) == (len(ids), {})
