"""From the round to the shelf: agreed, acknowledged or signed, confirmed by another, kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.app import create_app
from service.demo import demo_code
from service.demo.second_factors import plant
from storage.ledger import ledger
from storage.ledger.ledger import all_entries
from tests.web.committed import (
    PARTY,
    STATE,
    acknowledge,
    agree,
    certify,
    commit,
    confirmable,
    members,
    registered,
)
from tests.web.office import (
    AUDITOR,
    BOX,
    CHAIR,
    DIRECTOR,
    DRAFTER,
    HEAD,
    MEMBER,
    PASSWORD,
    SECRETARY,
    STRANGER,
    Visitor,
    person_of,
)
from tests.web.papers import two_pages
from workflows.domain.lifecycle import Act, State

if TYPE_CHECKING:
    from tests.web.office import Office

PERSONNEL, PERSONNEL_HEAD, TRACKER = "tochuc", "truongphongtccb", "vanphong"
DEPUTY, LEADER = "phobithu", "phogiamdoc"
REASON = "Đề nghị nêu rõ tỷ lệ."
ACKNOWLEDGE = "/xac-nhan-noi-bo"


def awaiting(office: Office, login: str = DRAFTER, kind: str = PARTY) -> str:
    """Bring a commitment of somebody without a certificate to his own word."""
    chair, secretary = (CHAIR, SECRETARY) if kind == PARTY else (HEAD, HEAD)
    made = commit(office, login, kind)
    agree(office, made, login, chair, secretary)
    office.do(made, login, Act.SUBMIT)
    assert office.document(made).state is State.AWAITING_SIGNATURE
    return made


def acknowledged(office: Office, login: str = DRAFTER) -> str:
    made = awaiting(office, login)
    acknowledge(office, made, login)
    return made


def shown(office: Office, login: str, made: str) -> Visitor:
    return office.visitor(login).open(f"/van-ban/{made}")


def test_a_commitment_goes_through_its_round_on_the_pages(office: Office) -> None:
    made = commit(office, DRAFTER)
    drafter = shown(office, DRAFTER, made).press("/viec/open_round")
    assert "Đã mở đợt góp ý." in drafter.text
    member = shown(office, MEMBER, made)
    member.press("/gop-y", text="Nên nêu số lượng.", paragraph_id="c1")
    shown(office, CHAIR, made).press("/viec/close_round")
    drafter.open(f"/van-ban/{made}").press("/tra-loi", answer="accepted")
    secretary = shown(office, SECRETARY, made)
    count = len(members(office, "dv-syt-cb"))
    secretary.press("/viec/record_vote", agree=str(count), disagree="0", abstain="0")
    assert "Đã thống nhất, chờ ký" in secretary.text
    drafter.open(f"/van-ban/{made}").press("/viec/submit")
    assert "Đã chuyển sang ký." in drafter.text
    assert "Chờ người cam kết ký" in drafter.text


def test_who_has_no_certificate_acknowledges_by_password_and_code(office: Office) -> None:
    made = awaiting(office)
    plant(office.database, BOX, office.now)
    drafter = shown(office, DRAFTER, made)
    assert not drafter.offers("/ky")
    assert "không phải chữ ký số" in drafter.text
    drafter.press(ACKNOWLEDGE, password=PASSWORD, code=demo_code(office.now))
    assert "Đã xác nhận nội bộ" in drafter.text
    doc = office.document(made)
    assert doc.state is State.AWAITING_CONFIRMATION
    assert doc.acknowledged is not None
    assert doc.acknowledged.person_id == person_of(DRAFTER)
    assert doc.confirmer is not None
    assert doc.confirmer.person_id == person_of(CHAIR)


def test_pressed_twice_it_is_one_acknowledgement(office: Office) -> None:
    made = awaiting(office)
    plant(office.database, BOX, office.now)
    drafter = shown(office, DRAFTER, made)
    path = drafter.form(ACKNOWLEDGE).get("action")
    fields = drafter.filled(ACKNOWLEDGE) | {"password": PASSWORD, "code": demo_code(office.now)}
    for _ in range(2):
        assert drafter.send(path, fields).status == 200
    with office.database.reading() as conn:
        assert [e.act for e in all_entries(conn) if e.act == Act.ACKNOWLEDGE] == [Act.ACKNOWLEDGE]


@pytest.mark.parametrize("wrong", ["password", "code"])
def test_a_wrong_password_or_code_acknowledges_nothing(office: Office, wrong: str) -> None:
    made = awaiting(office)
    plant(office.database, BOX, office.now)
    given = {"password": PASSWORD, "code": demo_code(office.now)} | {wrong: "000000"}
    drafter = shown(office, DRAFTER, made).press(ACKNOWLEDGE, **given)
    assert (drafter.status, "account.proof_refused" in drafter.text) == (403, True)
    assert office.document(made).state is State.AWAITING_SIGNATURE
    assert PASSWORD not in drafter.html


def test_without_a_second_factor_the_way_to_one_is_shown(office: Office) -> None:
    made = awaiting(office)
    drafter = shown(office, DRAFTER, made).press(ACKNOWLEDGE, password=PASSWORD, code="123456")
    assert "account.second_factor_needed" in drafter.text


def test_an_acknowledgement_without_a_proof_is_refused(office: Office) -> None:
    made = awaiting(office)
    from service.gateway import RefusedError  # noqa: PLC0415 -- of this test alone

    with pytest.raises(RefusedError) as refused:
        office.do(made, DRAFTER, Act.ACKNOWLEDGE)
    assert refused.value.code == "sign.no_proof"


def test_nobody_acknowledges_for_another(office: Office) -> None:
    made = awaiting(office)
    plant(office.database, BOX, office.now)
    member = shown(office, MEMBER, made)
    assert not member.offers(ACKNOWLEDGE)
    doc = office.document(made)
    forged = member.filled("/dang-xuat") | {
        "act_id": "forged", "seen_version": str(doc.version), "seen_sha256": doc.shown_sha256,
        "password": PASSWORD, "code": demo_code(office.now),
    }  # fmt: skip
    assert member.send(f"/van-ban/{made}{ACKNOWLEDGE}", forged).status == 403


def test_who_has_a_certificate_signs_and_does_not_acknowledge(office: Office) -> None:
    certify(office, DRAFTER)
    made = awaiting(office)
    assert not office.document(made).is_unsigned
    office.system(made, Act.RENDERED, paper=office.paper(made, two_pages()))
    office.prepare(made, DRAFTER, two_pages())
    drafter = shown(office, DRAFTER, made)
    assert drafter.offers("/ky")
    assert not drafter.offers(ACKNOWLEDGE)


def test_the_confirmer_reads_the_paper_and_confirms_with_his_pin(office: Office) -> None:
    made = acknowledged(office)
    confirmable(office, made, CHAIR)
    chair = office.visitor(CHAIR)
    assert "Xác nhận Bản cam kết tu dưỡng" in chair.open("/").text
    chair.open(f"/van-ban/{made}")
    assert "Xác nhận bản cam kết" in chair.text
    assert "Bí thư Chi bộ" in chair.text
    assert len([i for i in chair.tree.iter("img") if "/trang/" in i.get("src")]) == 2
    chair.press("/ky", pin="246810")
    assert "desk.closed" in chair.text  # no desk here; the page asked it and nobody else


def test_the_confirmer_returns_it_and_the_person_begins_anew(office: Office) -> None:
    made = acknowledged(office)
    confirmable(office, made, CHAIR)
    chair = shown(office, CHAIR, made).press("/viec/return", reason=REASON)
    assert "Đã trả lại cho người cam kết." in chair.text
    doc = office.document(made)
    assert (doc.state, doc.acknowledged, doc.confirmer) == (State.DRAFTING, None, None)
    drafter = shown(office, DRAFTER, made)
    assert REASON in drafter.text
    assert drafter.offers("/viec/submit")  # unchanged contents need no second round


def test_another_confirmer_is_chosen_and_the_acknowledgement_stands(office: Office) -> None:
    made = acknowledged(office)
    confirmable(office, made, CHAIR)
    assert not shown(office, DRAFTER, made).offers("/viec/choose_signer")  # there is no other
    _delegate(office, to=DEPUTY)
    drafter = shown(office, DRAFTER, made)
    [option] = drafter.form("/viec/choose_signer").inputs["signer"].value_options
    drafter.press("/viec/choose_signer", signer=option)
    assert "Đã chọn người xác nhận." in drafter.text
    doc = office.document(made)
    assert doc.confirmer is not None
    assert (doc.state, doc.confirmer.person_id) == (
        State.AWAITING_CONFIRMATION, person_of(DEPUTY),
    )  # fmt: skip
    assert doc.acknowledged is not None
    assert doc.main is None


def test_another_confirmer_asks_the_signer_to_sign_again(office: Office) -> None:
    certify(office, DRAFTER)
    made = awaiting(office)
    office.system(made, Act.RENDERED, paper=office.paper(made, two_pages()))
    office.sign(made, DRAFTER, two_pages())
    _delegate(office, to=DEPUTY)
    drafter = shown(office, DRAFTER, made)
    assert "người cam kết ký lại" in drafter.text
    [option] = drafter.form("/viec/choose_signer").inputs["signer"].value_options
    drafter.press("/viec/choose_signer", signer=option)
    doc = office.document(made)
    assert (doc.state, doc.main) == (State.AWAITING_SIGNATURE, None)


def test_the_secretarys_own_is_led_and_confirmed_by_the_deputy(office: Office) -> None:
    made = commit(office, CHAIR)
    office.do(made, CHAIR, Act.OPEN_ROUND)
    assert not shown(office, CHAIR, made).offers("/viec/close_round")
    assert "Đóng đợt góp ý" in office.visitor(DEPUTY).open("/").text
    shown(office, DEPUTY, made).press("/viec/close_round")
    assert office.document(made).state is State.RECONCILING


def test_a_unit_heads_own_is_confirmed_by_the_agencys_head(office: Office) -> None:
    certify(office, HEAD)
    made = commit(office, HEAD, STATE)
    agree(office, made, HEAD, "phochanhvanphong", "phochanhvanphong")
    office.do(made, HEAD, Act.SUBMIT)
    confirmer = office.document(made).confirmer
    assert confirmer is not None
    assert confirmer.person_id == person_of(DIRECTOR)


def test_it_is_withdrawn_with_a_reason(office: Office) -> None:
    made = commit(office, DRAFTER)
    drafter = shown(office, DRAFTER, made).press("/viec/withdraw", reason="Viết lại.")
    assert "Đã rút bản cam kết." in drafter.text
    assert office.document(made).state is State.WITHDRAWN


def test_it_is_closed_by_the_confirmer_before_its_year_ends(office: Office) -> None:
    made = registered(office, DRAFTER)
    assert not shown(office, DRAFTER, made).offers("/viec/close")
    chair = shown(office, CHAIR, made).press("/viec/close")
    assert "Đã kết thúc bản cam kết" in chair.text
    assert office.document(made).state is State.CLOSED


def test_who_keeps_it_is_shown_and_the_person_takes_his_copy(office: Office) -> None:
    made = registered(office, DRAFTER)
    drafter = shown(office, DRAFTER, made)
    assert "Chi bộ Văn phòng Sở quản lý bản này" in drafter.text
    with drafter.client.get(f"/van-ban/{made}/pdf") as answer:
        assert answer.get_data() == two_pages()
        assert answer.headers["Content-Disposition"] == (
            "attachment; filename=ban-cam-ket-dang-vien-2026-nguyen-thi-thu-huong.pdf"
        )
    with office.database.reading() as conn:
        entries = ledger.of_document(conn, made)
    assert [e.act for e in entries][-1] == "view"


def test_a_commitment_in_force_is_no_paperwork_under_way(office: Office) -> None:
    assert "Bản cam kết" not in office.visitor(DRAFTER).open("/").text
    commit(office, DRAFTER, STATE)
    assert "Bản cam kết tu dưỡng" in office.visitor(DRAFTER).open("/").text
    registered(office, MEMBER)
    home = office.visitor(MEMBER).open("/")
    assert "Bản cam kết" not in home.text
    assert "Bản cam kết của đảng viên" in home.open("/van-ban").text


def test_before_it_is_registered_a_copy_is_called_a_draft(office: Office) -> None:
    made = acknowledged(office)
    confirmable(office, made, CHAIR)
    with office.visitor(CHAIR).client.get(f"/van-ban/{made}/pdf") as answer:
        assert "du-thao-ban-cam-ket-dang-vien-2026-" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("kind", "login", "is_open"),
    [
        (PARTY, MEMBER, True), (PARTY, CHAIR, True), (PARTY, DEPUTY, True),
        (PARTY, DIRECTOR, False), (PARTY, PERSONNEL_HEAD, False), (PARTY, TRACKER, False),
        (PARTY, AUDITOR, False), (PARTY, STRANGER, False),
        (STATE, HEAD, True), (STATE, "chuyenvien2", True), (STATE, MEMBER, False),
        (STATE, PERSONNEL_HEAD, False), (STATE, TRACKER, False), (STATE, AUDITOR, True),
        (STATE, STRANGER, False),
    ],
)  # fmt: skip
def test_a_commitment_is_open_to_its_circle(
    office: Office,
    kind: str,
    login: str,
    is_open: bool,  # noqa: FBT001 -- a column
) -> None:
    made = commit(office, DRAFTER, kind)
    visitor = office.visitor(login)
    assert visitor.open(f"/van-ban/{made}").status == (200 if is_open else 404)
    assert ("Nguyễn Thị Thu Hương" in visitor.open("/van-ban").text) == is_open


def test_its_custodian_learns_of_it_when_it_is_handed_over(office: Office) -> None:
    made = commit(office, DRAFTER, STATE)
    assert shown(office, PERSONNEL_HEAD, made).status == 404
    kept = registered(office, "chuyenvien2", STATE)
    assert shown(office, PERSONNEL_HEAD, kept).status == 200
    party = registered(office, DRAFTER, PARTY)
    assert shown(office, PERSONNEL_HEAD, party).status == 404


def test_a_higher_committee_sees_and_comments_on_its_members_party_paper(office: Office) -> None:
    made = commit(office, CHAIR)  # a member of the department's committee
    office.do(made, CHAIR, Act.OPEN_ROUND)
    leader = shown(office, LEADER, made)
    assert leader.status == 200
    leader.press("/gop-y", text="Nên gắn với nghị quyết của Đảng ủy.", paragraph_id="c1")
    assert "Nên gắn với nghị quyết của Đảng ủy." in leader.text
    others = commit(office, DRAFTER)  # no member of the committee
    assert shown(office, LEADER, others).status == 404


def test_nobody_sees_from_one_kind_that_the_other_exists(office: Office) -> None:
    party, state = commit(office, DRAFTER, PARTY), commit(office, DRAFTER, STATE)
    for login in (HEAD, CHAIR):  # both are in the cell and at work with her
        for mine, other in ((party, state), (state, party)):
            assert other not in shown(office, login, mine).html
    own = shown(office, DRAFTER, party)
    assert state not in own.html  # not even for herself; her own list has both
    assert {party, state} <= {
        a.get("href", "").rsplit("/", 1)[-1]
        for a in office.visitor(DRAFTER).open("/cam-ket").tree.iter("a")
    }


def test_a_demonstration_shows_the_code_beside_the_box(office: Office) -> None:
    made = awaiting(office)
    plant(office.database, BOX, office.now)
    app = create_app(office.services(demo_password=PASSWORD, demo_code=demo_code))
    visitor = Visitor(app.test_client()).open("/dang-nhap")
    visitor.press("/dang-nhap", login=DRAFTER, password=PASSWORD)
    assert demo_code(office.now) in visitor.open(f"/van-ban/{made}").text


def _delegate(office: Office, to: str) -> None:
    from storage.people import posts  # noqa: PLC0415 -- of this helper alone

    lent = posts.Delegation(
        "uq-1", "vt-syt-cb-chair", person_of(to), "KT.", office.now, office.now.replace(year=2027)
    )
    with office.database.writing() as conn:
        posts.add_delegation(conn, lent)
