"""Many papers on one PIN, through the real desk: each by itself, and none signed twice."""

from __future__ import annotations

import secrets
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from service.accounts.secret_box import box_of
from service.app import create_app
from service.demo import DEMO_PASSWORD, DEMO_PIN
from service.gateway import Actor, Extras, RefusedError, Target
from service.many_signatures import MOST, ManySignatures
from service.services import Services
from storage.ledger import ledger
from tests.web.office import Visitor
from tests.workflow.acknowledging import acknowledge
from tests.workflow.cell import CERTIFIED, MEMBER, awaiting, commitment, resolution
from tests.workflow.office import CHAIR, Office
from workflows.domain.lifecycle import Act, State

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack

    from service.desk.client import Proof, SigningSession
    from service.many_signatures import Awaited, Opened
    from storage.blobs.port import BlobRef
    from workflows.domain.document import Document

pytestmark = [pytest.mark.temporal, pytest.mark.office, pytest.mark.usefixtures("desk")]
OTHERS = ("ng-013", "ng-014")  # members without a certificate
LATER_YEAR = 2028  # no other test commits anybody for it


class Interrupted(ManySignatures):
    """Signs a list while something else happens between the list's check and the PIN."""

    beside: Callable[[], None] | None = None

    @override
    def _opened(self, group: list[Awaited], pin: Proof, closing: ExitStack) -> list[Opened]:
        beside, self.beside = self.beside, None
        if beside is not None:
            beside()
        return super()._opened(group, pin, closing)


class Ending(ManySignatures):
    """A list whose session ends when its first paper is signed; the others are signed later."""

    over: threading.Event

    @override
    def _signed(self, key: SigningSession, one: Awaited) -> BlobRef:
        if one.target == self.targets[0]:
            cms = super()._signed(key, one)
            self.desk.lock(key)
            self.over.set()
            return cms
        assert self.over.wait(60)
        return super()._signed(key, one)


def acknowledged(office: Office, person: str, year: int) -> str:
    document_id = commitment(office, person, year)
    acknowledge(office, person, document_id)
    awaiting(office, document_id, CHAIR)
    return document_id


def signed(office: Office, targets: list[Target], pin: str = DEMO_PIN) -> dict[str, str]:
    done = office.gateway.sign_many(Actor(CHAIR, "test"), targets, pin)
    assert [one.document_id for one in done] == [target.document_id for target in targets]
    return {one.document_id: one.code for one in done}


def signatures_given(office: Office, document_id: str) -> int:
    with office.gateway.recorder.database.reading() as conn:
        entries = ledger.of_document(conn, document_id)
    return sum(1 for e in entries if e.act == Act.SIGN and e.person_id == CHAIR)


def signed_in(office: Office, login: str) -> Visitor:
    """Open the pages on the shared office's own gateway."""
    recorder = office.gateway.recorder
    app = create_app(
        Services(
            gateway=office.gateway, database=recorder.database, blobs=recorder.blobs,
            clock=recorder.clock, new_id=lambda: secrets.token_hex(16),
            secret_key="only for this test", base_url="http://127.0.0.1",
            box=box_of(office.settings),
        )
    )  # fmt: skip
    visitor = Visitor(app.test_client()).open("/dang-nhap")
    return visitor.press("/dang-nhap", login=login, password=DEMO_PASSWORD)


def in_force(doc: Document) -> bool:
    return doc.state is State.IN_FORCE


def test_one_pin_confirms_many_and_each_failure_is_its_own(office: Office) -> None:
    good = [acknowledged(office, person, LATER_YEAR) for person in OTHERS]
    stale, other, foreign = (acknowledged(office, MEMBER, LATER_YEAR + n) for n in range(3))
    unsigned = commitment(office, CERTIFIED, LATER_YEAR)
    awaiting(office, unsigned, CERTIFIED)
    targets = [office.target(document_id) for document_id in (*good, stale, other, foreign)]
    targets[2] = replace(targets[2], seen_version=1)
    targets[3] = replace(targets[3], seen_sha256="0" * 64)
    targets[4] = replace(targets[4], document_id="ck-none")
    targets += [office.target(unsigned)]
    before = office.document(good[0])
    with pytest.raises(RefusedError) as wrong:
        signed(office, targets, "000000")
    assert (wrong.value.code, wrong.value.details) == ("desk.wrong_pin", {"left": 4})
    assert office.document(good[0]) == before
    codes = signed(office, targets)
    assert codes == {
        good[0]: "", good[1]: "", stale: "doc.stale", other: "doc.other_content",
        "ck-none": "doc.unknown", unsigned: "right.none",
    }  # fmt: skip
    again = signed(office, targets)
    assert again == codes
    assert [signatures_given(office, document_id) for document_id in good] == [1, 1]
    for document_id in good:
        office.until(document_id, in_force)
    assert signed(office, targets[:2]) == {good[0]: "", good[1]: ""}  # and long after
    assert [signatures_given(office, document_id) for document_id in good] == [1, 1]


