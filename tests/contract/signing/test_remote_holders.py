"""Keys at remote services and in tokens: they wait, end, are taken back, and are never believed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest

from signing.custody.pkcs11 import InToken, Token, TokenKey
from signing.custody.remote.answers import JsonService, is_trustworthy
from signing.custody.remote.confirmation import Patience
from signing.custody.remote.csc import CscAccount, CscKey
from signing.custody.remote.csc_client import CscService
from signing.custody.remote.key import RemoteKey
from signing.custody.remote.smartca import SmartCaAccount, SmartCaKey, SmartCaService
from signing.custody.signer import Signer
from signing.errors import (
    AwaitingPhoneError,
    BadSignatureError,
    ConfirmationTimeoutError,
    HolderAnswerError,
    HolderRefusedError,
    HolderUnavailableError,
    KeyUnusableError,
    NoKeyError,
    SigningError,
    WrongCertificateError,
)
from signing.seal.embed import check_cms
from tests.contract.signing.remote_office import QUICK, SECONDS, item_for
from tests.far.service import (
    PASSWORD,
    SP_ID,
    SP_PASSWORD,
    USER,
    USER_ID,
    FarService,
    far_service,
    serving,
)
from tests.far.token import TOKEN_PIN
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signing.custody.remote.port import RemoteService
    from signing.port import Prepared
    from signing.trust.own_ca import Issued
    from tests.far.token import SoftToken
    from tests.signing_pki import Chancery


def reach(far: FarService, protocol: str, seconds: float = SECONDS) -> RemoteService:
    http = JsonService(far.url, seconds)
    if protocol == "smartca":
        account = SmartCaAccount(USER_ID, f"{far.owner.certificate.serial_number:x}")
        return SmartCaKey(SmartCaService(http, SP_ID, SP_PASSWORD), account)
    far.version = int(protocol.removeprefix("csc-"))
    return CscKey(CscService(http, far.version, seconds), CscAccount("cred-1", USER, PASSWORD))


def remote(
    far: FarService, protocol: str, patience: Patience = QUICK, seconds: float = SECONDS,
    algorithm: str = "",
) -> RemoteKey:  # fmt: skip
    signer = Signer.of(far.owner.der, far.owner.chain_der, algorithm)
    return RemoteKey(reach(far, protocol, seconds), signer, patience, lambda: secrets.token_hex(16))


def ended(key: RemoteKey, item: tuple[bytes, Prepared]) -> bytes | SigningError:
    """What becomes of an item once nobody is waited for."""
    found: list[bytes | SigningError] = []

    def is_over() -> bool:
        try:
            found.append(key.sign(*item))
        except AwaitingPhoneError:
            return False
        except SigningError as error:
            found.append(error)
        return True

    until(is_over, SECONDS)
    return found[0]


@pytest.fixture
def far(chancery: Chancery) -> Iterator[FarService]:
    with serving(far_service(chancery.leader)) as service:
        yield service


@pytest.fixture(params=["csc-1", "csc-2", "smartca"])
def protocol(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_one_confirmation_on_the_phone_signs_a_whole_list(
    chancery: Chancery, far: FarService, protocol: str
) -> None:
    items = [item_for(chancery, chancery.leader, f"item-{n}") for n in range(3)]
    key = remote(far, protocol)
    key.begin(items, "Trình Ký: {} văn bản".format)
    with pytest.raises(AwaitingPhoneError) as waits:
        key.sign(*items[0])
    assert 0 < waits.value.seconds <= QUICK.wait
    assert far.signed == []
    far.confirmed.set()
    for hole, prepared in reversed(items):
        made = ended(key, (hole, prepared))
        assert isinstance(made, bytes)
        assert check_cms(hole, prepared, made).certificates
    assert far.titles == ["Trình Ký: 3 văn bản"]
    assert len(far.signed) == 3


def test_a_csc_service_may_want_a_new_token(chancery: Chancery, far: FarService) -> None:
    far.mischief = "expired_token"
    far.confirmed.set()
    item = item_for(chancery, chancery.leader)
    made = ended(remote(far, "csc-2"), item)
    assert isinstance(made, bytes)
    assert check_cms(*item, made).certificates


@pytest.mark.parametrize("curve", ["ecdsa-sha256", "rsa-pss-sha512"])
def test_a_remote_key_signs_by_other_algorithms_too(chancery: Chancery, curve: str) -> None:
    owner = chancery.other if curve.startswith("ecdsa") else chancery.leader
    with serving(far_service(owner)) as far:
        far.confirmed.set()
        item = item_for(chancery, owner)
        made = ended(remote(far, "csc-1", algorithm=curve), item)
    assert isinstance(made, bytes)
    assert check_cms(*item, made).certificates


def test_a_person_who_refuses_signs_nothing(
    chancery: Chancery, far: FarService, protocol: str
) -> None:
    far.refused = True
    far.confirmed.set()
    made = ended(remote(far, protocol), item_for(chancery, chancery.leader))
    assert isinstance(made, HolderRefusedError)
    assert far.signed == []


def test_who_does_not_answer_in_time_signs_nothing(
    chancery: Chancery, far: FarService, protocol: str
) -> None:
    key, item = remote(far, protocol, Patience(0.2, 0.02)), item_for(chancery, chancery.leader)
    assert isinstance(ended(key, item), ConfirmationTimeoutError)
    far.confirmed.set()
    assert isinstance(ended(key, item), ConfirmationTimeoutError)


@pytest.mark.parametrize("protocol", ["csc-2", "smartca"])
def test_a_service_that_says_it_waited_long_enough_is_believed(
    chancery: Chancery, far: FarService, protocol: str
) -> None:
    far.mischief = "expired"
    made = ended(remote(far, protocol), item_for(chancery, chancery.leader))
    assert isinstance(made, ConfirmationTimeoutError)


def test_what_is_taken_back_is_signed_no_more(chancery: Chancery, far: FarService) -> None:
    key, item = remote(far, "csc-2"), item_for(chancery, chancery.leader)
    with pytest.raises(AwaitingPhoneError):
        key.sign(*item)
    until(lambda: bool(far.asked), SECONDS)
    key.forget()
    until(lambda: far.revoked, SECONDS)  # a question that was on its way may still be answered
    far.confirmed.set()
    with pytest.raises(HolderRefusedError):
        key.sign(*item)
    with pytest.raises(NoKeyError):
        key.sign(*item_for(chancery, chancery.leader, "another"))
    assert far.signed == []


@pytest.mark.parametrize(("mischief", "refusal"), [
    ("down", HolderUnavailableError), ("slow", HolderUnavailableError),
    ("flood", HolderAnswerError), ("garbage", HolderAnswerError),
    ("redirect", HolderAnswerError), ("one_missing", HolderAnswerError),
    ("not_base64", HolderAnswerError), ("other_certificate", WrongCertificateError),
])  # fmt: skip
def test_a_service_that_fails_or_lies_is_told_apart(
    chancery: Chancery, far: FarService, protocol: str, mischief: str,
    refusal: type[SigningError],
) -> None:  # fmt: skip
    far.mischief = mischief
    far.confirmed.set()
    seconds = 0.3 if mischief == "slow" else SECONDS
    made = ended(remote(far, protocol, seconds=seconds), item_for(chancery, chancery.leader))
    assert type(made) is refusal


def test_a_signature_by_another_key_is_not_taken(
    chancery: Chancery, far: FarService, protocol: str
) -> None:
    far.signs_with = chancery.agency.key
    far.confirmed.set()
    made = ended(remote(far, protocol), item_for(chancery, chancery.leader))
    assert isinstance(made, BadSignatureError)


def test_a_service_that_is_not_there_is_unavailable(chancery: Chancery, protocol: str) -> None:
    gone = far_service(chancery.leader)
    gone.url = "http://127.0.0.1:9"
    made = ended(remote(gone, protocol), item_for(chancery, chancery.leader))
    assert isinstance(made, HolderUnavailableError)


@pytest.mark.parametrize(("url", "is_good"), [
    ("https://far.example/csc", True), ("http://127.0.0.1:8000", True),
    ("http://far.example/csc", False), ("file:///etc/passwd", False), ("far.example", False),
])  # fmt: skip
def test_secrets_go_over_tls_or_stay_on_the_machine(url: str, is_good: bool) -> None:  # noqa: FBT001
    assert is_trustworthy(url) is is_good
    if not is_good:
        with pytest.raises(ValueError, match="https"):
            JsonService(url)


@pytest.mark.parametrize(("owner", "key_id", "algorithm"), [
    ("leader", "01", ""), ("leader", "01", "rsa-pkcs1-sha512"), ("leader", "01", "rsa-pss-sha384"),
    ("other", "02", ""), ("other", "02", "ecdsa-sha512"),
])  # fmt: skip
def test_a_key_in_a_token_signs(
    chancery: Chancery, token: SoftToken, owner: str, key_id: str, algorithm: str
) -> None:
    issued: Issued = getattr(chancery, owner)
    signer = Signer.of(issued.der, issued.chain_der, algorithm)
    key = TokenKey(Token(token.module, token.label), InToken(key_id, TOKEN_PIN), signer)
    hole, prepared = item_for(chancery, issued)
    for _ in range(2):
        assert check_cms(hole, prepared, key.sign(hole, prepared)).certificates
    key.forget()
    with pytest.raises(NoKeyError):
        key.sign(hole, prepared)


@pytest.mark.parametrize(("flaw", "refusal"), [
    ("another PIN", HolderRefusedError), ("no such key", KeyUnusableError),
    ("no such token", HolderUnavailableError), ("no such module", HolderUnavailableError),
    ("too slow", HolderUnavailableError), ("another key", KeyUnusableError),
    ("another key of its kind", BadSignatureError),
])  # fmt: skip
def test_a_token_that_fails_or_lies_is_told_apart(
    chancery: Chancery, token: SoftToken, flaw: str, refusal: type[SigningError]
) -> None:
    owner = chancery.agency if flaw == "another key of its kind" else chancery.leader
    module = token.module.with_name("none.so") if flaw == "no such module" else token.module
    label = "none" if flaw == "no such token" else token.label
    place = InToken(
        {"no such key": "77", "another key": "02"}.get(flaw, "01"),
        "00000000" if flaw == "another PIN" else TOKEN_PIN,
    )
    where = Token(module, label, 0.0 if flaw == "too slow" else SECONDS)
    hole, prepared = item_for(chancery, owner)
    with pytest.raises(refusal):
        TokenKey(where, place, Signer.of(owner.der, owner.chain_der)).sign(hole, prepared)
