"""When a signature was surely there: a ladder of timestamps, judged from the outermost inwards.

A token proves its own time as long as its authority's certificate is believable. That certificate
expires; a later token over it proves that it was still good then. So each timestamp is judged with
the time that the next one outside proves, and only the outermost with the time of asking
(ETSI EN 319 102-1, 5.6).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError

from signing.verify.codes import Code
from signing.verify.report import TimeSource
from signing.verify.structure import coverage_codes
from signing.verify.tokens import document_token, signature_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyhanko.sign.validation import EmbeddedPdfSignature

    from signing.verify.chains import Chains
    from signing.verify.paper import Paper
    from signing.verify.tokens import Token

CLOCK_TOLERANCE: Final = timedelta(minutes=5)
_OFFSET: Final = timedelta(hours=7)
_SAME: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Rung:
    """One document timestamp: its revision, its time, and what is wrong with it."""

    revision: int
    time: datetime
    codes: frozenset[Code]


@dataclass(frozen=True, slots=True)
class Moment:
    """The time of one signature, where it comes from, and what is wrong with its proof."""

    time: datetime | None
    source: TimeSource | None
    codes: frozenset[Code] = frozenset()


def ladder(paper: Paper, chains: Chains, at: datetime) -> tuple[Rung, ...]:
    """Judge the document timestamps, innermost first in the answer; `at` is the time of asking."""
    rungs: list[Rung] = []
    proven_at = at
    for timestamp in reversed(paper.timestamps):
        token = document_token(timestamp)
        codes = coverage_codes(paper, timestamp) | _token_codes(token, chains, proven_at)
        rungs.append(Rung(int(timestamp.signed_revision), token.time, codes))
        if not codes:
            proven_at = token.time
    return tuple(reversed(rungs))


def moment_of(
    signature: EmbeddedPdfSignature, rungs: Sequence[Rung], chains: Chains, at: datetime
) -> Moment:
    """Return the earliest proven time of a signature, else what its maker claims."""
    outer = [rung for rung in rungs if rung.revision > signature.signed_revision and not rung.codes]
    proven_at = min((rung.time for rung in outer), default=at)
    tokens = signature_tokens(signature)
    if tokens:
        token = min(tokens, key=lambda one: one.time)
        codes = frozenset[Code]().union(*(_token_codes(t, chains, proven_at) for t in tokens))
        return Moment(token.time, TimeSource.TIMESTAMP, codes)
    if outer:
        return Moment(proven_at, TimeSource.ARCHIVE)
    claimed = _own_word(signature)
    if claimed is None:
        return Moment(None, None)
    ahead = claimed > at + CLOCK_TOLERANCE
    return Moment(claimed, TimeSource.CLAIMED, frozenset({Code.TIME_IN_FUTURE} if ahead else ()))


def _own_word(signature: EmbeddedPdfSignature) -> datetime | None:
    """Return the claimed time; of two that differ by the offset of Việt Nam, the right one.

    The state's tools write the wall clock of Hà Nội into the container as if it were UTC, and the
    same moment with its offset into the dictionary.
    """
    inside = claimed_time(signature)
    try:
        beside = generic.parse_pdf_date(str(signature.sig_object["/M"]))
    except (PdfReadError, ValueError, TypeError, KeyError):
        return inside
    if inside is None or beside.tzinfo is None:
        return inside
    return beside if abs(inside - beside - _OFFSET) < _SAME else inside


def claimed_time(signature: EmbeddedPdfSignature) -> datetime | None:
    """Return what the signer's own clock says; None when it says nothing that is an instant."""
    try:
        found = signature.self_reported_timestamp
    except (PdfReadError, ValueError, TypeError, AttributeError):
        return None
    return found if isinstance(found, datetime) and found.tzinfo is not None else None


def _token_codes(token: Token, chains: Chains, proven_at: datetime) -> frozenset[Code]:
    """Judge one token; its authority must have been good when it stamped and until `proven_at`."""
    if not token.is_sound:
        return frozenset({Code.TIMESTAMP_MISMATCH})
    codes = set(token.signed.codes)
    if token.time > proven_at + CLOCK_TOLERANCE:
        codes.add(Code.TIME_IN_FUTURE)
    authority = token.signed.certificate
    found = chains.timestamper(authority, token.signed.others, token.time, proven_at)
    if Code.NO_ANCHORS in found:
        codes.add(Code.NO_ANCHORS)
    elif found or authority.not_valid_after < proven_at:
        codes.add(Code.TIMESTAMP_UNTRUSTED)
    return frozenset(codes)
