"""A list of people is handed in, looked at, confirmed; the campaign then creates what was shown."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from storage.blobs.port import Area
from storage.readmodel import queries
from storage.readmodel.shapes import Viewer
from tests.unit.doc_templates.read.workbooks import a_workbook
from tests.web.campaigns import (
    HOSPITAL_HEAD,
    MEMBER_NURSE,
    NURSE,
    OFFICER,
    Campaigns,
    a_list,
    upload,
)
from tests.web.office import DRAFTER, Office, Visitor, person_of
from workflows.activities.listing import AT_ONCE
from workflows.contracts.lists import Outcome, outcomes_body, read_list
from workflows.contracts.payloads import RecordAsk
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import Order
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from workflows.contracts.lists import Line
    from workflows.domain.document import Campaign

LIST, MAKE, FAULTS = "/danh-sach", "/danh-sach/tao", "/danh-sach/loi.xlsx"
GOOD = (
    ("bv-dieuduong1", "Vi Thị Bình", "viên chức", "công việc", "Trực thêm cuối tuần"),
    ("ng-118", "", "viên chức", "", ""),
    ("ChanhVanPhong", "lê quang thành", "công chức", "", ""),
)


@pytest.fixture
def campaigns(office: Office) -> Campaigns:
    return Campaigns(office)


def handed_in(office: Office, campaign: str, body: bytes, login: str = OFFICER) -> Visitor:
    visitor = office.visitor(login).open(f"/dot/{campaign}/danh-sach")
    return upload(visitor, f"/dot/{campaign}/danh-sach", body, year="2027")


def campaign_of(campaigns: Campaigns, campaign: str) -> Campaign:
    found = campaigns.office.document(campaign).campaign
    assert found is not None
    return found


def lines_of(campaigns: Campaigns, campaign: str) -> list[Line]:
    ticket = campaign_of(campaigns, campaign).listing
    assert ticket is not None
    return read_list(campaigns.office.recorder.blobs.get(blob_ref(ticket)))


def create(office: Office, line: Line, organiser: str = OFFICER) -> None:
    """Do what the campaign's worker does with one line, as far as records go."""
    body = json.dumps(line.content).encode()
    ref = office.recorder.blobs.put(Area.CONTENT, line.document_id, body)
    order = Order(
        line.act_id, Act.CREATE, person_of(organiser), origin="list", new=line.new,
        content=office.ticket_of(ref),
    )  # fmt: skip
    office.recorder.record(RecordAsk(line.document_id, 0, order))


