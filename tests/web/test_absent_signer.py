"""A signer who is away is refused at that very instant; his delegate signs; then he does again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from service.gateway import Actor, AnswerGiven, Extras, RefusedError, Target
from storage.blobs.port import Area
from storage.people import posts
from storage.people.posts import Delegation
from tests.web.office import (
    CHAIR,
    DIRECTOR,
    DRAFTER,
    FORM,
    HEAD,
    MEMBER,
    SECRETARY,
    person_of,
)
from tests.web.papers import two_pages
from tests.web.registers import DAY, DIRECTORS_POST, end_absence, lend, note_absence
from workflows.activities.signers import blocks_of
from workflows.contracts.payloads import RecordAsk
from workflows.domain.document import Ticket
from workflows.domain.errors import AbsentError
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import Order, SignerChoice
from workflows.domain.people import Prefix
from workflows.domain.shapes import FieldRole
from workflows.recording.roll import members_of
from workflows.recording.standing import people_around

if TYPE_CHECKING:
    from datetime import datetime

    from tests.web.office import Office

DEPUTY, DEPUTY_CHAIR = "phogiamdoc", "phobithu"
MOMENT = timedelta(microseconds=1)


def signing(office: Office, plan: str, login: str) -> RecordAsk:
    """Return the very order by which somebody signs what is prepared."""
    doc = office.document(plan)
    item = doc.paper.item if doc.paper else None
    assert item is not None
    ref = office.recorder.blobs.put(Area.CMS, plan, b"cms")
    cms = Ticket(ref.key, ref.sha256, ref.size)
    order = Order(
        office.new_id(), Act.SIGN, person_of(login), doc.version, item_id=item.item_id, cms=cms
    )
    return RecordAsk(plan, doc.version, order)


def refused_at(office: Office, ask: RecordAsk, at: datetime) -> bool:
    """Record it at an instant; say whether an absence stood against it."""
    office.now = at
    try:
        office.recorder.record(ask)
    except AbsentError:
        return True
    return False


def test_he_signs_until_the_last_moment_before(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    since = office.now + DAY
    office.now = since
    note_absence(office, DIRECTOR, since + DAY)
    assert not refused_at(office, signing(office, plan, DIRECTOR), since - MOMENT)
    assert office.document(plan).paper is not None


@pytest.mark.parametrize("after", [timedelta(0), DAY / 2, DAY - MOMENT])
def test_he_is_refused_at_that_very_instant_and_nothing_is_written(
    office: Office, after: timedelta
) -> None:
    plan = office.plan_to_sign(two_pages())
    note_absence(office, DIRECTOR, office.now + DAY)
    before = office.document(plan)
    assert refused_at(office, signing(office, plan, DIRECTOR), office.now + after)
    assert office.document(plan) == before


def test_he_signs_again_when_it_is_over(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    over = office.now + DAY
    note_absence(office, DIRECTOR, over)
    ask = signing(office, plan, DIRECTOR)
    assert refused_at(office, ask, over - MOMENT)
    assert not refused_at(office, ask, over)


def test_he_signs_again_when_he_ends_it_early(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    absence_id = note_absence(office, DIRECTOR, office.now + DAY)
    ask = signing(office, plan, DIRECTOR)
    assert refused_at(office, ask, office.now + DAY / 4)
    end_absence(office, DIRECTOR, absence_id)
    assert not refused_at(office, ask, office.now)


def test_meanwhile_his_deputy_signs_who_was_lent_the_authority(office: Office) -> None:
    lend(office, DEPUTY, office.now + 2 * DAY)
    plan = office.plan_to_sign(two_pages())
    note_absence(office, DIRECTOR, office.now + DAY)
    office.later(hours=1)
    choice = SignerChoice(person_of(DIRECTOR), DIRECTORS_POST)
    with pytest.raises(RefusedError) as unfit:
        office.do(plan, FORM, Act.CHOOSE_SIGNER, Extras(choice=choice))
    assert unfit.value.code == "sign.signer_unfit"
    choice = SignerChoice(person_of(DEPUTY), DIRECTORS_POST)
    office.do(plan, FORM, Act.CHOOSE_SIGNER, Extras(choice=choice))
    office.system(plan, Act.RENDERED, paper=office.paper(plan, two_pages()))
    office.sign(plan, DEPUTY, two_pages())
    doc = office.document(plan)
    assert doc.state is State.AWAITING_NUMBER
    assert doc.signer is not None
    assert (doc.signer.person_id, doc.signer.prefix) == (person_of(DEPUTY), Prefix.KT)


def test_a_plan_approved_while_he_is_away_waits_for_a_signer_to_be_named(office: Office) -> None:
    plan = office.agreed_plan(two_pages())
    note_absence(office, DIRECTOR, office.now + DAY)
    office.do(plan, DRAFTER, Act.SUBMIT)
    office.do(plan, HEAD, Act.APPROVE, Extras(approval="content"))
    office.do(plan, FORM, Act.APPROVE, Extras(approval="form"))
    doc = office.document(plan)
    assert (doc.state, doc.signer) == (State.AWAITING_SIGNATURE, None)
    assert "Chọn người ký" in office.visitor(FORM).text


def test_the_page_says_that_who_has_it_is_away(office: Office) -> None:
    plan = office.agreed_plan(two_pages())
    office.do(plan, DRAFTER, Act.SUBMIT)
    visitor = office.visitor(DRAFTER)
    assert "Lê Quang Thành Thủ trưởng" in visitor.open(f"/van-ban/{plan}").text
    note_absence(office, HEAD, office.now + DAY)
    assert "Lê Quang Thành (đang vắng mặt)" in visitor.open(f"/van-ban/{plan}").text


def test_the_deputy_chair_closes_the_round_of_a_chair_who_is_away(office: Office) -> None:
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    note_absence(office, CHAIR, office.now + DAY)
    with pytest.raises(RefusedError) as refused:
        office.do(plan, CHAIR, Act.CLOSE_ROUND)
    assert refused.value.code == "right.absent"
    office.do(plan, DEPUTY_CHAIR, Act.CLOSE_ROUND)
    assert office.document(plan).state is State.RECONCILING


def test_an_absence_does_not_lower_what_the_vote_needs(office: Office) -> None:
    plan = office.new_plan()
    note_absence(office, MEMBER, office.now + DAY)
    with office.database.reading() as conn:
        doc = office.document(plan)
        members = members_of(doc, office.now, people_around(conn, doc, office.now))
    assert set(members) == office.circle()


def test_who_is_away_neither_comments_nor_answers(office: Office) -> None:
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    said = office.new_id()
    office.gateway.comment(_actor(MEMBER), Target(plan, said), "title", "Nên rút gọn.")
    note_absence(office, MEMBER, office.now + DAY)
    note_absence(office, DRAFTER, office.now + DAY)
    again = Target(plan, office.new_id())
    with pytest.raises(RefusedError) as commented:
        office.gateway.comment(_actor(MEMBER), again, "title", "Nên rút gọn nữa.")
    with pytest.raises(RefusedError) as answered:
        office.gateway.answer(_actor(DRAFTER), again, AnswerGiven(said, "accepted", ""))
    with pytest.raises(RefusedError) as withdrawn:
        office.do(plan, DRAFTER, Act.WITHDRAW, Extras(reason="Thôi"))
    codes = {refused.value.code for refused in (commented, answered, withdrawn)}
    assert codes == {"right.absent"}


def test_a_drafter_who_left_the_unit_is_away_all_the_same(office: Office) -> None:
    plan = office.new_plan()
    absence_id = note_absence(office, DRAFTER, office.now + DAY)
    office.later(minutes=1)
    with office.database.writing() as conn:
        for post_id in ("vt-syt-vp-staff", "vt-syt-cb-member"):
            posts.end_holding(conn, post_id, person_of(DRAFTER), office.now)
    with pytest.raises(RefusedError) as refused:
        office.do(plan, DRAFTER, Act.OPEN_ROUND)
    assert refused.value.code == "right.absent"
    end_absence(office, DRAFTER, absence_id)
    office.do(plan, DRAFTER, Act.OPEN_ROUND)


def test_below_a_lent_authority_stands_the_signer_s_own_post(office: Office) -> None:
    """NĐ 30/2020 PL I, II.7a: TL. above the head of a department, KT. above a deputy."""
    plan = office.plan_to_sign(two_pages())
    lent = {HEAD: (Prefix.TL, "CHÁNH VĂN PHÒNG"), DEPUTY: (Prefix.KT, "PHÓ GIÁM ĐỐC")}
    with office.database.writing() as conn:
        for login, (prefix, _) in lent.items():
            posts.add_delegation(
                conn,
                Delegation(f"d-{login}", DIRECTORS_POST, person_of(login), prefix, office.now,
                           office.now + DAY),
            )  # fmt: skip
    for login, (prefix, title) in lent.items():
        choice = SignerChoice(person_of(login), DIRECTORS_POST)
        office.do(plan, FORM, Act.CHOOSE_SIGNER, Extras(choice=choice))
        doc = office.document(plan)
        with office.database.reading() as conn:
            block = blocks_of(conn, doc, {FieldRole.PERSONAL: person_of(login)})[FieldRole.PERSONAL]
        printed = (block.prefix, block.authority, block.position)
        assert printed == (prefix, "GIÁM ĐỐC", title)


def test_a_title_that_somebody_left_is_not_printed(office: Office) -> None:
    with office.database.writing() as conn:
        post = posts.Post("vt-cu", "dv-syt", "staff", "Chuyên viên cũ")
        posts.add_post(conn, post)
        long_ago = office.now - 4000 * DAY
        posts.add_holding(conn, "vt-cu", person_of(DEPUTY), long_ago, long_ago + DAY)
    lend(office, DEPUTY, office.now + DAY)
    plan = office.plan_to_sign(two_pages())
    choice = SignerChoice(person_of(DEPUTY), DIRECTORS_POST)
    office.do(plan, FORM, Act.CHOOSE_SIGNER, Extras(choice=choice))
    with office.database.reading() as conn:
        doc = office.document(plan)
        block = blocks_of(conn, doc, {FieldRole.PERSONAL: person_of(DEPUTY)})[FieldRole.PERSONAL]
    assert block.position == "PHÓ GIÁM ĐỐC"


def test_who_is_away_still_reads(office: Office) -> None:
    plan = office.new_plan()
    note_absence(office, HEAD, office.now + DAY)
    visitor = office.visitor(HEAD).open(f"/van-ban/{plan}")
    assert visitor.status == 200
    assert "đang được ghi nhận vắng mặt" in visitor.text
    assert "vắng mặt đến 08:00 ngày 03/11/2026" in visitor.open("/").text


def test_who_was_lent_a_post_and_is_away_still_reads_for_it(office: Office) -> None:
    plan, login = office.new_plan(), "bv-giamdoc"
    visitor = office.visitor(login)
    assert visitor.open(f"/van-ban/{plan}").status == 404
    with office.database.writing() as conn:
        until = office.now + 2 * DAY
        lent = Delegation("d-1", DIRECTORS_POST, person_of(login), "TUQ.", office.now, until)
        posts.add_delegation(conn, lent)
    note_absence(office, login, office.now + DAY)
    assert visitor.open(f"/van-ban/{plan}").status == 200


def test_a_drafter_who_is_away_is_offered_no_answer(office: Office) -> None:
    plan, said = office.new_plan(), office.new_id()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    office.gateway.comment(_actor(MEMBER), Target(plan, said), "title", "Nên rút gọn.")
    office.do(plan, CHAIR, Act.CLOSE_ROUND)
    visitor = office.visitor(DRAFTER).open(f"/van-ban/{plan}")
    assert visitor.offers("/tra-loi")
    note_absence(office, DRAFTER, office.now + DAY)
    assert not visitor.open(f"/van-ban/{plan}").offers("/tra-loi")


def test_who_is_not_away_reads_nothing_of_it(office: Office) -> None:
    note_absence(office, DIRECTOR, office.now + DAY)
    assert "vắng mặt đến" not in office.visitor(SECRETARY).text


def _actor(login: str) -> Actor:
    return Actor(person_of(login), "test")
