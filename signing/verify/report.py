"""What a verification says, as plain data that crosses a process border unchanged."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from signing.port import FieldRole, Level
from signing.trust.dated_anchors import Domain
from signing.verify.codes import Code, Verdict, gravest, verdict_of
from signing.verify.detail import (
    Addition,
    Covered,
    RevocationSeen,
    addition_from_json,
    addition_to_json,
    covered_from_json,
    covered_to_json,
    revocation_from_json,
    revocation_to_json,
    text_or_none,
)
from signing.verify.indication import indication_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signing.verify.indication import Indication, SubIndication


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
    claimed_time: datetime | None = None  # aware; by the signer's own clock, whatever `time` is
    chain: tuple[str, ...] = ()  # common names from the signer to the anchor; empty: none found
    anchor: str | None = None  # common name of the root that counts
    domain: Domain | None = None  # of that root
    revocation: tuple[RevocationSeen, ...] = ()
    after: tuple[Addition, ...] = ()
    paints: str | None = None  # see `signing.verify.paints`
    covers: tuple[Covered, ...] = ()  # what others had signed before

    @property
    def indication(self) -> Indication:
        """Return the ETSI word for this signature and what came after it."""
        return indication_of(self._reasons)[0]

    @property
    def sub_indication(self) -> SubIndication | None:
        """Return the ETSI word for the reason; None when there is none."""
        return indication_of(self._reasons)[1]

    @property
    def _reasons(self) -> frozenset[Code]:
        """Which change it was is the file's reason; here it only counts that there was one."""
        changed = self.changes is Changes.UNLAWFUL
        return self.codes | {Code.CHANGED_OTHERWISE} if changed else self.codes


@dataclass(frozen=True, slots=True)
class Report:
    """The judgement on one file: the gravest of its own reasons and its signatures' decides."""

    codes: frozenset[Code] = frozenset()
    signatures: tuple[SignatureReport, ...] = field(default=())
    pdfa: str | None = None  # "2B": the level that the metadata claim; nobody checked it

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

    @property
    def indication(self) -> Indication:
        """Return the ETSI word for the file: of all its reasons."""
        return indication_of(self.all_codes)[0]

    @property
    def sub_indication(self) -> SubIndication | None:
        """Return the ETSI word for the reason; None when there is none."""
        return indication_of(self.all_codes)[1]


def to_json(report: Report) -> dict[str, Any]:
    """Return the report as JSON values; `from_json` gives the same report back."""
    return {
        "codes": sorted(report.codes),
        "signatures": [_signature_to_json(one) for one in report.signatures],
        "pdfa": report.pdfa,
    }


def from_json(found: Mapping[str, Any]) -> Report:
    """Return the report that `to_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: it is not one.
    """
    return Report(
        codes=frozenset(map(Code, found["codes"])),
        signatures=tuple(_signature_from_json(one) for one in found["signatures"]),
        pdfa=text_or_none(found["pdfa"]),
    )


def rfc3339(time: datetime) -> str:
    """Return an aware time in UTC, to the second, as RFC 3339 writes it."""
    return time.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _signature_to_json(one: SignatureReport) -> dict[str, Any]:
    return {
        "field": one.field,
        "signer": one.signer,
        "role": one.role,
        "time": _time_to_json(one.time),
        "time_source": one.time_source,
        "level": one.level,
        "integrity": one.integrity,
        "trust": one.trust,
        "changes": one.changes,
        "codes": sorted(one.codes),
        "claimed_time": _time_to_json(one.claimed_time),
        "chain": list(one.chain),
        "anchor": one.anchor,
        "domain": one.domain,
        "revocation": [revocation_to_json(seen) for seen in one.revocation],
        "after": [addition_to_json(added) for added in one.after],
        "paints": one.paints,
        "covers": [covered_to_json(each) for each in one.covers],
    }


def _signature_from_json(found: Mapping[str, Any]) -> SignatureReport:
    return SignatureReport(
        field=str(found["field"]),
        signer=str(found["signer"]),
        role=None if found["role"] is None else FieldRole(found["role"]),
        time=_time_from_json(found["time"]),
        time_source=None if found["time_source"] is None else TimeSource(found["time_source"]),
        level=None if found["level"] is None else Level(found["level"]),
        integrity=Integrity(found["integrity"]),
        trust=Trust(found["trust"]),
        changes=Changes(found["changes"]),
        codes=frozenset(map(Code, found["codes"])),
        claimed_time=_time_from_json(found["claimed_time"]),
        chain=tuple(map(str, found["chain"])),
        anchor=text_or_none(found["anchor"]),
        domain=None if found["domain"] is None else Domain(found["domain"]),
        revocation=tuple(map(revocation_from_json, found["revocation"])),
        after=tuple(map(addition_from_json, found["after"])),
        paints=text_or_none(found["paints"]),
        covers=tuple(map(covered_from_json, found["covers"])),
    )


def _time_to_json(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def _time_from_json(found: str | None) -> datetime | None:
    return None if found is None else datetime.fromisoformat(found)
