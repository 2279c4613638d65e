"""Timestamps (RFC 3161): the port, an adapter that asks authorities over HTTP, and a local one.

Every token is checked before it is believed: it answers our digest and our nonce, its signature
holds, and its certificate is one for timestamping. With `TokenRules` it must also be of an
authority that leads to an anchor of ours, under a policy we accept, and near our own time.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from asn1crypto import algos, tsp
from asn1crypto import x509 as asn1_x509
from typing_extensions import override

from signing.cms import digest_name, read_cms, refuse_unsigned
from signing.errors import BadSignatureError, TimestampUnavailableError
from signing.trust.fetching import FetchFailedError, Limits, fetch, is_web_address
from signing.trust.fitness import KEPT
from signing.trust.tsp_response import TimestampResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from signing.trust.token_rules import TokenRules

MAX_REPLY_BYTES: Final = 128 * 1024
NONCE_BITS: Final = 64


class Timestamper(Protocol):
    """Asks somebody to say when a digest existed."""

    def token(self, digest: bytes) -> bytes:
        """Return a timestamp token (CMS, DER) over a sha256 digest.

        Raises:
            TimestampUnavailableError: nobody answered rightly; try again later.
        """
        ...


@dataclass(frozen=True, slots=True)
class Reply:
    """A checked token: its DER, and the authority's certificates, its own first."""

    token: bytes
    certificates: tuple[bytes, ...]


class HttpTimestamper(Timestamper):
    """Asks a list of authorities in order and takes the first right answer."""

    def __init__(
        self,
        urls: Sequence[str],
        timeout_seconds: float = 10.0,
        nonce: Callable[[], int] = lambda: secrets.randbits(NONCE_BITS),
        rules: TokenRules | None = None,
    ) -> None:
        """Refuse anything but http and https addresses with ValueError.

        The administrator wrote each address, so it may lie within our own walls. Without `rules`
        whoever asks must judge the authority, its policy and its time.
        """
        if not urls or not all(is_web_address(url) for url in urls):
            raise ValueError("timestamp authorities are http or https addresses")
        self._urls, self._nonce, self._rules = tuple(urls), nonce, rules
        self._limits = Limits(timeout_seconds, MAX_REPLY_BYTES, may_be_private=True)

    @override
    def token(self, digest: bytes) -> bytes:
        refused = []
        for url in self._urls:
            try:
                return self._ask(url, digest)
            except TimestampUnavailableError as error:
                refused.append(f"{urlsplit(url).hostname}: {error}")
        raise TimestampUnavailableError("; ".join(refused))

    def _ask(self, url: str, digest: bytes) -> bytes:
        nonce = self._nonce()
        reply = self._post(url, request(digest, nonce).dump())
        checked = checked_reply(reply, digest, nonce)
        if self._rules is not None:
            self._rules.refuse_other(checked.token, checked.certificates)
        return checked.token

    def _post(self, url: str, body: bytes) -> bytes:
        headers = {
            "Content-Type": "application/timestamp-query",
            "Accept": "application/timestamp-reply",
        }
        try:
            return fetch(url, body, headers, self._limits)
        except FetchFailedError as error:
            raise TimestampUnavailableError(str(error)) from error


class LocalTimestamper(Timestamper):
    """Asks an authority in this process, by the very request an HTTP client would send."""

    def __init__(self, respond: Callable[[bytes], bytes]) -> None:
        """Take the authority as a function from request to response, both DER."""
        self._respond = respond

    @override
    def token(self, digest: bytes) -> bytes:
        nonce = secrets.randbits(NONCE_BITS)
        return checked_reply(self._respond(request(digest, nonce).dump()), digest, nonce).token


def request(digest: bytes, nonce: int) -> tsp.TimeStampReq:
    """Return a request for a token over a sha256 digest, with the authority's certificates."""
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
    return tsp.TimeStampReq(
        {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    )


def checked_reply(reply: bytes, digest: bytes, nonce: int) -> Reply:
    """Return the token of a reply (RFC 3161, 2.4.2).

    Raises:
        TimestampUnavailableError: refused, or an answer to another question, or badly signed.
    """
    try:
        response = TimestampResponse.load(reply, strict=True)
        status = response["status"]["status"].native
        if status not in {"granted", "granted_with_mods"}:
            raise TimestampUnavailableError(f"the authority answered: {status}")
        token = response["time_stamp_token"].dump()
        certificates = check_token(token, digest, nonce)
    except (ValueError, TypeError, KeyError) as error:
        raise TimestampUnavailableError("not a timestamp response") from error
    except BadSignatureError as error:
        raise TimestampUnavailableError("the token is not rightly signed") from error
    return Reply(token, certificates)


def check_token(token: bytes, digest: bytes, nonce: int | None = None) -> tuple[bytes, ...]:
    """Check a token over a sha256 digest; return the authority's certificates, its own first.

    Raises:
        BadSignatureError: another digest or nonce, a bad signature, or no authority's certificate.
    """
    found = read_cms(token)
    content = found.data["encap_content_info"]
    if content["content_type"].native != "tst_info":
        raise BadSignatureError("the CMS is not a timestamp token")
    packed = bytes(content["content"])
    refuse_unsigned(found, "tst_info", hashlib.new(digest_name(found), packed).digest())
    _refuse_other_answer(tsp.TSTInfo.load(packed, strict=True), digest, nonce)
    _refuse_other_purpose(found.certificates[0])
    return found.certificates


def _refuse_other_answer(info: tsp.TSTInfo, digest: bytes, nonce: int | None) -> None:
    imprint = info["message_imprint"]
    algorithm: algos.DigestAlgorithm = imprint["hash_algorithm"]
    if algorithm["algorithm"].native != "sha256" or imprint["hashed_message"].native != digest:
        raise BadSignatureError("a token over another digest")
    if nonce is not None and info["nonce"].native != nonce:
        raise BadSignatureError("a token for another nonce")


@lru_cache(maxsize=KEPT)  # a refusal is raised, and therefore never kept
def _refuse_other_purpose(certificate: bytes) -> None:
    """RFC 3161, 2.3: the certificate is for timestamping and nothing else, said as critical."""
    parsed = asn1_x509.Certificate.load(certificate)
    usage = parsed.extended_key_usage_value
    if usage is None or usage.native != ["time_stamping"]:
        raise BadSignatureError("the certificate is not one for timestamping")
    if "extended_key_usage" not in parsed.critical_extensions:
        raise BadSignatureError("the certificate is for timestamping, but not for that alone")
