"""Instants as text: RFC 3339, UTC, six digits of a second, "Z"; so text order is time order."""

from __future__ import annotations

import re
from datetime import UTC, datetime

INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")


def to_text(at: datetime) -> str:
    """Write an instant as text.

    Raises:
        ValueError: the datetime has no zone.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f").rjust(26, "0") + "Z"


def from_text(text: str) -> datetime:
    """Read an RFC 3339 instant with any zone; the answer is in UTC.

    Raises:
        ValueError: not an instant, or one without a zone.
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return at.astimezone(UTC)


def is_canonical(text: str) -> bool:
    """Say whether the text is an existing instant, written exactly as `to_text` writes it."""
    if INSTANT.match(text) is None:
        return False
    try:
        from_text(text)
    except ValueError:
        return False
    return True
