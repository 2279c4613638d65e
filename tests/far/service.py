"""An HTTP service on loopback that signs with a real key once its owner has confirmed.

It speaks CSC v1 and v2 and the SmartCA-shaped protocol; `mischief` makes it fail in one way.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from typing_extensions import override

from signing.algorithms import PrivateKey
from signing.trust.own_ca import Issued

if TYPE_CHECKING:
    from collections.abc import Iterator


USER, PASSWORD = "giamdoc", "mật khẩu ở xa"
SP_ID, SP_PASSWORD = "sp-1", "sp-secret"
USER_ID = "038000000001"
_BY_SIZE: Final[dict[int, hashes.HashAlgorithm]] = {
    32: hashes.SHA256(), 48: hashes.SHA384(), 64: hashes.SHA512(),
}  # fmt: skip
_PSS: Final = "1.2.840.113549.1.1.10"
_FLOOD: Final = b"[" + b"1," * (3 << 20)
Answer = tuple[int, dict[str, Any] | bytes]


@dataclass
class FarService:
    """What the service knows. A test confirms for the owner, or lets the service misbehave."""

    owner: Issued
    signs_with: PrivateKey
    mischief: str = ""
    calls: Counter[str] = field(default_factory=Counter)
    signed: list[bytes] = field(default_factory=list)
    asked: dict[str, list[bytes]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    titles: list[str] = field(default_factory=list)
    url: str = ""
    confirmed: threading.Event = field(default_factory=threading.Event)
    refused: bool = False
    revoked: bool = False

    def answer(self, path: str, body: dict[str, Any], bearer: str) -> Answer:
        """Answer one POST."""
        self.calls[path] += 1
        if self.mischief in ("down", "slow", "flood", "garbage", "redirect"):
            return self._misbehave()
        if path.startswith("/v1/"):
            return self._smartca(path, body)
        return self._csc(path, body, bearer)

    def _misbehave(self) -> Answer:
        if self.mischief == "slow":
            time.sleep(1.0)
        told: dict[str, Answer] = {
            "down": (503, {}), "slow": (200, {}), "flood": (200, _FLOOD),
            "garbage": (200, b"<html>"), "redirect": (302, {}),
        }  # fmt: skip
        return told[self.mischief]

    def _csc(self, path: str, body: dict[str, Any], bearer: str) -> Answer:
        if path == "/auth/login":
            pair = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            if bearer != f"Basic {pair}":
                return 401, {"error": "authentication_error"}
            self.tokens.add(token := f"token-{self.calls[path]}")
            return 200, {"access_token": token, "expires_in": 3600}
        if bearer.removeprefix("Bearer ") not in self.tokens:
            return 401, {"error": "invalid_token"}
        return self._as_owner(path, body)

    def _as_owner(self, path: str, body: dict[str, Any]) -> Answer:
        if path == "/auth/revoke":
            self.revoked = True
            return 204, b""
        told = self._about(path, body)
        return (404, {"error": "invalid_request"}) if told is None else told

    def _about(self, path: str, body: dict[str, Any]) -> Answer | None:
        match path:
            case "/credentials/info":
                return self._credential()
            case "/credentials/authorize":
                return self._authorise(body)
            case "/credentials/authorizeCheck" if body["handle"] in self.asked:
                return self._checked(body["handle"])
            case "/signatures/signHash":
                return self._sign_hash(body)
            case "/signatures/signPolling" if body["responseID"] in self.asked:
                return 200, {"signatures": self._signatures(self.asked[body["responseID"]])}
        return None

    def _credential(self) -> Answer:
        status = "disabled" if self.mischief == "disabled" else "enabled"
        chain = [base64.b64encode(one).decode() for one in self._certificates()]
        return 200, {
            "key": {"status": status}, "cert": {"status": "valid", "certificates": chain},
        }  # fmt: skip

    def _certificates(self) -> tuple[bytes, ...]:
        if self.mischief == "other_certificate":
            return self.owner.chain_der
        return (self.owner.der, *self.owner.chain_der)

    def _authorise(self, body: dict[str, Any]) -> Answer:
        self.titles.append(body["description"])
        if self.mischief == "expired_token" and self.calls["/auth/login"] == 1:
            self.tokens.clear()
            return 401, {"error": "invalid_token"}
        if "hash" in body:  # v1: the call itself waits for the owner
            if not self.confirmed.wait(2.0) or self.refused:
                return 400, {"error": "invalid_request"}
            return 200, self._sad(body["hash"])
        handle = f"handle-{len(self.asked)}"
        self.asked[handle] = [base64.b64decode(one) for one in body["hashes"]]
        return 200, {"handle": handle}

    def _checked(self, handle: str) -> Answer:
        if self.mischief == "expired":
            return 400, {"error": "expired_token"}
        if self.refused:
            return 400, {"error": "access_denied"}
        if not self.confirmed.is_set():
            return 202, {"handle": handle}
        return 200, self._sad([base64.b64encode(one).decode() for one in self.asked[handle]])

    def _sad(self, digests: list[str]) -> dict[str, Any]:
        sad = f"sad-{len(self.asked)}"
        self.asked[sad] = [base64.b64decode(one) for one in digests]
        return {"SAD": sad, "expiresIn": 300}

    def _sign_hash(self, body: dict[str, Any]) -> Answer:
        digests = [base64.b64decode(one) for one in body.get("hashes", body.get("hash", []))]
        if digests != self.asked.get(body["SAD"]):
            return 400, {"error": "invalid_hash"}  # the owner confirmed other digests
        self.is_pss = body["signAlgo"] == _PSS and "signAlgoParams" in body
        if self.mischief == "asynchronous":
            self.asked["response-1"] = digests
            return 200, {"responseID": "response-1"}
        return 200, {"signatures": self._signatures(digests)}

    def _smartca(self, path: str, body: dict[str, Any]) -> Answer:
        if (body.get("sp_id"), body.get("sp_password")) != (SP_ID, SP_PASSWORD):
            return 403, {"message": "FORBIDDEN"}
        if path.endswith("/get_certificate"):
            serial = f"{self.owner.certificate.serial_number:x}"
            data = base64.b64encode(self._certificates()[0]).decode()
            one = {"serial_number": serial, "cert_status_code": "VALID", "cert_data": data}
            return 200, {"message": "SUCCESS", "data": {"user_certificates": [one]}}
        if path.endswith("/signatures/sign"):
            files = [bytes.fromhex(one["data_to_be_signed"]) for one in body["sign_files"]]
            self.titles.append(body["transaction_desc"])
            self.asked[body["transaction_id"]] = files
            return 200, {"data": {"transaction_id": body["transaction_id"]}}
        return self._smartca_status(path.split("/")[-2])

    def _smartca_status(self, named: str) -> Answer:
        word = "REJECTED" if self.refused else "PENDING"
        word = "EXPIRED" if self.mischief == "expired" else word
        if word != "PENDING" or not self.confirmed.is_set():
            return 200, {"message": word, "data": {"transaction_id": named, "signatures": None}}
        made = [
            {"doc_id": str(place), "signature_value": one}
            for place, one in enumerate(self._signatures(self.asked[named]))
        ]
        return 200, {"message": "SUCCESS", "data": {"signatures": list(reversed(made))}}

    is_pss: bool = False

    def _signatures(self, digests: list[bytes]) -> list[str]:
        self.signed += digests
        made = [base64.b64encode(self._sign(one)).decode() for one in digests]
        if self.mischief == "one_missing":
            return made[1:]
        return ["!!!"] * len(made) if self.mischief == "not_base64" else made

    def _sign(self, digest: bytes) -> bytes:
        hashed = _BY_SIZE[len(digest)]
        if isinstance(self.signs_with, ec.EllipticCurvePrivateKey):
            return self.signs_with.sign(digest, ec.ECDSA(Prehashed(hashed)))
        assert isinstance(self.signs_with, rsa.RSAPrivateKey)
        how: padding.AsymmetricPadding = padding.PKCS1v15()
        if self.is_pss:
            how = padding.PSS(padding.MGF1(hashed), hashed.digest_size)
        return self.signs_with.sign(digest, how, Prehashed(hashed))


@contextmanager
def serving(service: FarService) -> Iterator[FarService]:
    """Let the service answer on a free port until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the base class names it
            size = int(self.headers.get("Content-Length", "0"))
            body = json.loads(self.rfile.read(size) or b"{}")
            status, told = service.answer(self.path, body, self.headers.get("Authorization", ""))
            sent = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            try:
                self.wfile.write(sent)
            except (BrokenPipeError, ConnectionResetError):
                return  # the client would not wait, or read no more

        @override
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service
    finally:
        service.confirmed.set()
        server.shutdown()
        server.server_close()
        thread.join()
