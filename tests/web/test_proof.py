"""The proof in an act's form: what was typed becomes a proof's id, or a refusal with a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flask_login import login_user

from service.accounts.proof import Door
from service.accounts.session import SignedIn
from service.app import create_app
from service.demo import demo_code
from service.demo.second_factors import plant
from service.gateway import RefusedError, Target
from service.pages.proof import prove
from service.problems import status_of
from storage.errors import StepUpOtherError
from storage.people import step_ups
from storage.people.step_ups import Seen
from tests.web.office import BOX, DIRECTOR, MEMBER, PASSWORD, Visitor, person_of

if TYPE_CHECKING:
    from tests.web.office import Office

SHOWN = "a" * 64
TARGET = Target("vb-1", "act-1", 3, SHOWN)


@pytest.fixture
def demo(office: Office) -> Office:
    plant(office.database, BOX, office.now)
    return office


def proven(office: Office, login: str, **fields: Any) -> str:
    """Send an act's form as somebody who is signed in."""
    with office.app.test_request_context("/van-ban/vb-1/viec/confirm", method="POST", data=fields):
        login_user(SignedIn(person_of(login), "", login, 0))
        return prove(TARGET)


def test_password_and_code_are_a_proof_for_what_the_form_showed(demo: Office) -> None:
    step_up_id = proven(demo, MEMBER, password=PASSWORD, code=demo_code(demo.now))
    seen = Seen(person_of(MEMBER), "vb-1", SHOWN)
    with demo.database.writing() as conn:
        other = Seen(person_of(MEMBER), "vb-1", "b" * 64)
        with pytest.raises(StepUpOtherError):
            step_ups.consume(conn, step_up_id, other, "act-1", demo.now)
        step_ups.consume(conn, step_up_id, seen, "act-1", demo.now)


@pytest.mark.parametrize("missing", ["password", "code"])
def test_either_alone_is_refused(demo: Office, missing: str) -> None:
    fields = {"password": PASSWORD, "code": demo_code(demo.now)}
    del fields[missing]
    with pytest.raises(RefusedError) as refusal:
        proven(demo, MEMBER, **fields)
    assert refusal.value.code == "account.proof_refused"
    assert status_of(refusal.value.code) == 403


def test_who_has_no_second_factor_is_sent_to_set_one_up(demo: Office) -> None:
    with pytest.raises(RefusedError) as refusal:
        proven(demo, DIRECTOR, password=PASSWORD, code=demo_code(demo.now))
    assert refusal.value.code == "account.second_factor_needed"


def test_a_demonstration_shows_the_code_where_it_is_asked_for(demo: Office) -> None:
    app = create_app(demo.services(demo_password=PASSWORD, demo_code=demo_code))
    visitor = Visitor(app.test_client()).open("/dang-nhap")
    code = demo_code(demo.now)
    assert code in visitor.text
    visitor.press("/dang-nhap", login=MEMBER, password=PASSWORD)
    assert code in visitor.open("/tai-khoan/hai-lop").text
    demo.later(seconds=30)
    assert demo_code(demo.now) in visitor.open("/tai-khoan/hai-lop").text


def test_outside_a_demonstration_no_code_is_shown(demo: Office) -> None:
    code = demo_code(demo.now)
    assert code not in Visitor(demo.app.test_client()).open("/dang-nhap").text
    visitor = demo.visitor(MEMBER).open("/tai-khoan/hai-lop")
    assert visitor.offers("/khi-dang-nhap")
    assert code not in visitor.text
    assert Door(demo.database, BOX) == demo.services().door
