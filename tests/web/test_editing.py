"""Writing: the whole content in one form; comments stay, refused text stays, secrets do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.gateway import Target
from service.pages.opened import content_of
from storage.readmodel import queries
from tests.web.office import CHAIR, DRAFTER, MEMBER
from workflows.domain.lifecycle import Act, State

if TYPE_CHECKING:
    from typing import Any

    from tests.web.office import Office, Visitor


def content(office: Office, plan: str) -> dict[str, Any]:
    with office.database.reading() as conn:
        row = queries.document(conn, plan)
    assert row is not None
    with office.app.app_context():
        return content_of(row.content)


def form_of(office: Office, plan: str, login: str = DRAFTER) -> Visitor:
    return office.visitor(login).open(f"/van-ban/{plan}/soan")


def test_what_is_written_is_saved_as_a_new_version(office: Office) -> None:
    plan = office.new_plan()
    visitor = form_of(office, plan).press("/soan", title="Học tập chuyên đề năm 2028")
    assert "Đã lưu bản thảo mới." in visitor.text
    assert content(office, plan)["title"] == "Học tập chuyên đề năm 2028"
    assert office.document(plan).version == 2


def test_saving_what_was_opened_changes_nothing(office: Office) -> None:
    plan = office.new_plan()
    before = content(office, plan)
    form_of(office, plan).press("/soan")
    assert content(office, plan) == before


def test_a_comment_stays_at_its_paragraph_when_others_are_inserted(office: Office) -> None:
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    doc = office.document(plan)
    target = Target(plan, office.new_id(), doc.version, doc.shown_sha256)
    office.gateway.comment(office.actor(MEMBER), target, "s1p2", "Nên nêu tỷ lệ.")
    office.do(plan, CHAIR, Act.CLOSE_ROUND)
    visitor = form_of(office, plan)
    assert "Nên nêu tỷ lệ." in visitor.text
    box = visitor.form("/soan").fields["section-0-text"]
    visitor.press("/soan", **{"section-0-text": f"Một đoạn mới đặt lên đầu.\n\n{box}"})
    paragraphs = content(office, plan)["sections"][0]["paragraphs"]
    assert [p["id"] for p in paragraphs] == ["s1p3", "s1p1", "s1p2"]
    place = visitor.tree.get_element_by_id("s1p2")
    assert "Nên nêu tỷ lệ." in place.text_content()


def test_a_registered_content_is_written_with_its_requirements(office: Office) -> None:
    plan = office.new_plan()
    written = {
        "relation": "cong-viec", "work": "Rút ngắn thời gian.", "method": "Một cửa.",
        "time": "Quý I.", "result": "Giảm 20 %.",
    }  # fmt: skip
    fields: dict[str, str | list[str]] = {f"follow-0-{k}": v for k, v in written.items()}
    visitor = form_of(office, plan).press("/soan", **fields)
    assert "Giảm 20 %." in visitor.text
    assert content(office, plan)["contents"][0]["id"] == "c1"


def test_a_content_without_its_relation_is_refused_and_kept_in_the_form(office: Office) -> None:
    plan = office.new_plan()
    visitor = form_of(office, plan).press("/soan", **{"follow-0-work": "Rút ngắn thời gian."})
    assert visitor.status == 422
    assert "Nội dung “làm theo” › 1 › Đối tượng" in visitor.text
    assert visitor.form("/soan").fields["follow-0-work"] == "Rút ngắn thời gian."


def test_characters_that_cannot_be_printed_are_refused(office: Office) -> None:
    plan = office.new_plan()
    visitor = form_of(office, plan).press("/soan", title="Kế hoạch \u202e 5202")
    assert (visitor.status, "content.invalid" in visitor.text) == (422, True)


def test_a_mark_of_secrecy_is_refused(office: Office) -> None:
    plan = office.new_plan()
    visitor = form_of(office, plan).press("/soan", **{"section-0-text": "Độ mật: TUYỆT MẬT"})
    assert "source.secret_marked" in visitor.text
    assert office.document(plan).version == 1


def test_text_written_while_the_document_moved_on_is_not_lost(office: Office) -> None:
    plan = office.new_plan()
    visitor = form_of(office, plan)
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    visitor.press("/soan", title="Công sức cả buổi sáng")
    assert visitor.status == 409
    assert "vẫn còn nguyên" in visitor.text
    assert visitor.form("/soan").fields["title"] == "Công sức cả buổi sáng"
    assert office.document(plan).state is State.COMMENTING


def test_only_the_drafter_may_open_the_form(office: Office) -> None:
    plan = office.new_plan()
    assert form_of(office, plan, MEMBER).status == 403


def test_while_others_comment_nobody_writes(office: Office) -> None:
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    assert form_of(office, plan).status == 409
