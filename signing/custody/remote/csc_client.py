"""Who we are at a CSC service: its settings, and OAuth 2.0 where it has an authorization server.

CSC API v1.0.4.0, 8.3 and v2.0.0.2, 8.4; RFC 6749, RFC 7636 (PKCE), RFC 9126 (pushed requests).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from signing.custody.remote.answers import JsonService, refuse_failed, text_in
from signing.custody.remote.csc_credential import V1, V2
from signing.errors import HolderAnswerError, SigningError

if TYPE_CHECKING:
    from signing.custody.remote.port import Asked, Wanted

PENDING: Final = frozenset(
    {"authorization_pending", "operation_pending", "pending", "accepted_request"}
)
EXPIRED: Final = frozenset({"expired_token", "request_expired", "expired"})
DIGESTS: Final = {
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}
_TOKEN_SECONDS: Final = 3600.0  # where the server does not say
_LONGEST_ADDRESS: Final = 8_000  # characters; what browsers and servers are known to carry


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """How the office is known at the authorization server; `redirect_url` is a page of ours."""

    http: JsonService
    client_id: str
    secret: str = field(repr=False)
    redirect_url: str = ""
    is_pushed: bool = False  # what is asked goes to the server itself, the browser gets its name

    def service_token(self) -> str:
        """Return a token for the office (client credentials). Raises SigningError."""
        return self._token({"grant_type": "client_credentials", "scope": "service"})[0]

    def revoke(self, token: str) -> None:
        """End a token. Raises nothing."""
        with suppress(SigningError):
            self.http.post_form("/oauth2/revoke", {"token": token} | self._ourselves())

    def confirmed(self, asked: dict[str, str], person: Asked) -> tuple[str, float]:
        """Let the person confirm in the browser.

        Returns the token that stands for activation data, and how many seconds it is good.

        Raises:
            SigningError: as `Asked` and `JsonService.post`.
        """
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        digest = hashlib.sha256(verifier.encode("ascii")).digest()
        asked = asked | {
            "response_type": "code", "client_id": self.client_id, "scope": "credential",
            "redirect_uri": self.redirect_url, "state": state, "lang": "vi",
            "code_challenge": _plain(digest), "code_challenge_method": "S256",
        }  # fmt: skip
        code = person.confirms_at(self._address(asked), state)
        return self._token(
            {
                "grant_type": "authorization_code", "code": code,
                "redirect_uri": self.redirect_url, "code_verifier": verifier,
            }
        )  # fmt: skip

    def _address(self, asked: dict[str, str]) -> str:
        base = self.http.url.rstrip("/") + "/oauth2/authorize?"
        if self.is_pushed:
            pushed = self.http.post_form("/oauth2/pushed_authorize", asked | self._ourselves())
            named = text_in(refuse_failed(pushed).body, "request_uri")
            asked = {"client_id": self.client_id, "request_uri": named}
        address = base + urlencode(asked)
        if len(address) > _LONGEST_ADDRESS:
            raise HolderAnswerError("more than an address carries: pushed requests are needed")
        return address

    def _token(self, asked: dict[str, str]) -> tuple[str, float]:
        answer = self.http.post_form("/oauth2/token", asked | self._ourselves())
        told = refuse_failed(answer).body
        seconds = told.get("expires_in", _TOKEN_SECONDS)
        if not isinstance(seconds, int | float):
            raise HolderAnswerError("a token of unknown lifetime")
        return text_in(told, "access_token"), float(seconds)

    def _ourselves(self) -> dict[str, str]:
        return {"client_id": self.client_id, "client_secret": self.secret}


@dataclass(frozen=True, slots=True)
class CscService:
    """How one service speaks; `wait_seconds` bounds the v1 call that waits for the person."""

    http: JsonService
    version: int = V2
    wait_seconds: float = 180.0
    client: OAuthClient | None = None
    hashes_at_once: int = 0  # in one `signatures/signHash`; 0: all that one authorisation covers
    is_asynchronous: bool = False  # v2: operationMode "A"
    pending: frozenset[str] = PENDING
    expired: frozenset[str] = EXPIRED

    def hashes(self, wanted: Wanted, digests: tuple[bytes, ...]) -> dict[str, object]:
        """Return how digests are named in a request."""
        listed = [base64.b64encode(one).decode() for one in digests]
        if self.version == V1:
            return {"hash": listed}
        return {"hashes": listed, "hashAlgorithmOID": DIGESTS[wanted.algorithm.digest]}


def browser_request(service: CscService, credential_id: str, wanted: Wanted) -> dict[str, str]:
    """Return what the authorization server is asked for a credential."""
    listed = ",".join(_plain(one) for one in wanted.digests)
    asked = {
        "credentialID": credential_id,
        "numSignatures": str(len(wanted.digests) + wanted.to_come),
        "description": wanted.title,
        "clientData": wanted.transaction_id,
    }
    if service.version == V1:
        return asked | {"hash": listed}
    return asked | {"hashes": listed, "hashAlgorithmOID": DIGESTS[wanted.algorithm.digest]}


def _plain(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
