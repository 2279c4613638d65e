"""Plan 241 goes the whole way, clicked through by its people in a real browser.

One story in chapters, as the people of the office would tell it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from service.demo.founding import founding_source
from tests.browser.conftest import PHONE
from tests.browser.visitors import Visitors

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from service.story.stage import EmbeddedStage
    from tests.browser.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.temporal, pytest.mark.office]
TITLE = "Học tập chuyên đề năm 2020"


def test_plan_241_goes_the_whole_way_through_its_peoples_hands(
    stage: EmbeddedStage,
    browser: Browser,
    picture: Callable[[Page, str], None],
    faults: Callable[[Page], list[str]],
) -> None:
    people = Visitors(browser, stage.stack.web_url, picture, faults)
    document = the_drafter_brings_the_plan_in(people)
    a_member_comments_on_a_phone_and_the_chair_closes_the_round(people, document)
    the_drafter_answers_and_names_the_post(people, document)
    the_cell_votes_and_its_minutes_are_signed(people, document)
    content_and_form_are_approved(people, document)
    the_director_reads_and_signs_on_his_phone(people, document)
    the_clerk_numbers_and_seals_in_one_act(people)
    everybody_can_read_how_it_went(people, document)


def the_drafter_brings_the_plan_in(people: Visitors) -> str:
    """As a file; the warnings are read; submission waits for the signer's post."""
    with people.signed_in("chuyenvien") as drafter:
        page = drafter.page
        page.goto(f"{people.url}/du-thao/moi")
        page.set_input_files(
            "input[name=file]",
            {"name": "241.txt", "mimeType": "text/plain", "buffer": founding_source()},
        )
        drafter.press("Đọc tệp")
        expect(page.locator(".warnings li").first).to_be_visible()
        drafter.keep("xem-lai-ban-nhap")
        page.locator("form.editor button.primary").click()
        expect(page.locator(".doc-line")).to_be_visible()
        document = drafter.document
        expect(page.get_by_text("chưa được").first).to_be_visible()
        drafter.press("Mở đợt góp ý")
        drafter.sees_state("Đang lấy góp ý")
    return document


def a_member_comments_on_a_phone_and_the_chair_closes_the_round(
    people: Visitors, document: str
) -> None:
    with people.signed_in("dangvien1", PHONE) as member:
        member.keep("ban-lam-viec-trong")
        member.open_from_inbox(TITLE)
        comment(member, "s4p1", "Đề nghị ghi rõ nộp bản điện tử.")
        member.keep("gop-y-tren-dien-thoai")
    with people.signed_in("phochanhvanphong") as chair:
        chair.open(document)
        chair.press("Đóng đợt góp ý")
        chair.sees_state("Đang tiếp thu, giải trình")


def the_drafter_answers_and_names_the_post(people: Visitors, document: str) -> None:
    with people.signed_in("chuyenvien") as drafter:
        drafter.open(document)
        drafter.page.locator(".answer input[value=accepted]").check()
        drafter.press("Gửi trả lời")
        drafter.page.get_by_role("link", name="Soạn thảo, sửa nội dung").click()
        drafter.page.fill("input[name=position]", "GIÁM ĐỐC")
        drafter.keep("soan-thao")
        drafter.page.locator("main form button.primary").click()
        expect(drafter.page.locator(".doc-line")).to_be_visible()


def the_cell_votes_and_its_minutes_are_signed(people: Visitors, document: str) -> None:
    with people.signed_in("thuky") as secretary:
        secretary.open(document)
        votes(secretary)
        secretary.waits_for("input[name=pin]")
        secretary.keep("ky-bien-ban")
        secretary.sign("Ký biên bản này")
        expect(secretary.page.locator("input[name=pin]")).to_have_count(0)
    with people.signed_in("phochanhvanphong") as chair:
        chair.open(document)
        chair.waits_for("input[name=pin]")
        chair.sign("Ký biên bản này")
        chair.sees_state("Đã thống nhất, chờ trình")


def content_and_form_are_approved(people: Visitors, document: str) -> None:
    with people.signed_in("chuyenvien") as drafter:
        drafter.open(document)
        drafter.press("Trình duyệt")
        drafter.sees_state("Chờ duyệt")
    for login in ("chanhvanphong", "thethuc"):
        with people.signed_in(login) as approver:
            approver.open_from_inbox(TITLE)
            approver.press("Duyệt văn bản này")
            expect(approver.page.get_by_role("button", name="Duyệt văn bản này")).to_have_count(0)


def the_director_reads_and_signs_on_his_phone(people: Visitors, document: str) -> None:
    with people.signed_in("giamdoc", PHONE) as director:
        director.open(document)
        director.waits_for("input[name=pin]")
        expect(director.page.locator(".sheets img").first).to_be_visible()
        director.keep("giam-doc-ky")
        director.sign("Ký văn bản này")
        director.sees_state("Chờ cấp số")


def the_clerk_numbers_and_seals_in_one_act(people: Visitors) -> None:
    with people.signed_in("vanthu") as clerk:
        clerk.open_from_inbox(TITLE)
        expect(clerk.page.locator(".number-ahead")).to_contain_text("241/KH-SYT")
        clerk.keep("cap-so-dong-dau")
        clerk.sign("Cấp số, đóng dấu")
        clerk.sees_state("Đã ban hành, đã lưu trữ")
        expect(clerk.page.locator(".doc-line .number")).to_have_text("Số 241/KH-SYT")
        clerk.keep("da-ban-hanh")


def everybody_can_read_how_it_went(people: Visitors, document: str) -> None:
    with people.signed_in("chuyenvien") as drafter:
        drafter.open(document)
        expect(drafter.page.locator(".flow")).to_contain_text("Trịnh Hữu Hùng")
        answer = drafter.page.request.get(f"{people.url}/van-ban/{document}/pdf")
        assert answer.body().startswith(b"%PDF-")
        drafter.keep("ho-so-van-ban")


def comment(member: Visitor, paragraph: str, text: str) -> None:
    place = member.page.locator(f"#{paragraph}")
    place.locator("summary").click()
    place.locator("textarea").fill(text)
    place.get_by_role("button", name="Gửi góp ý").click()
    expect(member.page.locator(".said-text").first).to_have_text(text)


def votes(secretary: Visitor) -> None:
    page = secretary.page
    members = page.locator("input[name=absent]").count()
    page.locator("input[name=absent]").last.check()
    page.locator(".roll-why input").last.fill("Đi công tác")
    page.fill("input[name=agree]", str(members - 2))
    page.fill("input[name=disagree]", "1")
    page.fill("input[name=abstain]", "0")
    secretary.keep("bieu-quyet")
    secretary.press("Ghi biểu quyết")
