"""Whether a timestamp authority's key may have come into other hands (RFC 3161, 4).

Whoever has such a key dates back as he likes: what its tokens say of their own time is worth
nothing. One that was shown to be there before (by a token outside it) stays good. So does one of an
authority that only ended, was renewed or moved, where its revocation says so.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from signing.trust.fitness import load_certificate
from signing.trust.revocation import HARMLESS, compromised_since
from signing.verify.codes import Code, NotUsableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from asn1crypto import crl, ocsp, x509

_NAMES: Final = frozenset(one.name for one in HARMLESS)  # the two libraries name them alike
_MOST_ANSWERS: Final = 16  # that say so; each is tried apart


def lists_say_so(
    way: Sequence[x509.Certificate], lists: Iterable[crl.CertificateList], by: datetime
) -> bool:
    """Whether a list holds a certificate of the way compromised at `by` (aware), however old."""
    ways = [load_certificate(one.dump()) for one in way]
    ders = [one.dump() for one in lists] if len(ways) > 1 else []
    since = (compromised_since(der, pair) for pair in pairwise(ways) for der in ders)
    return any(one is not None and one <= by for one in since)


def answers_that_say_so(
    way: Sequence[x509.Certificate], answers: Iterable[ocsp.OCSPResponse], by: datetime
) -> list[tuple[ocsp.OCSPResponse, datetime]]:
    """Return answers that say it of a number of the way, and when; they may be anybody's.

    Raises:
        NotUsableError: more than anybody can try.
    """
    numbers = {one.serial_number for one in way}
    found = [
        (answer, said["this_update"].native)
        for answer in answers
        for said in _singles(answer)
        if said["cert_id"]["serial_number"].native in numbers and _is_grave(said["cert_status"], by)
    ]
    if len(found) > _MOST_ANSWERS:
        raise NotUsableError(Code.TOO_COMPLEX)
    return found


def _is_grave(status: ocsp.CertStatus, by: datetime) -> bool:
    if status.name != "revoked":
        return False
    since, reason = (status.chosen[key].native for key in ("revocation_time", "revocation_reason"))
    return reason not in _NAMES and bool(since <= by)


def _singles(answer: ocsp.OCSPResponse) -> Iterable[ocsp.SingleResponse]:
    if answer["response_status"].native != "successful":
        return ()
    found: Iterable[ocsp.SingleResponse] = answer.response_data["responses"]
    return found
