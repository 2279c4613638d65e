"""The dossier: who has it, what I may do, what happens when two act at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from service.gateway import Extras, Target
from storage.ledger.ledger import all_entries
from storage.readmodel.incidents import Incident, record_incident, resolve_incident
from tests.web.office import (
    ADMIN,
    AUDITOR,
    CHAIR,
    CLERK,
    DIRECTOR,
    DRAFTER,
    FORM,
    HEAD,
    MEMBER,
    SECRETARY,
    STRANGER,
    person_of,
)
from tests.web.papers import two_pages
from workflows.contracts.payloads import RecordAsk
from workflows.domain.deadlines import VIETNAM
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import Order

if TYPE_CHECKING:
    from tests.web.office import Office

REASON = "Đề nghị bổ sung kinh phí thực hiện."


@pytest.mark.parametrize("login", [DRAFTER, HEAD, FORM, CLERK, DIRECTOR, CHAIR, MEMBER, AUDITOR])
def test_who_has_to_do_with_it_sees_it(office: Office, login: str) -> None:
    plan = office.new_plan()
    assert "Học tập chuyên đề năm 2027" in office.visitor(login).open(f"/van-ban/{plan}").text


@pytest.mark.parametrize("login", [STRANGER, ADMIN])
def test_for_others_it_does_not_exist(office: Office, login: str) -> None:
    plan = office.new_plan()
    visitor = office.visitor(login)
    nothing = visitor.open("/van-ban/khong-co")
    expected = (nothing.status, nothing.text)
    assert expected[0] == 404
    for path in ("", "/soan", "/pdf", "/bien-ban.pdf", "/phien-ban", "/trang/1.png?ban=x"):
        found = visitor.open(f"/van-ban/{plan}{path}")
        assert (found.status, found.text) == expected, path
    assert "năm 2027" not in visitor.open("/van-ban").text


def test_an_act_on_what_one_may_not_see_is_answered_as_for_nothing(office: Office) -> None:
    plan = office.new_plan()
    visitor = office.visitor(STRANGER)
    token = visitor.filled("/dang-xuat")
    fields = token | {"act_id": "a", "seen_version": "1", "seen_sha256": "", "reason": "x"}
    assert visitor.send(f"/van-ban/{plan}/viec/withdraw", fields).status == 404
    assert office.document(plan).state is State.DRAFTING


def test_each_visit_is_in_the_ledger(office: Office) -> None:
    plan = office.new_plan()
    office.visitor(AUDITOR).open(f"/van-ban/{plan}")
    with office.database.reading() as conn:
        views = [e for e in all_entries(conn) if e.act == "view"]
    assert [(v.person_id, v.document_id) for v in views] == [(person_of(AUDITOR), plan)]


def test_it_says_who_has_it_and_until_when(office: Office) -> None:
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    page = office.visitor(DRAFTER).open(f"/van-ban/{plan}")
    assert "Đóng đợt góp ý Trương Việt Dũng" in page.text
    assert "11 thành viên Chi bộ Văn phòng Sở" in page.text
    assert "hạn 17:00 ngày 09/11/2026" in page.text


def test_a_round_is_opened_commented_closed_answered_and_voted(office: Office) -> None:
    plan = office.new_plan()
    path = f"/van-ban/{plan}"
    drafter, member = office.visitor(DRAFTER), office.visitor(MEMBER)
    assert "Đã mở đợt góp ý." in drafter.open(path).press("/viec/open_round").text
    said = member.open(path).press("/gop-y", text="Nên nêu rõ ai chủ trì.", paragraph_id="s1p1")
    assert "Nên nêu rõ ai chủ trì." in said.text
    office.visitor(CHAIR).open(path).press("/viec/close_round")
    drafter.open(path)
    assert "Còn 1 góp ý chưa trả lời" in drafter.text
    drafter.press("/tra-loi", answer="partly", explanation="Đã giao Văn phòng Sở.")
    assert "Tiếp thu một phần : Đã giao Văn phòng Sở." in drafter.text
    secretary = office.visitor(SECRETARY).open(path)
    secretary.press(
        "/viec/record_vote", absent=[person_of(MEMBER)], agree="12", disagree="1", abstain="0",
        **{f"absent-{person_of(MEMBER)}": "đi công tác"},
    )  # fmt: skip
    assert "Đã ghi kết quả biểu quyết." in secretary.text
    vote = office.document(plan).vote
    assert vote is not None
    assert (vote.members, vote.present, vote.agree) == (14, 13, 12)


def test_a_declined_comment_needs_an_explanation(office: Office) -> None:
    plan = office.new_plan()
    path = f"/van-ban/{plan}"
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    office.visitor(MEMBER).open(path).press("/gop-y", text="Bỏ đoạn này.", paragraph_id="s1p1")
    office.do(plan, CHAIR, Act.CLOSE_ROUND)
    drafter = office.visitor(DRAFTER).open(path).press("/tra-loi", answer="declined")
    assert drafter.status == 422
    assert "round.explanation_missing" in drafter.text


def test_a_vote_that_does_not_add_up_is_refused_and_kept(office: Office) -> None:
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    office.do(plan, CHAIR, Act.CLOSE_ROUND)
    secretary = office.visitor(SECRETARY).open(f"/van-ban/{plan}")
    secretary.press("/viec/record_vote", agree="99", disagree="0", abstain="0")
    assert secretary.status == 422
    assert "round.bad_vote" in secretary.text
    assert secretary.form("/viec/record_vote").fields["agree"] == "99"


def test_words_where_numbers_belong_are_refused(office: Office) -> None:
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    office.do(plan, CHAIR, Act.CLOSE_ROUND)
    secretary = office.visitor(SECRETARY).open(f"/van-ban/{plan}")
    assert secretary.press("/viec/record_vote", agree="tất cả").status == 422


def test_the_loser_of_two_sees_who_won_and_keeps_his_words(office: Office) -> None:
    plan = office.agreed_plan(two_pages())
    office.do(plan, DRAFTER, Act.SUBMIT)
    head = office.visitor(HEAD).open(f"/van-ban/{plan}")
    drafter = office.visitor(DRAFTER).open(f"/van-ban/{plan}")
    office.later(minutes=5)
    drafter.press("/viec/withdraw", reason="Trình nhầm.")
    head.press("/viec/return", reason=REASON)
    assert head.status == 409
    assert "Nguyễn Thị Thu Hương vừa rút văn bản lúc 08:05 ngày 02/11/2026" in head.text
    assert REASON in head.text
    assert office.document(plan).state is State.WITHDRAWN


def test_an_approval_of_what_was_seen_before_is_refused(office: Office) -> None:
    plan = office.agreed_plan(two_pages())
    office.do(plan, DRAFTER, Act.SUBMIT)
    head = office.visitor(HEAD).open(f"/van-ban/{plan}")
    again = office.visitor(HEAD).open(f"/van-ban/{plan}")
    again.press("/viec/return", reason=REASON)
    head.press("/viec/approve")
    assert head.status == 409
    assert "vừa trả lại lúc" in head.text
    assert REASON in head.text  # the reason of the return stands in the history


def test_the_same_button_pressed_twice_is_one_act(office: Office) -> None:
    plan = office.new_plan()
    drafter = office.visitor(DRAFTER).open(f"/van-ban/{plan}")
    fields = drafter.filled("/viec/open_round")
    path = f"/van-ban/{plan}/viec/open_round"
    assert drafter.send(path, fields).status == 200
    version = office.document(plan).version
    assert drafter.send(path, fields).status == 200
    assert office.document(plan).version == version


def test_a_return_without_a_reason_is_refused(office: Office) -> None:
    plan = office.agreed_plan(two_pages())
    office.do(plan, DRAFTER, Act.SUBMIT)
    head = office.visitor(HEAD).open(f"/van-ban/{plan}").press("/viec/return", reason="  ")
    assert head.status == 422
    assert office.document(plan).state is State.AWAITING_APPROVAL


def test_an_act_that_is_not_his_has_no_button_and_is_refused(office: Office) -> None:
    plan = office.new_plan()
    member = office.visitor(MEMBER).open(f"/van-ban/{plan}")
    assert not member.offers("/viec/open_round")
    doc = office.document(plan)
    forged = member.filled("/dang-xuat") | {
        "act_id": "forged", "seen_version": str(doc.version), "seen_sha256": doc.shown_sha256,
    }  # fmt: skip
    assert member.send(f"/van-ban/{plan}/viec/open_round", forged).status == 403
    assert office.document(plan).state is State.DRAFTING


@pytest.mark.parametrize("act", ["embedded", "sign", "create", "allot_number", "nonsense"])
def test_acts_of_the_workflow_and_of_the_desk_have_no_address(office: Office, act: str) -> None:
    plan = office.new_plan()
    visitor = office.visitor(DRAFTER).open(f"/van-ban/{plan}")
    fields = visitor.filled("/viec/open_round")
    assert visitor.send(f"/van-ban/{plan}/viec/{act}", fields).status == 404


@pytest.mark.parametrize(
    "broken", [{"act_id": ""}, {"act_id": "x" * 101}, {"seen_version": "ba"}, {"seen_version": ""}]
)
def test_a_form_that_does_not_say_what_was_seen_is_refused(
    office: Office, broken: dict[str, str]
) -> None:
    plan = office.new_plan()
    visitor = office.visitor(DRAFTER).open(f"/van-ban/{plan}")
    fields = visitor.filled("/viec/open_round") | broken
    assert visitor.send(f"/van-ban/{plan}/viec/open_round", fields).status == 400


def test_the_director_sees_every_page_where_he_signs(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    director = office.visitor(DIRECTOR).open(f"/van-ban/{plan}")
    pages = [i.get("src") for i in director.tree.iter("img")]
    assert len([p for p in pages if "/trang/" in p]) == 2 + 2  # the plan and its minutes
    pin = director.form("/ky").inputs["pin"]
    assert (pin.get("type"), pin.get("autocomplete")) == ("password", "off")


def test_when_the_desk_is_away_nothing_is_signed_and_the_page_says_so(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    director = office.visitor(DIRECTOR).open(f"/van-ban/{plan}").press("/ky", pin="246810")
    assert director.status == 503
    assert "desk.closed" in director.text
    assert "246810" not in director.html
    assert office.document(plan).state is State.AWAITING_SIGNATURE


def test_without_a_pin_nothing_is_asked_of_the_desk(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    director = office.visitor(DIRECTOR).open(f"/van-ban/{plan}").press("/ky", pin="")
    assert "desk.pin_missing" in director.text


def test_the_clerk_sees_the_next_number_beforehand(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    office.sign(plan, DIRECTOR, two_pages())
    clerk = office.visitor(CLERK).open(f"/van-ban/{plan}")
    assert "Số tiếp theo: 241/KH-SYT" in clerk.text
    assert clerk.offers("/cap-so")
    assert not office.visitor(DRAFTER).open(f"/van-ban/{plan}").offers("/cap-so")


def test_a_document_that_waits_for_an_authority_says_so_and_since_when(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    doc = office.document(plan)
    assert doc.main is not None
    assert doc.main.item is not None
    order = Order(office.new_id(), Act.SIGN, doc.main.item.person_id, doc.version,
                  item_id=doc.main.item.item_id, cms=doc.main.current)  # fmt: skip
    office.recorder.record(RecordAsk(plan, doc.version, order))
    since, code = office.now, "signing.timestamp_unavailable"
    for minute, where in ((-5, "embed"), (0, "prepare"), (1, "embed"), (3, "embed")):
        found = Incident(
            f"sc-{where}-{minute > 0}", since + timedelta(minutes=minute), code, where, plan
        )
        with office.database.writing() as conn:
            record_incident(conn, found)
    words = office.visitor(DRAFTER).open(f"/van-ban/{plan}").text
    assert "Đang chờ: Dịch vụ cấp dấu thời gian chưa trả lời." in words
    shown = (since + timedelta(minutes=1)).astimezone(VIETNAM).strftime("%H:%M")
    assert f"Mã: {code} · Từ {shown}" in words
    assert "Việc đang kẹt" not in words
    with office.database.writing() as conn:
        resolve_incident(conn, "sc-embed-True", since)
    assert "Đang chờ" not in office.visitor(DRAFTER).open(f"/van-ban/{plan}").text


def test_a_stuck_document_tells_its_cause_and_can_be_tried_again(office: Office) -> None:
    plan = office.agreed_plan(two_pages())
    office.do(plan, DRAFTER, Act.SUBMIT)
    office.do(plan, HEAD, Act.APPROVE, Extras(approval="content"))
    office.do(plan, FORM, Act.APPROVE, Extras(approval="form"))
    office.system(plan, Act.STUCK, code="paper.anchor_missing", incident="su-co-1")
    clerk = office.visitor(CLERK).open(f"/van-ban/{plan}")
    assert "Việc đang kẹt: Mẫu in thiếu chỗ đặt chữ ký." in clerk.text
    assert "su-co-1" in clerk.text
    clerk.press("/viec/retry")
    assert office.document(plan).stuck == ""


def test_a_page_that_waits_knows_where_to_look(office: Office) -> None:
    plan = office.agreed_plan(two_pages())
    office.do(plan, DRAFTER, Act.SUBMIT)
    office.do(plan, HEAD, Act.APPROVE, Extras(approval="content"))
    office.do(plan, FORM, Act.APPROVE, Extras(approval="form"))
    visitor = office.visitor(DRAFTER).open(f"/van-ban/{plan}")
    main = visitor.tree.get_element_by_id("noi-dung")
    answer = visitor.client.get(main.get("data-poll"))
    assert str(answer.get_json()["version"]) == main.get("data-version")


def test_a_comment_on_a_closed_round_keeps_its_words(office: Office) -> None:
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    member = office.visitor(MEMBER).open(f"/van-ban/{plan}")
    office.do(plan, CHAIR, Act.CLOSE_ROUND)
    member.press("/gop-y", text="Đến muộn một chút.", paragraph_id="s1p1")
    assert member.status == 409
    assert "round.closed" in member.text
    assert "Đến muộn một chút." in member.text


def test_markup_in_a_comment_stays_text(office: Office) -> None:
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    doc = office.document(plan)
    evil = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    target = Target(plan, office.new_id(), doc.version, doc.shown_sha256)
    office.gateway.comment(office.actor(MEMBER), target, "s1p1", evil)
    page = office.visitor(DRAFTER).open(f"/van-ban/{plan}")
    assert evil in page.text
    assert "<script>alert" not in page.html


def test_a_comment_whose_paragraph_is_gone_is_still_shown_and_answered(office: Office) -> None:
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    office.visitor(MEMBER).open(f"/van-ban/{plan}").press(
        "/gop-y", text="Đoạn này thừa.", paragraph_id="s1p1"
    )
    office.do(plan, CHAIR, Act.CLOSE_ROUND)
    drafter = office.visitor(DRAFTER).open(f"/van-ban/{plan}/soan")
    drafter.press("/soan", **{"section-0-text": "Chỉ còn một đoạn không giống đoạn nào trước đó."})
    [lost] = drafter.tree.find_class("lost")
    assert "Đoạn này thừa." in lost.text_content()
    drafter.press("/tra-loi", answer="accepted")
    assert "Mọi góp ý đã được trả lời." in drafter.text


def test_a_page_shown_after_a_refusal_is_a_visit_too(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    director = office.visitor(DIRECTOR).open(f"/van-ban/{plan}")
    director.press("/ky", pin="246810")
    with office.database.reading() as conn:
        assert [e.act for e in all_entries(conn)][-2:] == ["view", "view"]


@pytest.mark.parametrize("name", ["%00", "%ff", "..%2f..", "a" * 5000, "vb-1'%20or%201=1--"])
def test_a_strange_name_of_a_document_is_only_unknown(office: Office, name: str) -> None:
    assert office.visitor(DRAFTER).open(f"/van-ban/{name}").status == 404
