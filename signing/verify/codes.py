"""Why a file is judged as it is: one stable code per reason, each with the verdict it forces.

The sentences for people are in a catalogue of the face, keyed by these codes.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from signing.errors import SigningError


class Verdict(StrEnum):
    """The answer to "may I rely on this file?"."""

    VALID = "valid"
    INVALID = "invalid"
    UNDETERMINED = "undetermined"
    UNUSABLE = "unusable"


class Code(StrEnum):
    """A reason. Of several in one file the first in this order is the file's code."""

    # the signed bytes themselves
    MALFORMED_SIGNATURE = "verify.malformed_signature"
    BYTE_RANGE = "verify.byte_range"
    SHARED_VALUE = "verify.shared_value"
    BYTES_CHANGED = "verify.bytes_changed"
    BAD_SIGNATURE = "verify.bad_signature"
    SIGNATURE_REMOVED = "verify.signature_removed"
    NOT_WHOLE_REVISION = "verify.not_whole_revision"
    FILE_STRUCTURE = "verify.file_structure"
    TRAILING_BYTES = "verify.trailing_bytes"
    TIMESTAMP_MISMATCH = "verify.timestamp_mismatch"
    # what came after a signature
    CHANGED_PAGE = "verify.changed_page"
    CHANGED_ANNOTATION = "verify.changed_annotation"
    CHANGED_FIELD = "verify.changed_field"
    CHANGED_FORM = "verify.changed_form"
    CHANGED_METADATA = "verify.changed_metadata"
    CHANGED_CATALOG = "verify.changed_catalog"
    CHANGED_EVIDENCE = "verify.changed_evidence"
    CHANGED_OTHERWISE = "verify.changed_otherwise"
    # the law of our own papers
    NOT_CERTIFIED = "verify.not_certified"
    NOT_PERMITTED = "verify.not_permitted"
    FOREIGN_FIELD = "verify.foreign_field"
    WRONG_RESERVATION = "verify.wrong_reservation"
    WRONG_SIGNER = "verify.wrong_signer"
    WRONG_ORDER = "verify.wrong_order"
    WRONG_APPEARANCE = "verify.wrong_appearance"
    NOT_PADES = "verify.not_pades"
    MISSING_SIGNATURE = "verify.missing_signature"
    UNEXPECTED_SIGNER = "verify.unexpected_signer"
    # certificates that are known to be wrong
    REVOKED = "verify.revoked"
    NOT_FOR_SIGNING = "verify.not_for_signing"
    # not usable at all
    NOT_PDF = "verify.not_pdf"
    TOO_LARGE = "verify.too_large"
    TOO_COMPLEX = "verify.too_complex"
    ENCRYPTED = "verify.encrypted"
    DAMAGED = "verify.damaged"
    UNSUPPORTED = "verify.unsupported"
    NOT_READ = "verify.not_read"
    TIMED_OUT = "verify.timed_out"
    OUT_OF_MEMORY = "verify.out_of_memory"
    CRASHED = "verify.crashed"
    UNSIGNED = "verify.unsigned"
    # what cannot be known here and now
    ACTIVE_CONTENT = "verify.active_content"
    ADDED_FIELD = "verify.added_field"
    COVERING_FIELD = "verify.covering_field"
    NO_ANCHORS = "verify.no_anchors"
    ANCHOR_OUT_OF_TIME = "verify.anchor_out_of_time"
    NO_CHAIN = "verify.no_chain"
    WEAK_ALGORITHM = "verify.weak_algorithm"
    TIME_IN_FUTURE = "verify.time_in_future"
    NOT_YET_VALID = "verify.not_yet_valid"
    EXPIRED = "verify.expired"
    TIMESTAMP_UNTRUSTED = "verify.timestamp_untrusted"
    REVOCATION_UNKNOWN = "verify.revocation_unknown"
    CHAIN_FAILED = "verify.chain_failed"

    VALID = "verify.valid"


LEFT_TO_READER: Final = frozenset({Code.ADDED_FIELD, Code.COVERING_FIELD})
_ORDER: Final = tuple(Code)
_UNUSABLE: Final = frozenset(_ORDER[_ORDER.index(Code.NOT_PDF) : _ORDER.index(Code.ACTIVE_CONTENT)])
_UNDETERMINED: Final = frozenset(
    _ORDER[_ORDER.index(Code.ACTIVE_CONTENT) : _ORDER.index(Code.VALID)]
)


def verdict_of(code: Code) -> Verdict:
    """Return the verdict that a code forces."""
    if code is Code.VALID:
        return Verdict.VALID
    if code in _UNUSABLE:
        return Verdict.UNUSABLE
    return Verdict.UNDETERMINED if code in _UNDETERMINED else Verdict.INVALID


def gravest(codes: frozenset[Code]) -> Code:
    """Return the code that decides; no reason at all is `VALID`."""
    return min(codes, key=_ORDER.index, default=Code.VALID)


class NotUsableError(SigningError):
    """The file cannot be judged at all; `reason` says why."""

    code = "verify.not_usable"

    def __init__(self, reason: Code) -> None:
        super().__init__(reason.value)
        self.reason = reason
