"""One's own account: who one is, another password, and the end of all sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from service.labels import explain, label
from storage.people import accounts, posts
from tests.web.office import DRAFTER, PASSWORD, PASSWORD_HASH, Visitor, person_of

if TYPE_CHECKING:
    from tests.web.office import Office

NEW = "con đò sang sông"


def change(visitor: Visitor, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> Visitor:
    visitor.open("/tai-khoan/mat-khau")
    return visitor.press("/tai-khoan/mat-khau", old=old, new=new, again=again)


def enters(office: Office, password: str) -> Visitor:
    visitor = Visitor(office.app.test_client()).open("/dang-nhap")
    return visitor.press("/dang-nhap", login=DRAFTER, password=password)


def give_temporary(office: Office) -> None:
    """As an administrator does; the word is the usual password here."""
    with office.database.writing() as conn:
        until = office.now + timedelta(days=3)
        accounts.set_password(conn, person_of(DRAFTER), PASSWORD_HASH, until)


def test_the_page_says_who_one_is_and_where(office: Office) -> None:
    visitor = office.visitor(DRAFTER).open("/tai-khoan")
    assert visitor.status == 200
    for words in ("Nguyễn Thị Thu Hương", DRAFTER, "Chuyên viên, Văn phòng Sở", "Chưa bật"):
        assert words in visitor.text
    assert "Đảng viên, Chi bộ Văn phòng Sở" in visitor.text


def test_a_post_that_is_lent_is_not_called_one_s_own(office: Office) -> None:
    deputy = person_of("phogiamdoc")
    lent = posts.Delegation(
        "uq-1", "vt-syt-head", deputy, "KT.", office.now, office.now + timedelta(days=1)
    )
    with office.database.writing() as conn:
        posts.add_delegation(conn, lent)
    visitor = office.visitor("phogiamdoc").open("/tai-khoan")
    assert "Phó Giám đốc, Sở Y tế Thanh Hóa" in visitor.text
    assert visitor.text.count("(được ủy quyền)") == 1
    assert " Giám đốc, Sở Y tế Thanh Hóa (được ủy quyền)" in visitor.text


def test_the_way_there_is_behind_one_s_name(office: Office) -> None:
    visitor = office.visitor(DRAFTER)
    [who] = visitor.tree.find_class("who")
    assert ("/tai-khoan", "Tài khoản của tôi") in [(a.get("href"), a.text) for a in who.iter("a")]


@pytest.mark.parametrize("path", ["", "/mat-khau", "/hai-lop"])
def test_nobody_sees_it_who_is_not_signed_in(office: Office, path: str) -> None:
    visitor = Visitor(office.app.test_client()).open(f"/tai-khoan{path}")
    assert visitor.path == "/dang-nhap"


def test_another_password_is_chosen_and_only_this_browser_stays(office: Office) -> None:
    here, there = office.visitor(DRAFTER), office.visitor(DRAFTER)
    change(here)
    assert here.path == "/tai-khoan"
    assert label("done", "password_changed") in here.text
    assert here.open("/van-ban").path == "/van-ban"
    assert there.open("/van-ban").path == "/dang-nhap"
    assert enters(office, PASSWORD).status == 401
    assert enters(office, NEW).path == "/"


@pytest.mark.parametrize(
    ("typed", "code", "status"),
    [
        ({"old": "sai"}, "account.proof_refused", 403),
        ({"again": "con đò sang ngang"}, "account.passwords_differ", 422),
        ({"new": "ngắn", "again": "ngắn"}, "account.password_unfit", 422),
    ],
)
def test_a_refusal_says_why_and_what_to_do(
    office: Office, typed: dict[str, str], code: str, status: int
) -> None:
    visitor = change(office.visitor(DRAFTER), **typed)
    assert visitor.status == status
    assert explain(code).message in visitor.text
    assert explain(code).hint in visitor.text
    assert enters(office, PASSWORD).path == "/"


def test_what_was_typed_is_not_shown_again(office: Office) -> None:
    visitor = change(office.visitor(DRAFTER), old="sai-mat-khau-cu")
    assert "sai-mat-khau-cu" not in visitor.html
    assert NEW not in visitor.html


def test_all_sessions_end_from_the_page_too(office: Office) -> None:
    here, there = office.visitor(DRAFTER), office.visitor(DRAFTER)
    here.open("/tai-khoan")
    here.press("/tai-khoan/dang-xuat-moi-noi")
    assert there.open("/").path == "/dang-nhap"


def test_with_a_given_password_nothing_is_done_but_changing_it(office: Office) -> None:
    plan = office.new_plan()
    give_temporary(office)
    visitor = enters(office, PASSWORD)
    assert visitor.path == "/tai-khoan/mat-khau"
    assert "do quản trị hệ thống đặt" in visitor.text
    for path in ("/", "/van-ban", f"/van-ban/{plan}", "/tai-khoan", "/tai-khoan/hai-lop"):
        assert visitor.open(path).path == "/tai-khoan/mat-khau", path
    token = visitor.filled("/tai-khoan/mat-khau")["csrf_token"]
    visitor.send(f"/van-ban/{plan}/viec/open_round", {"csrf_token": token})
    assert visitor.status == 403
    assert "account.password_temporary" in visitor.text
    assert office.document(plan).version == 1
    change(visitor)
    assert visitor.open("/van-ban").path == "/van-ban"
    assert enters(office, NEW).path == "/"


def test_with_a_given_password_one_may_still_leave(office: Office) -> None:
    give_temporary(office)
    visitor = enters(office, PASSWORD)
    visitor.press("/dang-xuat")
    assert visitor.path == "/dang-nhap"
    assert visitor.client.get("/healthz").status_code == 200


def test_a_session_from_before_the_given_password_is_void(office: Office) -> None:
    visitor = office.visitor(DRAFTER)
    give_temporary(office)
    assert visitor.open("/tai-khoan").path == "/dang-nhap"
