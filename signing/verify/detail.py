"""The particulars of a signature in a report, and how they are written as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

PAINTS_IMAGE: Final = "image"
PAINTS_NOTHING: Final = "nothing"
PAINTS_PAGE: Final = "page "  # and the page's number, counted from 1


class EvidenceKind(StrEnum):
    """In which form an authority said whether a certificate was revoked."""

    CRL = "crl"
    OCSP = "ocsp"


class EvidencePlace(StrEnum):
    """Where a piece of revocation evidence lies."""

    SIGNATURE = "signature"  # inside a signature's own container
    STORE = "dss"  # the file's document security store


class AdditionKind(StrEnum):
    """What a revision added to a signed file."""

    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"  # over the whole document
    EVIDENCE = "evidence"  # certificates and revocation data
    METADATA = "metadata"  # title, author, the tool's own words: nothing that is painted
    SETTINGS = "settings"  # version of the format, resources of the form: neither
    OTHER = "other"  # whatever else; never lawful


@dataclass(frozen=True, slots=True)
class RevocationSeen:
    """One statement about one certificate, signed by its issuer or the issuer's responder."""

    kind: EvidenceKind
    certificate: str  # common name of the certificate it speaks about
    time: datetime  # aware: `thisUpdate` of a list, `producedAt` of an answer
    place: EvidencePlace


@dataclass(frozen=True, slots=True)
class Addition:
    """One thing that was added after a signature."""

    kind: AdditionKind
    field: str | None  # of a signature or a timestamp
    lawful: bool | None  # None: a field added for number, date or seal; the reader must look


class CoveredKind(StrEnum):
    """What a signature lies over."""

    TEXT = "text"
    DRAWING = "drawing"
    PICTURE = "picture"  # as every scan is: named, and no reason for doubt
    UNREADABLE = "unreadable"  # what lies there cannot be told


@dataclass(frozen=True, slots=True)
class Covered:
    """One thing under a signature that was put there before somebody signed it."""

    page: int | None  # counted from 1; None: not known
    kind: CoveredKind
    words: str = ""  # of a text; a stranger's words, cut and on one line


def covered_to_json(one: Covered) -> dict[str, Any]:
    """Return it as JSON values."""
    return {"page": one.page, "kind": one.kind, "words": one.words}


def covered_from_json(found: Mapping[str, Any]) -> Covered:
    """Return what `covered_to_json` wrote. Raises KeyError, TypeError, ValueError."""
    page = found["page"]
    return Covered(
        None if page is None else int(page), CoveredKind(found["kind"]), str(found["words"])
    )


def revocation_to_json(one: RevocationSeen) -> dict[str, Any]:
    """Return the statement as JSON values."""
    return {
        "kind": one.kind,
        "certificate": one.certificate,
        "time": one.time.isoformat(),
        "place": one.place,
    }


def revocation_from_json(found: Mapping[str, Any]) -> RevocationSeen:
    """Return what `revocation_to_json` wrote. Raises KeyError, TypeError, ValueError."""
    return RevocationSeen(
        kind=EvidenceKind(found["kind"]),
        certificate=str(found["certificate"]),
        time=datetime.fromisoformat(found["time"]),
        place=EvidencePlace(found["place"]),
    )


def addition_to_json(one: Addition) -> dict[str, Any]:
    """Return the addition as JSON values."""
    return {"kind": one.kind, "field": one.field, "lawful": one.lawful}


def addition_from_json(found: Mapping[str, Any]) -> Addition:
    """Return what `addition_to_json` wrote. Raises KeyError, TypeError, ValueError."""
    lawful = found["lawful"]
    if lawful is not None and not isinstance(lawful, bool):
        raise TypeError("lawful is true, false or null")
    return Addition(AdditionKind(found["kind"]), text_or_none(found["field"]), lawful)


def text_or_none(found: object) -> str | None:
    """Return a text or None as it came. Raises TypeError for anything else."""
    if found is None or isinstance(found, str):
        return found
    raise TypeError("neither a text nor null")
