"""Small JSON requests to a named service: TLS, no redirect, no proxy, limits on size and time."""

from __future__ import annotations

import base64
import binascii
import json
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from signing.errors import HolderAnswerError, HolderRefusedError, HolderUnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from urllib3.response import BaseHTTPResponse

MOST_BYTES: Final = 4 << 20  # 500 signatures of 4096 bits are half a megabyte
MOST_SIGNATURE_BYTES: Final = 1024
_CHUNK: Final = 1 << 16
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of an answer; a body that is no JSON object is an empty one with an error."""

    status: int
    body: dict[str, Any]

    @property
    def error(self) -> str:
        """The service's own name for what went wrong, or ""."""
        found = self.body.get("error")
        return found if isinstance(found, str) else ""


@dataclass(frozen=True, slots=True)
class JsonService:
    """A service at a named address; times in seconds, `ca_file` in place of the system's roots."""

    url: str
    answer_seconds: float = 20.0
    ca_file: Path | None = None
    most_bytes: int = MOST_BYTES
    _pool: urllib3.PoolManager = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Prepare the connections. Raises ValueError: not an address that may be trusted."""
        if not is_trustworthy(self.url):
            raise ValueError("https is needed, except on this very machine")
        roots = str(self.ca_file) if self.ca_file else None
        pool = urllib3.PoolManager(num_pools=1, cert_reqs="CERT_REQUIRED", ca_certs=roots)
        object.__setattr__(self, "_pool", pool)

    def post(
        self, path: str, body: Mapping[str, object], headers: Mapping[str, str], seconds: float = 0
    ) -> Answer:
        """Return the answer to a POST of a JSON object, whatever its status below 500.

        Raises:
            HolderUnavailableError: unreachable, too slow, or failing by its own account.
            HolderAnswerError: redirected, too large, or not a JSON object.
        """
        sent = json.dumps(body).encode()
        return self._sent(path, sent, {"Content-Type": "application/json", **headers}, seconds)

    def post_form(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Return the answer to a POST of a form, as OAuth 2.0 wants it. Raises as `post`."""
        sent = urlencode(fields).encode("ascii")
        return self._sent(path, sent, {"Content-Type": "application/x-www-form-urlencoded"}, 0)

    def _sent(self, path: str, body: bytes, headers: Mapping[str, str], seconds: float) -> Answer:
        limit = seconds or self.answer_seconds
        ends = time.monotonic() + limit
        try:
            answer = self._pool.request(
                "POST", self.url.rstrip("/") + path, body=body, headers=headers, redirect=False,
                retries=False, timeout=urllib3.Timeout(total=limit), preload_content=False,
            )  # fmt: skip
            read = self._read(answer, ends)
        except (HTTPError, OSError) as error:
            raise HolderUnavailableError(type(error).__name__) from None  # it may quote a secret
        return _judged(answer.status, read)

    def _read(self, answer: BaseHTTPResponse, ends: float) -> bytes:
        """Read a body in pieces, so that a trickle or a flood ends in time."""
        read = bytearray()
        try:
            while chunk := answer.read(_CHUNK):
                read += chunk
                if len(read) > self.most_bytes:
                    raise HolderAnswerError("the answer is too large")
                if time.monotonic() > ends:
                    raise HolderUnavailableError("the answer takes too long")
        finally:
            answer.close()
        return bytes(read)


def is_trustworthy(url: str) -> bool:
    """Return whether secrets may be sent there: https, or http that stays on this machine."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


def refuse_failed(answer: Answer) -> Answer:
    """Return an answer that is a success. Raises HolderRefusedError otherwise."""
    if answer.status not in (
        HTTPStatus.OK,
        HTTPStatus.CREATED,
        HTTPStatus.ACCEPTED,
        HTTPStatus.NO_CONTENT,
    ):
        raise HolderRefusedError(f"status {answer.status}")  # its text may hold anything
    return answer


def text_in(body: Mapping[str, Any], name: str) -> str:
    """Return a text that must be there. Raises HolderAnswerError."""
    found = body.get(name)
    if not isinstance(found, str) or not found:
        raise HolderAnswerError(f"the answer lacks {name}")
    return found


def decoded(text: object) -> bytes:
    """Return the bytes of a Base64 text. Raises HolderAnswerError."""
    if not isinstance(text, str):
        raise HolderAnswerError("not Base64")
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise HolderAnswerError("not Base64") from error


def signatures_in(found: object, count: int) -> tuple[bytes, ...]:
    """Return so many signatures, given as a list of Base64 texts. Raises HolderAnswerError."""
    if not isinstance(found, list) or len(found) != count:
        raise HolderAnswerError("not as many signatures as were asked for")
    made = tuple(decoded(one) for one in found)
    if not all(0 < len(one) <= MOST_SIGNATURE_BYTES for one in made):
        raise HolderAnswerError("no signature has this size")
    return made


def _judged(status: int, read: bytes) -> Answer:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        raise HolderUnavailableError(f"status {status}")
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise HolderAnswerError("the service redirects")
    try:
        body = json.loads(read or b"{}")
    except (ValueError, RecursionError) as error:
        raise HolderAnswerError("not JSON") from error
    if not isinstance(body, dict):
        raise HolderAnswerError("not a JSON object")
    return Answer(status, body)
