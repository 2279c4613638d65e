"""What can be said of a ledger, in the database or in an export: holds, broken, not usable.

Speaks in keys of the catalogue `audit`; never changes what it judges.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from storage.errors import LedgerBrokenError, LedgerInvalidError
from storage.ledger.chain import GENESIS, Entry, check_chain
from storage.ledger.export import read_jsonl
from storage.ledger.ledger import all_entries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.database import Database


class Verdict(StrEnum):
    """The answer to "is the ledger whole?"."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNUSABLE = "unusable"


EXIT_CODES = {Verdict.HOLDS: 0, Verdict.BROKEN: 1, Verdict.UNUSABLE: 3}
_VERDICTS = {
    "holds": Verdict.HOLDS,
    "broken": Verdict.BROKEN,
    "not_as_noted": Verdict.BROKEN,
}


@dataclass(frozen=True, slots=True)
class Noted:
    """What was written down elsewhere about a ledger; either may be unknown."""

    head: str | None = None
    count: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was noted."""
        return self.head is None and self.count is None

    def fits(self, count: int, head: str) -> bool:
        """Whether this is said of a ledger with so many entries and this last hash."""
        return self.head in {None, head} and self.count in {None, count}


@dataclass(frozen=True, slots=True)
class Finding:
    """One judgement: a key of the catalogue, and where the chain breaks if it does."""

    key: str
    count: int | None = None
    head: str | None = None
    seq: int | None = None  # of the first entry that does not hold
    values: dict[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, refusal: Exception) -> Finding:
        """Return the finding for a store or a setting that cannot be used."""
        code = getattr(refusal, "code", "")
        return cls("unusable", values={"what": type(refusal).__name__, "code": code})

    @property
    def verdict(self) -> Verdict:
        """Return what it comes to."""
        return _VERDICTS.get(self.key, Verdict.UNUSABLE)

    @property
    def holds(self) -> bool:
        """Whether the ledger is whole."""
        return self.verdict is Verdict.HOLDS

    @property
    def exit_code(self) -> int:
        """Return the exit code of a command that found this."""
        return EXIT_CODES[self.verdict]

    @property
    def blanks(self) -> dict[str, object]:
        """Return what fills the blanks of the catalogue's sentence."""
        return {"count": self.count, "head": self.head, "seq": self.seq, **self.values}

    def row(self) -> dict[str, Any]:
        """Return the finding as JSON has it."""
        return {
            "verdict": self.verdict,
            "code": f"audit.{self.key}",
            "count": self.count,
            "head": self.head,
            "seq": self.seq,
        }


@dataclass(slots=True)
class _Reading:
    """Passes entries on, counts them, and looks for the one that was noted as the last."""

    entries: Iterable[Entry]
    noted: Noted
    count: int = 0
    was_met: bool = False

    def __iter__(self) -> Iterator[Entry]:
        self.was_met = self.noted.fits(0, GENESIS)
        for entry in self.entries:
            self.count += 1
            self.was_met = self.was_met or self.noted.fits(self.count, entry.hash)
            yield entry


def judge_database(database: Database, noted: Noted) -> Finding:
    """Judge the ledger of a database; it may have grown since its head was noted.

    Raises:
        StorageError: the database does not serve.
    """
    with database.reading() as conn:
        return _judge(all_entries(conn), noted, may_have_grown=True)


def judge_export(file: Path, noted: Noted) -> Finding:
    """Judge an export; what was noted of it must be true to the letter."""
    try:
        finding = _judge(read_jsonl(file), noted, may_have_grown=False)
    except OSError:
        return Finding("not_read", values={"what": file})
    return Finding("empty") if finding.holds and not finding.count and noted.is_empty else finding


def _judge(entries: Iterable[Entry], noted: Noted, *, may_have_grown: bool) -> Finding:
    """Check every link; a line that is no entry breaks the chain, unless it is the very first."""
    reading = _Reading(entries, noted)
    try:
        count, head = check_chain(reading)
    except LedgerBrokenError as broken:
        return Finding("broken", seq=broken.seq)
    except LedgerInvalidError:
        seq = reading.count + 1
        return Finding("broken", seq=seq) if reading.count else Finding("no_entry")
    if noted.fits(count, head) or (may_have_grown and reading.was_met):
        return Finding("holds", count, head)
    return Finding("not_as_noted", count, head, seq=_first_other(count, noted))


def _first_other(count: int, noted: Noted) -> int:
    """Return the first entry that was cut off or added; else the last one, which is another."""
    if noted.count is None or noted.count == count:
        return count
    return min(count, noted.count) + 1
