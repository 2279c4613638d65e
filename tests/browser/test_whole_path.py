"""Plan 241 goes the whole way, clicked through by its people in a real browser.

One story in numbered steps, as the people of the office would tell it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from service.story.material import founding_source
from tests.browser.conftest import PHONE
from tests.browser.visitors import Visitors

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from service.story.stage import Stage
    from tests.browser.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.temporal, pytest.mark.office]
TITLE = "Học tập chuyên đề năm 2020"


def test_plan_241_goes_the_whole_way_through_its_peoples_hands(  # noqa: PLR0915 -- one story
    stage: Stage,
    browser: Browser,
    picture: Callable[[Page, str], None],
    faults: Callable[[Page], list[str]],
) -> None:
    people = Visitors(browser, stage.stack.web_url, picture, faults)

    # 1. The drafter brings in the plan as a file, reads the warnings, and creates the draft.
    with people.signed_in("chuyenvien") as drafter:
        drafter.keep("ban-lam-viec-trong")
        document = drafts(drafter)
        # 2. Submission is refused while the signer's post is missing; the round may begin.
        expect(drafter.page.get_by_text("chưa được").first).to_be_visible()
        drafter.press("Mở đợt góp ý")
        drafter.sees_state("Đang lấy góp ý")

    # 3. A member comments on one paragraph, on a phone.
    with people.signed_in("dangvien1", PHONE) as member:
        member.open_from_inbox(TITLE)
        comment(member, "s4p1", "Đề nghị ghi rõ nộp bản điện tử.")
        member.keep("gop-y-tren-dien-thoai")

    # 4. The chair closes the round.
    with people.signed_in("phochanhvanphong") as chair:
        chair.open(document)
        chair.press("Đóng đợt góp ý")
        chair.sees_state("Đang tiếp thu, giải trình")

    # 5. The drafter answers, and fills in the post.
    with people.signed_in("chuyenvien") as drafter:
        drafter.open(document)
        drafter.page.locator(".answer input[value=accepted]").check()
        drafter.press("Gửi trả lời")
        drafter.page.get_by_role("link", name="Soạn thảo, sửa nội dung").click()
        drafter.page.fill("input[name=position]", "GIÁM ĐỐC")
        drafter.keep("soan-thao")
        drafter.page.locator("main form button.primary").click()
        expect(drafter.page.locator(".doc-line")).to_be_visible()

    # 6. The secretary calls the roll and counts the votes; secretary and chair sign the minutes.
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

    # 7. Submitted; content and form are approved.
    with people.signed_in("chuyenvien") as drafter:
        drafter.open(document)
        drafter.press("Trình duyệt")
        drafter.sees_state("Chờ duyệt")
    for login in ("chanhvanphong", "thethuc"):
        with people.signed_in(login) as approver:
            approver.open_from_inbox(TITLE)
            approver.press("Duyệt văn bản này")

    # 8. The director reads the pages on his phone, types his PIN and signs.
    with people.signed_in("giamdoc", PHONE) as director:
        director.open(document)
        director.waits_for("input[name=pin]")
        expect(director.page.locator(".sheets img").first).to_be_visible()
        director.keep("giam-doc-ky")
        director.sign("Ký văn bản này")
        director.sees_state("Chờ cấp số")

    # 9. One act of the clerk: number, date, seal.
    with people.signed_in("vanthu") as clerk:
        clerk.open_from_inbox(TITLE)
        expect(clerk.page.locator(".number-ahead")).to_contain_text("241/KH-SYT")
        clerk.keep("cap-so-dong-dau")
        clerk.sign("Cấp số, đóng dấu")
        clerk.sees_state("Đã ban hành, đã lưu trữ")
        expect(clerk.page.locator(".doc-line .number")).to_have_text("Số 241/KH-SYT")
        clerk.keep("da-ban-hanh")

    # 10. The drafter reads the whole history; the paper is the director's, numbered and sealed.
    with people.signed_in("chuyenvien") as drafter:
        drafter.open(document)
        expect(drafter.page.locator(".flow")).to_contain_text("Trịnh Hữu Hùng")
        answer = drafter.page.request.get(f"{people.url}/van-ban/{document}/pdf")
        assert answer.body().startswith(b"%PDF-")
        drafter.keep("ho-so-van-ban")


def drafts(drafter: Visitor) -> str:
    page = drafter.page
    page.goto(f"{drafter.people.url}/du-thao/moi")
    page.set_input_files(
        "input[name=file]",
        {"name": "241.txt", "mimeType": "text/plain", "buffer": founding_source()},
    )
    drafter.press("Đọc tệp")
    expect(page.locator(".warnings li").first).to_be_visible()
    drafter.keep("xem-lai-ban-nhap")
    page.locator("form.editor button.primary").click()
    expect(page.locator(".doc-line")).to_be_visible()
    return drafter.document


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
