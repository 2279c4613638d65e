"""Anchors with a beginning and an end, in two domains, as the administrator's folder names them.

Beside `trust.pem` a file `anchors.toml` may say which roots are believed from when until when:

    [[anchor]]
    file = "root-g2.pem"
    domain = "cong_vu"                    # or "public"
    from = 2020-01-01T00:00:00+07:00
    to = 2030-01-01T00:00:00+07:00        # may be left out

Where it is missing, all of `trust.pem` is believed at any time.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from signing.errors import AnchorsUnusableError, CertificateUnusableError
from signing.trust.anchors import load_anchors

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

TABLE: Final = "anchors.toml"
_EARLIEST: Final = datetime.min.replace(tzinfo=UTC)
_KEYS: Final = frozenset({"file", "domain", "from", "to"})


class Domain(StrEnum):
    """Which of the two worlds of trust an anchor is of (NĐ 23/2025/NĐ-CP)."""

    PUBLIC = "public"  # public and specialised providers
    CONG_VU = "cong_vu"  # the government's own, for official duty


@dataclass(frozen=True, slots=True)
class DatedAnchor:
    """A root, DER, and the half-open span of time in which it is believed."""

    der: bytes
    domain: Domain
    since: datetime = _EARLIEST
    until: datetime | None = None

    def holds_at(self, instant: datetime) -> bool:
        """Return whether the root is believed at an instant (aware)."""
        return self.since <= instant and (self.until is None or instant < self.until)


def dated_anchors(pem: Path) -> tuple[DatedAnchor, ...]:
    """Return every anchor that `anchors.toml` beside the file names, or all of the file.

    Raises:
        AnchorsUnusableError: a file is missing or damaged, or a row is not of the form above.
    """
    table = pem.with_name(TABLE)
    try:
        if not table.exists():
            return dated(load_anchors(pem.read_bytes()))
        rows = tomllib.loads(table.read_text(encoding="utf-8"))["anchor"]
        return tuple(anchor for row in rows for anchor in _anchors_of(row, pem.parent))
    except (OSError, ValueError, TypeError, KeyError, CertificateUnusableError) as error:
        raise AnchorsUnusableError(f"the anchors beside {pem}: {error}") from error


def dated(anchors: Iterable[bytes] | Iterable[DatedAnchor]) -> tuple[DatedAnchor, ...]:
    """Return anchors with their dates; plain DER is of the public domain and always believed."""
    return tuple(
        one if isinstance(one, DatedAnchor) else DatedAnchor(one, Domain.PUBLIC) for one in anchors
    )


def anchors_at(pem: Path, instant: datetime) -> tuple[bytes, ...]:
    """Return the anchors (DER) believed at an instant (aware), of both domains.

    Raises:
        AnchorsUnusableError: as `dated_anchors`, or none is believed then.
    """
    found = tuple(each.der for each in dated_anchors(pem) if each.holds_at(instant))
    if not found:
        raise AnchorsUnusableError("no anchor is believed at this time")
    return tuple(dict.fromkeys(found))


def _anchors_of(row: dict[str, object], folder: Path) -> list[DatedAnchor]:
    if not row.keys() <= _KEYS:
        raise ValueError(f"unknown words: {sorted(row.keys() - _KEYS)}")
    since, until = _instant(row["from"]), _instant(row["to"]) if "to" in row else None
    if until is not None and until <= since:
        raise ValueError("an anchor ends before it begins")
    name, domain = str(row["file"]), Domain(str(row["domain"]))
    ders = load_anchors((folder / name).read_bytes())
    return [DatedAnchor(der, domain, since, until) for der in ders]


def _instant(value: object) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("a time of an anchor needs date, hour and zone")
    return value
