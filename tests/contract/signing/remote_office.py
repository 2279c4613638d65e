"""How the contract tests reach keys at remote services, and play their owner."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from signing.custody.remote.answers import JsonService
from signing.custody.remote.confirmation import Patience
from signing.custody.remote.csc import CscAccount, CscKey
from signing.custody.remote.csc_client import CscService, OAuthClient
from signing.custody.remote.key import RemoteKey
from signing.custody.remote.person import Person
from signing.custody.signer import Signer
from signing.errors import (
    Asking,
    AwaitingBrowserError,
    AwaitingCodeError,
    AwaitingPhoneError,
    SigningError,
)
from signing.port import FieldRole
from signing.seal.fields import reserve
from signing.seal.prepare import prepare
from tests.far.csc import CLIENT_ID, CLIENT_SECRET, CREDENTIAL, PASSWORD, REDIRECT, USER
from tests.signing_pki import PAPER, a_signature
from tests.waiting import until

if TYPE_CHECKING:
    from signing.port import Prepared
    from signing.trust.own_ca import Issued
    from tests.far.service import FarService
    from tests.signing_pki import Chancery

QUICK = Patience(wait=20.0, between=0.02)
SECONDS = 20.0


def item_for(chancery: Chancery, issued: Issued, name: str = "item-1") -> tuple[bytes, Prepared]:
    field_ = replace(chancery.fields()[0], subject=issued.der)
    pdf = reserve(PAPER.read_bytes(), [field_])
    order = replace(chancery.order(FieldRole.PERSONAL, issued), item_id=name)
    prepared, hole = prepare(pdf + b"%" + name.encode() + b"\n", order, a_signature())
    return hole, prepared


@dataclass(frozen=True)
class Way:
    """How a credential is reached: the office logs in itself, or its owner does."""

    pin: str = ""
    is_office: bool = False
    is_pushed: bool = False
    at_once: int = 0
    is_asynchronous: bool = False


def csc(far: FarService, version: int, way: Way | None = None) -> CscKey:
    """One credential."""
    way = way or Way()
    far.version = version
    http = JsonService(far.url, SECONDS)
    client = OAuthClient(http, CLIENT_ID, CLIENT_SECRET, REDIRECT, way.is_pushed)
    service = CscService(http, version, SECONDS, client, way.at_once, way.is_asynchronous)
    named = (CREDENTIAL, "", "") if way.is_office else (CREDENTIAL, USER, PASSWORD)
    return CscKey(service, CscAccount(*named, way.pin))


def holder(key: CscKey, owner: Issued, patience: Patience = QUICK) -> RemoteKey:
    signer = Signer.of(owner.der, owner.chain_der)
    return RemoteKey(key, signer, patience, lambda: secrets.token_hex(16))


@dataclass
class Owner:
    """Answers what he is asked, and remembers all of it."""

    answers: Callable[[Person, Asking], None]
    person: Person = field(default_factory=Person)
    seen: list[AwaitingPhoneError] = field(default_factory=list)

    def ended(self, key: RemoteKey, item: tuple[bytes, Prepared]) -> bytes | SigningError:
        """What becomes of an item once he has answered whatever was asked."""
        found: list[bytes | SigningError] = []

        def is_over() -> bool:
            try:
                found.append(key.sign(*item))
            except AwaitingPhoneError as waits:
                self._answer(waits)
                return False
            except SigningError as error:
                found.append(error)
            return True

        until(is_over, SECONDS)
        return found[0]

    def _answer(self, waits: AwaitingPhoneError) -> None:
        self.seen.append(waits)
        if isinstance(waits, AwaitingCodeError | AwaitingBrowserError):
            self.answers(self.person, waits.asking)

    @property
    def codes_asked(self) -> int:
        return len({one.asking.question for one in self.seen if one.asking.question})


def typing(*values: Callable[[], dict[str, str]]) -> Callable[[Person, Asking], None]:
    """An owner who types these, one after the other; the last again and again."""
    left = list(values)

    def types(person: Person, asking: Asking) -> None:
        person.answer(asking.question, (left.pop(0) if len(left) > 1 else left[0])())

    return types


def browsing(far: FarService, *, does_agree: bool = True) -> Callable[[Person, Asking], None]:
    """An owner who goes where he is sent."""

    def goes(person: Person, asking: Asking) -> None:
        brought = far.confirm_in_browser(asking.url, does_agree=does_agree)
        person.came_back(brought["state"], brought.get("code", ""))

    return goes
