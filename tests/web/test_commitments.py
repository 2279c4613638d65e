"""One's own commitments: both kinds from one writing, last year's beside them, addenda after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.gateway import Extras, RefusedError
from service.pages.opened import content_of
from storage.readmodel import queries
from storage.readmodel.shapes import Viewer
from tests.web.committed import (
    CELL,
    OFFICE_UNIT,
    PARTY,
    STATE,
    YEAR,
    commit,
    registered,
)
from tests.web.office import ADMIN, DIRECTOR, DRAFTER, HEAD, MEMBER, STRANGER, person_of
from workflows.domain.lifecycle import Act, State

if TYPE_CHECKING:
    from tests.web.office import Office, Visitor

BEGIN = "/cam-ket/moi"
WRITTEN = {
    "section-tu-tuong": "Học đủ 04 chuyên đề.\r\n\r\nViết 02 bài thu hoạch.",
    "section-dao-duc": "Không nhận quà.", "section-ky-luat": "Dự đủ 12 buổi sinh hoạt.",
    "section-tac-phong": "Trả lời trong ngày.", "section-nhiem-vu": "Đúng hạn 100 %.",
    "section-nghi-quyet": "Rà soát 02 quy trình theo nghị quyết của chi bộ.",
    "shortcoming-0-text": "Còn nể nang.", "shortcoming-0-remedy": "Mỗi kỳ góp ý một việc.",
    "follow-0-relation": "cong-viec", "follow-0-work": "Rà soát 12 thủ tục.",
    "follow-0-method": "Một cửa.", "follow-0-time": "Trước ngày 30/6.",
    "follow-0-result": "Giảm 30 %.",
}  # fmt: skip


def begun(office: Office, login: str = DRAFTER) -> Visitor:
    return office.visitor(login).open(BEGIN)


def mine(office: Office, login: str = DRAFTER) -> dict[str, dict[str, Any]]:
    """Return the contents of somebody's commitments, by kind."""
    with office.database.reading() as conn:
        rows = queries.documents_list(conn, Viewer(person_of(login))).documents
    with office.app.app_context():
        return {row.kind: content_of(row.content) for row in rows}


def test_both_kinds_are_made_from_one_writing(office: Office) -> None:
    visitor = begun(office).press(BEGIN, **WRITTEN)
    assert visitor.path == "/cam-ket", visitor.text
    assert "Đã tạo bản nháp" in visitor.text
    party, state = mine(office)[PARTY], mine(office)[STATE]
    assert party["contents"] == state["contents"]
    assert [p["text"] for p in state["sections"][0]["paragraphs"]] == [
        "Học đủ 04 chuyên đề.", "Viết 02 bài thu hoạch.",
    ]  # fmt: skip
    assert party["sections"][-1]["id"] == "nghi-quyet"
    assert "nghị quyết của chi bộ" not in str(state)
    assert "Chi bộ" not in str(state)


def test_one_of_the_two_can_be_made_alone(office: Office) -> None:
    visitor = begun(office).press(BEGIN, **WRITTEN, noi=[f"{STATE}:{OFFICE_UNIT}"])
    assert visitor.path.startswith("/van-ban/ck-")
    assert set(mine(office)) == {STATE}
    assert "bản cam kết của đảng viên" in visitor.open("/cam-ket").text  # still to be made


def test_who_is_no_party_member_is_not_asked_of_a_cell(office: Office) -> None:
    visitor = begun(office, "bv-dieuduong1")
    assert "Chức vụ Đảng" not in visitor.text
    assert "Thực hiện nghị quyết" not in visitor.text
    visitor.press(BEGIN, **WRITTEN)
    assert set(mine(office, "bv-dieuduong1")) == {STATE}


def test_pressing_create_twice_makes_each_kind_once(office: Office) -> None:
    visitor = begun(office)
    fields = visitor.filled(BEGIN) | WRITTEN
    for _ in range(2):
        assert visitor.send(BEGIN, fields).path == "/cam-ket", visitor.text
    with office.database.reading() as conn:
        found = queries.documents_list(conn, Viewer(person_of(DRAFTER))).documents
    assert sorted(row.kind for row in found) == [PARTY, STATE]


def test_nothing_chosen_keeps_what_was_written(office: Office) -> None:
    visitor = begun(office)
    fields = visitor.filled(BEGIN) | WRITTEN
    del fields["noi"]
    visitor.send(BEGIN, fields)
    assert "commitment.kind_missing" in visitor.text
    assert visitor.form(BEGIN).fields["section-dao-duc"] == "Không nhận quà."
    assert mine(office) == {}


def test_a_mark_of_secrecy_is_refused_before_anything_is_kept(office: Office) -> None:
    visitor = begun(office).press(BEGIN, **WRITTEN | {"section-dao-duc": "Độ mật: TUYỆT MẬT"})
    assert "source.secret_marked" in visitor.text
    assert mine(office) == {}


def test_a_year_that_is_not_offered_is_refused(office: Office) -> None:
    assert office.visitor(DRAFTER).open(f"{BEGIN}?nam=2019").status == 400
    assert "năm 2027" in office.visitor(DRAFTER).open(f"{BEGIN}?nam=2027").text


def test_who_has_both_is_led_to_them(office: Office) -> None:
    commit(office, DRAFTER, PARTY)
    commit(office, DRAFTER, STATE)
    visitor = office.visitor(DRAFTER)
    assert "commitment.nothing_left" in visitor.open(f"{BEGIN}?nam={YEAR}").text
    page = visitor.open("/cam-ket").text
    assert f"Đã lập cho năm {YEAR}" in page
    assert "Lập bản cam kết năm 2027" in page
    assert f"Lập bản cam kết năm {YEAR}" not in page


