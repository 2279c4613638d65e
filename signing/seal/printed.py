"""What a signature printed, kept inside the signature itself, where the signature covers it.

From this entry and the reserved field a verifier makes the appearance again with no database.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from signing.errors import AppearanceUnfitError
from signing.port import CornerLine, FieldRole, NumberAndDate, Source
from signing.seal.drawing import Name, Value, read
from signing.seal.fields import PRIVATE_KEY, VERSION
from signing.seal.pictures import Picture

if TYPE_CHECKING:
    from pyhanko.pdf_utils import generic


def private_entry(
    role: FieldRole, printed: NumberAndDate | Picture | CornerLine
) -> dict[str, Value]:
    """Return our own dictionary of a signature: its role and what it printed."""
    entry: dict[str, Value] = {"/Version": Decimal(VERSION), "/Role": Name("/" + role.value)}
    if isinstance(printed, Picture):
        return {**entry, "/PictureSha256": printed.sha256}
    if isinstance(printed, CornerLine):
        return {**entry, **_of_line(printed)}
    return {
        **entry,
        "/Number": printed.number,
        "/Day": printed.day,
        "/Month": printed.month,
        "/Year": printed.year,
    }


def printed_by(signature: generic.DictionaryObject) -> NumberAndDate | CornerLine | str:
    """Return what a signature dictionary says it printed: a number, a line, a picture's sha256.

    Raises:
        AppearanceUnfitError: the signature is not one of ours, or says something else.
    """
    said = read(signature[PRIVATE_KEY]) if PRIVATE_KEY in signature else ""
    match said:
        case {"/PictureSha256": str(sha256)}:
            return sha256
        case {"/Number": str(number), "/Day": str(day), "/Month": str(month), "/Year": str(year)}:
            return NumberAndDate(number, day, month, year)
        case {"/Line": tuple() as parts, "/At": str(at), "/Zone": str(zone)}:
            words = tuple(part for part in parts if isinstance(part, str))
            return CornerLine(words, at, zone, _source(said))
    raise AppearanceUnfitError("the signature does not say what it printed")


def _of_line(line: CornerLine) -> dict[str, Value]:
    entry: dict[str, Value] = {"/Line": line.parts, "/At": line.at, "/Zone": line.zone}
    if line.source is None:
        return entry
    return {**entry, "/OfSha256": line.source.sha256, "/OfSize": Decimal(line.source.size)}


def _source(said: Value) -> Source | None:
    match said:
        case {"/OfSha256": str(sha256), "/OfSize": Decimal() as size}:
            return Source(sha256, int(size))
    return None