def test_papers_of_every_kind_are_signed_at_once_but_no_number(office: Office) -> None:
    paper, numbered = resolution(office), resolution(office)
    confirmed = acknowledged(office, MEMBER, LATER_YEAR + 9)
    minuted = office.voted()
    office.sign("ng-011", minuted)
    awaiting(office, minuted, CHAIR)
    awaiting(office, paper, CHAIR)
    office.sign(CHAIR, numbered)
    office.until(numbered, lambda doc: doc.state is State.AWAITING_NUMBER)
    office.act(CHAIR, office.target(numbered), Act.ALLOT_NUMBER)
    awaiting(office, numbered, CHAIR)
    minutes = office.document(minuted).minutes
    assert minutes is not None
    seen = replace(office.target(minuted), seen_sha256=minutes.current.sha256)
    targets = [office.target(paper), office.target(confirmed), seen, office.target(numbered)]
    assert signed(office, targets) == {
        paper: "", confirmed: "", minuted: "", numbered: "sign.not_prepared",
    }  # fmt: skip
    office.until(paper, lambda doc: doc.state is State.AWAITING_NUMBER)
    office.until(minuted, lambda doc: doc.state is State.AGREED)
    office.until(confirmed, in_force)


def test_a_paper_that_goes_elsewhere_beside_the_pin_falls_out_alone(office: Office) -> None:
    """The desk refuses a list as a whole; the others are signed all the same."""
    papers = [acknowledged(office, MEMBER, LATER_YEAR + 20 + n) for n in range(3)]
    targets = [office.target(document_id) for document_id in papers]
    gateway = office.gateway
    many = Interrupted(gateway, gateway.desk, Actor(CHAIR, "test"), targets)
    many.beside = lambda: office.cast.act(CHAIR, papers[1], Act.RETURN, Extras(reason="Sửa lại."))
    many.open(DEMO_PIN)
    many.finish()
    assert [many.codes[target.act_id] for target in targets] == ["", "desk.not_on_list", ""]


def test_what_a_session_that_ended_left_is_signed_at_the_next_pin(office: Office) -> None:
    papers = [acknowledged(office, MEMBER, LATER_YEAR + 60 + n) for n in range(3)]
    targets = [office.target(document_id) for document_id in papers]
    many = Ending(office.gateway, office.gateway.desk, Actor(CHAIR, "test"), targets)
    many.over = threading.Event()
    many.open(DEMO_PIN)
    noted = list[str]()
    many.finish(lambda _, code: noted.append(code))
    assert [many.codes[one.act_id] for one in targets] == ["", "desk.closed", "desk.closed"]
    assert not noted  # it says nothing of the papers
    assert set(signed(office, targets).values()) == {""}
    assert [signatures_given(office, document_id) for document_id in papers] == [1, 1, 1]


def test_the_page_signs_what_is_ticked_and_tells_of_each(office: Office) -> None:
    good, gone = (acknowledged(office, MEMBER, LATER_YEAR + 40 + n) for n in range(2))
    visitor = signed_in(office, "phochanhvanphong")
    visitor.open("/ky?loai=xac-nhan")
    assert {good, gone} <= set(visitor.tree.xpath("//input[@name='ban']/@value"))
    office.cast.act(CHAIR, gone, Act.RETURN, Extras(reason="Sửa lại."))
    fields: dict[str, str | list[str]] = {"ban": [good, gone], "chua-mo": "99"}
    wrong = visitor.press("/ky", **fields, pin="000000")
    assert (wrong.status, "desk.wrong_pin" in wrong.text, "Còn 4 lần" in wrong.text) == (
        403, True, True,
    )  # fmt: skip
    visitor.open("/ky")
    assert gone not in visitor.html
    visitor.press("/ky", ban=[good], pin=DEMO_PIN, **{"chua-mo": "99"})
    assert "Đã nhận 1 chữ ký" in visitor.text
    assert visitor.tree.xpath(f"//a[@href='/van-ban/{good}']")
    office.until(good, in_force)


def test_more_than_the_most_are_refused_before_the_pin(office: Office) -> None:
    targets = [Target(f"ck-{n}", f"act-{n}") for n in range(MOST + 1)]
    with pytest.raises(RefusedError) as refused:
        signed(office, targets, "000000")
    assert refused.value.code == "sign.too_many"
    assert set(signed(office, targets[:3], "000000").values()) == {"doc.unknown"}