def test_a_withdrawn_one_makes_room_for_another(office: Office) -> None:
    first = commit(office, DRAFTER, PARTY)
    office.do(first, DRAFTER, Act.WITHDRAW, Extras(reason="Viết lại."))
    assert "tại Chi bộ Văn phòng Sở" in office.visitor(DRAFTER).open("/cam-ket").text
    commit(office, DRAFTER, PARTY)


def test_last_years_shortcomings_are_there_to_begin_with(office: Office) -> None:
    commit(office, DRAFTER, PARTY, YEAR)
    visitor = office.visitor(DRAFTER).open(f"{BEGIN}?nam={YEAR + 1}")
    fields = visitor.form(BEGIN).fields
    assert fields["shortcoming-0-text"] == "Còn chậm."
    assert fields["shortcoming-0-year"] == str(YEAR)
    assert fields["shortcoming-0-remedy"] == ""


def test_the_plan_it_serves_is_printed_and_linked(office: Office) -> None:
    plan = issued_plan(office)
    visitor = begun(office)
    assert visitor.form(BEGIN).fields["ke-hoach"] == plan
    visitor.press(BEGIN, **WRITTEN, noi=[f"{PARTY}:{CELL}"])
    assert mine(office)[PARTY]["serves"] == {
        "number": "241/KH-SYT", "date": "2026-11-02", "title": "Học tập chuyên đề năm 2027",
    }  # fmt: skip
    document_id = visitor.path.rsplit("/", 1)[1]
    assert office.document(document_id).serves_id == plan
    assert "Thực hiện kế hoạch: 241/KH-SYT" in visitor.text


def test_a_plan_that_was_not_offered_is_refused(office: Office) -> None:
    draft = office.new_plan()
    visitor = begun(office)
    fields = visitor.filled(BEGIN) | WRITTEN | {"ke-hoach": draft}
    assert visitor.send(BEGIN, fields).status == 400


def test_who_belongs_nowhere_is_told_so(office: Office) -> None:
    visitor = office.visitor(ADMIN).open("/cam-ket")
    assert "chưa biết bạn sinh hoạt ở chi bộ nào" in visitor.text
    assert "commitment.nothing_left" in visitor.open(BEGIN).text


@pytest.mark.parametrize("login", [DIRECTOR, HEAD, STRANGER, MEMBER])
def test_nobody_else_s_are_on_the_page(office: Office, login: str) -> None:
    commit(office, DRAFTER, PARTY)
    commit(office, DRAFTER, STATE)
    page = office.visitor(login).open("/cam-ket").text
    assert "Đã lập cho" not in page


def test_an_addendum_is_written_for_what_is_registered(office: Office) -> None:
    first = registered(office, DRAFTER, PARTY)
    visitor = office.visitor(DRAFTER).open(f"/cam-ket/{first}/bo-sung")
    assert "Chưa có mẫu chính thức" in visitor.text
    follow = {name: value for name, value in WRITTEN.items() if name.startswith("follow-")}
    visitor.press("/bo-sung", **follow)
    assert "Bản cam kết bổ sung nội dung làm theo năm 2026" in visitor.text
    assert "Bổ sung cho: Bản cam kết tu dưỡng" in visitor.text
    added = mine(office)["bo-sung-dang"]
    assert added["supplements"]["date"] == "2026-11-02"
    assert "Đã bổ sung:" in visitor.open(f"/van-ban/{first}").text
    page = visitor.open("/cam-ket").text
    assert "Bản cam kết bổ sung nội dung làm theo năm 2026 Đang soạn" in page


def test_what_is_still_a_draft_takes_no_addendum(office: Office) -> None:
    draft = commit(office, DRAFTER, PARTY)
    visitor = office.visitor(DRAFTER).open(f"/cam-ket/{draft}/bo-sung")
    assert (visitor.status, "commitment.not_registered" in visitor.text) == (409, True)


@pytest.mark.parametrize("wrong", ["draft", "another's", "other kind", "nothing"])
def test_an_addendum_to_anything_else_is_not_recorded(office: Office, wrong: str) -> None:
    added_to = ""
    if wrong == "draft":
        added_to = commit(office, DRAFTER, PARTY)
    elif wrong != "nothing":
        login, kind = (MEMBER, PARTY) if wrong == "another's" else (DRAFTER, STATE)
        added_to = registered(office, login, kind)
    with pytest.raises(RefusedError) as refused:
        commit(office, DRAFTER, PARTY, kind="bo-sung-dang", supplements_id=added_to)
    assert refused.value.code == "commitment.not_registered"


def test_nobody_adds_to_another_s_commitment(office: Office) -> None:
    first = registered(office, DRAFTER, PARTY)
    assert office.visitor(MEMBER).open(f"/cam-ket/{first}/bo-sung").status == 403
    assert office.visitor(STRANGER).open(f"/cam-ket/{first}/bo-sung").status == 404


def issued_plan(office: Office) -> str:
    """Bring the office's plan to its number, as far as records go."""
    from tests.web.papers import two_pages  # noqa: PLC0415 -- of this helper alone

    plan = office.plan_to_sign(two_pages())
    office.sign(plan, DIRECTOR, two_pages())
    office.do(plan, "vanthu", Act.ALLOT_NUMBER)
    for _ in range(2):
        office.sign(plan, "vanthu", two_pages())
    assert office.document(plan).state is State.ISSUED
    return plan
