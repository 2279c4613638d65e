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

from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY

from signing.port import FieldRole, Level, ReservedField
from signing.trust.dated_anchors import DatedAnchor, dated
from signing.trust.report_purpose import REPORTS
from signing.verify import own
from signing.verify.active import later_may_change, may_change
from signing.verify.additions import Added, additions, after
from signing.verify.chains import Chains, outside_validity, purposes_of
from signing.verify.changes import Law, changes_by_revision, leaves_a_gap
from signing.verify.cms import check_signature, names_its_certificate
from signing.verify.codes import LEFT_TO_READER, Code, NotUsableError, Verdict, verdict_of
from signing.verify.covered import covered_by, with_covered
from signing.verify.detail import Covered, EvidencePlace
from signing.verify.evidence import (
    Evidence,
    evidence_in,
    evidence_inside,
    first_revision_with_store,
    together,
)
from signing.verify.foreign import SIGNATURES_ONLY, permission_codes, refused_by
from signing.verify.names import authority_name, common_name
from signing.verify.paints import Places, foreign_paints, own_paints, widgets_by_page
from signing.verify.paper import Limits, Paper, open_paper, refuse_before_reading
from signing.verify.pdfa import claimed_level
from signing.verify.report import (
    Changes,
    Integrity,
    Report,
    SignatureReport,
    TimeSource,
    Trust,
)
from signing.verify.seen import revocation_seen
from signing.verify.shape import PADES
from signing.verify.skeleton import Skeleton, read_skeleton
from signing.verify.structure import coverage_codes, file_codes
from signing.verify.timing import CLOCK_TOLERANCE, Rung, claimed_time, ladder, moment_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyhanko.sign.validation import EmbeddedPdfSignature

    from signing.verify.cms import Signed
    from signing.verify.timing import Moment

