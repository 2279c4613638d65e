"""What our reasons are called in ETSI EN 319 102-1: a table and nothing else.

It is a translation for programs that speak these words, not a conformity claim: our verdict is
stricter. A breach of our own rules after sound cryptography is `SIG_CONSTRAINTS_FAILURE` there,
which is INDETERMINATE, while we call the file invalid.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from signing.verify.codes import Code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Indication(StrEnum):
    """The main status (EN 319 102-1, 5.1.3), the one that decides first."""

    TOTAL_FAILED = "TOTAL_FAILED"
    INDETERMINATE = "INDETERMINATE"
    TOTAL_PASSED = "TOTAL_PASSED"


class SubIndication(StrEnum):
    """Why (EN 319 102-1, table 6); only those that our reasons lead to."""

    FORMAT_FAILURE = "FORMAT_FAILURE"
    HASH_FAILURE = "HASH_FAILURE"
    SIG_CRYPTO_FAILURE = "SIG_CRYPTO_FAILURE"
    REVOKED = "REVOKED"
    NOT_YET_VALID = "NOT_YET_VALID"
    SIG_CONSTRAINTS_FAILURE = "SIG_CONSTRAINTS_FAILURE"
    CHAIN_CONSTRAINTS_FAILURE = "CHAIN_CONSTRAINTS_FAILURE"
    CERTIFICATE_CHAIN_GENERAL_FAILURE = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    TIMESTAMP_ORDER_FAILURE = "TIMESTAMP_ORDER_FAILURE"
    NO_CERTIFICATE_CHAIN_FOUND = "NO_CERTIFICATE_CHAIN_FOUND"
    OUT_OF_BOUNDS_NO_POE = "OUT_OF_BOUNDS_NO_POE"
    NO_POE = "NO_POE"
    TRY_LATER = "TRY_LATER"
    SIGNED_DATA_NOT_FOUND = "SIGNED_DATA_NOT_FOUND"
    GENERIC = "GENERIC"


_S = SubIndication
_FAILED: Final = frozenset(
    {_S.FORMAT_FAILURE, _S.HASH_FAILURE, _S.SIG_CRYPTO_FAILURE, _S.REVOKED, _S.NOT_YET_VALID}
)
_CODES: Final[Mapping[SubIndication, frozenset[Code]]] = {
    _S.FORMAT_FAILURE: frozenset(
        {
            Code.MALFORMED_SIGNATURE,
            Code.BYTE_RANGE,
            Code.SHARED_VALUE,
            Code.SIGNATURE_REMOVED,
            Code.NOT_WHOLE_REVISION,
            Code.FILE_STRUCTURE,
            Code.TRAILING_BYTES,
            Code.DAMAGED,
        }
    ),
    _S.HASH_FAILURE: frozenset({Code.BYTES_CHANGED}),
    _S.SIG_CRYPTO_FAILURE: frozenset({Code.BAD_SIGNATURE}),
    _S.REVOKED: frozenset({Code.REVOKED}),
    _S.NOT_YET_VALID: frozenset({Code.NOT_YET_VALID}),
    _S.CHAIN_CONSTRAINTS_FAILURE: frozenset({Code.NOT_FOR_SIGNING}),
    _S.CERTIFICATE_CHAIN_GENERAL_FAILURE: frozenset({Code.CHAIN_FAILED}),
    _S.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: frozenset({Code.WEAK_ALGORITHM}),
    _S.TIMESTAMP_ORDER_FAILURE: frozenset({Code.TIME_IN_FUTURE}),
    _S.NO_CERTIFICATE_CHAIN_FOUND: frozenset(
        {Code.NO_ANCHORS, Code.NO_CHAIN, Code.ANCHOR_OUT_OF_TIME}
    ),
    _S.OUT_OF_BOUNDS_NO_POE: frozenset({Code.EXPIRED}),
    _S.NO_POE: frozenset({Code.TIMESTAMP_MISMATCH, Code.TIMESTAMP_UNTRUSTED}),
    _S.TRY_LATER: frozenset({Code.REVOCATION_UNKNOWN}),
    _S.SIGNED_DATA_NOT_FOUND: frozenset({Code.NOT_READ}),
    _S.GENERIC: frozenset(
        {
            Code.NOT_PDF,
            Code.TOO_LARGE,
            Code.TOO_COMPLEX,
            Code.ENCRYPTED,
            Code.UNSUPPORTED,
            Code.TIMED_OUT,
            Code.OUT_OF_MEMORY,
            Code.CRASHED,
            Code.UNSIGNED,
        }
    ),
}
_NAMES: Final = {code: name for name, codes in _CODES.items() for code in codes}
_ORDER: Final = tuple(Indication)
_GRAVITY: Final = tuple(Code)

Indicated = tuple[Indication, SubIndication | None]


def indication_of(codes: Iterable[Code]) -> Indicated:
    """Return the words for several reasons: a failure beats doubt, then the gravest speaks."""
    ranked = sorted(codes, key=_GRAVITY.index)
    found = [_of(code) for code in ranked]
    return min(found, key=lambda one: _ORDER.index(one[0]), default=_of(Code.VALID))


def _of(code: Code) -> Indicated:
    """Every reason that is named nowhere above is a breach of our own rules."""
    if code is Code.VALID:
        return Indication.TOTAL_PASSED, None
    name = _NAMES.get(code, SubIndication.SIG_CONSTRAINTS_FAILURE)
    failed = name in _FAILED
    return Indication.TOTAL_FAILED if failed else Indication.INDETERMINATE, name
