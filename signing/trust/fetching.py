"""Small HTTP requests to named hosts: a time limit, a size limit, no redirects, no proxy."""

from __future__ import annotations

import urllib.request
from http.client import HTTPException
from typing import Final
from urllib.parse import urlsplit

from typing_extensions import override

_SCHEMES: Final = frozenset({"http", "https"})


class FetchFailedError(Exception):
    """The address did not give a usable answer; the message says why, without the answer."""


def is_web_address(url: str) -> bool:
    """Return whether `url` is an absolute http or https address."""
    parts = urlsplit(url)
    return parts.scheme in _SCHEMES and bool(parts.hostname)


def fetch(
    url: str, body: bytes | None, headers: dict[str, str], timeout: float, most_bytes: int
) -> bytes:
    """Return the answer to a GET, or to a POST of `body`; `timeout` in seconds.

    Raises:
        FetchFailedError: not a web address, unreachable, refused, redirected, slow or too large.
    """
    if not is_web_address(url):
        raise FetchFailedError("not a web address")
    asked = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - checked above
    try:
        with _OPENER.open(asked, timeout=timeout) as answer:
            found: bytes = answer.read(most_bytes + 1)
    except (OSError, HTTPException, ValueError) as error:
        raise FetchFailedError(type(error).__name__) from error
    if len(found) > most_bytes:
        raise FetchFailedError("the answer is too large")
    return found


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An authority is where its address says; a redirect could lead anywhere."""

    @override
    def redirect_request(self, *_: object) -> None:
        return None


_OPENER: Final = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
