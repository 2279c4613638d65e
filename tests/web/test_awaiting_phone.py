"""A confirmation on the phone is shown, asked about by the same form, and taken back: no script."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest
from typing_extensions import override

from service.app import create_app
from service.desk.client import SigningSession
from service.gateway import Note, RefusedError, unnoted
from service.many_signatures import ManySignatures
from service.temporal_gateway import TemporalGateway
from signing.errors import (
    Asking,
    AwaitingBrowserError,
    AwaitingCodeError,
    AwaitingPhoneError,
    ConfirmationTimeoutError,
)
from tests.web.office import DIRECTOR
from tests.web.papers import two_pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.gateway import Actor, Target
    from tests.web.office import Office, Visitor
    from workflows.contracts.payloads import Receipt

WAITS = "Đang chờ xác nhận trên điện thoại"
TOKEN, PIN = "token-of-a-session", "246810"


@dataclass(slots=True)
class Waiting(ManySignatures):
    """A list whose person is asked on the phone."""

    waits: RefusedError = field(kw_only=True)

    @override
    def finish(self, note: Note = unnoted) -> None:
        raise self.waits


@dataclass(frozen=True, slots=True)
class OnThePhone(TemporalGateway):
    """The gateway, whose desk asks the person on the phone; `code` is how that ends."""

    proofs: list[Any] = field(default_factory=list)
    code: str = AwaitingPhoneError.code
    asking: Asking = field(default_factory=Asking)
    brought: list[tuple[str, str, str]] = field(default_factory=list)

    def _waits(self, proof: object) -> RefusedError:
        self.proofs.append(proof)
        asked = asdict(replace(self.asking, seconds=170))
        return RefusedError(self.code, {"session": TOKEN, **asked})

    @override
    def came_back(self, actor: Actor, state: str, code: str) -> None:
        self.brought.append((actor.person_id, state, code))

    @override
    def sign(self, actor: Actor, target: Target, pin: object) -> Receipt:
        raise self._waits(pin)

    @override
    def open_many(self, actor: Actor, targets: Sequence[Target], pin: object) -> ManySignatures:
        return Waiting(self, self.desk, actor, targets, waits=self._waits(pin))

    @override
    def take_back(self, actor: Actor, session: SigningSession) -> None:
        self.proofs.append(("back", session.token))


@pytest.fixture
def phone(office: Office) -> OnThePhone:
    own = office.gateway
    gateway = OnThePhone(own.temporal, own.recorder, own.desk)
    office.gateway = gateway
    office.app = create_app(office.services(gateway=gateway))
    return gateway


def waiting(visitor: Visitor) -> None:
    assert visitor.status == 202
    assert WAITS in visitor.text
    assert "Còn 170 giây" in visitor.text
    assert PIN not in visitor.html


def test_one_paper_waits_is_asked_about_again_and_taken_back(
    office: Office, phone: OnThePhone
) -> None:
    plan = office.plan_to_sign(two_pages())
    visitor = office.visitor(DIRECTOR).open(f"/van-ban/{plan}")
    visitor.press(f"/van-ban/{plan}/ky", pin=PIN)
    waiting(visitor)
    visitor.press(f"/van-ban/{plan}/ky")
    waiting(visitor)
    assert phone.proofs == [PIN, SigningSession(TOKEN, 0.0)]
    visitor.press("/ky/rut-lai")
    assert phone.proofs[-1] == ("back", TOKEN)
    assert "Đã rút lại" in visitor.text


def test_a_whole_list_waits_for_one_confirmation(office: Office, phone: OnThePhone) -> None:
    plan = office.plan_to_sign(two_pages())
    visitor = office.visitor(DIRECTOR).open(f"/van-ban/{plan}").open("/ky")
    visitor.press("/ky", ban=plan, pin=PIN)
    waiting(visitor)
    visitor.press(visitor.path)
    waiting(visitor)
    assert phone.proofs == [PIN, SigningSession(TOKEN, 0.0)]


def test_a_confirmation_that_came_too_late_is_told(office: Office, phone: OnThePhone) -> None:
    late = replace(phone, code=ConfirmationTimeoutError.code)
    office.app = create_app(office.services(gateway=late))
    plan = office.plan_to_sign(two_pages())
    visitor = office.visitor(DIRECTOR).open(f"/van-ban/{plan}")
    visitor.press(f"/van-ban/{plan}/ky", pin=PIN)
    assert "Đã hết thời gian chờ xác nhận" in visitor.text
    assert WAITS not in visitor.text


def test_a_code_is_typed_into_the_same_form_and_kept_by_no_page(
    office: Office, phone: OnThePhone
) -> None:
    asked = Asking(question="q1", fields=(("OTP", "Mã SMS"),), turn=2, turns=3)
    asks = replace(phone, code=AwaitingCodeError.code, asking=asked)
    office.app = create_app(office.services(gateway=asks))
    plan = office.plan_to_sign(two_pages())
    visitor = office.visitor(DIRECTOR).open(f"/van-ban/{plan}")
    visitor.press(f"/van-ban/{plan}/ky", pin=PIN)
    assert visitor.status == 202
    for words in ("chờ mã xác nhận", "Mã SMS", "hỏi 3 lần", "đây là lần 2"):
        assert words in visitor.text
    visitor.press(f"/van-ban/{plan}/ky", ma_xac_nhan_OTP="918273")
    assert asks.proofs[-1] == SigningSession(TOKEN, 0.0, "q1", {"OTP": "918273"})
    assert "918273" not in visitor.html


def test_a_page_of_the_holders_is_linked_and_what_it_says_goes_to_the_desk(
    office: Office, phone: OnThePhone
) -> None:
    url = "https://khoa.example.vn/oauth2/authorize?state=s1"
    asks = replace(phone, code=AwaitingBrowserError.code, asking=Asking(url=url))
    office.app = create_app(office.services(gateway=asks))
    plan = office.plan_to_sign(two_pages())
    visitor = office.visitor(DIRECTOR).open(f"/van-ban/{plan}")
    visitor.press(f"/van-ban/{plan}/ky", pin=PIN)
    assert f'href="{url}"' in visitor.html
    visitor.open("/ky/xac-nhan?state=s1&code=c1")
    assert "Đã nhận xác nhận" in visitor.text
    visitor.open("/ky/xac-nhan?state=s1&error=access_denied")
    assert "không xác nhận" in visitor.text
    assert [(state, code) for _, state, code in asks.brought] == [("s1", "c1"), ("s1", "")]
