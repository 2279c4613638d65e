"""The one door of this room: bytes, anchors and a time in, a report out. Pure and fail-closed.

Whatever a library throws at a hostile file becomes an unusable file with a code, never a crash and
never a valid one. Nothing is fetched, whatever address stands in the file.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from asn1crypto import x509
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY

from signing.port import FieldRole, Level, ReservedField
from signing.verify import own
from signing.verify.active import may_change
from signing.verify.chains import Chains
from signing.verify.changes import Law, changes_by_revision, leaves_a_gap
from signing.verify.cms import check_signature, names_its_certificate
from signing.verify.codes import Code, NotUsableError, Verdict, verdict_of
from signing.verify.evidence import evidence_in, first_revision_with_store
from signing.verify.foreign import SIGNATURES_ONLY, permission_codes, refused_by
from signing.verify.paper import Limits, Paper, open_paper, refuse_before_reading
from signing.verify.report import (
    Changes,
    Integrity,
    Report,
    SignatureReport,
    TimeSource,
    Trust,
)
from signing.verify.shape import PADES
from signing.verify.skeleton import Skeleton, read_skeleton
from signing.verify.structure import coverage_codes, file_codes
from signing.verify.timing import Rung, ladder, moment_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyhanko.sign.validation import EmbeddedPdfSignature

    from signing.verify.cms import Signed
    from signing.verify.timing import Moment

_BROKEN: Final = frozenset({Code.BYTES_CHANGED, Code.BAD_SIGNATURE, Code.BYTE_RANGE})
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the caller knows of the paper: who must have signed so far, each by certificate DER."""

    signed: Mapping[FieldRole, bytes] = field(default_factory=dict)


def verify(
    pdf: bytes,
    anchors: Sequence[bytes],
    at: datetime,
    expect: Expectation | None = None,
    limits: Limits | None = None,
) -> Report:
    """Judge one PDF. Never raises on account of the file.

    Args:
        pdf: the whole file.
        anchors: DER certificates believed without proof; none makes every file undetermined.
        at: the time of asking, aware.
        expect: which roles must be signed, and by whom; others may not be signed.
        limits: how large a file may be.
    """
    try:
        refuse_before_reading(pdf, limits or Limits())
        skeleton = read_skeleton(pdf)
    except Exception as error:  # noqa: BLE001 - see `_reason_of`
        return Report(frozenset({_reason_of(error)}))
    try:
        return _judge(open_paper(pdf), skeleton, anchors, at, expect)
    except Exception as error:  # noqa: BLE001 - see `_reason_of`
        return Report(skeleton.codes_beside(_reason_of(error)))


def _reason_of(error: Exception) -> Code:
    """Turn whatever was thrown into a code: a hostile file finds what no list of errors holds."""
    if isinstance(error, NotUsableError):
        return error.reason
    if isinstance(error, MemoryError):
        return Code.OUT_OF_MEMORY
    _log.info("a file could not be judged", exc_info=error)
    return Code.DAMAGED


@dataclass(frozen=True)
class _Case:
    """Everything known about one paper before its signatures are judged one by one."""

    paper: Paper
    at: datetime
    chains: Chains
    rungs: tuple[Rung, ...]
    reserved: Mapping[str, ReservedField]  # empty in other people's papers
    is_ours: bool
    changes: Mapping[int, frozenset[Code]]  # unlawful ones, by revision
    store: int | None  # the first revision with revocation data


def _judge(
    paper: Paper,
    skeleton: Skeleton,
    anchors: Sequence[bytes],
    at: datetime,
    expect: Expectation | None,
) -> Report:
    roots = tuple(x509.Certificate.load(anchor) for anchor in anchors)
    chains = Chains(roots, evidence_in(paper.at(paper.last_revision)))
    codes = set(file_codes(paper, skeleton))
    if may_change(paper.at(paper.first_signed)):
        codes.add(Code.ACTIVE_CONTENT)
    is_ours = own.is_ours(paper)
    reserved = own.reserved_in(paper) if is_ours else {}
    if reserved is None:
        codes.add(Code.WRONG_RESERVATION)
    changes = _changes(paper, reserved or {}, is_ours=is_ours)
    codes |= frozenset[Code]().union(*changes.values())
    if is_ours:
        codes |= own.paper_codes(paper, reserved or {})
    case = _Case(
        paper=paper,
        at=at,
        chains=chains,
        rungs=ladder(paper, chains, at),
        reserved=reserved or {},
        is_ours=is_ours,
        changes=changes,
        store=first_revision_with_store(paper),
    )
    codes |= frozenset[Code]().union(*(rung.codes for rung in case.rungs))
    checked = [(one, check_signature(one)) for one in paper.signatures]
    signatures = tuple(_signature(case, one, signed) for one, signed in checked)
    if expect is not None:
        codes |= _expectation_codes(case, checked, expect)
    return Report(frozenset(codes), signatures)


