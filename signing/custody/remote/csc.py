"""Remote signing by the API of the Cloud Signature Consortium, v1 (1.0.4) and v2 (2.0).

v1: `credentials/authorize` itself waits until the person has confirmed. v2: it may answer with a
`handle`, which `credentials/authorizeCheck` is asked about; `signatures/signHash` may answer with
a `responseID`, which `signatures/signPolling` is asked about. Services differ in how they say
"not yet": status 202, an answer without the thing asked for, or an error named in `pending`.
"""

from __future__ import annotations

import base64
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from typing_extensions import override

from signing.algorithms import Scheme
from signing.custody.remote.answers import (
    Answer,
    JsonService,
    decoded,
    refuse_failed,
    signatures_in,
    text_in,
)
from signing.custody.remote.port import RemoteService, Transaction, Wanted
from signing.errors import (
    CertificateUnusableError,
    ConfirmationTimeoutError,
    HolderAnswerError,
    HolderRefusedError,
    SigningError,
    WrongCertificateError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signing.algorithms import Algorithm

V1, V2 = 1, 2
PENDING: Final = frozenset({"authorization_pending", "operation_pending", "pending"})
EXPIRED: Final = frozenset({"expired_token", "request_expired", "expired"})
_DIGESTS: Final = {
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}


@dataclass(frozen=True, slots=True)
class CscService:
    """How one service speaks; `wait_seconds` bounds the v1 call that waits for the person."""

    http: JsonService
    version: int = V2
    wait_seconds: float = 180.0
    pending: frozenset[str] = PENDING
    expired: frozenset[str] = EXPIRED


@dataclass(frozen=True, slots=True)
class CscAccount:
    """Whose key: the credential's id, and the name and password for `auth/login`.

    `pin` is for credentials that are authorised explicitly; others ask on the phone alone.
    """

    credential_id: str
    user: str
    password: str = field(repr=False)
    pin: str = field(default="", repr=False)


class CscKey(RemoteService):
    """One credential at one service. Used by one thread at a time."""

    def __init__(self, service: CscService, account: CscAccount) -> None:
        """Know both; nothing is asked yet."""
        self.service, self.account = service, account
        self._token = ""

    @override
    def certificates(self) -> tuple[bytes, ...]:
        asked = {"credentialID": self.account.credential_id, "certificates": "chain"}
        told = refuse_failed(self.ask("/credentials/info", asked)).body
        key, shown = told.get("key"), told.get("cert")
        if not isinstance(key, dict) or not isinstance(shown, dict):
            raise HolderAnswerError("the answer lacks key and certificate")
        if key.get("status", "enabled") != "enabled" or shown.get("status", "valid") != "valid":
            raise CertificateUnusableError("the service does not let this credential sign")
        chain = shown.get("certificates")
        if not isinstance(chain, list) or not chain:
            raise HolderAnswerError("the answer lacks certificates")
        return tuple(decoded(one) for one in chain)

    @override
    def start(self, wanted: Wanted) -> Transaction:
        if self.certificates()[0] != wanted.certificate:
            raise WrongCertificateError("the service has another certificate for this key")
        return CscTransaction(self, wanted, self._authorise(wanted))

    def ask(self, path: str, body: Mapping[str, object], seconds: float = 0) -> Answer:
        """Ask as the person; a token that has ended is renewed once."""
        answer = self._ask(path, body, seconds)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            self._token = ""
            answer = self._ask(path, body, seconds)
        return answer

    def revoke(self) -> None:
        """End the login, and with it what it was asked to sign. Raises nothing."""
        if self._token:
            with suppress(SigningError):
                self._ask("/auth/revoke", {"token": self._token}, 0)
            self._token = ""

    def _ask(self, path: str, body: Mapping[str, object], seconds: float) -> Answer:
        if not self._token:
            self._token = self._login()
        bearer = {"Authorization": f"Bearer {self._token}"}
        return self.service.http.post(path, body, bearer, seconds)

    def _login(self) -> str:
        pair = f"{self.account.user}:{self.account.password}".encode()
        basic = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
        answer = self.service.http.post("/auth/login", {"rememberMe": False}, basic)
        return text_in(refuse_failed(answer).body, "access_token")

    def _authorise(self, wanted: Wanted) -> Answer:
        digests = [base64.b64encode(one).decode() for one in wanted.digests]
        asked: dict[str, object] = {
            "credentialID": self.account.credential_id,
            "numSignatures": len(digests),
            "description": wanted.title,
            "clientData": wanted.transaction_id,
        }
        if self.service.version == V1:
            asked |= {"hash": digests} | ({"PIN": self.account.pin} if self.account.pin else {})
            return self.ask("/credentials/authorize", asked, self.service.wait_seconds)
        asked |= {"hashes": digests, "hashAlgorithmOID": _DIGESTS[wanted.algorithm.digest]}
        if self.account.pin:
            asked["authData"] = [{"id": "PIN", "value": self.account.pin}]
        return self.ask("/credentials/authorize", asked)


class CscTransaction(Transaction):
    """From the request for a confirmation to the signatures."""

    def __init__(self, key: CscKey, wanted: Wanted, answer: Answer) -> None:
        """Go on from the answer to `credentials/authorize`."""
        self._key, self._wanted = key, wanted
        self._handle = self._response = ""
        self._sad = self._authorised(answer)

    @override
    def poll(self) -> tuple[bytes, ...] | None:
        if self._response:
            polled = {"responseID": self._response}
            return self._signed(self._key.ask("/signatures/signPolling", polled))
        if not self._sad:
            checked = {"handle": self._handle}
            self._sad = self._authorised(self._key.ask("/credentials/authorizeCheck", checked))
        return self._sign() if self._sad else None

    @override
    def cancel(self) -> None:
        self._key.revoke()  # the API has no other way to take a request back

    def _authorised(self, answer: Answer) -> str:
        """Return the activation data, or "" while the person is asked."""
        if self._is_pending(answer):
            self._handle = self._handle or text_in(answer.body, "handle")
            return ""
        told = refuse_failed(answer).body
        if "SAD" in told:
            return text_in(told, "SAD")
        if self._key.service.version == V1:
            raise HolderAnswerError("the answer lacks SAD")
        self._handle = text_in(told, "handle")
        return ""

    def _is_pending(self, answer: Answer) -> bool:
        service = self._key.service
        if answer.error in service.expired:
            raise ConfirmationTimeoutError("the service waited long enough")
        return answer.status == HTTPStatus.ACCEPTED or answer.error in service.pending

    def _sign(self) -> tuple[bytes, ...] | None:
        wanted = self._wanted
        digests = [base64.b64encode(one).decode() for one in wanted.digests]
        asked: dict[str, object] = {"credentialID": self._key.account.credential_id}
        asked |= {"SAD": self._sad, "signAlgo": wanted.algorithm.dotted}
        if self._key.service.version == V1:
            asked |= {"hash": digests, "hashAlgo": _DIGESTS[wanted.algorithm.digest]}
        else:
            asked |= {"hashes": digests, "hashAlgorithmOID": _DIGESTS[wanted.algorithm.digest]}
        answer = self._key.ask("/signatures/signHash", asked | _parameters(wanted.algorithm))
        return self._signed(answer)

    def _signed(self, answer: Answer) -> tuple[bytes, ...] | None:
        if self._is_pending(answer) or self._names_response(answer.body):
            self._response = self._response or text_in(answer.body, "responseID")
            return None
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise HolderRefusedError(f"status {answer.status}")
        return signatures_in(answer.body.get("signatures"), len(self._wanted.digests))

    def _names_response(self, body: dict[str, Any]) -> bool:
        return "signatures" not in body and "responseID" in body


def _parameters(algorithm: Algorithm) -> dict[str, object]:
    if algorithm.scheme is not Scheme.PSS:
        return {}
    return {"signAlgoParams": base64.b64encode(algorithm.pss_parameters).decode()}
