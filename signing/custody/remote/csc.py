"""Remote signing by the API of the Cloud Signature Consortium, v1 (1.0.4.0) and v2 (2.0.0.2).

Every way to authorise: none of ours but the phone (v1 `implicit`), PIN and one-time password
(`explicit`), or a page of the service's (`oauth2code`). v1 `credentials/authorize` itself waits for
the phone; v2 may answer with a `handle`, and `signatures/signHash` with a `responseID`. Services
differ in how they say "not yet": status 202, or an error named in `pending`.
"""

from __future__ import annotations

import base64
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from typing_extensions import override

from signing.custody.remote.answers import Answer, refuse_failed, text_in
from signing.custody.remote.csc_client import CscService, browser_request
from signing.custody.remote.csc_credential import OAUTH2, V1, Credential, Means, credential_of
from signing.custody.remote.csc_transaction import CscTransaction, Sad, sad_of
from signing.custody.remote.port import Asked, RemoteService, Transaction, Wanted
from signing.errors import HolderRefusedError, SigningError, WrongCertificateError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signing.custody.remote.csc_credential import Factor

MOST_TRIES: Final = 3  # of a typed code, before the service may lock the credential
_WRONG_CODE: Final = frozenset({"invalid_otp", "invalid_authentication_data"})
_EXTEND: Final = "credentials/extendTransaction"


@dataclass(frozen=True, slots=True)
class CscAccount:
    """Whose key: the credential's id, and the name and password for `auth/login`.

    Without a name the office itself logs in. A `pin` that the credential wants is kept here, or
    else typed each time.
    """

    credential_id: str
    user: str = ""
    password: str = field(default="", repr=False)
    pin: str = field(default="", repr=False)


