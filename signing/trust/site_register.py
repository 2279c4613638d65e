"""What a site's own authority issued and revoked: one file, replaced whole, never shortened."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from cryptography import x509

from signing.errors import AlreadyRevokedError, AuthorityUnusableError, SerialUnknownError

if TYPE_CHECKING:
    from pathlib import Path

REASONS: Final = {
    "unspecified": x509.ReasonFlags.unspecified,
    "key-compromise": x509.ReasonFlags.key_compromise,
    "affiliation-changed": x509.ReasonFlags.affiliation_changed,
    "superseded": x509.ReasonFlags.superseded,
    "cessation": x509.ReasonFlags.cessation_of_operation,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One certificate: its serial number in hex, whose it is, and what became of it; RFC 3339."""

    serial: str
    holder: str  # the name as it stands in the certificate
    holder_id: str  # a person's or a unit's id
    since: str
    until: str
    revoked: str = ""
    reason: str = ""
    renews: str = ""  # the serial number of the one before


class Register:
    """The lines of one authority, in the order of issuing."""

    def __init__(self, path: Path) -> None:
        """Take the file."""
        self._path = path

    def lines(self) -> tuple[Line, ...]:
        """Return every line. Raises AuthorityUnusableError: missing or damaged."""
        try:
            return tuple(Line(**row) for row in json.loads(self._path.read_text("utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise AuthorityUnusableError("the register cannot be read") from error

    def line(self, serial: str) -> Line:
        """Return one line. Raises SerialUnknownError: there is none."""
        wanted = serial.lower().replace(":", "").lstrip("0")
        for line in self.lines():
            if line.serial == wanted:
                return line
        raise SerialUnknownError(wanted)

    def add(self, line: Line) -> None:
        """Add a line at the end."""
        self.write((*self.lines(), line))

    def revoke(self, serial: str, at: datetime, reason: str) -> Line:
        """Mark a line as revoked. Raises SerialUnknownError, AlreadyRevokedError."""
        old = self.line(serial)
        if old.revoked:
            raise AlreadyRevokedError(old.serial)
        new = replace(old, revoked=at.isoformat(), reason=reason)
        self.write(tuple(new if line == old else line for line in self.lines()))
        return new

    def revoked(self) -> tuple[dict[int, datetime], dict[int, x509.ReasonFlags]]:
        """Return when and why each revoked serial number was revoked."""
        found = [line for line in self.lines() if line.revoked]
        when = {int(line.serial, 16): datetime.fromisoformat(line.revoked) for line in found}
        return when, {int(line.serial, 16): REASONS[line.reason] for line in found}

    def write(self, lines: tuple[Line, ...]) -> None:
        """Replace the file, durably: it holds the old lines or the new ones."""
        text = json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1)
        fresh = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
