"""The door: who may enter, how often one may try, and how every session ends at once."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

import pytest

from service.accounts.errors import SignInRefusedError
from service.accounts.lockout import LOCKED_FOR
from service.accounts.sign_in import sign_in
from service.app import create_app
from service.labels import explain
from storage.people import accounts
from tests.web.office import DRAFTER, PASSWORD, Visitor, person_of

if TYPE_CHECKING:
    from tests.web.office import Office

WRONG = explain("account.refused").message


def at_the_door(office: Office) -> Visitor:
    return Visitor(office.app.test_client()).open("/dang-nhap")


def try_in(visitor: Visitor, login: str, password: str) -> Visitor:
    visitor.open("/dang-nhap")
    return visitor.press("/dang-nhap", login=login, password=password)


def test_a_person_enters_and_leaves(office: Office) -> None:
    visitor = office.visitor(DRAFTER)
    assert "Nguyễn Thị Thu Hương" in visitor.text
    visitor.press("/dang-xuat")
    assert visitor.path == "/dang-nhap"
    assert visitor.open("/van-ban").path == "/dang-nhap"


@pytest.mark.parametrize("login", [DRAFTER.upper(), f"  {DRAFTER} "])
def test_a_login_is_known_in_any_case_and_with_spaces(office: Office, login: str) -> None:
    assert try_in(at_the_door(office), login, PASSWORD).path == "/"


def test_the_answer_does_not_tell_an_unknown_login_from_a_wrong_password(office: Office) -> None:
    unknown = try_in(at_the_door(office), "khong-co", PASSWORD)
    wrong = try_in(at_the_door(office), DRAFTER, "sai")
    assert unknown.status == wrong.status == 401
    assert WRONG in unknown.text
    assert unknown.text == wrong.text


def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(office: Office) -> None:
    visitor = at_the_door(office)
    for _ in range(5):
        try_in(visitor, DRAFTER, "sai")
    assert WRONG in try_in(visitor, DRAFTER, PASSWORD).text
    office.later(minutes=14, seconds=59)
    assert WRONG in try_in(visitor, DRAFTER, PASSWORD).text
    office.later(seconds=2)
    assert try_in(visitor, DRAFTER, PASSWORD).path == "/"


def test_four_wrong_passwords_are_forgotten_after_the_right_one(office: Office) -> None:
    visitor = at_the_door(office)
    for _ in range(2):
        for _ in range(4):
            try_in(visitor, DRAFTER, "sai")
        assert try_in(visitor, DRAFTER, PASSWORD).path == "/"
        visitor.press("/dang-xuat")


def test_of_wrong_tries_made_at_once_none_is_missed(office: Office) -> None:
    def once() -> None:
        with contextlib.suppress(SignInRefusedError):
            sign_in(office.database, DRAFTER, "sai", office.now)

    threads = [threading.Thread(target=once) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with office.database.reading() as conn:
        account = accounts.account_of(conn, person_of(DRAFTER))
    assert account is not None
    assert (account.failed_count, account.locked_until) == (5, office.now + LOCKED_FOR)


def test_tries_during_a_lock_do_not_prolong_it(office: Office) -> None:
    visitor = at_the_door(office)
    for _ in range(5):
        try_in(visitor, DRAFTER, "sai")
    office.later(minutes=10)
    try_in(visitor, DRAFTER, "sai")
    office.later(minutes=6)
    assert try_in(visitor, DRAFTER, PASSWORD).path == "/"


def test_after_a_lock_the_count_begins_again(office: Office) -> None:
    visitor = at_the_door(office)
    for _ in range(5):
        try_in(visitor, DRAFTER, "sai")
    office.later(minutes=16)
    try_in(visitor, DRAFTER, "sai")
    assert try_in(visitor, DRAFTER, PASSWORD).path == "/"


def test_ending_all_sessions_ends_those_in_other_browsers(office: Office) -> None:
    here, there = office.visitor(DRAFTER), office.visitor(DRAFTER)
    here.press("/tai-khoan/dang-xuat-moi-noi")
    assert there.open("/").path == "/dang-nhap"
    assert try_in(there, DRAFTER, PASSWORD).path == "/"


def test_a_new_password_ends_the_sessions(office: Office) -> None:
    visitor = office.visitor(DRAFTER)
    with office.database.writing() as conn:
        accounts.set_password(conn, person_of(DRAFTER), "khac")
    assert visitor.open("/").path == "/dang-nhap"


def test_an_account_without_a_usable_password_lets_nobody_in(office: Office) -> None:
    with office.database.writing() as conn:
        accounts.set_password(conn, person_of(DRAFTER), "!")
    assert try_in(at_the_door(office), DRAFTER, "!").status == 401


def test_the_page_that_was_wanted_opens_after_signing_in(office: Office) -> None:
    visitor = Visitor(office.app.test_client()).open("/van-ban?trang-thai=issued")
    assert visitor.path == "/dang-nhap"
    visitor.press("/dang-nhap", login=DRAFTER, password=PASSWORD)
    assert visitor.path == "/van-ban"


def test_nobody_is_led_to_another_host(office: Office) -> None:
    visitor = Visitor(office.app.test_client()).open("/dang-nhap?next=//example.org/")
    answer = visitor.client.post(
        "/dang-nhap",
        data=visitor.filled("/dang-nhap")
        | {"login": DRAFTER, "password": PASSWORD, "next": "//example.org/"},
    )
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_form_from_elsewhere_is_refused(office: Office) -> None:
    visitor = Visitor(office.app.test_client())
    visitor.send("/dang-nhap", {"login": DRAFTER, "password": PASSWORD})
    assert visitor.status == 400
    assert "http.csrf" in visitor.text


def test_the_cookie_is_kept_from_scripts_and_other_sites(office: Office) -> None:
    visitor = at_the_door(office)
    fields = visitor.filled("/dang-nhap") | {"login": DRAFTER, "password": PASSWORD}
    cookie = visitor.client.post("/dang-nhap", data=fields).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_behind_https_the_cookie_is_secure(office: Office) -> None:
    app = create_app(office.services(base_url="https://trinhky.example.vn"))
    cookie = app.test_client().get("/dang-nhap").headers["Set-Cookie"]
    assert "Secure" in cookie


def test_a_demonstration_says_so_loudly_and_names_its_people(office: Office) -> None:
    app = create_app(office.services(demo_password=PASSWORD))
    page = Visitor(app.test_client()).open("/dang-nhap")
    assert "DỮ LIỆU TRÌNH DIỄN" in page.text
    assert "giamdoc Trịnh Hữu Hùng Bí thư Đảng ủy; Giám đốc" in page.text
    assert PASSWORD in page.text


def test_outside_a_demonstration_nobody_is_named(office: Office) -> None:
    page = at_the_door(office)
    assert "TRÌNH DIỄN" not in page.text
    assert "Trịnh Hữu Hùng" not in page.text
