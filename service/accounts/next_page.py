"""Where to go after signing in: only to a page of ours. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

HOME = "/"


def safe_next(target: str | None) -> str:
    r"""Return the target if it is a path on this host, else the home page.

    Browsers read `//host`, `/\host` and control characters as ways to another host.
    """
    if not target or not target.startswith("/") or not target.isprintable():
        return HOME
    if "\\" in target or target.startswith("//"):
        return HOME
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else HOME
