"""One exchange with a server that drips, redirects or stands where nobody should be asked."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

import pytest

from signing.trust.fetching import FetchFailedError, Limits, fetch, is_public
from tests.web_site import web_site

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE: Final = "127.0.0.1"
INSIDE: Final = Limits(5.0, 1000, may_be_private=True)


@contextmanager
def _dripping(first: bytes) -> Iterator[str]:
    """A server that sends a byte now and then for as long as anybody listens."""
    listening = socket.create_server((HERE, 0))
    over = threading.Event()

    def serve() -> None:
        taken, _ = listening.accept()
        with closing(taken):
            try:
                taken.sendall(first)
                while not over.wait(0.05):
                    taken.sendall(b"a")
            except OSError:
                return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://{HERE}:{listening.getsockname()[1]}/"
    finally:
        over.set()
        thread.join()
        listening.close()


@pytest.mark.parametrize(
    "first",
    [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"],
    ids=["line", "head", "body"],
)
def test_an_endless_drip_ends_at_the_limit(first: bytes) -> None:
    with _dripping(first) as url:
        began = time.monotonic()
        with pytest.raises(FetchFailedError, match="TimeoutError"):
            fetch(url, None, {}, Limits(0.4, 100_000, may_be_private=True))
        assert time.monotonic() - began < 3


def test_a_private_address_is_not_spoken_to_unless_allowed() -> None:
    with web_site(lambda _path, _body: (200, {}, b"here")) as url:
        assert fetch(url, None, {}, INSIDE) == b"here"
        for place in (url, url.replace(HERE, "localhost")):
            with pytest.raises(FetchFailedError, match="private"):
                fetch(place, None, {}, Limits(5.0, 1000))


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1",  # noqa: S104
     "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"],
)  # fmt: skip
def test_no_way_of_writing_makes_a_private_address_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["123.30.1.1", "2400:6100::1", "64:ff9b::7b1e:101"])
def test_the_open_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "http://", "http://u@a.example/", "http://a:99999/", "file:///etc"]
)
def test_only_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(FetchFailedError, match="not a web address"):
        fetch(url, None, {}, INSIDE)