_BROKEN: Final = frozenset({Code.BYTES_CHANGED, Code.BAD_SIGNATURE, Code.BYTE_RANGE})
_KNOWN_CHAIN: Final = frozenset(  # the evidence is complete, whatever it says
    {Code.NO_ANCHORS, Code.REVOKED, Code.EXPIRED, Code.NOT_YET_VALID}
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the caller knows of the paper: who must have signed so far, each by certificate DER."""

    signed: Mapping[FieldRole, bytes] = field(default_factory=dict)


def verify(
    pdf: bytes,
    anchors: Sequence[bytes] | Sequence[DatedAnchor],
    at: datetime,
    expect: Expectation | None = None,
    limits: Limits | None = None,
) -> Report:
    """Judge one PDF. Never raises on account of the file.

    Args:
        pdf: the whole file.
        anchors: certificates believed without proof, DER for always or dated; a dated one counts
            for what was surely there while it was believed. None makes every file undetermined.
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
        return _judge(open_paper(pdf), skeleton, dated(anchors), at, expect)
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
    lying: Mapping[EvidencePlace, Evidence]
    added: tuple[Added, ...]
    places: Places
    covered: Mapping[int, tuple[Covered, ...]]  # in other people's papers, by revision


def _judge(
    paper: Paper,
    skeleton: Skeleton,
    anchors: tuple[DatedAnchor, ...],
    at: datetime,
    expect: Expectation | None,
) -> Report:
    codes = set(file_codes(paper, skeleton))
    if may_change(paper.at(paper.first_signed)):
        codes.add(Code.ACTIVE_CONTENT)
    is_ours = own.is_ours(paper)
    reserved = own.reserved_in(paper) if is_ours else {}
    if reserved is None:
        codes.add(Code.WRONG_RESERVATION)
    case = _case(paper, anchors, at, reserved or {}, is_ours=is_ours)
    codes |= frozenset[Code]().union(*case.changes.values())
    if not codes - LEFT_TO_READER and later_may_change(paper):
        codes.add(Code.ACTIVE_CONTENT)
    if is_ours:
        codes |= own.paper_codes(paper, case.reserved)
    codes |= frozenset[Code]().union(*(rung.codes for rung in case.rungs))
    checked = [(one, check_signature(one)) for one in paper.signatures]
    signatures = tuple(_signature(case, one, signed) for one, signed in checked)
    if expect is not None:
        codes |= _expectation_codes(case, checked, expect)
    return Report(frozenset(codes), signatures, _pdfa(paper))


def _pdfa(paper: Paper) -> str | None:
    """Return what the newest signer saw claimed: metadata may be touched behind him by anybody."""
    return claimed_level(paper.at(int(paper.signatures[-1].signed_revision)))


def _case(
    paper: Paper,
    anchors: tuple[DatedAnchor, ...],
    at: datetime,
    reserved: Mapping[str, ReservedField],
    *,
    is_ours: bool,
) -> _Case:
    newest = paper.at(paper.last_revision)
    lying = {
        EvidencePlace.STORE: evidence_in(newest),
        EvidencePlace.SIGNATURE: evidence_inside(paper.signatures),
    }
    chains = Chains(anchors, together(*lying.values()))
    changes = _changes(paper, reserved, is_ours=is_ours)
    covered = {} if is_ours or _is_refused(changes) else covered_by(paper)
    changes = with_covered(changes, covered)
    return _Case(
        paper=paper,
        at=at,
        chains=chains,
        rungs=ladder(paper, chains, at),
        reserved=reserved,
        is_ours=is_ours,
        changes=changes,
        store=first_revision_with_store(paper),
        lying=lying,
        added=additions(paper, changes),
        places=widgets_by_page(newest),
        covered=covered,
    )


def _changes(
    paper: Paper, reserved: Mapping[str, ReservedField], *, is_ours: bool
) -> dict[int, frozenset[Code]]:
    """Judge what was added after the first signature, twice: by our rule and by pyHanko's."""
    law = Law(frozenset(reserved) if is_ours else None, is_ours=is_ours)
    changes = changes_by_revision(paper, law)
    first = paper.first_signed + 1
    if not is_ours and (forbidden := permission_codes(paper)):
        changes[first] = changes[first] | forbidden
    if _is_refused(changes):
        return changes
    policy = DEFAULT_DIFF_POLICY if is_ours else SIGNATURES_ONLY
    if leaves_a_gap(paper) or (paper.last_revision >= first and refused_by(policy, paper)):
        last = paper.last_revision
        changes[last] = changes.get(last, frozenset()) | {Code.CHANGED_OTHERWISE}
    return changes


def _is_refused(changes: Mapping[int, frozenset[Code]]) -> bool:
    return any(codes - LEFT_TO_READER for codes in changes.values())


def _signature(case: _Case, one: EmbeddedPdfSignature, signed: Signed) -> SignatureReport:
    coverage = coverage_codes(case.paper, one)
    moment = moment_of(one, case.rungs, case.chains, case.at)
    judged_at = _judged_at(case, moment)
    reserved = case.reserved.get(str(one.field_name))
    trust = case.chains.signer(signed.certificate, signed.others, judged_at)
    trust |= _purpose_codes(purposes_of(signed.certificate), reserved)
    codes = coverage | signed.codes | moment.codes | trust | _claim_codes(moment, signed)
    if case.is_ours:
        der = signed.certificate.dump()
        codes |= own.signature_codes(case.paper, one, case.reserved, der)
    route = case.chains.route(signed.certificate, signed.others, judged_at)
    anchor = case.chains.anchor(route, judged_at)
    return SignatureReport(
        field=str(one.field_name),
        signer=common_name(signed.certificate),
        role=None if reserved is None else reserved.role,
        time=moment.time,
        time_source=moment.source,
        level=_level(case, one, moment, trust),
        integrity=Integrity.BROKEN if codes & _BROKEN else Integrity.INTACT,
        trust=_trust(trust | moment.codes),
        changes=_changes_after(case, int(one.signed_revision)),
        codes=codes,
        claimed_time=claimed_time(one),
        chain=tuple(map(authority_name, route.certificates)),
        anchor=authority_name(route.certificates[-1]) if anchor else None,
        domain=anchor.domain if anchor else None,
        revocation=revocation_seen(route.certificates, case.lying),
        after=after(case.added, int(one.signed_revision)),
        paints=foreign_paints(one, case.places) if reserved is None else own_paints(one),
        covers=case.covered.get(int(one.signed_revision), ()),
    )


def _claim_codes(moment: Moment, signed: Signed) -> frozenset[Code]:
    """A claimed time must at least be possible: nobody signs with what is not issued yet."""
    if moment.source is not TimeSource.CLAIMED or moment.time is None:
        return frozenset()
    found = outside_validity(signed.certificate, moment.time + CLOCK_TOLERANCE)
    return found & {Code.NOT_YET_VALID}


def _purpose_codes(purposes: set[str], reserved: ReservedField | None) -> frozenset[Code]:
    """A key for reports signs reports of verification, and no other key does."""
    reports = REPORTS.dotted_string
    is_fit = reports not in purposes
    if reserved is not None and reserved.role is FieldRole.REPORT:
        is_fit = purposes == {reports}
    return frozenset() if is_fit else frozenset({Code.NOT_FOR_SIGNING})


def _judged_at(case: _Case, moment: Moment) -> datetime:
    """A certificate is judged at the proven time; with a mere claim it is judged as of now."""
    if moment.time is None or moment.source is TimeSource.CLAIMED or moment.codes:
        return case.at
    return moment.time


def _trust(codes: frozenset[Code]) -> Trust:
    if not codes:
        return Trust.TRUSTED
    refused = any(verdict_of(code) is Verdict.INVALID for code in codes)
    return Trust.REFUSED if refused else Trust.UNDETERMINED


def _changes_after(case: _Case, revision: int) -> Changes:
    if revision == case.paper.last_revision:
        return Changes.NONE
    unlawful = any(
        codes - LEFT_TO_READER for later, codes in case.changes.items() if later > revision
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
    if case.store is None or trust - _KNOWN_CHAIN:
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