def _changes(
    paper: Paper, reserved: Mapping[str, ReservedField], *, is_ours: bool
) -> dict[int, frozenset[Code]]:
    """Judge what was added after the first signature, twice: by our rule and by pyHanko's."""
    law = Law(frozenset(reserved) if is_ours else None, is_ours=is_ours)
    changes = changes_by_revision(paper, law)
    first = paper.first_signed + 1
    if not is_ours and (forbidden := permission_codes(paper)):
        changes[first] = changes[first] | forbidden
    if any(codes - {Code.ADDED_FIELD} for codes in changes.values()):
        return changes
    policy = DEFAULT_DIFF_POLICY if is_ours else SIGNATURES_ONLY
    if leaves_a_gap(paper) or (paper.last_revision >= first and refused_by(policy, paper)):
        last = paper.last_revision
        changes[last] = changes.get(last, frozenset()) | {Code.CHANGED_OTHERWISE}
    return changes


def _signature(case: _Case, one: EmbeddedPdfSignature, signed: Signed) -> SignatureReport:
    coverage = coverage_codes(case.paper, one)
    moment = moment_of(one, case.rungs, case.chains, case.at)
    trust = _trust_codes(case, signed, moment)
    codes = coverage | signed.codes | moment.codes | trust
    if case.is_ours:
        der = signed.certificate.dump()
        codes |= own.signature_codes(case.paper, one, case.reserved, der)
    reserved = case.reserved.get(str(one.field_name))
    return SignatureReport(
        field=str(one.field_name),
        signer=_common_name(signed.certificate),
        role=None if reserved is None else reserved.role,
        time=moment.time,
        time_source=moment.source,
        level=_level(case, one, moment, trust),
        integrity=Integrity.BROKEN if codes & _BROKEN else Integrity.INTACT,
        trust=_trust(trust | moment.codes),
        changes=_changes_after(case, int(one.signed_revision)),
        codes=codes,
    )


def _trust_codes(case: _Case, signed: Signed, moment: Moment) -> frozenset[Code]:
    """Judge the signer's certificate at the proven time; a mere claim is judged as of now."""
    if moment.time is None or moment.source is TimeSource.CLAIMED or moment.codes:
        return case.chains.signer(signed.certificate, signed.others, case.at)
    return case.chains.signer(signed.certificate, signed.others, moment.time)


def _trust(codes: frozenset[Code]) -> Trust:
    if not codes:
        return Trust.TRUSTED
    refused = any(verdict_of(code) is Verdict.INVALID for code in codes)
    return Trust.REFUSED if refused else Trust.UNDETERMINED


def _changes_after(case: _Case, revision: int) -> Changes:
    if revision == case.paper.last_revision:
        return Changes.NONE
    unlawful = any(
        codes - {Code.ADDED_FIELD} for later, codes in case.changes.items() if later > revision
    )
    return Changes.UNLAWFUL if unlawful else Changes.LAWFUL


def _level(
    case: _Case, one: EmbeddedPdfSignature, moment: Moment, trust: frozenset[Code]
) -> Level | None:
    """Grade the evidence at hand (ETSI EN 319 142-1, 6); None below the baseline.

    Without anchors nothing can be said of chains, so that the store is there must do.
    """
    if one.sig_object["/SubFilter"] != PADES or not names_its_certificate(one):
        return None
    if moment.source in (None, TimeSource.CLAIMED) or Code.TIMESTAMP_MISMATCH in moment.codes:
        return Level.B_B
    if case.store is None or trust - {Code.NO_ANCHORS, Code.REVOKED, Code.EXPIRED}:
        return Level.B_T
    needed = max(case.store, int(one.signed_revision))
    sealed = any(
        rung.revision > needed and not rung.codes - {Code.NO_ANCHORS} for rung in case.rungs
    )
    return Level.B_LTA if sealed else Level.B_LT


def _expectation_codes(
    case: _Case, checked: Sequence[tuple[EmbeddedPdfSignature, Signed]], expect: Expectation
) -> frozenset[Code]:
    found = {
        case.reserved[one.field_name].role: signed.certificate.dump()
        for one, signed in checked
        if one.field_name in case.reserved
    }
    codes = set()
    if set(expect.signed) - set(found):
        codes.add(Code.MISSING_SIGNATURE)
    if set(found) - set(expect.signed) or any(
        found.get(role, der) != der for role, der in expect.signed.items()
    ):
        codes.add(Code.UNEXPECTED_SIGNER)
    return frozenset(codes)


def _common_name(certificate: x509.Certificate) -> str:
    return str(certificate.subject.native.get("common_name", ""))
