"""A campaign in a real browser: a list is handed in and told row by row, a later day is granted.

One story in chapters, on the desk and on the telephone. The list's own worker is played, as in the
tests of the pages: what it records is real.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, expect

from service.app import create_app
from storage.blobs.port import Area
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_pages import OVERFLOW, enter
from tests.web.campaigns import HOSPITAL_HEAD, NURSE, OFFICER, Campaigns, a_list
from tests.web.office import HEAD, PASSWORD, Office, person_of
from tests.web.test_campaign_list import create, lines_of
from workflows.contracts.lists import Outcome, outcomes_body
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from tests.browser.conftest import Served

pytestmark = pytest.mark.browser
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = (
    ("bv-dieuduong1", "Vi Thị Bình", "viên chức", "công việc", "Trực thêm một buổi cuối tuần"),
    ("bv-dieuduong2", "Cầm Văn Thiện", "cả hai", "bản thân", "Học thêm chuyên môn hồi sức"),
    ("bv-dieuduong3", "Lò Thị Thắm", "viên chức", "bệnh nhân", "Hướng dẫn người bệnh ra viện"),
    (HEAD, "Lê Quang Thành", "công chức", "tổ chức", "Rút ngắn thời gian trả lời văn bản"),
    ("bv-dieuduong9", "Hà Văn Sơn", "viên chức", "công việc", "Tiếp đón người bệnh đúng giờ"),
)
WHY = "Bệnh viện đang dồn người chống dịch, xin nộp kế hoạch đến hết ngày 20/3/2027."


@dataclass(slots=True)
class Seen:
    """A page that is looked at wherever it is."""

    page: Page
    faults: Callable[[Page], list[str]]
    picture: Callable[[str], None]

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=re.compile(f"^{name}")).first.click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=re.compile(f"^{name}")).first.click()

    def reads(self, text: str) -> None:
        """Wait until the page says so, then look at it for barriers."""
        expect(self.page.locator("main")).to_contain_text(text)
        assert self.faults(self.page) == [], text
        assert self.page.evaluate(OVERFLOW) <= 0, text

    def keep(self, name: str) -> None:
        self.picture(name)


@dataclass(slots=True)
class Walk:
    """A campaign that runs, and the people who open it, each at a browser of his own."""

    campaigns: Campaigns
    campaign: str
    browser: Browser
    url: str
    size: Any
    faults: Callable[[Page], list[str]]
    picture: Callable[[Page, str], None]

    @property
    def office(self) -> Office:
        return self.campaigns.office

    @contextmanager
    def signed_in(self, login: str) -> Iterator[Seen]:
        """Let somebody sign in and find the campaign."""
        with self.browser.new_context(viewport=self.size, locale="vi-VN") as context:
            page = context.new_page()
            said: list[str] = []
            page.on("console", lambda message: said.append(message.text))
            enter(page, self.url, login)
            page.get_by_role("link", name="Đợt", exact=True).click()
            page.locator("table.documents a").first.click()
            yield Seen(page, self.faults, partial(self._keep, page))
            assert said == [], "the browser reports what our policy or a script refused"

    def _keep(self, page: Page, name: str) -> None:
        if self.size is DESK:
            self.picture(page, name)


@pytest.fixture
def walk(  # noqa: PLR0913, PLR0917 -- fixtures
    office: Office,
    browser: Browser,
    serve: Callable[[Flask], Served],
    faults: Callable[[Page], list[str]],
    picture: Callable[[Page, str], None],
    size: Any,
) -> Walk:
    campaigns = Campaigns(office)
    campaign = campaigns.launched()
    url = serve(create_app(office.services(demo_password=PASSWORD))).url
    return Walk(campaigns, campaign, browser, url, size, faults, picture)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_campaign_is_carried_out_by_its_office_and_its_units(walk: Walk) -> None:
    the_office_sees_what_is_wrong_with_a_list_and_confirms_the_rest(walk)
    the_head_of_a_unit_asks_for_a_later_day(walk)
    the_office_grants_it(walk)
    the_unit_goes_by_its_own_day(walk)
    the_office_sees_how_each_unit_stands(walk)


def the_office_sees_what_is_wrong_with_a_list_and_confirms_the_rest(walk: Walk) -> None:
    """The page that waits shows the result by itself; who was quicker than the list is told."""
    with walk.signed_in(OFFICER) as officer:
        officer.reads("0/24 người đã đăng ký")
        officer.follow("Lập bản cam kết theo danh sách")
        officer.reads("chưa lập bản nào, hệ thống chưa giữ gì")
        book = {"name": "danh-sach.xlsx", "mimeType": XLSX, "buffer": a_list(*ROWS)}
        officer.page.set_input_files("input[name=file]", book)  # type: ignore[arg-type]
        officer.press("Kiểm tra danh sách")
        officer.reads("2 dòng không lập được")
        rows = officer.page.locator("section.problem tbody tr")
        expect(rows.nth(0)).to_contain_text("Làm theo 1 - Đối tượng")
        expect(rows.nth(1)).to_contain_text("Không có người nào mang mã")
        expect(officer.page.locator("section.warnings tbody tr")).to_have_count(1)
        officer.keep("dot-danh-sach")
        officer.press("Lập 3 bản cam kết")
        officer.reads("Đã lập 0/3 bản.")
        the_worker_begins_them(walk)
        officer.reads("Đã lập 2/3 bản của danh sách gần nhất.")
        officer.follow("Xem kết quả từng dòng")
        officer.reads("Đã lập 2 bản cam kết; 1 dòng không lập được.")
        expect(officer.page.locator("table.board tbody tr")).to_contain_text("Lê Quang Thành")


def the_worker_begins_them(walk: Walk) -> None:
    """The last of them begins his own in the meantime, so that there is one already."""
    office, campaign = walk.office, walk.campaign
    *made, late = lines_of(walk.campaigns, campaign)
    walk.campaigns.commitment(HEAD, "cam-ket-vien-chuc", campaign)
    for line in made:
        create(office, line)
    outcomes = [Outcome(one.row, one.document_id, "", one.new.subject_id) for one in made]
    failed = Outcome(late.row, late.document_id, "commitment.exists", person_of(HEAD))
    body = outcomes_body([*outcomes, failed])
    ref = office.recorder.blobs.put(Area.CONTENT, campaign, body)
    office.system(campaign, Act.LISTED, listing=office.ticket_of(ref))


def the_head_of_a_unit_asks_for_a_later_day(walk: Walk) -> None:
    with walk.signed_in(HOSPITAL_HEAD) as head:
        head.reads("Bệnh viện Đa khoa tỉnh Thanh Hóa")
        head.follow("Đề nghị điều chỉnh")
        head.reads("Không có đề nghị nào chờ trả lời.")
        head.page.fill("textarea[name=reason]", WHY)
        head.press("Gửi đề nghị")
        head.reads("Đã gửi đề nghị điều chỉnh.")


def the_office_grants_it(walk: Walk) -> None:
    with walk.signed_in(OFFICER) as officer:
        officer.follow(re.escape("Đề nghị điều chỉnh (1 chờ trả lời)"))
        officer.reads(WHY)
        officer.page.get_by_label("Chấp nhận, cho đến hết ngày dưới đây").check()
        officer.page.fill("input[name=day]", "2027-03-20")
        officer.page.fill("textarea[name=reason]", "Gửi bản dự thảo trước cho Văn phòng.")
        officer.press("Gửi trả lời cho Bệnh viện")
        officer.reads("Chấp nhận: đến hết ngày 20/03/2027")


def the_unit_goes_by_its_own_day(walk: Walk) -> None:
    with walk.signed_in(HOSPITAL_HEAD) as head:
        head.reads("đơn vị bạn được gia hạn đến hết ngày 20/03/2027")
        head.follow("Đề nghị điều chỉnh")
        head.reads("Gửi bản dự thảo trước cho Văn phòng.")
        head.keep("dot-dieu-chinh")
    with walk.signed_in(NURSE) as nurse:
        nurse.reads("Mỗi người đăng ký bản cam kết")
        nurse.follow("Cam kết của tôi")
        nurse.reads("Đã lập cho năm 2027")


def the_office_sees_how_each_unit_stands(walk: Walk) -> None:
    walk.campaigns.unit_plan(walk.campaign, arrives=False)
    with walk.signed_in(OFFICER) as officer:
        officer.reads("Soạn, hoàn thiện: Phan Thị Hải Yến")
        officer.keep("dot")
