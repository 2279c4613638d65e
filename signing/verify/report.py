"""What a verification says, as plain data that crosses a process border unchanged."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from signing.port import FieldRole, Level
from signing.verify.codes import Code, Verdict, gravest, verdict_of

if TYPE_CHECKING:
    from collections.abc import Mapping


class Integrity(StrEnum):
    """Whether the signed bytes are the signed bytes."""

    INTACT = "intact"
    BROKEN = "broken"


class Trust(StrEnum):
    """Whether the certificate leads to an anchor and was not revoked at the signature's time."""

    TRUSTED = "trusted"
    REFUSED = "refused"
    UNDETERMINED = "undetermined"


class Changes(StrEnum):
    """What was added to the file after the signature."""

    NONE = "none"
    LAWFUL = "lawful"  # signatures in reserved fields, evidence, timestamps
    UNLAWFUL = "unlawful"


class TimeSource(StrEnum):
    """Where a signature's time comes from."""

    TIMESTAMP = "timestamp"  # a token inside the signature
    ARCHIVE = "archive"  # the first document timestamp over it
    CLAIMED = "claimed"  # the signer's own clock


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature; each question is answered apart, `codes` says what is wrong with it."""

    field: str
    signer: str  # common name; empty when the certificate has none
    role: FieldRole | None  # None in other people's papers
    time: datetime | None  # aware
    time_source: TimeSource | None
    level: Level | None  # None: not a PAdES baseline signature
    integrity: Integrity
    trust: Trust
    changes: Changes
    codes: frozenset[Code] = frozenset()


@dataclass(frozen=True, slots=True)
class Report:
    """The judgement on one file: the gravest of its own reasons and its signatures' decides."""

    codes: frozenset[Code] = frozenset()
    signatures: tuple[SignatureReport, ...] = field(default=())

    @property
    def all_codes(self) -> frozenset[Code]:
        """Return every reason, the file's own and its signatures'."""
        return self.codes.union(*(one.codes for one in self.signatures))

    @property
    def code(self) -> Code:
        """Return the reason that decides."""
        return gravest(self.all_codes)

    @property
    def verdict(self) -> Verdict:
        """Return the verdict on the file."""
        return verdict_of(self.code)


def to_json(report: Report) -> dict[str, Any]:
    """Return the report as JSON values; `from_json` gives the same report back."""
    return {
        "codes": sorted(report.codes),
        "signatures": [_signature_to_json(one) for one in report.signatures],
    }


def from_json(found: Mapping[str, Any]) -> Report:
    """Return the report that `to_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: it is not one.
    """
    return Report(
        codes=frozenset(map(Code, found["codes"])),
        signatures=tuple(_signature_from_json(one) for one in found["signatures"]),
    )


def rfc3339(time: datetime) -> str:
    """Return an aware time in UTC, to the second, as RFC 3339 writes it."""
    return time.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _signature_to_json(one: SignatureReport) -> dict[str, Any]:
    return {
        "field": one.field,
        "signer": one.signer,
        "role": one.role,
        "time": None if one.time is None else one.time.isoformat(),
        "time_source": one.time_source,
        "level": one.level,
        "integrity": one.integrity,
        "trust": one.trust,
        "changes": one.changes,
        "codes": sorted(one.codes),
    }


def _signature_from_json(found: Mapping[str, Any]) -> SignatureReport:
    return SignatureReport(
        field=str(found["field"]),
        signer=str(found["signer"]),
        role=None if found["role"] is None else FieldRole(found["role"]),
        time=None if found["time"] is None else datetime.fromisoformat(found["time"]),
        time_source=None if found["time_source"] is None else TimeSource(found["time_source"]),
        level=None if found["level"] is None else Level(found["level"]),
        integrity=Integrity(found["integrity"]),
        trust=Trust(found["trust"]),
        changes=Changes(found["changes"]),
        codes=frozenset(map(Code, found["codes"])),
    )
