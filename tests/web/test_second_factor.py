"""The second factor on pages: set up from what is shown, asked for at the door, turned off."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

import pytest

from service.accounts.totp import code_at
from service.labels import explain, label
from tests.web.office import DRAFTER, PASSWORD, Visitor
from tests.web.test_headers import ELSEWHERE, INLINE

if TYPE_CHECKING:
    from tests.web.office import Office

REFUSED = explain("account.refused").message
PAGE = "/tai-khoan/hai-lop"


class Telephone:
    """An authenticator: it knows what was typed into it, and the time."""

    def __init__(self, office: Office, secret_text: str) -> None:
        self.office = office
        self.secret = base64.b32decode(secret_text.replace(" ", ""))

    @property
    def code(self) -> str:
        return code_at(self.secret, self.office.now)

    @property
    def wrong(self) -> str:
        return f"{(int(self.code) + 123457) % 1_000_000:06}"


def begun(office: Office, visitor: Visitor) -> Telephone:
    visitor.open(PAGE).press(f"{PAGE}/bat-dau", password=PASSWORD)
    [secret] = visitor.tree.find_class("secret")
    return Telephone(office, secret.text)


def shown_codes(visitor: Visitor) -> list[str]:
    return [code.text for code in visitor.tree.xpath("//*[@class='codes']//code")]


def set_up(office: Office, visitor: Visitor, *, asked: bool = True) -> tuple[Telephone, list[str]]:
    """Turn it on, and let half a minute pass."""
    telephone = begun(office, visitor)
    asks = {"asked_at_sign_in": "1" if asked else "0"}
    visitor.press(f"{PAGE}/xac-nhan", code=telephone.code, **asks)
    words = shown_codes(visitor)
    assert len(words) == 10, visitor.text
    office.later(seconds=30)
    return telephone, words


def at_the_code(office: Office) -> Visitor:
    visitor = Visitor(office.app.test_client()).open("/dang-nhap?next=/van-ban")
    return visitor.press("/dang-nhap", login=DRAFTER, password=PASSWORD)


def test_it_is_set_up_from_what_the_page_shows(office: Office) -> None:
    visitor = office.visitor(DRAFTER)
    telephone, words = set_up(office, visitor)
    assert "chỉ hiện một lần" in visitor.text
    visitor.open("/tai-khoan")
    assert "Đang bật" in visitor.text
    assert "Còn 10 mã dự phòng" in visitor.text
    html = visitor.open(PAGE).html
    assert not any(word in html for word in words)
    assert base64.b32encode(telephone.secret).decode() not in html.replace(" ", "")


def test_the_qr_code_is_squares_and_a_name_and_nothing_else(office: Office) -> None:
    visitor = office.visitor(DRAFTER)
    begun(office, visitor)
    [svg] = visitor.tree.find_class("qr")
    assert {node.tag for node in svg.iter()} == {"svg", "title", "path"}
    assert (svg.get("role"), svg.findtext("title")) == ("img", label("account", "qr"))
    assert INLINE.findall(visitor.html) == ELSEWHERE.findall(visitor.html) == []


def test_the_secret_does_not_come_without_the_password(office: Office) -> None:
    visitor = office.visitor(DRAFTER).open(PAGE)
    visitor.press(f"{PAGE}/bat-dau", password="sai")
    assert visitor.status == 403
    assert not [*visitor.tree.find_class("secret"), *visitor.tree.iter("svg")]


def test_a_wrong_first_code_shows_the_same_secret_again(office: Office) -> None:
    visitor = office.visitor(DRAFTER)
    telephone = begun(office, visitor)
    visitor.press(f"{PAGE}/xac-nhan", code=telephone.wrong)
    assert visitor.status == 422
    assert explain("account.code_wrong").message in visitor.text
    [secret] = visitor.tree.find_class("secret")
    assert Telephone(office, secret.text).secret == telephone.secret


def test_the_recovery_codes_are_not_shown_twice(office: Office) -> None:
    visitor = office.visitor(DRAFTER)
    telephone = begun(office, visitor)
    form = visitor.filled(f"{PAGE}/xac-nhan") | {"code": telephone.code}
    assert shown_codes(visitor.send(f"{PAGE}/xac-nhan", form))
    visitor.send(f"{PAGE}/xac-nhan", form)
    assert visitor.status == 422
    assert not shown_codes(visitor)


def test_whoever_wants_it_is_asked_after_the_password(office: Office) -> None:
    telephone, _ = set_up(office, office.visitor(DRAFTER))
    visitor = at_the_code(office)
    assert (visitor.status, visitor.path) == (200, "/dang-nhap/ma")
    assert visitor.press("/dang-nhap/ma", code=telephone.code).path == "/van-ban"


def test_whoever_does_not_want_it_signs_in_as_before(office: Office) -> None:
    set_up(office, office.visitor(DRAFTER), asked=False)
    assert at_the_code(office).path == "/van-ban"


def test_with_the_password_alone_no_page_opens(office: Office) -> None:
    set_up(office, office.visitor(DRAFTER))
    visitor = at_the_code(office)
    for path in ("/", "/van-ban", "/tai-khoan", PAGE):
        assert visitor.open(path).path == "/dang-nhap", path


def test_a_wrong_code_is_answered_as_a_wrong_password_is(office: Office) -> None:
    telephone, _ = set_up(office, office.visitor(DRAFTER))
    visitor = at_the_code(office)
    visitor.press("/dang-nhap/ma", code=telephone.wrong)
    by_code = visitor.status, visitor.tree.find_class("problem")[0].text_content()
    visitor.open("/dang-nhap").press("/dang-nhap", login=DRAFTER, password="sai")
    by_password = visitor.status, visitor.tree.find_class("problem")[0].text_content()
    assert by_code == by_password
    assert by_code[0] == 401
    assert REFUSED in by_code[1]


def test_with_a_wrong_password_nobody_learns_who_is_asked_for_a_code(office: Office) -> None:
    def tried() -> tuple[int, str, str]:
        visitor = Visitor(office.app.test_client()).open("/dang-nhap")
        visitor.press("/dang-nhap", login=DRAFTER, password="sai")
        return visitor.status, visitor.path, visitor.text

    before = tried()
    set_up(office, office.visitor(DRAFTER))
    assert tried() == before


def test_a_used_code_does_not_open_the_door_again(office: Office) -> None:
    telephone, _ = set_up(office, office.visitor(DRAFTER))
    assert at_the_code(office).press("/dang-nhap/ma", code=telephone.code).path == "/van-ban"
    again = at_the_code(office).press("/dang-nhap/ma", code=telephone.code)
    assert (again.status, again.path) == (401, "/dang-nhap/ma")


def test_five_wrong_codes_lock_in_the_same_words(office: Office) -> None:
    telephone, words = set_up(office, office.visitor(DRAFTER))
    visitor = at_the_code(office)
    told = {visitor.press("/dang-nhap/ma", code=telephone.wrong).text for _ in range(5)}
    told.add(visitor.press("/dang-nhap/ma", code=telephone.code).text)
    told.add(visitor.press("/dang-nhap/ma", code=words[0]).text)
    assert len(told) == 1
    assert at_the_code(office).status == 401
    office.later(minutes=15)
    assert at_the_code(office).press("/dang-nhap/ma", code=telephone.code).path == "/van-ban"


def test_the_code_page_is_closed_without_a_password(office: Office) -> None:
    visitor = Visitor(office.app.test_client())
    assert visitor.open("/dang-nhap/ma").path == "/dang-nhap"


def test_after_five_minutes_the_password_is_asked_for_again(office: Office) -> None:
    telephone, _ = set_up(office, office.visitor(DRAFTER))
    visitor = at_the_code(office)
    office.later(minutes=5)
    visitor.press("/dang-nhap/ma", code=telephone.code)
    assert visitor.path == "/dang-nhap"
    assert visitor.open("/").path == "/dang-nhap"


def test_a_recovery_code_opens_once_and_says_so(office: Office) -> None:
    _, words = set_up(office, office.visitor(DRAFTER))
    visitor = at_the_code(office).press("/dang-nhap/ma", code=words[0])
    assert visitor.path == "/van-ban"
    assert label("done", "recovery_code_used") in visitor.text
    assert "Còn 9 mã" in visitor.open("/tai-khoan").text
    assert at_the_code(office).press("/dang-nhap/ma", code=words[0]).status == 401


def test_nobody_is_led_to_another_host_by_the_second_page(office: Office) -> None:
    telephone, _ = set_up(office, office.visitor(DRAFTER))
    visitor = at_the_code(office)
    form = visitor.filled("/dang-nhap/ma") | {"code": telephone.code, "next": "//example.org/"}
    answer = visitor.client.post("/dang-nhap/ma", data=form)
    assert (answer.status_code, answer.location) == (303, "/")


def test_asking_at_the_door_is_turned_off_and_on(office: Office) -> None:
    visitor = office.visitor(DRAFTER)
    telephone, _ = set_up(office, visitor)
    for ends_at in ("/van-ban", "/dang-nhap/ma"):
        visitor.open(PAGE)
        visitor.press(f"{PAGE}/khi-dang-nhap", password=PASSWORD, code=telephone.code)
        assert label("done", "sign_in_changed") in visitor.text
        assert at_the_code(office).path == ends_at
        office.later(seconds=30)


def test_new_recovery_codes_are_made(office: Office) -> None:
    visitor = office.visitor(DRAFTER)
    telephone, words = set_up(office, visitor)
    visitor.open(PAGE)
    visitor.press(f"{PAGE}/ma-du-phong", password=PASSWORD, code=telephone.code)
    new = shown_codes(visitor)
    assert len(set(new) - set(words)) == 10
    assert at_the_code(office).press("/dang-nhap/ma", code=words[0]).status == 401
    assert at_the_code(office).press("/dang-nhap/ma", code=new[0]).path == "/van-ban"


@pytest.mark.parametrize("with_word", [False, True])
def test_it_is_turned_off(office: Office, *, with_word: bool) -> None:
    visitor = office.visitor(DRAFTER)
    telephone, words = set_up(office, visitor)
    visitor.open(PAGE)
    code = words[0] if with_word else telephone.code
    visitor.press(f"{PAGE}/tat", password=PASSWORD, code=code)
    assert label("done", "second_factor_off") in visitor.text
    assert "Thiết lập" in visitor.text
    assert at_the_code(office).path == "/van-ban"


def test_it_stays_on_without_the_password(office: Office) -> None:
    visitor = office.visitor(DRAFTER)
    telephone, _ = set_up(office, visitor)
    visitor.open(PAGE)
    visitor.press(f"{PAGE}/tat", password="sai", code=telephone.code)
    assert visitor.status == 403
    assert explain("account.proof_refused").message in visitor.text
    assert at_the_code(office).path == "/dang-nhap/ma"


def test_every_form_carries_its_token(office: Office) -> None:
    visitor = office.visitor(DRAFTER)
    pages = [visitor.open(PAGE).tree]
    telephone = begun(office, visitor)
    pages.append(visitor.tree)
    visitor.press(f"{PAGE}/xac-nhan", code=telephone.code)
    pages.append(visitor.open(PAGE).tree)
    forms = [f for tree in pages for f in tree.forms if re.search("hai-lop", f.get("action"))]
    assert len(forms) == 5
    assert all("csrf_token" in form.fields for form in forms)
