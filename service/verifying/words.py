"""A judgement as people read it: verdict, reason, what to do, then each signature."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import MINYEAR
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.x509.oid import NameOID

from service.catalogue import hint, sentence, table
from service.verifying.told import (
    TABLE,
    after_words,
    chain_words,
    changes_words,
    clock_words,
    local_time,
    paints_words,
    reason,
    source_words,
    status_words,
)
from signing.verify.codes import gravest, verdict_of

if TYPE_CHECKING:
    from signing.trust.dated_anchors import DatedAnchor
    from signing.verify.codes import Code
    from signing.verify.report import Report, SignatureReport

UNKNOWN: Final = "?"
LONGEST: Final = 500  # characters of a name that a stranger chose


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
    clock: str  # where the signer's own clock says something else, else ""
    level: str
    integrity: str
    trust: str
    chain: str
    status: str  # what said that the certificate stood, "" where nothing did
    paints: str  # "" in other people's papers
    changes: str
    after: str
    indication: str  # in the words of ETSI EN 319 102-1
    verdict: str  # the verdict's own word: what a page colours it by
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class AnchorWords:
    """A root that is believed, as a reader may compare it with its authority's own word."""

    name: str
    domain: str
    since: str  # "" where it counts from ever
    until: str  # from when it counts no more; "" where none is set
    sha256: str


@dataclass(frozen=True, slots=True)
class ReportWords:
    """The judgement on one file."""

    verdict: str
    headline: str
    deciding: Reason
    others: tuple[Reason, ...]
    signatures: tuple[SignatureWords, ...]
    pdfa: str  # the level that the file claims; "" where it claims none
    indication: str


def report_words(report: Report) -> ReportWords:
    """Return a judgement in words for who has no terminal: hints name no option of a command."""
    others = sorted(report.all_codes - {report.code})
    return ReportWords(
        report.verdict.value,
        sentence(TABLE, f"verdict.{report.verdict}"),
        _reason(report.code),
        tuple(map(_reason, others)),
        tuple(map(signature_words, report.signatures)),
        plain(report.pdfa or ""),
        _etsi(report),
    )


def anchor_words(anchor: DatedAnchor) -> AnchorWords:
    """Return an anchor in words."""
    subject = x509.load_der_x509_certificate(anchor.der).subject
    names = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    name = str(names[0].value) if names else subject.rfc4514_string()
    domain = sentence(TABLE, f"domain.{anchor.domain}")
    since = "" if anchor.since.year == MINYEAR else local_time(anchor.since)
    until = local_time(anchor.until) if anchor.until else ""
    return AnchorWords(plain(name), domain, since, until, hashlib.sha256(anchor.der).hexdigest())


def signature_words(one: SignatureReport) -> SignatureWords:
    """Return one signature in words."""
    level = one.level or sentence(TABLE, "level.none")
    status, after = _joined(status_words(one)), _joined(after_words(one))
    return SignatureWords(
        role=sentence(TABLE, f"role.{one.role or 'none'}"),
        field=plain(one.field),
        signer=plain(one.signer),
        time=local_time(one.time) if one.time else UNKNOWN,
        source=source_words(one),
        clock=_joined(clock_words(one)),
        level=level,
        integrity=sentence(TABLE, f"integrity.{one.integrity}"),
        trust=sentence(TABLE, f"trust.{one.trust}"),
        chain=plain(chain_words(one)),
        status=status,
        paints=plain(paints_words(one)),
        changes=changes_words(one),
        after=after,
        indication=_etsi(one),
        verdict=verdict_of(gravest(one.codes)).value,
        reasons=tuple(map(_reason, sorted(one.codes))),
    )


def plain(text: str) -> str:
    """Return a stranger's text without what steers a screen, and no longer than a line.

    Control characters move a terminal's cursor; marks of direction make `fdp.exe` of `exe.pdf`.
    """
    return "".join(c for c in text[:LONGEST] if not unicodedata.category(c).startswith("C"))


def _joined(parts: str) -> str:
    """Return what the terminal adds to the end of a line, as a sentence's part of its own."""
    return plain(parts.removeprefix("; "))


def _etsi(one: Report | SignatureReport) -> str:
    sub = one.sub_indication
    return f"{one.indication} / {sub}" if sub else str(one.indication)


def _reason(code: Code) -> Reason:
    on_page = table(TABLE)[code.value].get("page_hint")
    return Reason(code.value, reason(code), on_page or hint(TABLE, code.value))