def test_a_list_is_checked_and_nothing_is_kept(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    before = {p for p in office.folder.rglob("*") if "blobs" in p.parts}
    visitor = handed_in(office, campaign, a_list(*GOOD))
    assert "Sẽ lập 3 bản cam kết" in visitor.text
    assert "Vi Thị Bình Khoa Nội tổng hợp, Bệnh viện Đa khoa tỉnh Thanh Hóa" in visitor.text
    assert {p for p in office.folder.rglob("*") if "blobs" in p.parts} == before
    assert campaign_of(campaigns, campaign).listing is None


def test_what_was_shown_is_handed_to_the_campaign(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = handed_in(office, campaign, a_list(*GOOD)).press(MAKE)
    assert "Đã nhận danh sách" in visitor.text
    assert "Đã lập 0/3 bản." in visitor.text
    found = campaign_of(campaigns, campaign)
    assert (found.lines, found.listed_by) == (3, person_of(OFFICER))
    lines = lines_of(campaigns, campaign)
    assert [line.row for line in lines] == [2, 3, 4]
    first = lines[0]
    assert (first.new.subject_id, first.new.kind) == (person_of(NURSE), "cam-ket-vien-chuc")
    assert (first.new.campaign_id, first.new.period) == (campaign, 2027)
    assert first.new.serves_id == office.document(campaign).serves_id
    assert first.content["contents"][0]["work"] == "Trực thêm cuối tuần"
    assert first.content["serves"]["number"] == "241/KH-SYT"
    assert first.content["person"]["name"] == "Vi Thị Bình"


def test_the_campaigns_office_may_begin_every_one_of_them(campaigns: Campaigns) -> None:
    """Also for people of an agency below, whose own papers its office does not see."""
    office, campaign = campaigns.office, campaigns.launched()
    handed_in(office, campaign, a_list(*GOOD)).press(MAKE)
    for line in lines_of(campaigns, campaign):
        create(office, line)
        doc = office.document(line.document_id)
        assert doc.drafter_id == line.new.subject_id
        assert doc.state is State.DRAFTING
    visitor = office.visitor(OFFICER).open(f"/dot/{campaign}/danh-sach")
    assert "Đã lập 3/3 bản." in visitor.text
    assert visitor.open(f"/van-ban/{doc.document_id}").status == 404
    with office.database.reading() as conn:
        mine = queries.documents_list(conn, Viewer(person_of("chanhvanphong"))).documents
    assert doc.document_id in {row.document_id for row in mine}


def test_progress_is_told_without_a_visit(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = handed_in(office, campaign, a_list(*GOOD)).press(MAKE)
    seen = visitor.tree.xpath("//main/@data-version")[0]
    path = visitor.tree.xpath("//main/@data-poll")[0]
    assert visitor.client.get(path).json == {"version": seen}
    create(office, lines_of(campaigns, campaign)[0])
    assert visitor.client.get(path).json != {"version": seen}
    with office.database.reading() as conn:
        acts = [event.act for event in queries.history(conn, campaign)]
    assert acts[-2:] == [Act.ADD_LIST, "view"]  # of the page that was shown then


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("ai-do", "", "viên chức", "", ""), "Không có người nào mang mã"),
        (("", "Vi Thị Bình", "viên chức", "", ""), "Mã nhân sự"),
        (("kt-chuyenvien", "", "viên chức", "", ""), "không thuộc cơ quan, đơn vị tham gia"),
        (("dangvien1", "", "viên chức", "", ""), "không giữ chức vụ nào"),
        (("bv-dieuduong2", "", "đảng viên", "", ""), "không lập loại bản cam kết được ghi"),
        (("bv-dieuduong2", "", "", "", ""), "Loại"),
        (("bv-dieuduong3", "", "viên chức", "cây cối", "x"), "Làm theo 1 - Đối tượng"),
        (("NG-116", "", "viên chức", "", ""), "Không có người nào mang mã"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_with_its_reason(
    campaigns: Campaigns, row: tuple[str, ...], sentence: str
) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = handed_in(office, campaign, a_list(GOOD[0], row))
    assert "1 dòng không lập được" in visitor.text
    assert sentence in visitor.text
    assert "Sẽ lập 1 bản cam kết" in visitor.text


def test_who_has_one_already_gets_no_second(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    campaigns.commitment(NURSE, "cam-ket-vien-chuc", campaign)
    visitor = handed_in(office, campaign, a_list(*GOOD))
    assert "đã có bản cam kết loại này cho năm này" in visitor.text
    assert "Sẽ lập 2 bản cam kết" in visitor.text


def test_a_cells_commitment_changes_nothing_of_what_the_office_is_told(
    campaigns: Campaigns,
) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    rows = a_list(("bv-dieuduong2", "", "cả hai", "", ""))
    before = told(handed_in(office, campaign, rows))
    campaigns.commitment(MEMBER_NURSE, "cam-ket-dang", campaign)
    assert told(handed_in(office, campaign, rows)) == before
    assert "loại còn lại không được lập" in before


def test_one_person_in_two_rows_is_taken_once(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    rows = a_list(GOOD[0], ("ng-116", "", "viên chức", "", ""))
    assert "Sẽ lập 1 bản cam kết" in handed_in(office, campaign, rows).text


def test_another_name_than_the_registers_is_only_a_doubt(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = handed_in(office, campaign, a_list(("ng-116", "Vi Thị Hòa", "viên chức", "", "")))
    assert "Họ tên trong danh sách khác họ tên trong sổ." in visitor.text
    assert "Sẽ lập 1 bản cam kết" in visitor.text


def test_the_errors_are_handed_out_as_a_workbook(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = handed_in(office, campaign, a_list(GOOD[0], ("ai-do", "", "viên chức", "", "")))
    fields = visitor.filled(MAKE)
    answer = visitor.client.post(f"/dot/{campaign}{FAULTS}", data=fields)
    rows = list(load_workbook(io.BytesIO(answer.data)).active.values)  # type: ignore[union-attr]
    assert rows[0] == ("Dòng", "Cột", "Vấn đề", "Cách xử lý", "Mã")
    assert (rows[1][0], rows[1][1], rows[1][4]) == (3, "Mã nhân sự", "list.person_unknown")


def test_registers_that_moved_meanwhile_are_shown_again(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = handed_in(office, campaign, a_list(*GOOD))
    campaigns.commitment(NURSE, "cam-ket-vien-chuc", campaign)
    visitor.press(MAKE)
    assert (visitor.status, "campaign.list_changed" in visitor.text) == (409, True)
    assert campaign_of(campaigns, campaign).listing is None
    visitor.press(MAKE)
    assert campaign_of(campaigns, campaign).lines == 2


def test_pressing_twice_hands_in_one_list(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = handed_in(office, campaign, a_list(*GOOD))
    fields = visitor.filled(MAKE)
    for _ in range(2):
        visitor.send(f"/dot/{campaign}{MAKE}", fields)
        assert visitor.status == 200
    with office.database.reading() as conn:
        acts = [event.act for event in queries.history(conn, campaign)]
    assert acts.count(Act.ADD_LIST) == 1


def test_a_second_list_waits_for_the_first(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    first = handed_in(office, campaign, a_list(GOOD[0]))
    second = handed_in(office, campaign, a_list(GOOD[1]))
    first.press(MAKE)
    second.press(MAKE)
    assert (second.status, "doc.stale" in second.text) == (409, True)
    second.press(MAKE)
    assert (second.status, "campaign.list_under_way" in second.text) == (409, True)


def test_a_campaign_is_not_closed_over_a_list_that_is_half_created(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    handed_in(office, campaign, a_list(*GOOD)).press(MAKE)
    visitor = office.visitor(OFFICER).open(f"/dot/{campaign}").press("/viec/close")
    assert (visitor.status, "campaign.list_under_way" in visitor.text) == (409, True)


def test_a_list_without_a_usable_row_offers_nothing_to_create(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = handed_in(office, campaign, a_list(("ai-do", "", "viên chức", "", "")))
    assert "Lập 0 bản" not in visitor.text
    visitor.press(MAKE)
    assert (visitor.status, "campaign.list_nothing" in visitor.text) == (422, True)


def test_what_became_of_each_row_is_told_and_handed_out(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    handed_in(office, campaign, a_list(*GOOD)).press(MAKE)
    lines = lines_of(campaigns, campaign)
    outcomes = [Outcome(one.row, one.document_id, "", one.new.subject_id) for one in lines[:2]]
    failed = Outcome(lines[2].row, lines[2].document_id, "commitment.exists", person_of(NURSE))
    ref = office.recorder.blobs.put(Area.CONTENT, campaign, outcomes_body([*outcomes, failed]))
    office.system(campaign, Act.LISTED, listing=office.ticket_of(ref))
    visitor = office.visitor(OFFICER).open(f"/dot/{campaign}/danh-sach/ket-qua")
    assert "Đã lập 2 bản cam kết; 1 dòng không lập được" in visitor.text
    assert "4 Vi Thị Bình" in visitor.text
    answer = visitor.client.get(f"/dot/{campaign}/danh-sach/ket-qua.xlsx")
    rows = list(load_workbook(io.BytesIO(answer.data)).active.values)  # type: ignore[union-attr]
    assert [(row[0], row[4]) for row in rows[1:]] == [
        (2, None), (3, None), (4, "commitment.exists"),
    ]  # fmt: skip


def test_there_is_no_result_before_a_list_is_done(campaigns: Campaigns) -> None:
    campaign = campaigns.launched()
    visitor = campaigns.office.visitor(OFFICER)
    assert visitor.open(f"/dot/{campaign}/danh-sach/ket-qua").status == 404


def test_the_empty_list_is_handed_out_and_read_again(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = office.visitor(OFFICER)
    body = visitor.client.get("/danh-sach-mau.xlsx").data
    book = load_workbook(io.BytesIO(body))
    book["Danh sách"].append(["bv-dieuduong1", "Vi Thị Bình", "viên chức"])
    out = io.BytesIO()
    book.save(out)
    assert "Sẽ lập 1 bản cam kết" in handed_in(office, campaign, out.getvalue()).text


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        (b"", "source.empty", 422),
        (b"no workbook", "list.not_xlsx", 415),
        (b"PK\x03\x04" + b"0" * (7 * 1024 * 1024), "http.too_large", 413),
    ],
    ids=["none", "no workbook", "too large"],
)
def test_a_file_that_is_no_list_is_refused(
    campaigns: Campaigns, body: bytes, code: str, status: int
) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = handed_in(office, campaign, body)
    assert (visitor.status, code in visitor.text) == (status, True)
    assert "Tải mẫu danh sách" in visitor.text


def test_a_list_without_a_column_it_needs_is_told_which(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = handed_in(office, campaign, a_workbook(["a", "b"], headers=("Mã nhân sự", "Họ tên")))
    assert "list.column_missing" in visitor.text
    assert "Cột: Loại" in visitor.text


def test_a_list_with_a_mark_of_secrecy_touches_no_disk(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    before = {p for p in office.folder.rglob("*") if "blobs" in p.parts}
    visitor = handed_in(office, campaign, a_list(("ng-116", "TUYỆT MẬT", "viên chức", "", "")))
    assert "source.secret_marked" in visitor.text
    assert {p for p in office.folder.rglob("*") if "blobs" in p.parts} == before


@pytest.mark.parametrize("login", [DRAFTER, HOSPITAL_HEAD])
def test_only_the_campaigns_office_hands_in_lists(campaigns: Campaigns, login: str) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = office.visitor(login).open(f"/dot/{campaign}/danh-sach")
    assert (visitor.status, "right.none" in visitor.text) == (403, True)
    fields = handed_in(office, campaign, a_list(*GOOD)).filled(MAKE)
    token = visitor.open("/thong-bao").tree.xpath("//input[@name='csrf_token']")[0].get("value")
    visitor.send(f"/dot/{campaign}{MAKE}", fields | {"csrf_token": token})
    assert visitor.status == 403


def test_a_campaign_that_is_only_prepared_takes_no_list(campaigns: Campaigns) -> None:
    campaign = campaigns.prepared()
    visitor = campaigns.office.visitor(OFFICER).open(f"/dot/{campaign}/danh-sach")
    assert (visitor.status, "campaign.not_open" in visitor.text) == (409, True)


@pytest.mark.parametrize("workbook", ["", "no base64 ø", base64.b64encode(b"else").decode()])
def test_a_form_that_carries_no_workbook_is_refused(campaigns: Campaigns, workbook: str) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = handed_in(office, campaign, a_list(*GOOD)).press(MAKE, workbook=workbook)
    assert visitor.status in {400, 415}
    assert campaign_of(campaigns, campaign).listing is None


def told(visitor: Visitor) -> str:
    """Return what a page says, without what stands in its hidden fields."""
    assert visitor.status == 200
    return visitor.text


def test_some_are_created_at_a_time() -> None:
    assert 1 < AT_ONCE < 64
    assert set(asdict(Outcome(1, "ck-1"))) == {"row", "document_id", "code", "person_id"}
