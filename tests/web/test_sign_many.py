"""Chờ ký: what waits for one's own key, what of it was opened, and what is refused before a PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.gateway import Extras
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

if TYPE_CHECKING:
    from tests.web.office import Office, Visitor

SIGNING, PIN = "/ky", "246810"
UNOPENED = "Ký cả văn bản chưa mở"


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


def test_what_was_given_or_is_being_prepared_is_not_listed(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    visitor = office.visitor(DIRECTOR).open(SIGNING)
    office.system(plan, Act.PREPARED_EXPIRED)
    assert listed(visitor.open(SIGNING)) == []
    office.sign(plan, DIRECTOR, two_pages())
    assert listed(visitor.open(SIGNING)) == []


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


def test_what_was_not_opened_needs_a_tick_of_its_own(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    visitor = office.visitor(DIRECTOR).open(SIGNING)
    visitor.press(SIGNING, ban=plan, pin=PIN)
    assert visitor.status == 422
    assert "sign.unopened" in visitor.text
    assert visitor.tree.xpath("//input[@name='ban'][@checked]")
    visitor.press(SIGNING, ban=plan, pin=PIN, **{"chua-mo": "1"})
    assert "desk.closed" in visitor.text  # it came as far as the desk, which is not there
    visitor.open(f"/van-ban/{plan}").open(SIGNING).press(SIGNING, ban=plan, pin=PIN)
    assert "desk.closed" in visitor.text


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
