"""Which certificates of a file may lead from one to a root: few, whatever the file brings.

A dozen authorities of one name that certify each other make more ways than anybody can try.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asn1crypto import x509

_MOST: Final = 24  # no need to choose among so few
_MOST_OF_A_NAME: Final = 3  # an authority's key and the two that followed it
_MOST_ABOVE: Final = 8


def few_above(
    certificate: x509.Certificate, found: Sequence[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """Return all certificates when they are few, else the first whose names lead upwards."""
    each = tuple({one.sha256: one for one in found}.values())
    names = Counter(one.subject.hashable for one in each)
    if len(each) <= _MOST and max(names.values(), default=0) <= _MOST_OF_A_NAME:
        return each
    kept: dict[bytes, x509.Certificate] = {}
    taken: Counter[str] = Counter()
    waiting = [certificate]
    while waiting and len(kept) < _MOST_ABOVE:
        name = waiting.pop(0).issuer.hashable
        for one in each:
            if one.subject.hashable == name and one.sha256 not in kept:
                if taken[name] == _MOST_OF_A_NAME or len(kept) == _MOST_ABOVE:
                    break
                taken[name] += 1
                kept[one.sha256] = one
                waiting.append(one)
    return tuple(kept.values())


def below_nobody(found: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Return those that no other was issued by, such as responders: they lead to no further way."""
    issuers = {one.issuer.hashable for one in found}
    return tuple(one for one in found if one.subject.hashable not in issuers)
