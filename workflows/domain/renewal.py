"""When a record's archive timestamp is due for renewal: before what it rests on ends.

A timestamp proves its time while its authority's certificate is good and its algorithms are
believed; a newer one over it takes that over (ETSI EN 319 142-1, 5.4.3; RFC 4998, 5.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from workflows.domain.lifecycle import Lifecycle, State


class Why(StrEnum):
    """Why a record is due."""

    AUTHORITY = "authority"  # the authority's certificate ends
    ROOT = "root"  # the root above the authority is believed no longer
    ALGORITHM = "algorithm"  # a digest or a key is not believed much longer
    MISSING = "missing"  # nothing stamps the last signature
    UNREADABLE = "unreadable"  # the file is gone or damaged: whoever renews it will say so


@dataclass(frozen=True, slots=True)
class Stamp:
    """The outermost archive timestamp of a file: how long its authority is good, what it uses."""

    ends_at: datetime  # aware
    algorithms: frozenset[str] = frozenset()  # such as sha256, rsa2048, ec256
    root_ends_at: datetime | None = None  # aware; None: its root is believed without end


@dataclass(frozen=True, slots=True)
class RenewalRule:
    """How long ahead stamps are renewed, and from when an algorithm is no longer believed."""

    ahead: timedelta
    algorithm_ends: Mapping[str, datetime] = field(default_factory=dict)  # aware

    def ends(self, stamp: Stamp) -> datetime:
        """Return the instant until which a stamp proves something."""
        known = (self.algorithm_ends.get(name) for name in stamp.algorithms)
        others = [stamp.root_ends_at, *known]
        return min([stamp.ends_at, *(end for end in others if end is not None)])

    def why(self, stamp: Stamp | None, at: datetime) -> Why | None:
        """Return why a file under this stamp (None: under none) is due then, if it is."""
        if stamp is None:
            return Why.MISSING
        end = self.ends(stamp)
        if end - at > self.ahead:
            return None
        if end == stamp.ends_at:
            return Why.AUTHORITY
        return Why.ROOT if end == stamp.root_ends_at else Why.ALGORITHM

    def gains(self, old: Stamp | None, new: Stamp) -> bool:
        """Say whether the new stamp proves longer than the old one did."""
        return old is None or self.ends(new) > self.ends(old)


def stored_in(lifecycle: Lifecycle) -> frozenset[State]:
    """Return the states in which documents of this table keep a record that may be renewed."""
    return frozenset(state for state, act in lifecycle.rows if act is Act.RENEW)
