"""Until when a root above a certificate is believed, by the administrator's table of anchors."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from signing.errors import CertificateUnusableError
from signing.trust.chains import build_chain
from signing.trust.fitness import KEPT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from signing.trust.dated_anchors import DatedAnchor


def believed_until(
    certificate: bytes, pool: Sequence[bytes], anchors: Sequence[DatedAnchor]
) -> datetime | None:
    """Return from when no root above a certificate (DER) is believed any more; aware.

    None where one is believed without end, and where none is found: that is the judge's to say.
    """
    below = tuple(dict.fromkeys(pool))
    rows = [one for one in anchors if _leads_to(certificate, below, one.der)]
    ends = [one.until for one in rows if one.until is not None]
    return max(ends) if ends and len(ends) == len(rows) else None


@lru_cache(maxsize=KEPT)
def _leads_to(certificate: bytes, pool: tuple[bytes, ...], root: bytes) -> bool:
    try:
        return bool(build_chain(certificate, pool, [root]))
    except CertificateUnusableError:
        return False
