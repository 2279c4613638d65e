"""One CSC authorisation, from the request for it to the last signature that it covers."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from typing_extensions import override

from signing.algorithms import Scheme
from signing.custody.remote.answers import Answer, refuse_failed, signatures_in, text_in
from signing.custody.remote.csc_client import DIGESTS
from signing.custody.remote.csc_credential import V1
from signing.custody.remote.port import Transaction, Wanted
from signing.errors import ConfirmationTimeoutError, HolderAnswerError, HolderRefusedError

if TYPE_CHECKING:
    from signing.custody.remote.csc import CscKey

_SAD_SECONDS: Final = 3600.0  # where the service does not say


@dataclass(frozen=True, slots=True)
class Sad:
    """Signature activation data, and until when (monotonic, seconds) it is good."""

    value: str = field(repr=False)
    ends: float

    def is_over(self, now: float) -> bool:
        """Whether it signs no more."""
        return now >= self.ends


def sad_of(answer: Answer) -> Sad:
    """Return the activation data of an answer. Raises HolderAnswerError: it has none."""
    seconds = answer.body.get("expiresIn", _SAD_SECONDS)
    if not isinstance(seconds, int | float) or seconds <= 0:
        raise HolderAnswerError("activation data that is over already")
    return Sad(text_in(answer.body, "SAD"), time.monotonic() + seconds)


class CscTransaction(Transaction):
    """Signs digests batch by batch once it is authorised."""

    def __init__(
        self, key: CscKey, wanted: Wanted, sign_algo: str, begun: Answer | Sad, spare: int = 0
    ) -> None:
        """Go on from the answer to `credentials/authorize`, or from activation data.

        Args:
            key: who asks.
            wanted: what is signed.
            sign_algo: how the service names the algorithm.
            begun: how it was authorised, or is.
            spare: signatures to come that were asked for too.
        """
        self._key, self._wanted, self._algo, self._spare = key, wanted, sign_algo, spare
        self._handle = self._response = ""
        self._made: tuple[bytes, ...] = ()
        self._sad = begun if isinstance(begun, Sad) else self._authorised(begun)

    @property
    def is_asking(self) -> bool:
        """Whether the person has not confirmed yet."""
        return self._sad is None

    @override
    def poll(self) -> tuple[bytes, ...] | None:
        if self._sad is None:
            checked = {"handle": self._handle}
            self._sad = self._authorised(self._key.ask("/credentials/authorizeCheck", checked))
            if self._sad is None:
                return None
        while len(self._made) < len(self._wanted.digests):
            found = self._polled() if self._response else self._signed(self._sad)
            if found is None:
                return None
            self._made += found
        self._key.keep(self._sad, self._spare)
        return self._made

    @override
    def cancel(self) -> None:
        self._key.revoke()  # the API has no other way to take a request back

    def _authorised(self, answer: Answer) -> Sad | None:
        """Return the activation data, or None while the person is asked."""
        is_pending = self._is_pending(answer)
        told = answer.body if is_pending else refuse_failed(answer).body
        if "SAD" in told:
            return sad_of(answer)
        if self._key.service.version == V1 and not is_pending:
            raise HolderAnswerError("the answer lacks SAD")
        if "handle" in told or not self._handle:
            self._handle = text_in(told, "handle")  # the next question carries the newest
        return None

    def _is_pending(self, answer: Answer) -> bool:
        service = self._key.service
        if answer.error in service.expired:
            raise ConfirmationTimeoutError("the service waited long enough")
        return answer.status == HTTPStatus.ACCEPTED or answer.error in service.pending

    @property
    def _next(self) -> tuple[bytes, ...]:
        done, most = len(self._made), self._key.service.hashes_at_once
        return self._wanted.digests[done : done + most if most else None]

    def _signed(self, sad: Sad) -> tuple[bytes, ...] | None:
        if self._made:  # a further call needs activation data of its own
            renewed = self._key.extended(sad, self._wanted, self._next)
            if renewed is None:
                raise HolderRefusedError("the confirmation was not extended")
            self._sad = sad = renewed
        if sad.is_over(time.monotonic()):
            raise ConfirmationTimeoutError("what was confirmed is over")
        answer = self._key.ask("/signatures/signHash", self._asked(sad))
        return self._found(answer)

    def _polled(self) -> tuple[bytes, ...] | None:
        found = self._found(self._key.ask("/signatures/signPolling", {"requestID": self._response}))
        if found is not None:
            self._response = ""
        return found

    def _asked(self, sad: Sad) -> dict[str, object]:
        service, algorithm = self._key.service, self._wanted.algorithm
        asked: dict[str, object] = {"credentialID": self._key.account.credential_id}
        asked |= {"SAD": sad.value, "signAlgo": self._algo}
        asked |= service.hashes(self._wanted, self._next)
        if service.version == V1:
            asked["hashAlgo"] = DIGESTS[algorithm.digest]
        elif service.is_asynchronous:
            period = int(service.wait_seconds * 1000)
            asked |= {"operationMode": "A", "validity_period": period}
        if algorithm.scheme is Scheme.PSS:
            asked["signAlgoParams"] = base64.b64encode(algorithm.pss_parameters).decode()
        return asked

    def _found(self, answer: Answer) -> tuple[bytes, ...] | None:
        if self._is_pending(answer) or self._names_response(answer.body):
            self._response = self._response or text_in(answer.body, "responseID")
            return None
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise HolderRefusedError(f"status {answer.status}")
        return signatures_in(answer.body.get("signatures"), len(self._next))

    def _names_response(self, body: dict[str, Any]) -> bool:
        return "signatures" not in body and "responseID" in body
