"""Chờ ký: what waits for one's own key, what of it was opened, and what is refused before a PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.app import create_app
from service.gateway import Extras
from service.many_signatures import MOST
from storage.ledger import ledger
from storage.readmodel import signable
from tests.web.office import (
    CHAIR,
    CLERK,
    DIRECTOR,
    DRAFTER,
    MEMBER,
    SECRETARY,
    STRANGER,
    person_of,
)
from tests.web.papers import two_pages
from workflows.domain.lifecycle import Act
from workflows.domain.rounds import Vote
from workflows.recording import sign_lists
from workflows.recording.sign_lists import ListedPaper

if TYPE_CHECKING:
    from tests.web.office import Office, Visitor

SIGNING, PIN = "/ky", "246810"
UNOPENED = "văn bản chưa mở, nếu đã đánh dấu"


def minuted_plan(office: Office) -> str:
    """Bring a plan to its secretary, who is to sign the minutes."""
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    office.do(plan, CHAIR, Act.CLOSE_ROUND)
    count = len(office.circle())
    office.do(plan, SECRETARY, Act.RECORD_VOTE, Extras(vote=Vote(count, count, count, 0, 0)))
    office.system(plan, Act.RENDERED, paper=office.paper(plan, two_pages()))
    office.prepare(plan, SECRETARY, two_pages())
    return plan


def listed(visitor: Visitor) -> list[str]:
    return [str(box.get("value")) for box in visitor.tree.xpath("//input[@name='ban']")]


def unopened(visitor: Visitor) -> int:
    return visitor.html.count("chưa mở</span>")


def test_what_waits_for_my_own_key_is_listed_and_no_one_elses(office: Office) -> None:
    plan, minutes = office.plan_to_sign(two_pages()), minuted_plan(office)
    assert listed(office.visitor(DIRECTOR).open(SIGNING)) == [plan]
    assert listed(office.visitor(SECRETARY).open(SIGNING)) == [minutes]
    for login in (CLERK, CHAIR, MEMBER, STRANGER):
        visitor = office.visitor(login).open(SIGNING)
        assert listed(visitor) == []
        assert "Không có văn bản nào chờ bạn ký." in visitor.text


def test_the_list_is_narrowed_by_kind(office: Office) -> None:
    minuted_plan(office)
    visitor = office.visitor(SECRETARY).open(f"{SIGNING}?loai=bien-ban")
    assert len(listed(visitor)) == 1
    assert "Biên bản (1)" in visitor.text
    assert listed(visitor.open(f"{SIGNING}?loai=van-ban")) == []
    assert len(listed(visitor.open(f"{SIGNING}?loai=khac"))) == 0


def test_what_is_being_prepared_is_shown_but_cannot_be_ticked(office: Office) -> None:
    """Nobody asked for the preparation: the paper reached him, and its workflow makes it ready."""
    plan = office.plan_to_sign(two_pages())
    visitor = office.visitor(DIRECTOR).open(SIGNING)
    assert "1 văn bản sẵn sàng để ký." in visitor.text
    office.system(plan, Act.PREPARED_EXPIRED)
    assert listed(visitor.open(SIGNING)) == []
    assert "0 văn bản sẵn sàng để ký; 1 văn bản đang được chuẩn bị" in visitor.text
    assert visitor.tree.xpath(f"//a[@href='/van-ban/{plan}']")
    office.prepare(plan, DIRECTOR, two_pages())
    assert listed(visitor.open(SIGNING)) == [plan]


def test_what_was_given_is_not_listed(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    office.sign(plan, DIRECTOR, two_pages())
    assert plan not in office.visitor(DIRECTOR).open(SIGNING).html


def test_all_that_is_ready_is_ticked_by_one_link(office: Office) -> None:
    ready, other = (office.plan_to_sign(two_pages()) for _ in range(2))
    office.system(other, Act.PREPARED_EXPIRED)
    visitor = office.visitor(DIRECTOR).open(f"{SIGNING}?chon=het")
    assert visitor.tree.xpath("//input[@name='ban'][@checked]/@value") == [ready]


def test_a_paper_is_marked_until_he_opens_it_as_it_is_now(office: Office) -> None:
    visitor = office.visitor(DIRECTOR)
    plan = office.agreed_plan(two_pages())
    visitor.open(f"/van-ban/{plan}")  # seen too early: there was no paper to sign
    office.do(plan, DRAFTER, Act.SUBMIT)
    office.do(plan, "chanhvanphong", Act.APPROVE, Extras(approval="content"))
    office.do(plan, "thethuc", Act.APPROVE, Extras(approval="form"))
    office.system(plan, Act.RENDERED, paper=office.paper(plan, two_pages()))
    office.prepare(plan, DIRECTOR, two_pages())
    office.visitor(DRAFTER).open(f"/van-ban/{plan}")  # another's look is not his
    assert unopened(visitor.open(SIGNING)) == 1
    assert UNOPENED in visitor.text
    visitor.open(f"/van-ban/{plan}").open(SIGNING)
    assert unopened(visitor) == 0
    assert UNOPENED not in visitor.text
    office.system(plan, Act.PREPARED_EXPIRED)
    office.prepare(plan, DIRECTOR, two_pages())  # the same paper, prepared anew
    assert unopened(visitor.open(SIGNING)) == 0


def test_what_was_not_opened_needs_a_tick_that_says_how_many(office: Office) -> None:
    plan, other = (office.plan_to_sign(two_pages()) for _ in range(2))
    visitor = office.visitor(DIRECTOR).open(SIGNING)
    assert f"2 {UNOPENED}" in visitor.text
    visitor.press(SIGNING, ban=plan, pin=PIN)
    assert (visitor.status, "sign.unopened" in visitor.text) == (422, True)
    assert visitor.tree.xpath("//input[@name='ban'][@checked]/@value") == [plan]
    assert "Tôi ký cả 1 văn bản chưa mở trong các văn bản đã đánh dấu" in visitor.text
    visitor.press(SIGNING, ban=[plan, other], pin=PIN, **{"chua-mo": "1"})
    assert "sign.unopened" in visitor.text  # the tick was for one, and there are two
    visitor.press(SIGNING, ban=[plan, other], pin=PIN, **{"chua-mo": "2"})
    assert "desk.closed" in visitor.text  # it came as far as the desk, which is not there
    visitor.open(f"/van-ban/{plan}").open(SIGNING).press(SIGNING, ban=plan, pin=PIN)
    assert "desk.closed" in visitor.text


def test_the_pages_that_were_handed_out_are_in_the_ledger(office: Office) -> None:
    """Each once a person and paper; the list says how many of how many."""
    plan = office.plan_to_sign(two_pages())
    visitor = office.visitor(DIRECTOR).open(f"/van-ban/{plan}")
    pictures = visitor.tree.xpath("//img[contains(@src, '/trang/')]/@src")
    for _ in range(2):
        assert visitor.client.get(pictures[1]).status_code == 200
    assert visitor.client.get(f"/van-ban/{plan}/pdf").status_code == 200
    visitor.open(SIGNING)
    assert "đã hiện 1/2 trang" in visitor.text
    with office.database.reading() as conn:
        views = [e for e in ledger.of_document(conn, plan) if e.act == "view"]
    paper = office.document(plan).paper
    assert paper is not None
    told = [{k: e.details.get(k) for k in ("page", "pages", "file")} for e in views]
    assert told == [
        {"page": None, "pages": None, "file": None},
        {"page": 2, "pages": 2, "file": None},
        {"page": None, "pages": None, "file": True},
    ]
    assert {e.details["seen"] for e in views[1:]} == {paper.current.sha256}


def filled_form(visitor: Visitor, count: int) -> dict[str, Any]:
    """Return a form of so many papers, as large as the page's own."""
    ids = [f"ck-{number:020}" for number in range(count)]
    seen = {f"seen-{one}": f"17:{'a' * 64}" for one in ids}
    return visitor.filled(SIGNING) | seen | {"ban": ids, "chua-mo": str(count), "pin": PIN}


