"""Writing a commitment: what is missing is named at its box, what to think over never blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.pages.opened import content_of
from storage.readmodel import queries
from tests.web.committed import PARTY, STATE, YEAR, agree, commit, discuss
from tests.web.office import CHAIR, DRAFTER, MEMBER, SECRETARY, STRANGER
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from typing import Any

    from tests.web.office import Office, Visitor


def content(office: Office, document_id: str) -> dict[str, Any]:
    with office.database.reading() as conn:
        row = queries.document(conn, document_id)
    assert row is not None
    with office.app.app_context():
        return content_of(row.content)


def editing(office: Office, document_id: str, login: str = DRAFTER) -> Visitor:
    return office.visitor(login).open(f"/van-ban/{document_id}/soan")


def beside(visitor: Visitor, field: str) -> str:
    """Return what is remarked beside a box, and see that the box says where to read it."""
    box = visitor.tree.xpath(f"//*[@name='{field}']")[0]
    assert box.get("aria-describedby") == f"luu-y-{field}"
    return " ".join(visitor.tree.get_element_by_id(f"luu-y-{field}").text_content().split())


def test_saving_what_was_opened_changes_nothing(office: Office) -> None:
    for kind in (PARTY, STATE):
        made = commit(office, DRAFTER, kind)
        before = content(office, made)
        visitor = editing(office, made).press("/soan")
        assert "Đã lưu bản thảo mới." in visitor.text
        assert content(office, made) == before


def test_what_is_missing_is_named_at_its_box_and_saved_all_the_same(office: Office) -> None:
    made = commit(office, DRAFTER)
    visitor = editing(office, made)
    emptied = {"section-tac-phong": "", "shortcoming-0-remedy": "", "follow-0-result": "",
               "follow-0-relation": ""}  # fmt: skip
    visitor.press("/soan", **emptied)
    assert visitor.status == 200
    visitor = editing(office, made)
    assert "Còn thiếu 4 chỗ" in visitor.text
    assert "Còn mục bắt buộc" in beside(visitor, "section-tac-phong").replace("Còn thiếu: ", "")
    assert "chưa kèm giải pháp" in beside(visitor, "shortcoming-0-remedy")
    assert "chưa có kết quả" in beside(visitor, "follow-0-result")
    assert "chưa chọn đối tượng" in beside(visitor, "follow-0-relation")
    page = office.visitor(DRAFTER).open(f"/van-ban/{made}")
    assert "Mở đợt góp ý — chưa được" in page.text
    assert not page.offers("/viec/open_round")


def test_an_everyday_duty_is_pointed_out_and_never_blocks(office: Office) -> None:
    made = commit(office, DRAFTER)
    duty = "Chấp hành nội quy, quy chế cơ quan, không đi muộn, về sớm."
    visitor = editing(office, made).press("/soan", **{"follow-0-work": duty})
    assert "Nên xem lại: Đây là việc bắt buộc phải làm hằng ngày" in visitor.text
    visitor = editing(office, made)
    assert "Ví dụ:" in beside(visitor, "follow-0-work")
    assert "Còn thiếu" not in visitor.text
    office.do(made, DRAFTER, Act.OPEN_ROUND)
    assert "Nên xem lại" in office.visitor(MEMBER).open(f"/van-ban/{made}").text


def test_the_part_for_leaders_is_asked_of_those_who_say_they_lead(office: Office) -> None:
    made = commit(office, DRAFTER)
    editing(office, made).press("/soan", leads="1")
    visitor = editing(office, made)
    assert "phong cách lãnh đạo" in beside(visitor, "section-lanh-dao")
    fields = visitor.filled("/soan")
    del fields["leads"]
    visitor.send(visitor.form("/soan").get("action"), fields)
    assert content(office, made)["leads"] is False


def test_comments_stay_at_their_paragraph_shortcoming_and_content(office: Office) -> None:
    made = commit(office, DRAFTER)
    office.do(made, DRAFTER, Act.OPEN_ROUND)
    member = office.visitor(MEMBER).open(f"/van-ban/{made}")
    for place in ("dao-duc-p1", "hc-1", "c1"):
        member.press("/gop-y", text=f"Góp ý ở {place}.", paragraph_id=place)
        assert f"Góp ý ở {place}." in member.text
    office.do(made, CHAIR, Act.CLOSE_ROUND)
    visitor = editing(office, made)
    assert "Phẩm chất đạo đức, lối sống, đoạn 1" in visitor.text
    assert "Hạn chế, khuyết điểm 1" in visitor.text
    text = visitor.form("/soan").fields["section-dao-duc"]
    visitor.press(
        "/soan", **{"section-dao-duc": f"Một đoạn mới.\n\n{text}", "follow-0-work": "Việc khác."}
    )
    for place in ("dao-duc-p1", "hc-1", "c1"):
        assert f"Góp ý ở {place}." in visitor.tree.get_element_by_id(place).text_content()


def test_a_new_content_never_takes_the_place_of_one_that_is_gone(office: Office) -> None:
    made = commit(office, DRAFTER)
    gone = {f"follow-0-{name}": "" for name in ("work", "method", "time", "result")}
    editing(office, made).press("/soan", **gone, **{"follow-1-work": "Việc mới."})
    assert [follow["id"] for follow in content(office, made)["contents"]] == ["c2"]


def test_what_is_written_in_one_kind_is_copied_into_the_other(office: Office) -> None:
    party, state = commit(office, DRAFTER, PARTY), commit(office, DRAFTER, STATE)
    editing(office, party).press("/soan", **{"section-dao-duc": "Chép sang bản kia."})
    visitor = editing(office, state)
    [link] = [a for a in visitor.tree.iter("a") if "tu=" in (a.get("href") or "")]
    visitor.open(link.get("href"))
    assert "chưa lưu" in visitor.text
    assert visitor.form("/soan").fields["section-dao-duc"] == "Chép sang bản kia."
    visitor.press("/soan")
    assert content(office, state)["sections"][1]["paragraphs"][0]["text"] == "Chép sang bản kia."
    assert "nghi-quyet" not in [s["id"] for s in content(office, state)["sections"]]


def test_only_one_s_own_other_kind_is_copied(office: Office) -> None:
    state, others = commit(office, DRAFTER, STATE), commit(office, MEMBER, PARTY)
    own = commit(office, DRAFTER, PARTY, YEAR + 1)
    visitor = office.visitor(DRAFTER)
    for wrong in (others, own, state, "khong-co"):
        assert visitor.open(f"/van-ban/{state}/soan?tu={wrong}").status == 404


def test_last_years_commitment_stands_beside_the_form(office: Office) -> None:
    commit(office, DRAFTER, PARTY, YEAR)
    this = commit(office, DRAFTER, PARTY, YEAR + 1)
    visitor = editing(office, this)
    assert f"Bạn đã cam kết năm {YEAR}" in visitor.text
    assert "Làm sớm hơn." in visitor.text


def test_only_the_person_himself_writes_and_only_in_time(office: Office) -> None:
    made = commit(office, DRAFTER)
    assert editing(office, made, MEMBER).status == 403
    assert editing(office, made, STRANGER).status == 404
    office.do(made, DRAFTER, Act.OPEN_ROUND)
    assert editing(office, made).status == 409


def test_what_the_circle_agreed_to_is_written_anew_only_by_going_back(office: Office) -> None:
    made = commit(office, DRAFTER)
    agree(office, made, DRAFTER, CHAIR, SECRETARY)
    assert editing(office, made).status == 409
    office.do(made, DRAFTER, Act.REVISE)
    assert editing(office, made).status == 200


def test_while_answers_are_given_the_person_may_still_write(office: Office) -> None:
    made = commit(office, DRAFTER)
    discuss(office, made, DRAFTER, CHAIR)
    assert editing(office, made).press("/soan", place="Hà Nội").status == 200
