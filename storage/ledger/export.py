"""The ledger as a text file, one entry a line, to be checked elsewhere without trusting us."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from storage.errors import LedgerInvalidError
from storage.ledger.chain import FIELDS, GENESIS, Entry, as_dict, canonical
from storage.ledger.ledger import all_entries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

_TEXTS = frozenset(FIELDS) - {"seq", "version", "edition", "after", "details"}


def export_jsonl(conn: Connection, path: Path) -> tuple[int, str]:
    """Write the whole ledger; return count and head, as they are in this file."""
    count, last = 0, GENESIS
    with path.open("wb") as file:
        for entry in all_entries(conn):
            file.write(canonical(as_dict(entry)) + b"\n")
            count, last = entry.seq, entry.hash
    return count, last


def read_jsonl(path: Path) -> Iterator[Entry]:
    """Read an export, entry by entry; whether they hold together is `check_chain`'s to say.

    Raises:
        LedgerInvalidError: a line is no entry: other keys, a key twice, a float, another type.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            yield _entry(line, number)


def _entry(line: bytes, number: int) -> Entry:
    try:
        value = json.loads(
            line.decode(), object_pairs_hook=_unique, parse_float=_refuse, parse_constant=_refuse
        )
    except (ValueError, RecursionError, LedgerInvalidError) as error:
        raise LedgerInvalidError(f"line {number}: {error}") from error
    if not isinstance(value, dict) or set(value) != set(FIELDS) or not _fits(value):
        raise LedgerInvalidError(f"line {number}")
    return Entry(**value)


def _fits(value: dict[str, Any]) -> bool:
    counts = (value["version"], value["edition"])
    return (
        all(isinstance(value[name], str) for name in _TEXTS)
        and type(value["seq"]) is int
        and all(count is None or type(count) is int for count in counts)
        and (value["after"] is None or isinstance(value["after"], dict))
        and isinstance(value["details"], dict)
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise LedgerInvalidError("a key twice")
    return found


def _refuse(_: str) -> NoReturn:
    raise LedgerInvalidError("a floating-point number")