def test_a_form_of_a_thousand_is_taken_and_one_more_is_told(office: Office) -> None:
    office.plan_to_sign(two_pages())
    visitor = office.visitor(DIRECTOR).open(SIGNING)
    visitor.send(SIGNING, filled_form(visitor, MOST))
    assert (visitor.status, "Đã nhận 0 chữ ký" in visitor.text) == (200, True)
    visitor.open(SIGNING)
    visitor.send(SIGNING, filled_form(visitor, MOST + 1))
    assert (visitor.status, "sign.too_many" in visitor.text) == (422, True)
    assert "nhiều nhất 1.000 văn bản" in visitor.text
    assert MOST == 1_000  # what the catalogue says in words


def test_the_list_is_in_the_ledger_and_nobody_elses_to_look_at(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    visitor = office.visitor(DIRECTOR).open(SIGNING)
    seen = {f"seen-{plan}": f"1:{'0' * 64}"}
    visitor.press(SIGNING, ban=plan, pin=PIN, **seen, **{"chua-mo": "1"})
    path = visitor.path
    with office.database.reading() as conn:
        (noted,) = ledger.latest_of(conn, [sign_lists.ACT], 9)
        found = sign_lists.find(conn, path.rpartition("/")[2])
    assert found is not None
    assert (noted.person_id, noted.details["unopened"]) == (person_of(DIRECTOR), 1)
    assert [(p.document_id, p.version, p.sha256, p.is_opened) for p in found.papers] == [
        (plan, 1, "0" * 64, False)
    ]
    assert office.visitor(DRAFTER).open(path).status == 404
    assert office.visitor(DRAFTER).open(f"{path}/tien-do").status == 404
    assert "doc.stale" not in visitor.open(SIGNING).text  # it is offered anew, as any other


def test_what_a_dead_process_left_is_signed_on_from_its_list(office: Office) -> None:
    """All that was known of a list but the ledger is gone with the process."""
    plan = office.plan_to_sign(two_pages())
    doc = office.document(plan)
    assert doc.paper is not None
    papers = [ListedPaper(plan, "act-1", doc.version, doc.paper.current.sha256)]
    office.gateway.note_list(office.actor(DIRECTOR), "list-1", papers)
    path = "/ky/danh-sach/list-1"
    visitor = office.visitor(DIRECTOR)
    assert "sign.not_reached" in visitor.open(path).text
    assert "Ký tiếp 1 văn bản còn lại" in visitor.text
    visitor.press(path, pin="")
    assert (visitor.status, "desk.pin_missing" in visitor.text) == (422, True)
    visitor.press(path, pin=PIN)
    assert (visitor.path, "desk.closed" in visitor.text) == (path, True)


def stale_list(office: Office, plan: str) -> str:
    """Let the director sign a version that is there no more; return his list's page."""
    visitor = office.visitor(DIRECTOR).open(f"/van-ban/{plan}").open(SIGNING)
    visitor.press(SIGNING, ban=plan, pin=PIN, **{f"seen-{plan}": f"1:{'0' * 64}"})
    return visitor.path


def test_why_a_paper_was_refused_outlives_the_process_and_is_noted_once(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    office.system(plan, Act.PREPARED_EXPIRED)
    doc = office.document(plan)
    assert doc.paper is not None
    papers = [ListedPaper(plan, "act-1", doc.version, doc.paper.current.sha256)]
    office.gateway.note_list(office.actor(DIRECTOR), "list-1", papers)
    for _ in range(2):  # each time by a process that knows nothing
        office.app = create_app(office.services())
        visitor = office.visitor(DIRECTOR).open("/ky/danh-sach/list-1")
        visitor.press("/ky/danh-sach/list-1", pin=PIN)
    office.app = create_app(office.services())
    visitor = office.visitor(DIRECTOR).open("/ky/danh-sach/list-1")
    assert "sign.not_prepared" in visitor.text
    assert "sign.not_reached" not in visitor.text
    assert "Ký tiếp 1 văn bản còn lại" in visitor.text
    assert "sign.not_prepared" in visitor.open(SIGNING).text
    with office.database.reading() as conn:
        told = [e for e in ledger.of_document(conn, plan) if e.act == signable.SIGN_REFUSED]
        ledger.verify(conn)
    assert [(e.person_id, e.details["list"], e.details["code"]) for e in told] == [
        (person_of(DIRECTOR), "list-1", "sign.not_prepared")
    ]


def test_a_paper_that_changed_says_so_and_leads_to_a_new_list(office: Office) -> None:
    plan, other = (office.plan_to_sign(two_pages()) for _ in range(2))
    path = stale_list(office, plan)
    office.app = create_app(office.services())
    visitor = office.visitor(DIRECTOR).open(path)
    assert "bản mới đang chờ bạn ký" in visitor.text
    assert "Ký tiếp" not in visitor.text
    (link,) = visitor.tree.xpath("//a[contains(., 'bản mới ở danh sách mới')]/@href")
    assert visitor.tree.xpath(f"//a[@href='/van-ban/{plan}'][. = 'Xem bản mới']")
    visitor.open(link)
    assert sorted(listed(visitor)) == sorted([plan, other])
    assert visitor.tree.xpath("//input[@name='ban'][@checked]/@value") == [plan]
    foreign = office.visitor(SECRETARY).open(link)
    assert foreign.status == 200
    assert listed(foreign) == []


def test_a_paper_that_went_back_is_said_not_to_await_him(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    path = stale_list(office, plan)
    office.do(plan, DIRECTOR, Act.RETURN, Extras(reason="Sửa lại."))
    visitor = office.visitor(DIRECTOR).open(path)
    assert "không còn chờ chữ ký này của bạn" in visitor.text
    assert "Ký tiếp" not in visitor.text
    assert "bản mới" not in visitor.text


@pytest.mark.parametrize(("fields", "code"), [
    ({"pin": PIN}, "sign.nothing_chosen"), ({"ban": "?", "pin": ""}, "desk.pin_missing"),
])  # fmt: skip
def test_nothing_ticked_or_no_pin_is_told_on_the_list(
    office: Office, fields: dict[str, str], code: str
) -> None:
    plan = office.plan_to_sign(two_pages())
    visitor = office.visitor(DIRECTOR).open(f"/van-ban/{plan}").open(SIGNING)
    typed = {name: plan if value == "?" else value for name, value in fields.items()}
    visitor.press(SIGNING, **typed)
    assert code in visitor.text
    assert listed(visitor) == [plan]


def test_a_paper_that_changed_since_the_page_is_told_by_itself(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    visitor = office.visitor(DIRECTOR).open(f"/van-ban/{plan}").open(SIGNING)
    seen = f"seen-{plan}"
    visitor.press(SIGNING, ban=plan, pin=PIN, **{seen: f"1:{'0' * 64}"})
    assert visitor.status == 200
    assert "Đã nhận 0 chữ ký; 1 văn bản chưa ký được" in visitor.text
    assert "doc.stale" in visitor.text
    visitor.open(SIGNING)
    shown = str(visitor.filled(SIGNING)[seen][0])
    visitor.press(SIGNING, ban=plan, pin=PIN, **{seen: shown.partition(":")[0] + ":" + "0" * 64})
    assert "doc.other_content" in visitor.text


def test_a_document_that_is_not_his_to_see_is_told_of_as_little_as_none(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    outsider = office.visitor(STRANGER)
    told = []
    for hidden in (plan, "vb-none"):
        form = outsider.open("/").filled("/dang-xuat")
        form |= {"ban": hidden, f"seen-{hidden}": "9:a", "pin": PIN, "act_id": "x", "chua-mo": "1"}
        told.append(outsider.send(SIGNING, form).text)
        assert outsider.status == 200
    assert told[0] == told[1]
    assert "right.none" not in told[0]
    mine = office.visitor(DRAFTER)  # who may see it is told that it is not his to sign
    form = mine.open("/").filled("/dang-xuat") | form
    form |= {
        "ban": plan,
        f"seen-{plan}": "9:a",
        "csrf_token": mine.filled("/dang-xuat")["csrf_token"],
    }
    assert "right.none" in mine.send(SIGNING, form).text


def test_a_form_that_does_not_say_what_was_shown_is_refused(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    visitor = office.visitor(DIRECTOR).open(f"/van-ban/{plan}").open(SIGNING)
    visitor.press(SIGNING, ban=plan, pin=PIN, **{f"seen-{plan}": "x"})
    assert visitor.status == 400


def test_the_list_of_nobody_is_empty(office: Office) -> None:
    office.plan_to_sign(two_pages())
    with office.database.reading() as conn:
        person_id = person_of(DIRECTOR)
        assert signable.waiting_for_key(conn, person_id, (), 10) == []
        places = (("awaiting_signature", "ke-hoach"),)
        assert len(signable.waiting_for_key(conn, person_id, places, 10)) == 1
        assert signable.waiting_for_key(conn, person_id, places, 0) == []
        assert signable.opened(conn, person_id, ()) == frozenset()
