"""The list of commitments that a campaign creates, and what became of each: bodies on the shelf.

All ids of one list begin alike, so that what exists of it is counted by a range of ids.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from workflows.domain.orders import NewDocument

if TYPE_CHECKING:
    from collections.abc import Sequence

KEY_LENGTH = 12  # hex digits of a list; the other eight of an id are the row's
PREFIX = "ck-"


@dataclass(frozen=True, slots=True)
class Line:
    """One commitment to be created: the row of the list, its id, places and content."""

    row: int
    document_id: str
    act_id: str
    new: NewDocument
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line; `code` is "" when the commitment exists now."""

    row: int
    document_id: str
    code: str = ""
    person_id: str = ""


def outcome_of(line: Line, code: str = "") -> Outcome:
    """Return what became of a line."""
    return Outcome(line.row, line.document_id, code, line.new.subject_id)


def list_key(campaign_id: str, act_id: str) -> str:
    """Return the key of the list that an act hands in."""
    return hashlib.sha256(f"{campaign_id}:{act_id}".encode()).hexdigest()[:KEY_LENGTH]


def line_of(key: str, row: int, new: NewDocument, content: dict[str, Any]) -> Line:
    """Return the line of a row; its ids follow from list and row, so that it is created once."""
    document_id = f"{PREFIX}{key}{row:08x}"
    return Line(row, document_id, f"{document_id}:listed", new, content)


def key_of(lines: Sequence[Line]) -> str:
    """Return the key that all lines share; "" where they do not, or there is none."""
    keys = {line.document_id[len(PREFIX) :][:KEY_LENGTH] for line in lines}
    key = keys.pop() if len(keys) == 1 else ""
    is_whole = all(line == line_of(key, line.row, line.new, line.content) for line in lines)
    is_once = len({line.row for line in lines}) == len(lines)
    return key if is_whole and is_once else ""


def list_body(lines: Sequence[Line]) -> bytes:
    """Return a list as it is stored."""
    return json.dumps([_data(line) for line in lines], ensure_ascii=False).encode()


def read_list(body: bytes) -> list[Line]:
    """Return the list that was stored."""
    return [_line(data) for data in json.loads(body)]


def outcomes_body(outcomes: Sequence[Outcome]) -> bytes:
    """Return what became of a list, as it is stored."""
    return json.dumps([asdict(outcome) for outcome in outcomes]).encode()


def read_outcomes(body: bytes) -> list[Outcome]:
    """Return what became of a list."""
    return [Outcome(**data) for data in json.loads(body)]


def _data(line: Line) -> dict[str, Any]:
    """Return a line as JSON data; its content is not copied, a list has thousands of them."""
    known = {field.name: getattr(line, field.name) for field in fields(line)}
    return known | {"new": asdict(line.new)}


def _line(data: dict[str, Any]) -> Line:
    new = dict(data["new"])
    new["shared_with"] = tuple(new["shared_with"])
    return Line(
        data["row"], data["document_id"], data["act_id"], NewDocument(**new), data["content"]
    )