class CscKey(RemoteService):
    """One credential at one service. Used by one thread at a time."""

    def __init__(self, service: CscService, account: CscAccount) -> None:
        """Know both; nothing is asked yet."""
        self.service, self.account = service, account
        self._token = ""
        self._guard = threading.Lock()  # of the login: how much may be signed is asked at any time
        self._spare: tuple[Sad, int] | None = None  # and for how many signatures more

    @override
    def certificates(self) -> tuple[bytes, ...]:
        return self._described().certificates

    @override
    def limit(self) -> int:
        return self._described().limit

    @override
    def start(self, wanted: Wanted, person: Asked) -> Transaction:
        try:
            return self._started(wanted, person)
        except SigningError:
            self.revoke()
            raise

    def ask(self, path: str, body: Mapping[str, object], seconds: float = 0) -> Answer:
        """Ask as the person; a token that has ended is renewed once."""
        answer = self._ask(path, body, seconds)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            self._token = ""
            answer = self._ask(path, body, seconds)
        return answer

    def revoke(self) -> None:
        """End the login, and with it what it was asked to sign. Raises nothing."""
        token, self._token, self._spare = self._token, "", None
        if token and self.account.user:
            bearer = {"Authorization": f"Bearer {token}"}
            with suppress(SigningError):
                self.service.http.post("/auth/revoke", {"token": token}, bearer)
        elif token and self.service.client is not None:
            self.service.client.revoke(token)

    def keep(self, sad: Sad, count: int) -> None:
        """Remember activation data that covers signatures to come."""
        self._spare = (sad, count) if count > 0 else None

    def extended(self, sad: Sad, wanted: Wanted, digests: tuple[bytes, ...]) -> Sad | None:
        """Return activation data for the next digests; None where the service gives none."""
        asked: dict[str, object] = {"credentialID": self.account.credential_id, "SAD": sad.value}
        answer = self.ask(f"/{_EXTEND}", asked | self.service.hashes(wanted, digests))
        return sad_of(answer) if answer.status == HTTPStatus.OK else None

    def _started(self, wanted: Wanted, person: Asked) -> Transaction:
        credential = self._described()
        if credential.certificates[0] != wanted.certificate:
            raise WrongCertificateError("the service has another certificate for this key")
        name = credential.name_of(wanted.algorithm)
        sad = self._from_spare(wanted)
        if sad is not None:
            return CscTransaction(self, wanted, name, sad)
        count = self._covered(wanted)
        if credential.mode == OAUTH2:
            return CscTransaction(self, wanted, name, self._browsed(wanted, person), count)
        answer = self._authorised(wanted, credential, person, count)
        made = CscTransaction(self, wanted, name, answer, count)
        if made.is_asking:
            person.looks_at_the_phone()
        return made

    def _described(self) -> Credential:
        asked = {"credentialID": self.account.credential_id, "certificates": "chain"}
        asked_more: dict[str, object] = {"authInfo": True}
        told = refuse_failed(self.ask("/credentials/info", asked | asked_more)).body
        return credential_of(told, self.service.version)

    def _ask(self, path: str, body: Mapping[str, object], seconds: float) -> Answer:
        with self._guard:
            token = self._token = self._token or self._login()
        bearer = {"Authorization": f"Bearer {token}"}
        return self.service.http.post(path, body, bearer, seconds)

    def _login(self) -> str:
        if self.account.user:
            pair = f"{self.account.user}:{self.account.password}".encode()
            basic = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
            answer = self.service.http.post("/auth/login", {"rememberMe": False}, basic)
            return text_in(refuse_failed(answer).body, "access_token")
        if self.service.client is None:
            raise HolderRefusedError("no way to log in is set")
        return self.service.client.service_token()

    def _covered(self, wanted: Wanted) -> int:
        """Return how many signatures to come are asked for too: none that could not be bound."""
        if not wanted.to_come:
            return 0
        told = self.service.http.post("/info", {}, {}).body
        methods = told.get("methods")
        return wanted.to_come if isinstance(methods, list) and _EXTEND in methods else 0

    def _from_spare(self, wanted: Wanted) -> Sad | None:
        """Return activation data out of what was confirmed before, where that covers this too."""
        spare, self._spare = self._spare, None
        if spare is None:
            return None
        sad, count = spare
        left = count - len(wanted.digests)
        if left < 0 or sad.is_over(time.monotonic()):
            return None
        renewed = self.extended(sad, wanted, wanted.digests)
        if renewed is not None:
            self.keep(renewed, left)
        return renewed

    def _browsed(self, wanted: Wanted, person: Asked) -> Sad:
        client = self.service.client
        if client is None or not client.redirect_url:
            raise HolderRefusedError("no way to confirm in the browser is set")
        asked = browser_request(self.service, self.account.credential_id, wanted)
        token, seconds = client.confirmed(asked, person)
        return Sad(token, time.monotonic() + seconds)

    def _authorised(
        self, wanted: Wanted, credential: Credential, person: Asked, count: int
    ) -> Answer:
        digests = wanted.digests
        asked: dict[str, object] = {
            "credentialID": self.account.credential_id,
            "numSignatures": len(digests) + count,
            "description": wanted.title,
            "clientData": wanted.transaction_id,
        } | self.service.hashes(wanted, digests)
        for turn in range(MOST_TRIES):
            values, is_typed = self._factors(credential.factors, person, is_again=turn > 0)
            answer = self._authorise(asked, credential, values, person)
            if not is_typed or answer.error not in _WRONG_CODE:
                return answer
        raise HolderRefusedError("the code was wrong too often")

    def _authorise(
        self, asked: dict[str, object], credential: Credential, values: dict[str, str],
        person: Asked,
    ) -> Answer:  # fmt: skip
        if self.service.version == V1:
            if not credential.factors:
                person.looks_at_the_phone()
            return self.ask("/credentials/authorize", asked | values, self.service.wait_seconds)
        given: list[dict[str, Any]] = [
            {"id": one.factor_id}
            | ({"value": values[one.factor_id]} if one.factor_id in values else {})
            for one in credential.factors
        ]
        return self.ask("/credentials/authorize", asked | ({"authData": given} if given else {}))

    def _factors(
        self, factors: tuple[Factor, ...], person: Asked, *, is_again: bool
    ) -> tuple[dict[str, str], bool]:
        """Return the factors' values, and whether the person typed one of them."""
        values, typed = {}, []
        for one in factors:
            if one.means is Means.PIN and self.account.pin:
                values[one.factor_id] = self.account.pin
            elif one.means is not Means.ELSEWHERE:
                typed.append((one.factor_id, self._prompt(one)))
        if typed:
            values |= person.types(tuple(typed), is_again=is_again)
        return values, bool(typed)

    def _prompt(self, factor: Factor) -> str:
        """Let the service send what it sends, and return what the person is asked by it."""
        named: dict[str, object] = {"credentialID": self.account.credential_id}
        if factor.means is Means.SENT_CODE:
            refuse_failed(self.ask("/credentials/sendOTP", named))
        if factor.means is Means.CHALLENGE:
            named["authObjectID"] = factor.factor_id
            told = refuse_failed(self.ask("/credentials/getChallenge", named)).body
            challenge = told.get("challenge")
            return (
                f"{factor.label}: {challenge[:200]}" if isinstance(challenge, str) else factor.label
            )
        return factor.label
