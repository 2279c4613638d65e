"""An HTTP service on loopback that signs with a real key once its owner has confirmed.

It speaks CSC v1 and v2 and the SmartCA-shaped protocol; `mischief` makes it fail in one way.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from typing_extensions import override

from tests.far.csc import PASSWORD, USER, Answer, CscSide

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signing.algorithms import PrivateKey
    from signing.trust.own_ca import Issued

__all__ = ["PASSWORD", "USER"]

SP_ID, SP_PASSWORD = "sp-1", "sp-secret"
USER_ID = "038000000001"
_FLOOD: Final = b"[" + b"1," * (3 << 20)


@dataclass(kw_only=True)
class FarService(CscSide):
    """What the service knows. A test confirms for the owner, or lets the service misbehave."""

    url: str = ""

    def answer(self, path: str, body: dict[str, Any], bearer: str) -> Answer:
        """Answer one POST."""
        self.calls[path] += 1
        if self.mischief in ("down", "slow", "flood", "garbage", "redirect"):
            return self._misbehave()
        if path.startswith("/v1/"):
            return self._smartca(path, body)
        return self.csc(path, body, bearer)

    def _misbehave(self) -> Answer:
        if self.mischief == "slow":
            time.sleep(1.0)
        told: dict[str, Answer] = {
            "down": (503, {}), "slow": (200, {}), "flood": (200, _FLOOD),
            "garbage": (200, b"<html>"), "redirect": (302, {}),
        }  # fmt: skip
        return told[self.mischief]

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
            for place, one in enumerate(self.signatures(self.asked[named]))
        ]
        return 200, {"message": "SUCCESS", "data": {"signatures": list(reversed(made))}}


def far_service(owner: Issued, signs_with: PrivateKey | None = None) -> FarService:
    """A service that holds somebody's key."""
    return FarService(owner=owner, signs_with=signs_with or owner.key)


@contextmanager
def serving(service: FarService) -> Iterator[FarService]:
    """Let the service answer on a free port until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the base class names it
            size = int(self.headers.get("Content-Length", "0"))
            read = self.rfile.read(size)
            is_form = self.headers.get_content_type() == "application/x-www-form-urlencoded"
            body = dict(parse_qsl(read.decode())) if is_form else json.loads(read or b"{}")
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
