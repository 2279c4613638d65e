"""Many at once: rounds closed, one meeting noted; each done or refused by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.ledger.ledger import all_entries
from tests.web.committed import (
    CELL,
    OFFICE_UNIT,
    PARTY,
    STATE,
    YEAR,
    acknowledge,
    agree,
    commit,
    confirmable,
    discuss,
    members,
)
from tests.web.office import CHAIR, DRAFTER, HEAD, MEMBER, SECRETARY, person_of
from workflows.domain.lifecycle import Act, State

if TYPE_CHECKING:
    from tests.web.office import Office, Visitor

CIRCLE, CLOSE, MEETING = "/cam-ket/tap-the", "/tap-the/dong", "/tap-the/hop"
SECOND = "dangvien2"


def board(office: Office, login: str, unit_id: str = "") -> Visitor:
    return office.visitor(login).open(f"{CIRCLE}?noi={unit_id}")


def two_open(office: Office) -> tuple[str, str]:
    made = commit(office, MEMBER), commit(office, SECOND)
    for document_id, login in zip(made, (MEMBER, SECOND), strict=True):
        office.do(document_id, login, Act.OPEN_ROUND)
    return made


def two_discussed(office: Office) -> tuple[str, str]:
    made = commit(office, MEMBER), commit(office, SECOND)
    for document_id, login in zip(made, (MEMBER, SECOND), strict=True):
        discuss(office, document_id, login, CHAIR)
    return made


def test_the_board_tells_who_has_one_and_who_has_none(office: Office) -> None:
    commit(office, MEMBER)
    page = board(office, SECRETARY)
    assert f"Cam kết năm {YEAR}: Chi bộ Văn phòng Sở" in page.text
    assert "1/14 người đã có bản cam kết." in page.text
    assert "Chưa có bản cam kết 13" in page.text
    assert "Đặng Thị Mai" in page.text


def test_a_cells_board_holds_party_papers_and_a_units_the_states(office: Office) -> None:
    party, state = commit(office, DRAFTER, PARTY), commit(office, DRAFTER, STATE)
    cell, unit = board(office, SECRETARY, CELL), board(office, HEAD, OFFICE_UNIT)
    assert party in cell.html
    assert state not in cell.html
    assert state in unit.html
    assert party not in unit.html
    assert "đảng viên" not in unit.text


def test_a_board_is_for_those_who_lead_there(office: Office) -> None:
    assert board(office, MEMBER).status == 403
    assert board(office, HEAD, CELL).status == 404  # a member of the cell, not its officer
    assert board(office, SECRETARY, OFFICE_UNIT).status == 404
    assert "Cam kết của tập thể bạn phụ trách" in office.visitor(HEAD).open("/cam-ket").text
    assert "bạn phụ trách" not in office.visitor(MEMBER).open("/cam-ket").text


def test_the_year_is_chosen_in_the_address(office: Office) -> None:
    commit(office, MEMBER, PARTY, YEAR + 1)
    chair = office.visitor(CHAIR)
    assert "1/14" in chair.open(f"{CIRCLE}?noi={CELL}&nam={YEAR + 1}").text
    assert "0/14" in chair.open(f"{CIRCLE}?noi={CELL}&nam={YEAR}").text
    assert chair.open(f"{CIRCLE}?noi={CELL}&nam=nonsense").status == 200


def test_many_rounds_are_closed_at_one_press(office: Office) -> None:
    made = two_open(office)
    page = board(office, CHAIR, CELL).press(CLOSE)
    assert "2 đã xong, 0 chưa được" in page.text
    for document_id in made:
        assert office.document(document_id).state is State.RECONCILING


def test_only_those_that_were_ticked_are_closed(office: Office) -> None:
    first, second = two_open(office)
    board(office, CHAIR, CELL).press(CLOSE, ban=[first])
    assert office.document(first).state is State.RECONCILING
    assert office.document(second).state is State.COMMENTING


def test_one_that_fails_is_told_and_holds_up_no_other(office: Office) -> None:
    first, second = two_open(office)
    page = board(office, CHAIR, CELL)
    office.do(first, CHAIR, Act.CLOSE_ROUND)  # meanwhile, on another page
    page.press(CLOSE)
    assert "1 đã xong, 1 chưa được" in page.text
    assert "Trần Văn Hải" in page.text
    assert "doc.wrong_state" in page.text or "doc.stale" in page.text
    assert office.document(second).state is State.RECONCILING


def test_pressed_twice_each_is_closed_once(office: Office) -> None:
    two_open(office)
    page = board(office, CHAIR, CELL)
    path, fields = page.form(CLOSE).get("action"), page.filled(CLOSE)
    for _ in range(2):
        assert "2 đã xong" in page.send(path, fields).text
    with office.database.reading() as conn:
        assert [e.act for e in all_entries(conn)].count(Act.CLOSE_ROUND) == 2


def test_one_s_own_is_not_among_those_to_close(office: Office) -> None:
    made = commit(office, CHAIR)
    office.do(made, CHAIR, Act.OPEN_ROUND)
    assert not board(office, CHAIR, CELL).offers(CLOSE)
    assert board(office, "phobithu", CELL).offers(CLOSE)


def test_nothing_ticked_is_refused(office: Office) -> None:
    two_open(office)
    page = board(office, CHAIR, CELL)
    fields = page.filled(CLOSE)
    del fields["ban"]
    assert "many.nothing_chosen" in page.send(page.form(CLOSE).get("action"), fields).text


def test_a_document_that_was_smuggled_in_is_refused_and_not_told_of(office: Office) -> None:
    two_open(office)
    plan = office.new_plan()
    hidden = commit(office, "bv-dangvien1")
    page = board(office, CHAIR, CELL)
    fields = page.filled(CLOSE)
    path = page.form(CLOSE).get("action")
    for document_id in (plan, hidden):
        page.send(path, fields | {"ban": [document_id], f"seen-{document_id}": "1:x"})
        assert "0 đã xong" in page.text
    assert hidden not in page.html
    assert office.document(hidden).state is State.DRAFTING


def test_one_meeting_is_noted_for_many_each_with_its_own_count(office: Office) -> None:
    first, second = two_discussed(office)
    meeting = board(office, SECRETARY, CELL)
    meeting.open(f"{CIRCLE}/hop?noi={CELL}&nam={YEAR}&ban={first}&ban={second}")
    assert "Ghi một cuộc họp cho 2 bản cam kết" in meeting.text
    assert "Rà soát 12 thủ tục" in meeting.text
    absent = person_of("dangvien3")
    meeting.press(
        MEETING, absent=[absent], **{f"absent-{absent}": "đi công tác", f"disagree-{second}": "8"}
    )
    assert "2 đã xong, 0 chưa được" in meeting.text
    votes = [office.document(document_id).vote for document_id in (first, second)]
    assert [(v.members, v.present, v.agree, v.disagree) for v in votes if v] == [
        (14, 13, 13, 0), (14, 13, 5, 8),
    ]  # fmt: skip
    assert office.document(first).state is State.AGREED
    assert office.document(second).state is State.DRAFTING  # its circle did not agree


def test_a_count_that_does_not_add_up_records_nothing_and_keeps_the_roll(office: Office) -> None:
    first, second = two_discussed(office)
    meeting = office.visitor(SECRETARY).open(f"{CIRCLE}/hop?noi={CELL}&nam={YEAR}")
    absent = person_of("dangvien3")
    meeting.press(MEETING, absent=[absent], **{f"agree-{second}": "99"})
    assert (meeting.status, "round.bad_vote" in meeting.text) == (422, True)
    assert [v for v, on in meeting.form(MEETING).form_values() if v == "absent"] == ["absent"]
    assert meeting.form(MEETING).fields[f"agree-{second}"] == "99"
    for document_id in (first, second):
        assert office.document(document_id).vote is None


def test_one_with_an_open_comment_waits_for_its_answer(office: Office) -> None:
    first, second = two_open(office)
    office.visitor(DRAFTER).open(f"/van-ban/{first}").press(
        "/gop-y", text="Nên nêu tỷ lệ.", paragraph_id="c1"
    )
    for document_id in (first, second):
        office.do(document_id, CHAIR, Act.CLOSE_ROUND)
    page = board(office, SECRETARY, CELL)
    values = [value for name, value in page.form(MEETING).form_values() if name == "ban"]
    assert values == [second]
    assert "Trần Văn Hải: " in page.text


def test_what_is_shown_at_the_meeting_is_noted_as_seen(office: Office) -> None:
    first, _ = two_discussed(office)
    office.visitor(SECRETARY).open(f"{CIRCLE}/hop?noi={CELL}&nam={YEAR}&ban={first}")
    with office.database.reading() as conn:
        views = [e for e in all_entries(conn) if e.act == "view"]
    assert [(v.person_id, v.document_id) for v in views] == [(person_of(SECRETARY), first)]


def test_a_units_head_notes_the_vote_of_his_unit(office: Office) -> None:
    made = commit(office, DRAFTER, STATE)
    discuss(office, made, DRAFTER, HEAD)
    meeting = office.visitor(HEAD).open(f"{CIRCLE}/hop?noi={OFFICE_UNIT}&nam={YEAR}")
    meeting.press(MEETING)
    vote = office.document(made).vote
    assert vote is not None
    assert vote.members == len(members(office, OFFICE_UNIT)) == vote.agree


def test_what_waits_for_my_confirmation_is_one_step_away(office: Office) -> None:
    made = commit(office, MEMBER)
    agree(office, made, MEMBER, CHAIR, SECRETARY)
    office.do(made, MEMBER, Act.SUBMIT)
    acknowledge(office, made, MEMBER)
    confirmable(office, made, CHAIR)
    chair = board(office, CHAIR, CELL)
    assert "Chờ bạn xác nhận 1" in chair.text
    [link] = [a for a in chair.tree.iter("a") if "xac-nhan" in (a.get("href") or "")]
    chair.open(link.get("href"))
    assert "Trần Văn Hải" in chair.text
    assert chair.tree.xpath("//input[@name='ban']/@value") == [made]
    assert "Chờ bạn xác nhận" not in board(office, SECRETARY, CELL).text
