"""What is said over the desk's socket: one JSON line asks, one answers, then the line is closed.

Only a report takes a file: after its line, which tells the length, the desk says that it is ready,
then come so many bytes and the end; its answer tells a length too, and that many bytes follow.

Strict on purpose: an unknown field, a doubled one or one of another type is refused, so that
neither side can be made to read a message differently from the other.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from service.desk.errors import BadRequestError

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_LINE: Final = 1 << 20  # bytes; a list of MAX_ITEMS fits
MAX_FILE: Final = 20 * 1024 * 1024  # bytes of a file to report on, as of one judged over the web
MAX_ITEMS: Final = 2_000  # what one PIN may cover
MAX_TEXT: Final = 200  # characters of an id, a token, a PIN
_MAX_CODE: Final = 4_000  # characters of what a browser brings back
_MAX_FIELDS: Final = 10  # of what is typed for one question


class Purpose(StrEnum):
    """Whose key is asked for."""

    PERSONAL = "personal"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list shown with the PIN.

    A personal signature names its prepared item. What is prepared only after the number is allotted
    is named by document and role: the agency's two fields, and the number that the signer of a
    paper without a seal signs himself.
    """

    document_id: str
    item_id: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """Who signs, with whose key."""

    person_id: str
    purpose: Purpose = Purpose.PERSONAL
    issuer_id: str = ""  # whose seal; empty for a personal key


@dataclass(frozen=True, slots=True)
class Ping:
    """Are you there?"""


@dataclass(frozen=True, slots=True)
class Unlock:
    """Open this person's key for these items and no others."""

    authority: Authority
    items: frozenset[Listed]
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sign:
    """Sign the item that this document awaits."""

    session: str = field(repr=False)
    document_id: str
    item_id: str


@dataclass(frozen=True, slots=True)
class Lock:
    """Forget the keys of this session now."""

    session: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MakeReport:
    """Judge the file that follows and sign a report on it."""

    name: str  # of the file, as it was given; "" where it has none
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """What the person typed for a question of a remote holder's."""

    session: str = field(repr=False)
    question: str
    values: dict[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CameBack:
    """What this person's browser brought back from a remote holder's page; "" for no."""

    person_id: str
    state: str = field(repr=False)
    code: str = field(repr=False)


Request: TypeAlias = Ping | Unlock | Sign | Lock | Answered | CameBack | MakeReport


def read_request(line: bytes) -> Request:
    """Parse one line.

    Raises:
        BadRequestError: it is not exactly one of our requests. The message never quotes it.
    """
    message = _object(line)
    do = message.pop("do", None)
    reader = _READERS.get(do) if isinstance(do, str) else None
    if reader is None:
        raise BadRequestError("unknown request")
    request = reader(message)
    if message:
        raise BadRequestError("unknown field")
    return request


def to_line(message: dict[str, Any]) -> bytes:
    """Write one message as a line."""
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"


def from_line(line: bytes) -> dict[str, Any]:
    """Read an answer. Raises BadRequestError when it is not one JSON object."""
    return _object(line)


def _object(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(
            line.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_no_constant
        )
    except (ValueError, RecursionError):
        raise BadRequestError("not a JSON object on one line") from None  # it may hold a PIN
    if not isinstance(message, dict):
        raise BadRequestError("not a JSON object on one line")
    return message


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field stands twice")
    return found


def _no_constant(_: str) -> float:
    raise ValueError("not a number of JSON")


def _text(
    message: dict[str, Any], name: str, *, may_be_empty: bool = False, most: int = MAX_TEXT
) -> str:
    value = message.pop(name, None)
    if not isinstance(value, str) or len(value) > most or not (value or may_be_empty):
        raise BadRequestError(f"{name}: 1 to {most} characters are needed")
    if not value.isprintable():
        raise BadRequestError(f"{name}: only printable characters")
    return value


def _unlock(message: dict[str, Any]) -> Unlock:
    purpose = _purpose(message)
    issuer_id = _text(message, "issuer_id", may_be_empty=True)
    if bool(issuer_id) != (purpose is Purpose.AGENCY):
        raise BadRequestError("issuer_id belongs to the agency's key, and to no other")
    authority = Authority(_text(message, "person_id"), purpose, issuer_id)
    return Unlock(authority, _items(message, purpose), _text(message, "pin"))


def _purpose(message: dict[str, Any]) -> Purpose:
    try:
        return Purpose(_text(message, "purpose"))
    except ValueError:
        raise BadRequestError("purpose: personal or agency") from None


def _items(message: dict[str, Any], purpose: Purpose) -> frozenset[Listed]:
    items = message.pop("items", None)
    if not isinstance(items, list) or not 0 < len(items) <= MAX_ITEMS:
        raise BadRequestError(f"items: a list of 1 to {MAX_ITEMS}")
    return frozenset(_listed(item, purpose) for item in items)


def _listed(item: object, purpose: Purpose) -> Listed:
    if not isinstance(item, dict):
        raise BadRequestError("items: each is an object")
    document_id = _text(item, "document_id")
    is_item = purpose is Purpose.PERSONAL and "role" not in item
    name = "item_id" if is_item else "role"
    listed = Listed(document_id, **{name: _text(item, name)})
    if item:
        raise BadRequestError("items: unknown field")
    return listed


def _sign(message: dict[str, Any]) -> Sign:
    return Sign(_text(message, "session"), _text(message, "document_id"), _text(message, "item_id"))


def _make_report(message: dict[str, Any]) -> MakeReport:
    name, size = _text(message, "name", may_be_empty=True), message.pop("size", None)
    if type(size) is not int or not 0 < size <= MAX_FILE:
        raise BadRequestError(f"size: 1 to {MAX_FILE}")
    return MakeReport(name, size)


def _answered(message: dict[str, Any]) -> Answered:
    values = message.pop("values", None)
    if not isinstance(values, dict) or not 0 < len(values) <= _MAX_FIELDS:
        raise BadRequestError(f"values: an object of 1 to {_MAX_FIELDS}")
    typed = {name: _text(values, name, may_be_empty=True) for name in tuple(values)}
    return Answered(_text(message, "session"), _text(message, "question"), typed)


def _came_back(message: dict[str, Any]) -> CameBack:
    code = _text(message, "code", may_be_empty=True, most=_MAX_CODE)
    return CameBack(_text(message, "person_id"), _text(message, "state"), code)


_READERS: Final[dict[str, Callable[[dict[str, Any]], Request]]] = {
    "ping": lambda _: Ping(),
    "unlock": _unlock,
    "sign": _sign,
    "report": _make_report,
    "lock": lambda message: Lock(_text(message, "session")),
    "answer": _answered,
    "came_back": _came_back,
}
