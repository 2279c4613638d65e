"""What a check answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How bad it is; an error makes the exit code 1."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: which check, how bad, and the key of its sentence with the values in it."""

    check: str
    level: Level
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The sentence's key in the table "doctor": `font.ok`, `font.error`, ..."""
        return f"{self.check}.{self.level}"


def ok(check: str, **values: object) -> Finding:
    """Return that all is well."""
    return Finding(check, Level.OK, values)


def warning(check: str, **values: object) -> Finding:
    """Return that it works, but someone should know."""
    return Finding(check, Level.WARNING, values)


def error(check: str, **values: object) -> Finding:
    """Return that it does not work."""
    return Finding(check, Level.ERROR, values)
