"""A cell's own list passes through no campaign; each commitment is begun by the cell's officer."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from storage.ledger import ledger
from storage.readmodel import queries
from storage.readmodel.shapes import Filters, Viewer
from tests.web.campaigns import (
    CELL_CHAIR,
    HOSPITAL_PERSONNEL,
    MEMBER_NURSE,
    NURSE,
    OFFICER,
    Campaigns,
    a_list,
    upload,
)
from tests.web.office import STRANGER, Office, Visitor, person_of

if TYPE_CHECKING:
    from storage.readmodel.shapes import DocumentRow

LIST, MAKE, FAULTS = "/cam-ket/danh-sach", "/cam-ket/danh-sach/tao", "/cam-ket/danh-sach/loi.xlsx"
SECRETARY_OF_CELL, WARD_HEAD = "bv-thuky", "bv-truongkhoa"
GOOD = (
    ("bv-dieuduong2", "Cầm Văn Thiện", "cả hai", "bản thân", "Học thêm chuyên môn"),
    ("bv-dangvien1", "", "đảng viên", "", ""),
    ("bv-bithu", "", "đảng viên", "", ""),
)


@pytest.fixture
def campaigns(office: Office) -> Campaigns:
    return Campaigns(office)


def handed_in(office: Office, body: bytes, login: str = CELL_CHAIR, **fields: str) -> Visitor:
    return upload(office.visitor(login).open(LIST), LIST, body, **fields)


def party_papers(office: Office) -> list[DocumentRow]:
    with office.database.reading() as conn:
        kinds = Filters(kinds=frozenset({"cam-ket-dang"}))
        viewer = Viewer("", audits=frozenset({"party"}))
        return list(queries.documents_list(conn, viewer, kinds).documents)


@pytest.mark.parametrize("login", [CELL_CHAIR, "bv-phobithu", SECRETARY_OF_CELL])
def test_an_officer_begins_commitments_for_the_members(office: Office, login: str) -> None:
    visitor = handed_in(office, a_list(*GOOD), login)
    assert "Sẽ lập 3 bản cam kết" in visitor.text
    assert party_papers(office) == []
    visitor.press(MAKE)
    assert "đã lập 3 bản cam kết năm 2026" in visitor.text
    rows = party_papers(office)
    assert {row.drafter_id for row in rows} == {person_of(row[0]) for row in GOOD}
    assert {(row.circle_id, row.period, row.campaign_id) for row in rows} == {
        ("dv-bv-cb", 2026, "")
    }
    with office.database.reading() as conn:
        first = ledger.latest(conn, rows[0].document_id)
    assert first is not None
    assert first.person_id == person_of(login)


def test_it_may_belong_to_a_campaign_that_does_not_know_of_it(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    before = office.document(campaign)
    visitor = office.visitor(CELL_CHAIR).open(f"{LIST}?dot={campaign}")
    upload(visitor, LIST, a_list(GOOD[0]), year="2027").press(MAKE)
    [row] = party_papers(office)
    assert (row.campaign_id, row.period) == (campaign, 2027)
    assert row.serves_id == before.serves_id
    assert office.document(campaign) == before
    with office.database.reading() as conn:
        assert "create" not in [event.act for event in queries.history(conn, campaign)][1:]
    assert campaign in office.visitor(CELL_CHAIR).open(f"{LIST}?dot={campaign}").html


def test_nobody_of_the_state_learns_that_a_cell_made_a_list(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    others = (OFFICER, HOSPITAL_PERSONNEL, NURSE, "bv-giamdoc", "kiemtoan")
    before = {login: seen(office, login, campaign) for login in others}
    visitor = office.visitor(CELL_CHAIR).open(f"{LIST}?dot={campaign}")
    upload(visitor, LIST, a_list(*GOOD), year="2027").press(MAKE)
    assert len(party_papers(office)) == 3
    assert {login: seen(office, login, campaign) for login in others} == before


def seen(office: Office, login: str, campaign: str) -> str:
    visitor = office.visitor(login)
    paths = (
        "/",
        "/van-ban",
        "/thong-bao",
        "/dot",
        f"/dot/{campaign}",
        f"/dot/{campaign}/don-vi/dv-bv",
    )
    return "\n".join(visitor.open(path).text for path in paths)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("bv-dieuduong1", "", "đảng viên", "", ""), "không giữ chức vụ nào để lập"),
        (("dangvien1", "", "đảng viên", "", ""), "không thuộc tập thể mà bạn được lập"),
        (("bv-dangvien1", "", "viên chức", "", ""), "không lập loại bản cam kết được ghi"),
        (("ai-do", "", "đảng viên", "", ""), "Không có người nào mang mã"),
    ],
)
def test_a_row_that_is_not_the_cells_is_left_out(
    office: Office, row: tuple[str, ...], sentence: str
) -> None:
    visitor = handed_in(office, a_list(GOOD[0], row))
    assert sentence in visitor.text
    assert "Sẽ lập 1 bản cam kết" in visitor.text


def test_the_head_of_a_unit_lists_his_people_alike(office: Office) -> None:
    rows = a_list(
        ("bv-dieuduong1", "", "viên chức", "", ""), ("bv-dieuduong2", "", "cả hai", "", "")
    )
    visitor = handed_in(office, rows, WARD_HEAD)
    assert "Chi bộ" not in visitor.text
    visitor.press(MAKE)
    assert "Khoa Nội tổng hợp: đã lập 2 bản cam kết" in visitor.text
    assert party_papers(office) == []


@pytest.mark.parametrize("login", [MEMBER_NURSE, NURSE, OFFICER, STRANGER, HOSPITAL_PERSONNEL])
def test_who_looks_after_nobody_has_no_such_list(office: Office, login: str) -> None:
    visitor = office.visitor(login).open(LIST)
    assert (visitor.status, "right.none" in visitor.text) == (403, True)


@pytest.mark.parametrize(
    ("login", "offered"), [(CELL_CHAIR, True), (WARD_HEAD, True), ("phogiamdoc", False)]
)
def test_the_board_of_a_circle_leads_to_its_list(
    office: Office,
    login: str,
    offered: bool,  # noqa: FBT001 -- a value
) -> None:
    visitor = office.visitor(login).open("/cam-ket/tap-the")
    assert visitor.status == 200
    links = visitor.tree.xpath("//a[contains(@href, '/cam-ket/danh-sach')]/@href")
    assert bool(links) is offered
    assert all(visitor.open(link).status == 200 for link in links)


def test_another_cell_cannot_be_chosen(office: Office) -> None:
    visitor = handed_in(office, a_list(("dangvien1", "", "đảng viên", "", "")), circle="dv-syt-cb")
    assert "Chi bộ Hành chính" in visitor.text
    assert "Sẽ lập 0 bản cam kết" in visitor.text


def test_more_than_two_hundred_rows_are_refused(office: Office) -> None:
    rows = [(f"nv{n}", "", "đảng viên", "", "") for n in range(201)]
    visitor = handed_in(office, a_list(*rows))
    assert (visitor.status, "list.too_many_here" in visitor.text) == (422, True)


def test_a_second_press_makes_nothing_twice(office: Office) -> None:
    visitor = handed_in(office, a_list(*GOOD))
    fields = visitor.filled(MAKE)
    visitor.send(MAKE, fields)
    visitor.send(MAKE, fields)
    assert (visitor.status, "campaign.list_changed" in visitor.text) == (409, True)
    assert len(party_papers(office)) == 3


def test_errors_are_handed_out_as_a_workbook(office: Office) -> None:
    visitor = handed_in(office, a_list(GOOD[0], ("ai-do", "", "đảng viên", "", "")))
    answer = visitor.client.post(FAULTS, data=visitor.filled(MAKE))
    rows = list(load_workbook(io.BytesIO(answer.data)).active.values)  # type: ignore[union-attr]
    assert [row[4] for row in rows[1:]] == ["list.kind_left_out", "list.person_unknown"]


@pytest.mark.parametrize("year", ["1999", "năm nay", "2030"])
def test_another_year_is_refused(office: Office, year: str) -> None:
    assert handed_in(office, a_list(*GOOD), year=year).status == 400
