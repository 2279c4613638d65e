"""The settings that say when archive timestamps are renewed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from service.config_stores import PREFIX
from service.errors import SettingInvalidError
from workflows.config import Renewing
from workflows.domain.deadlines import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_DAYS: Final = 3650
_DAYS: Final = "RENEW_DAYS"
_ENDS: Final = "ALGORITHM_ENDS"
_NAME: Final = re.compile(r"(sha(1|224|256|384|512)|rsa\d{4,5}|ec\d{3})", re.ASCII)


def renewing(given: Mapping[str, str]) -> Renewing:
    """Return when archive timestamps are renewed. Raises SettingInvalidError."""
    return Renewing(days=_days(given), algorithm_ends=_algorithm_ends(given))


def _days(given: Mapping[str, str]) -> int:
    """Return how many days before its end an archive timestamp is renewed.

    Raises:
        SettingInvalidError: not a number of days from 1 to ten years.
    """
    value = given.get(_DAYS, "180")
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= LONGEST_DAYS):
        raise SettingInvalidError(f"{PREFIX}{_DAYS}: not a number of days: {value}")
    return int(value)


def _algorithm_ends(given: Mapping[str, str]) -> dict[str, datetime]:
    """Return from when each named digest or key is no longer believed: `rsa2048:2030-12-31 ...`.

    Raises:
        SettingInvalidError: an algorithm that no timestamp names so, or not a day.
    """
    return dict(_end(word) for word in given.get(_ENDS, "").split())


def _end(word: str) -> tuple[str, datetime]:
    name, _, day = word.partition(":")
    try:
        midnight = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=VIETNAM)
    except ValueError:
        midnight = None
    if midnight is None or not _NAME.fullmatch(name):
        raise SettingInvalidError(f"{PREFIX}{_ENDS}: not of the form rsa2048:2030-12-31: {word}")
    return name, midnight
