"""The hash chain, pure: bytes of an entry, its hash, and whether a row of entries holds.

Anyone can check it without this program: the hash of an entry is the sha256 of the previous
hash as 64 hexadecimal letters followed by the entry as canonical JSON (keys sorted by code point,
UTF-8, no spaces, no floating-point numbers), without its own fields `prev` and `hash`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from storage.errors import LedgerBrokenError, LedgerInvalidError
from storage.instants import is_canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GENESIS = "0" * 64  # what the first entry names as the hash before it
LARGEST = 2**53 - 1  # every JSON reader holds an integer up to here exactly


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One act to be kept: ids, references, hashes and codes; never a name or a sentence.

    `at` is RFC 3339 UTC with microseconds. `version` is None for acts that do not move a
    document's process, and `after` is the whole state of the process after those that do.
    """

    at: str
    act_id: str
    act: str
    person_id: str
    document_id: str = ""
    version: int | None = None
    edition: int | None = None
    on_behalf_of: str = ""  # the post by whose authority; "" is one's own
    seen_sha256: str = ""
    origin: str = ""
    after: dict[str, Any] | None = None
    details: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the chain."""

    seq: int
    prev: str
    hash: str
    at: str
    act_id: str
    act: str
    person_id: str
    on_behalf_of: str
    document_id: str
    version: int | None
    edition: int | None
    seen_sha256: str
    origin: str
    after: dict[str, Any] | None
    details: dict[str, Any]


FIELDS = tuple(f.name for f in fields(Entry))
_HASHED = tuple(name for name in FIELDS if name not in {"prev", "hash"})


def canonical(value: object) -> bytes:
    """Return the only bytes that stand for this JSON value.

    Raises:
        LedgerInvalidError: a float, an integer beyond 2**53, a key that is no text, a lone
            surrogate, or anything that JSON does not have.
    """
    _check(value)
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode()
    except UnicodeEncodeError as error:
        raise LedgerInvalidError("text that is not Unicode") from error


def link(seq: int, prev: str, new: NewEntry) -> Entry:
    """Return the entry that follows the hash `prev`.

    Raises:
        LedgerInvalidError: the entry holds what canonical JSON cannot, or a malformed instant.
    """
    if not is_canonical(new.at):
        raise LedgerInvalidError("`at` is not RFC 3339 UTC with microseconds")
    values = {name: getattr(new, name) for name in _HASHED if name != "seq"}
    values["details"] = new.details or {}
    plain: dict[str, Any] = json.loads(canonical({"seq": seq, **values}))  # tuples become lists
    return Entry(prev=prev, hash=entry_hash(prev, plain), **plain)


def entry_hash(prev: str, entry: Mapping[str, Any]) -> str:
    """Return sha256(prev || canonical JSON) of an entry's fields, `prev` and `hash` left out."""
    hashed = canonical({name: entry[name] for name in _HASHED})
    return hashlib.sha256(prev.encode() + hashed).hexdigest()


def as_dict(entry: Entry) -> dict[str, Any]:
    """Return the entry as the JSON object that is exported."""
    return {name: getattr(entry, name) for name in FIELDS}


def check_chain(
    entries: Iterable[Entry], head: str | None = None, count: int | None = None
) -> tuple[int, str]:
    """Check every link from the first on; return how many there are and the last hash.

    Args:
        entries: all of them, in order.
        head: the last hash as it was noted elsewhere; without it a cut tail stays unseen.
        count: how many there were then.

    Raises:
        LedgerBrokenError: names the first entry that does not follow from those before it.
    """
    seq, last = 0, GENESIS
    for entry in entries:
        seq += 1
        _check_link(entry, seq, last)
        last = entry.hash
    if count is not None and seq != count:
        raise LedgerBrokenError(seq, f"the chain ends here, {count} entries were noted")
    if head is not None and last != head:
        raise LedgerBrokenError(seq, "its hash is not the noted one")
    return seq, last


def _check_link(entry: Entry, seq: int, last: str) -> None:
    if entry.seq != seq:
        raise LedgerBrokenError(seq, f"entry {entry.seq} stands in its place")
    if entry.prev != last:
        raise LedgerBrokenError(seq, "does not name the hash before it")
    try:
        computed = entry_hash(last, as_dict(entry))
    except LedgerInvalidError as error:
        raise LedgerBrokenError(seq, str(error)) from error
    if computed != entry.hash:
        raise LedgerBrokenError(seq, "its hash is not that of its bytes")


def _check(value: object) -> None:
    if value is None or isinstance(value, (bool, str)):
        return
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise LedgerInvalidError("an integer beyond 2**53")
    elif isinstance(value, (list, tuple)):
        for item in value:
            _check(item)
    elif isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise LedgerInvalidError("a key that is no text")
        for item in value.values():
            _check(item)
    else:
        raise LedgerInvalidError(f"a value of type {type(value).__name__}")
