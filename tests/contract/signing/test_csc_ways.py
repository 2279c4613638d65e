"""Every way that the CSC API knows to authorise a signature, and what each lets through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from signing.custody.remote.confirmation import Patience
from signing.custody.remote.csc_credential import needed
from signing.errors import (
    AlgorithmRefusedError,
    AwaitingBrowserError,
    AwaitingCodeError,
    AwaitingPhoneError,
    ConfirmationTimeoutError,
    HolderAnswerError,
    HolderRefusedError,
    NotOnTheListError,
    SigningError,
)
from signing.seal.embed import check_cms
from tests.contract.signing.remote_office import (
    QUICK,
    SECONDS,
    Owner,
    Way,
    browsing,
    csc,
    holder,
    item_for,
    typing,
)
from tests.far.csc import PIN
from tests.far.service import FarService, far_service, serving
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signing.port import Prepared
    from tests.signing_pki import Chancery


@pytest.fixture
def far(chancery: Chancery) -> Iterator[FarService]:
    with serving(far_service(chancery.leader)) as service:
        yield service


@pytest.fixture(params=[1, 2])
def version(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def papers(chancery: Chancery, count: int) -> list[tuple[bytes, Prepared]]:
    return [item_for(chancery, chancery.leader, f"item-{n}") for n in range(count)]


def is_good(item: tuple[bytes, Prepared], made: bytes | SigningError) -> bool:
    assert isinstance(made, bytes), repr(made)
    return bool(check_cms(*item, made).certificates)


@pytest.mark.parametrize("factors", [("PIN", "OTP"), ("OTP",), ("PIN", "TOTP"), ("PIN",)])
def test_pin_and_one_time_password_authorise_a_whole_list(
    chancery: Chancery, far: FarService, version: int, factors: tuple[str, ...]
) -> None:
    is_sent, typed = "OTP" in factors, {"OTP", "TOTP"} & set(factors)
    far.mode, far.factors = "explicit", factors
    asks = "OTP" if version == 1 or "OTP" in factors else "TOTP"
    owner = Owner(typing(lambda: {asks: far.sent_codes[-1] if is_sent else "424242"}))
    key, items = holder(csc(far, version, Way(pin=PIN)), chancery.leader), papers(chancery, 3)
    key.begin(items, "Trình Ký: {} văn bản".format, person=owner.person)
    assert all(is_good(item, owner.ended(key, item)) for item in items)
    assert owner.codes_asked == bool(typed)
    assert (len(far.sent_codes), far.counts, far.batches) == (int(is_sent), [3], [3])
    if typed:
        asked = next(one for one in owner.seen if one.asking.fields)
        assert isinstance(asked, AwaitingCodeError)
        assert [name for name, _ in asked.asking.fields] == [asks]


def test_a_pin_that_is_kept_nowhere_is_typed_with_the_code(
    chancery: Chancery, far: FarService, version: int
) -> None:
    far.mode, far.factors = "explicit", ("PIN", "OTP")
    owner = Owner(typing(lambda: {"PIN": PIN, "OTP": far.sent_codes[-1]}))
    key, [item] = holder(csc(far, version), chancery.leader), papers(chancery, 1)
    key.begin([item], person=owner.person)
    assert is_good(item, owner.ended(key, item))


def test_a_question_of_the_services_is_shown_and_answered(
    chancery: Chancery, far: FarService
) -> None:
    far.mode, far.factors = "explicit", ("QUESTION",)
    owner = Owner(typing(lambda: {"QUESTION": "Lam Sơn"}))
    key, [item] = holder(csc(far, 2), chancery.leader), papers(chancery, 1)
    key.begin([item], person=owner.person)
    assert is_good(item, owner.ended(key, item))
    assert (("QUESTION", "Câu hỏi: Tên trường cũ?"),) in [o.asking.fields for o in owner.seen]


def test_a_wrong_code_is_asked_for_again_and_too_many_sign_nothing(
    chancery: Chancery, far: FarService, version: int
) -> None:
    far.mode, far.factors = "explicit", ("PIN", "OTP")
    first, second = papers(chancery, 2)
    owner = Owner(typing(lambda: {"OTP": "000"}, lambda: {"OTP": far.sent_codes[-1]}))
    key = holder(csc(far, version, Way(pin=PIN)), chancery.leader)
    key.begin([first], person=owner.person)
    assert is_good(first, owner.ended(key, first))
    assert [o.asking.is_again for o in owner.seen if o.asking.fields][-1]
    stubborn = Owner(typing(lambda: {"OTP": "000"}))
    key = holder(csc(far, version, Way(pin=PIN)), chancery.leader)
    key.begin([second], person=stubborn.person)
    assert isinstance(stubborn.ended(key, second), HolderRefusedError)
    assert (stubborn.codes_asked, len(far.signed)) == (3, 1)


def test_a_wrong_pin_that_is_kept_is_tried_once(
    chancery: Chancery, far: FarService, version: int
) -> None:
    far.mode, far.factors = "explicit", ("PIN",)
    key, [item] = holder(csc(far, version, Way(pin="0000")), chancery.leader), papers(chancery, 1)
    key.begin([item])
    assert isinstance(Owner(typing(dict)).ended(key, item), HolderRefusedError)
    assert (far.calls["/credentials/authorize"], far.signed) == (1, [])


def test_a_code_for_a_question_that_is_over_answers_no_other(
    chancery: Chancery, far: FarService
) -> None:
    far.mode, far.factors = "explicit", ("OTP",)
    key, [item] = holder(csc(far, 2), chancery.leader, Patience(0.5, 0.02)), papers(chancery, 1)
    owner = Owner(lambda person, _: person.answer("0123456789abcdef", {"OTP": far.sent_codes[-1]}))
    key.begin([item], person=owner.person)
    assert isinstance(owner.ended(key, item), ConfirmationTimeoutError)
    assert (far.calls["/credentials/authorize"], far.signed) == (0, [])


def test_the_office_logs_in_itself_where_it_is_a_client_and_ends_it_when_taken_back(
    chancery: Chancery, far: FarService
) -> None:
    far.mode = "bare"
    key, [item] = holder(csc(far, 2, Way(is_office=True)), chancery.leader), papers(chancery, 1)
    key.begin([item])
    assert is_good(item, Owner(typing(dict)).ended(key, item))
    assert far.calls["/auth/login"] == 0
    far.mode = "phone"
    other = holder(csc(far, 2, Way(is_office=True)), chancery.leader)
    other.begin([item])
    until(lambda: bool(far.asked), SECONDS)
    other.forget()
    until(lambda: far.revoked, SECONDS)


@pytest.mark.parametrize("is_pushed", [False, True])
def test_a_page_of_the_services_confirms_and_its_token_signs(
    chancery: Chancery, far: FarService, version: int, is_pushed: bool  # noqa: FBT001
) -> None:  # fmt: skip
    far.mode = "oauth2code"
    key = csc(far, version, Way(is_office=True, is_pushed=is_pushed and version > 1))
    made, items = holder(key, chancery.leader), papers(chancery, 2)
    owner = Owner(browsing(far))
    made.begin(items, "Trình Ký: {} văn bản".format, person=owner.person)
    assert all(is_good(item, owner.ended(made, item)) for item in items)
    assert any(isinstance(one, AwaitingBrowserError) for one in owner.seen)
    assert (far.titles, far.counts) == (["Trình Ký: 2 văn bản"], [2])


@pytest.mark.parametrize(("flaw", "refusal"), [
    ("refused there", HolderRefusedError), ("another state", NotOnTheListError),
    ("another code", HolderRefusedError),
])  # fmt: skip
def test_a_browser_that_brings_back_something_else_signs_nothing(
    chancery: Chancery, far: FarService, flaw: str, refusal: type[SigningError]
) -> None:
    far.mode = "oauth2code"
    made, [item] = holder(csc(far, 2, Way(is_office=True)), chancery.leader), papers(chancery, 1)
    owner = Owner(browsing(far, does_agree=flaw != "refused there"))
    if flaw == "another code":
        owner = Owner(lambda person, asked: person.came_back(_state(asked.url), "code-of-another"))
    if flaw == "another state":
        owner = Owner(lambda person, _: person.came_back("state-of-another", "code-0"))
        made.begin([item], person=owner.person)
        with pytest.raises(refusal):
            owner.ended(made, item)
    else:
        made.begin([item], person=owner.person)
        assert isinstance(owner.ended(made, item), refusal)
    assert far.signed == []


def _state(url: str) -> str:
    return url.partition("&state=")[2].partition("&")[0]


def test_more_papers_than_one_confirmation_covers_are_asked_for_in_turn(
    chancery: Chancery, far: FarService, version: int
) -> None:
    far.mode, far.factors, far.multisign = "explicit", ("OTP",), 2
    owner = Owner(typing(lambda: {"OTP": far.sent_codes[-1]}))
    key, items = holder(csc(far, version), chancery.leader), papers(chancery, 5)
    key.begin(items, "Trình Ký: {} văn bản".format, person=owner.person)
    assert all(is_good(item, owner.ended(key, item)) for item in items)
    told = {(one.asking.turn, one.asking.turns) for one in owner.seen if one.asking.fields}
    assert told == {(1, 3), (2, 3), (3, 3)}
    assert (far.counts, far.batches) == ([2, 2, 1], [2, 2, 1])
    assert far.titles == ["Trình Ký: 2 văn bản"] * 2 + ["Trình Ký: 1 văn bản"]


def test_who_refuses_the_second_time_keeps_what_the_first_has_signed(
    chancery: Chancery, far: FarService
) -> None:
    far.mode, far.factors, far.multisign = "explicit", ("OTP",), 1
    owner = Owner(typing(lambda: {"OTP": far.sent_codes[-1]}, lambda: {"OTP": "wrong"}))
    key, (first, second, third) = holder(csc(far, 2), chancery.leader), papers(chancery, 3)
    key.begin([first, second, third], person=owner.person)
    assert is_good(first, owner.ended(key, first))
    for item in (second, third):  # the third is not even asked for
        assert isinstance(owner.ended(key, item), HolderRefusedError)
    assert (owner.codes_asked, len(far.signed)) == (4, 1)
    assert is_good(first, owner.ended(key, first))


def test_two_credentials_of_one_person_ask_one_after_the_other(chancery: Chancery) -> None:
    with serving(far_service(chancery.leader)) as one, serving(far_service(chancery.other)) as two:
        one.mode = two.mode = "explicit"
        one.factors = two.factors = ("OTP",)
        owner = Owner(typing(lambda: {"OTP": (two if two.sent_codes else one).sent_codes[-1]}))
        keys = [holder(csc(one, 2), chancery.leader), holder(csc(two, 2), chancery.other)]
        items = [item_for(chancery, chancery.leader), item_for(chancery, chancery.other)]
        for key, item in zip(keys, items, strict=True):
            key.begin([item], person=owner.person)
            until(lambda: owner.person.is_asked, SECONDS)
        for key, item in zip(keys, items, strict=True):
            assert is_good(item, owner.ended(key, item))
    assert {one.asking.turns for one in owner.seen if one.asking.turn == 2} == {2}


def test_one_confirmation_covers_what_is_prepared_later_where_the_service_extends_it(
    chancery: Chancery, far: FarService, version: int
) -> None:
    far.mode, far.factors = "explicit", ("OTP",)
    owner = Owner(typing(lambda: {"OTP": far.sent_codes[-1]}))
    key, items = holder(csc(far, version), chancery.leader), papers(chancery, 3)
    key.begin([], "Trình Ký: {} văn bản".format, to_come=2, person=owner.person)
    assert all(is_good(item, owner.ended(key, item)) for item in items[:2])
    assert (owner.codes_asked, far.counts, far.titles) == (1, [2], ["Trình Ký: 2 văn bản"])
    assert is_good(items[2], owner.ended(key, items[2]))  # one more than was said: asked anew
    assert owner.codes_asked == 2


@pytest.mark.parametrize("flaw", ["not spoken", "over", "one at a time"])
def test_where_a_confirmation_is_not_extended_the_person_is_asked_again(
    chancery: Chancery, far: FarService, flaw: str
) -> None:
    far.mode, far.factors, far.extends = "explicit", ("OTP",), flaw != "not spoken"
    far.multisign = 1 if flaw == "one at a time" else 100
    owner = Owner(typing(lambda: {"OTP": far.sent_codes[-1]}))
    key, (first, second) = holder(csc(far, 2), chancery.leader), papers(chancery, 2)
    key.begin([], to_come=2, person=owner.person)
    assert is_good(first, owner.ended(key, first))
    if flaw == "over":
        for activation in far.sads.values():
            activation.ends = 0.0
    assert is_good(second, owner.ended(key, second))
    assert owner.codes_asked == 2


def test_a_service_that_takes_few_digests_at_a_time_is_given_them_in_batches(
    chancery: Chancery, far: FarService, version: int
) -> None:
    far.mode = "bare"
    key = holder(csc(far, version, Way(at_once=2)), chancery.leader)
    items = papers(chancery, 5)
    key.begin(items)
    assert all(is_good(item, Owner(typing(dict)).ended(key, item)) for item in items)
    assert (far.counts, far.batches) == ([5], [2, 2, 1])


def test_a_service_may_sign_asynchronously(chancery: Chancery, far: FarService) -> None:
    far.mode = "bare"
    key = holder(csc(far, 2, Way(is_asynchronous=True)), chancery.leader)
    items = papers(chancery, 2)
    key.begin(items)
    assert all(is_good(item, Owner(typing(dict)).ended(key, item)) for item in items)
    assert far.calls["/signatures/signPolling"] == 2


def test_activation_data_that_is_over_signs_nothing(chancery: Chancery, far: FarService) -> None:
    far.mode, far.sad_seconds = "bare", 0.0
    key, [item] = holder(csc(far, 2), chancery.leader), papers(chancery, 1)
    key.begin([item])
    assert isinstance(Owner(typing(dict)).ended(key, item), HolderAnswerError)
    assert far.signed == []


def test_an_algorithm_that_the_service_does_not_name_is_not_asked_for(
    chancery: Chancery, far: FarService, version: int
) -> None:
    far.mode, far.algorithms = "bare", ("1.2.840.10045.4.3.2", "1.2.840.113549.1.1.5")
    key, (first, second) = holder(csc(far, version), chancery.leader), papers(chancery, 2)
    key.begin([first])
    assert isinstance(Owner(typing(dict)).ended(key, first), AlgorithmRefusedError)
    far.algorithms = ("1.2.840.113549.1.1.1",)  # RSA, the digest named apart
    key = holder(csc(far, version), chancery.leader)
    key.begin([second])
    assert is_good(second, Owner(typing(dict)).ended(key, second))


def test_who_is_asked_for_a_code_can_take_it_back(chancery: Chancery, far: FarService) -> None:
    far.mode, far.factors = "explicit", ("OTP",)
    key, [item] = holder(csc(far, 2), chancery.leader, QUICK), papers(chancery, 1)
    key.begin([item])
    until(lambda: bool(far.sent_codes), SECONDS)
    with pytest.raises(AwaitingPhoneError):
        key.sign(*item)
    key.forget()
    until(lambda: far.revoked, SECONDS)
    with pytest.raises(HolderRefusedError):
        key.sign(*item)
    assert far.signed == []


@pytest.mark.parametrize(("expression", "names"), [
    ("PIN AND OTP", ["PIN", "OTP"]), ("PIN OR OTP", ["PIN"]), ("PIN XOR OTP", ["PIN"]),
    ("PIN AND (OTP OR SMS)", ["PIN", "OTP"]), ("(A AND B) OR C", ["A", "B"]),
    ("A OR B AND C", ["A"]), ("fallback question AND PIN", ["fallback question", "PIN"]),
])  # fmt: skip
def test_an_expression_of_factors_names_the_first_way(expression: str, names: list[str]) -> None:
    assert needed(expression) == names


@pytest.mark.parametrize("expression", ["AND", "PIN AND", "(PIN", "PIN)", "PIN OTP) OR", "()"])
def test_what_is_no_expression_authorises_nothing(expression: str) -> None:
    with pytest.raises(HolderAnswerError):
        needed(expression)
