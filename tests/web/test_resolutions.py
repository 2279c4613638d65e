"""A cell's own numbered paper: begun by its people, seen by them alone, in the Party's form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.committed import CELL
from tests.web.office import CHAIR, DIRECTOR, DRAFTER, HEAD, MEMBER, STRANGER
from workflows.domain.lifecycle import Act, State

if TYPE_CHECKING:
    from tests.web.office import Office, Visitor

BEGIN, CREATE = "/du-thao/moi", "/du-thao/moi/tao"
WRITTEN = {
    "title": "Lãnh đạo việc học tập và làm theo năm 2027", "section-0-heading": "I- NHIỆM VỤ",
    "section-0-text": "1. Mỗi đảng viên đăng ký 01 đến 02 nội dung.",
    "recipients": "Đảng ủy Sở Y tế (b/cáo)\nĐảng viên Chi bộ (t/hiện)", "archive": "Chi bộ",
    "position": "BÍ THƯ",
}  # fmt: skip


def begun(office: Office, login: str) -> Visitor:
    visitor = office.visitor(login).open(BEGIN)
    fields = {"step": "blank", "kind": "nghi-quyet"}
    return visitor.send(BEGIN, visitor.filled(BEGIN) | fields)


def resolution(office: Office, login: str = MEMBER) -> str:
    visitor = begun(office, login).press(CREATE, **WRITTEN)
    return visitor.path.rsplit("/", 1)[1]


def test_a_member_drafts_for_his_cell(office: Office) -> None:
    visitor = begun(office, MEMBER)
    assert "Nội dung “làm theo”" not in visitor.text
    visitor.press(CREATE, **WRITTEN)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in visitor.text
    assert "Số …-NQ/CB" in visitor.text
    assert "T/M CHI BỘ" in visitor.text
    doc = office.document(visitor.path.rsplit("/", 1)[1])
    assert (doc.kind, doc.issuer_id, doc.circle_id, doc.superior_id) == (
        "nghi-quyet", CELL, CELL, "dv-syt-du",
    )  # fmt: skip


def test_the_begin_page_offers_what_a_person_may_draft(office: Office) -> None:
    assert "Văn bản của chi bộ" in office.visitor(DRAFTER).open(BEGIN).text  # staff and member
    only_cell = office.visitor(MEMBER).open(BEGIN).text
    assert "Nghị quyết của chi bộ" in only_cell
    assert "Từ tệp" not in only_cell
    assert "draft.no_unit" in office.visitor(DIRECTOR).open(BEGIN).text


def test_a_cell_that_is_not_his_is_refused(office: Office) -> None:
    visitor = begun(office, MEMBER)
    fields = visitor.filled(CREATE) | WRITTEN | {"placing": "dv-bv-cb"}
    assert "draft.place_unknown" in visitor.send(CREATE, fields).text


@pytest.mark.parametrize(("login", "status"), [
    (CHAIR, 200), (HEAD, 200), (DIRECTOR, 404), (STRANGER, 404), ("vanphong", 404),
])  # fmt: skip
def test_only_the_cell_knows_of_it(office: Office, login: str, status: int) -> None:
    made = resolution(office)
    assert office.visitor(login).open(f"/van-ban/{made}").status == status


def test_it_is_edited_like_a_plan_without_contents(office: Office) -> None:
    made = resolution(office)
    visitor = office.visitor(MEMBER).open(f"/van-ban/{made}/soan")
    assert "Ví dụ: BÍ THƯ" in visitor.text
    visitor.press("/soan", title="Lãnh đạo thực hành tiết kiệm")
    assert "Lãnh đạo thực hành tiết kiệm" in visitor.text
    assert office.document(made).version == 2


def test_it_is_commented_on_and_agreed_in_the_cell(office: Office) -> None:
    made = resolution(office)
    office.do(made, MEMBER, Act.OPEN_ROUND)
    page = office.visitor(HEAD).open(f"/van-ban/{made}")
    page.press("/gop-y", text="Bỏ đoạn này.", paragraph_id="s1p1")
    assert "Bỏ đoạn này." in page.text
    office.do(made, CHAIR, Act.CLOSE_ROUND)
    assert office.document(made).state is State.RECONCILING
