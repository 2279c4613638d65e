"""Remote signing shaped like VNPT SmartCA: digests in, a transaction, looked after until it ends.

Addresses and body are those its integrators use; the words for states are not published, so they
are settings, and what is not named as an end is "not yet". UNVERIFIED against the real service.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cryptography import x509
from typing_extensions import override

from signing.algorithms import Scheme
from signing.custody.remote.answers import (
    JsonService,
    decoded,
    refuse_failed,
    signatures_in,
    text_in,
)
from signing.custody.remote.port import Asked, RemoteService, Transaction, Wanted
from signing.errors import (
    AlgorithmRefusedError,
    CertificateUnusableError,
    ConfirmationTimeoutError,
    HolderAnswerError,
    HolderRefusedError,
    WrongCertificateError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

GET_CERTIFICATE: Final = "/v1/credentials/get_certificate"
SIGN: Final = "/v1/signatures/sign"
STATUS: Final = "/v1/signatures/sign/{id}/status"
REFUSED: Final = frozenset({"REJECTED", "USER_REJECTED", "CANCELED", "CANCELLED", "FAILED"})
MOST: Final = 2_000
EXPIRED: Final = frozenset({"EXPIRED", "TIMEOUT"})


@dataclass(frozen=True, slots=True)
class SmartCaService:
    """One service: its address, our own name and password there, its paths and its words."""

    http: JsonService
    sp_id: str
    sp_password: str = field(repr=False)
    get_certificate: str = GET_CERTIFICATE
    sign: str = SIGN
    status: str = STATUS
    cancel: str = ""  # no such address is known; where there is one, it is told
    refused: frozenset[str] = REFUSED
    expired: frozenset[str] = EXPIRED
    most: int = MOST  # digests in one confirmation; no limit is published


@dataclass(frozen=True, slots=True)
class SmartCaAccount:
    """Whose key: the person's id at the service and the certificate's serial number there."""

    user_id: str = field(repr=False)  # a citizen's number: never shown, never logged
    serial_number: str = ""


class SmartCaKey(RemoteService):
    """One person's key at the service."""

    def __init__(self, service: SmartCaService, account: SmartCaAccount) -> None:
        """Know both; nothing is asked yet."""
        self.service, self._account = service, account

    @override
    def certificates(self) -> tuple[bytes, ...]:
        asked = self._asked() | {"user_id": self._account.user_id}
        for one in _listed(self._data(self.service.get_certificate, asked)):
            serial = str(one.get("serial_number", "")).lower()
            if self._account.serial_number.lower() in ("", serial):
                if one.get("cert_status_code", "VALID") != "VALID":
                    raise CertificateUnusableError("the service says that it is not valid")
                return (decoded(one.get("cert_data")),)
        raise WrongCertificateError("the service has no such certificate")

    @override
    def limit(self) -> int:
        return self.service.most

    @override
    def start(self, wanted: Wanted, person: Asked) -> Transaction:
        if wanted.algorithm.scheme is Scheme.PSS:
            raise AlgorithmRefusedError("the protocol has no word for PSS")
        if self.certificates()[0] != wanted.certificate:
            raise WrongCertificateError("the service has another certificate for this key")
        serial = x509.load_der_x509_certificate(wanted.certificate).serial_number
        asked = self._asked() | {
            "user_id": self._account.user_id,
            "transaction_id": wanted.transaction_id,
            "transaction_desc": wanted.title,
            "serial_number": self._account.serial_number or f"{serial:x}",
            "sign_files": [
                {
                    "data_to_be_signed": digest.hex(),
                    "doc_id": str(place),
                    "file_type": "pdf",
                    "sign_type": "hash",
                }
                for place, digest in enumerate(wanted.digests)
            ],
        }
        named = text_in(self._data(self.service.sign, asked), "transaction_id")
        person.looks_at_the_phone()
        return SmartCaTransaction(self, named, len(wanted.digests))

    def state(self, named: str) -> tuple[str, dict[str, Any]]:
        """Return the word for a transaction's state, and its data."""
        body = self._body(self.service.status.format(id=named), self._asked())
        data = body.get("data")
        return str(body.get("message", "")).upper(), data if isinstance(data, dict) else {}

    def take_back(self, named: str) -> None:
        """Take a transaction back, where an address for it is set."""
        if self.service.cancel:
            self._body(self.service.cancel.format(id=named), self._asked())

    def _asked(self) -> dict[str, object]:
        return {"sp_id": self.service.sp_id, "sp_password": self.service.sp_password}

    def _data(self, path: str, asked: dict[str, object]) -> dict[str, Any]:
        data = self._body(path, asked).get("data")
        if not isinstance(data, dict):
            raise HolderAnswerError("the answer lacks data")
        return data

    def _body(self, path: str, asked: dict[str, object]) -> dict[str, Any]:
        return refuse_failed(self.service.http.post(path, asked, {})).body


class SmartCaTransaction(Transaction):
    """One transaction, by the id that the service gave it."""

    def __init__(self, key: SmartCaKey, named: str, count: int) -> None:
        """Look after a transaction. Raises HolderAnswerError: its id is none."""
        if not named.isascii() or not named.replace("-", "").replace("_", "").isalnum():
            raise HolderAnswerError("no id of a transaction")  # it becomes part of an address
        self._key, self._named, self._count = key, named, count

    @override
    def poll(self) -> tuple[bytes, ...] | None:
        word, data = self._key.state(self._named)
        if word in self._key.service.refused:
            raise HolderRefusedError("the person refused")
        if word in self._key.service.expired:
            raise ConfirmationTimeoutError("the service waited long enough")
        found = data.get("signatures")
        return None if found is None else self._in_order(found)

    @override
    def cancel(self) -> None:
        self._key.take_back(self._named)

    def _in_order(self, found: object) -> tuple[bytes, ...]:
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise HolderAnswerError("no list of signatures")
        by_place = {str(one.get("doc_id")): one.get("signature_value") for one in found}
        wanted = [by_place.get(str(place)) for place in range(self._count)]
        return signatures_in(wanted, len(found))


def _listed(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    found = data.get("user_certificates")
    if not isinstance(found, list):
        raise HolderAnswerError("the answer lacks certificates")
    yield from (one for one in found if isinstance(one, dict))
