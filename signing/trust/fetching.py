"""Small HTTP requests to named hosts: one time limit for all of it, a size limit, no redirects.

No proxy and no environment is asked. The address that was judged is the address that is spoken to,
so that a name cannot lead elsewhere between the two.
"""

from __future__ import annotations

import io
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urlsplit

from typing_extensions import override

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_PORTS: Final = {"http": 80, "https": 443}
_TRANSLATED: Final = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address inside
_OK: Final = 200


class FetchFailedError(Exception):
    """The address did not give a usable answer; the message says why, without the answer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how large one exchange may be, and whether it may stay within our walls."""

    seconds: float  # from resolving the name to the last byte
    most_bytes: int
    may_be_private: bool = False  # loopback, private and link-local addresses


def is_web_address(url: str) -> bool:
    """Return whether `url` is an absolute http or https address without a user's name."""
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return parts.scheme in _PORTS and bool(parts.hostname) and has_port and "@" not in parts.netloc


def fetch(url: str, body: bytes | None, headers: dict[str, str], limits: Limits) -> bytes:
    """Return the answer to a GET, or to a POST of `body`.

    Raises:
        FetchFailedError: not a web address, a private one, unreachable, refused, redirected, slow
            or too large.
    """
    if not is_web_address(url):
        raise FetchFailedError("not a web address")
    ends = time.monotonic() + limits.seconds
    try:
        found = _exchange(urlsplit(url), body, headers, (limits, ends))
    except (OSError, HTTPException, ValueError) as error:
        raise FetchFailedError(type(error).__name__) from error
    if len(found) > limits.most_bytes:
        raise FetchFailedError("the answer is too large")
    return found


def _exchange(
    url: SplitResult, body: bytes | None, headers: dict[str, str], bounds: tuple[Limits, float]
) -> bytes:
    limits, ends = bounds
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    with _connect(url, limits, ends) as connected:
        connection = HTTPConnection(url.hostname or "", url.port or _PORTS[url.scheme])
        connection.sock = _Hurried(connected, ends)
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        if answer.status != _OK:  # a redirect could lead anywhere
            raise FetchFailedError(f"HTTPError {answer.status}")
        return answer.read(limits.most_bytes + 1)


def _connect(url: SplitResult, limits: Limits, ends: float) -> socket.socket:
    """Speak to the first address of the host that may be spoken to and answers."""
    host, port = url.hostname or "", url.port or _PORTS[url.scheme]
    places = [found[4] for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    allowed = [place for place in places if limits.may_be_private or is_public(str(place[0]))]
    if not allowed:
        raise FetchFailedError("a private address")
    failed: OSError = TimeoutError()
    for place in allowed:
        try:
            plain = socket.create_connection((str(place[0]), port), timeout=_left(ends))
        except OSError as error:
            failed = error
            continue
        return plain if url.scheme == "http" else _secured(plain, host)
    raise failed


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the open Internet, however it is written."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if parsed in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast


def _secured(plain: socket.socket, host: str) -> socket.socket:
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except OSError:
        plain.close()
        raise


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Hurried:
    """A socket with one deadline for everything: drops that come slowly do not extend it."""

    def __init__(self, connected: socket.socket, ends: float) -> None:
        self._socket, self._ends = connected, ends

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(_left(self._ends))
        self._socket.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Drops(self._socket, self._ends))

    def close(self) -> None:
        """Do nothing: the socket is closed by who opened it, after the answer was read."""


class _Drops(io.RawIOBase):
    """What arrives, as long as there is time left."""

    def __init__(self, connected: socket.socket, ends: float) -> None:
        self._socket, self._ends = connected, ends

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: WriteableBuffer, /) -> int:
        self._socket.settimeout(_left(self._ends))
        return self._socket.recv_into(buffer)
