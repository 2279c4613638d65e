"""A judgement as people read it: verdict, reason, what to do, then each signature."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.x509.oid import NameOID

from service.catalogue import hint, sentence, table
from signing.verify.codes import gravest, verdict_of

if TYPE_CHECKING:
    from datetime import datetime

    from signing.verify.codes import Code, Verdict
    from signing.verify.report import Report, SignatureReport

TABLE: Final = "verify"
UNKNOWN: Final = "?"
LONGEST: Final = 200  # characters of a name that a stranger chose
_VIETNAM: Final = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in words; `hint` is empty where there is nothing to do."""

    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class SignatureWords:
    """One signature, each question answered apart."""

    role: str
    field: str
    signer: str
    time: str
    source: str
    level: str
    integrity: str
    trust: str
    changes: str
    verdict: str  # the verdict's own word: what a page colours it by
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class AnchorWords:
    """A root that is believed, as a reader may compare it with its authority's own word."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ReportWords:
    """The judgement on one file."""

    verdict: str
    headline: str
    deciding: Reason
    others: tuple[Reason, ...]
    signatures: tuple[SignatureWords, ...]


def reason(code: Code) -> str:
    """Return a code's reason in plain Vietnamese."""
    return sentence(TABLE, code.value)


def headline(verdict: Verdict) -> str:
    """Return a verdict in capitals."""
    return sentence(TABLE, f"verdict.{verdict}")


def report_words(report: Report) -> ReportWords:
    """Return a judgement in words for who has no terminal: hints name no option of a command."""
    others = sorted(report.all_codes - {report.code})
    return ReportWords(
        report.verdict.value,
        headline(report.verdict),
        _reason(report.code),
        tuple(map(_reason, others)),
        tuple(map(signature_words, report.signatures)),
    )


def anchor_words(der: bytes) -> AnchorWords:
    """Return an anchor (DER) in words."""
    subject = x509.load_der_x509_certificate(der).subject
    names = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    name = str(names[0].value) if names else subject.rfc4514_string()
    return AnchorWords(plain(name), hashlib.sha256(der).hexdigest())


def signature_words(one: SignatureReport) -> SignatureWords:
    """Return one signature in words."""
    return SignatureWords(
        role=sentence(TABLE, f"role.{one.role or 'none'}"),
        field=plain(one.field),
        signer=plain(one.signer),
        time=local_time(one.time) if one.time else UNKNOWN,
        source=sentence(TABLE, f"time.{one.time_source or 'none'}"),
        level=one.level or UNKNOWN,
        integrity=sentence(TABLE, f"integrity.{one.integrity}"),
        trust=sentence(TABLE, f"trust.{one.trust}"),
        changes=sentence(TABLE, f"changes.{one.changes}"),
        verdict=verdict_of(gravest(one.codes)).value,
        reasons=tuple(map(_reason, sorted(one.codes))),
    )


def local_time(instant: datetime) -> str:
    """Return an instant (aware) as clocks in Vietnam show it."""
    return f"{instant.astimezone(_VIETNAM):%d/%m/%Y %H:%M:%S} +07:00"


def plain(text: str) -> str:
    """Return a stranger's text without what steers a screen, and no longer than a line.

    Control characters move a terminal's cursor; marks of direction make `fdp.exe` of `exe.pdf`.
    """
    return "".join(c for c in text[:LONGEST] if not unicodedata.category(c).startswith("C"))


def _reason(code: Code) -> Reason:
    on_page = table(TABLE)[code.value].get("page_hint")
    return Reason(code.value, reason(code), on_page or hint(TABLE, code.value))
