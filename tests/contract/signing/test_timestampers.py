"""Every timestamper gives a right token or says that it cannot; nothing in between."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

import pytest
from asn1crypto import tsp

from signing.cms import read_cms
from signing.errors import BadSignatureError, TimestampUnavailableError
from signing.port import FieldRole
from signing.seal.latest import last_signature
from signing.trust.own_tsa import OwnTsa
from signing.trust.timestamps import (
    MAX_REPLY_BYTES,
    HttpTimestamper,
    LocalTimestamper,
    Timestamper,
    check_token,
    checked_reply,
    request,
)
from signing.trust.tsp_response import TimestampResponse
from tests.web_site import Answer, web_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.signing_pki import Chancery

DIGEST = hashlib.sha256(b"a paper").digest()
REPLY = {"Content-Type": "application/timestamp-reply"}


def _authority(chancery: Chancery) -> OwnTsa:
    return chancery.pki.tsa(lambda: chancery.now)


@pytest.fixture(params=["local", "http"])
def timestamper(request: pytest.FixtureRequest, chancery: Chancery) -> Iterator[Timestamper]:
    authority = _authority(chancery)
    if request.param == "local":
        yield LocalTimestamper(authority.respond)
        return
    with web_site(lambda _, body: (200, REPLY, authority.respond(body))) as url:
        yield HttpTimestamper([url])


def test_a_token_stamps_our_digest_at_the_authoritys_time(
    timestamper: Timestamper, chancery: Chancery
) -> None:
    token = timestamper.token(DIGEST)
    info = tsp.TSTInfo.load(bytes(read_cms(token).data["encap_content_info"]["content"]))
    assert info["message_imprint"]["hashed_message"].native == DIGEST
    assert info["gen_time"].native == chancery.now


def test_a_token_brings_the_authoritys_chain(timestamper: Timestamper) -> None:
    certificates = check_token(timestamper.token(DIGEST), DIGEST)
    assert len(certificates) == 3


def test_two_tokens_over_one_digest_have_two_serial_numbers(timestamper: Timestamper) -> None:
    assert timestamper.token(DIGEST) != timestamper.token(DIGEST)


def test_what_is_no_sha256_digest_is_never_stamped(timestamper: Timestamper) -> None:
    with pytest.raises(TimestampUnavailableError):
        timestamper.token(b"short")


# --- only over HTTP


def _refused(answer: Callable[[bytes], Answer], timeout_seconds: float = 5.0) -> str:
    with web_site(lambda _, body: answer(body)) as url:
        with pytest.raises(TimestampUnavailableError) as refused:
            HttpTimestamper([url], timeout_seconds).token(DIGEST)
        return str(refused.value)


def test_an_answer_to_another_digest_is_refused(chancery: Chancery) -> None:
    def lie(body: bytes) -> Answer:
        nonce = tsp.TimeStampReq.load(body)["nonce"].native
        return 200, REPLY, _authority(chancery).respond(request(b"x" * 32, nonce).dump())

    assert "not rightly signed" in _refused(lie)


def test_yesterdays_answer_is_refused(chancery: Chancery) -> None:
    old = _authority(chancery).respond(request(DIGEST, 7).dump())
    assert "not rightly signed" in _refused(lambda _: (200, REPLY, old))


def test_a_forged_token_is_refused(chancery: Chancery) -> None:
    def forge(body: bytes) -> Answer:
        reply = bytearray(_authority(chancery).respond(body))
        reply[-1] ^= 1
        return 200, REPLY, bytes(reply)

    assert "not rightly signed" in _refused(forge)


def test_a_token_by_a_certificate_for_other_purposes_is_refused(chancery: Chancery) -> None:
    person = chancery.leader
    impostor = OwnTsa(person.key, person.der, person.chain_der, lambda: chancery.now)
    assert _refused(lambda body: (200, REPLY, impostor.respond(body)))


@pytest.mark.parametrize("body", [b"", b"<html>maintenance</html>", b"\x30\x03\x02\x01\x00"])
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    assert _refused(lambda _: (200, REPLY, body))


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_error_or_a_redirect_is_refused(status: int) -> None:
    elsewhere = {"Location": "http://127.0.0.1:9/"}
    assert "HTTPError" in _refused(lambda _: (status, elsewhere, b""))


def test_an_endless_answer_is_cut_off() -> None:
    assert "too large" in _refused(lambda _: (200, REPLY, b"0" * (MAX_REPLY_BYTES + 1)))


def test_a_silent_authority_is_given_up() -> None:
    def sleep(_: bytes) -> Answer:
        time.sleep(0.5)
        return 200, REPLY, b""

    assert "TimeoutError" in _refused(sleep, timeout_seconds=0.1)


def test_the_next_authority_is_asked_when_the_first_fails(chancery: Chancery) -> None:
    authority = _authority(chancery)

    def answer(path: str, body: bytes) -> Answer:
        return (500, {}, b"") if path == "/broken" else (200, REPLY, authority.respond(body))

    with web_site(answer) as url:
        token = HttpTimestamper([f"{url}/broken", f"{url}/good"]).token(DIGEST)
    assert check_token(token, DIGEST)


def test_a_refusal_names_every_authority_that_was_asked() -> None:
    with web_site(lambda _path, _body: (500, {}, b"")) as url:
        both = HttpTimestamper([url, url.replace("127.0.0.1", "localhost")])
        with pytest.raises(TimestampUnavailableError, match=r"127\.0\.0\.1: .*; localhost: "):
            both.token(DIGEST)


@pytest.mark.parametrize("urls", [[], ["file:///etc/passwd"], ["tsa.example"], ["http://"]])
def test_only_web_addresses_are_authorities(urls: list[str]) -> None:
    with pytest.raises(ValueError, match="addresses"):
        HttpTimestamper(urls)


# --- our own authority


@pytest.mark.parametrize("asked", [b"", b"?", b"\x30\x00"])
def test_our_authority_rejects_what_is_no_request(chancery: Chancery, asked: bytes) -> None:
    response = TimestampResponse.load(_authority(chancery).respond(asked))
    assert response["status"]["status"].native == "rejection"


def test_our_authority_rejects_weak_digests(chancery: Chancery) -> None:
    imprint = {"hash_algorithm": {"algorithm": "sha1"}, "hashed_message": b"x" * 20}
    asked = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "cert_req": True})
    response = TimestampResponse.load(_authority(chancery).respond(asked.dump()))
    assert response["status"]["fail_info"].native == {"bad_alg"}


def test_a_refusal_is_never_taken_for_a_token() -> None:
    rejection = TimestampResponse({"status": {"status": "rejection"}}).dump()
    with pytest.raises(TimestampUnavailableError, match="rejection"):
        checked_reply(rejection, DIGEST, 1)


def test_a_paper_signature_is_no_token(chancery: Chancery) -> None:
    signed = chancery.sign(chancery.blank, FieldRole.PERSONAL)
    with pytest.raises(BadSignatureError, match="not a timestamp"):
        check_token(last_signature(signed).cms, DIGEST)
