"""How long an archived original must stay; a later demand can lengthen it, none can shorten it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from storage.instants import from_text, to_text


@dataclass(frozen=True, slots=True)
class Retention:
    """Kept until an instant; `None` is for ever."""

    retain_until: datetime | None

    def to_json(self) -> bytes:
        """Return the bytes that a side file keeps."""
        until = None if self.retain_until is None else to_text(self.retain_until)
        return json.dumps({"retain_until": until}).encode() + b"\n"


def from_json(body: bytes) -> Retention:
    """Read what `to_json` wrote.

    Raises:
        ValueError: it is something else.
    """
    value = json.loads(body)
    if not isinstance(value, dict) or set(value) != {"retain_until"}:
        raise ValueError("not a retention")
    until = value["retain_until"]
    if until is None:
        return Retention(None)
    if not isinstance(until, str):
        raise ValueError("not a retention")  # noqa: TRY004 - one error for one bad file
    return Retention(from_text(until))


def longer(one: Retention, other: Retention) -> Retention:
    """Return the one that keeps longer."""
    if one.retain_until is None or other.retain_until is None:
        return Retention(None)
    return one if one.retain_until >= other.retain_until else other
