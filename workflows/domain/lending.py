"""Who may note an absence, and who may lend the authority of which post to whom. Pure.

The law of signing for others is NĐ 30/2020 Đ13: a deputy signs KT., the head of a subordinate
department TL., and whoever has it in writing, for a time and for certain papers, TUQ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows.domain.deadlines import VIETNAM
from workflows.domain.errors import NoRightError
from workflows.domain.people import Holding, People, Prefix, Role, holds_at
from workflows.domain.register_errors import (
    AuthorityMissingError,
    AuthorityUnfitError,
    DelegationOverlapsError,
    LentOnError,
    PostNotLentError,
    ReceiverUnfitError,
)
from workflows.domain.rights import refuse_absent
from workflows.domain.spans import Span, meets_any

if TYPE_CHECKING:
    from collections.abc import Iterable

AGENCY = "agency"  # kinds of units
PARTY = frozenset({"cell", "committee"})
DEPUTIES = {Role.HEAD: Role.DEPUTY}
# Posts that sign for themselves. A cell or committee acts as a body: its deputy signs T/M by his
# own post, and nothing is lent.
LENDABLE = frozenset(DEPUTIES)
PREFIXES = (Prefix.KT, Prefix.TL, Prefix.TUQ)  # ways to sign for another
NOT_LENT_TO = frozenset({Role.ADMIN, Role.AUDITOR})  # who runs or checks the house signs nothing
NOTES_FOR_OTHERS = frozenset({Role.OFFICE, Role.PERSONNEL})


@dataclass(frozen=True, slots=True)
class OrgUnit:
    """A unit, what it belongs to ("" at the top), and its kind: agency, unit, cell or committee."""

    unit_id: str
    parent_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """Units, and the people that a question is about."""

    units: tuple[OrgUnit, ...]
    people: People

    def unit(self, unit_id: str) -> OrgUnit:
        """Return a unit; one that is not known belongs nowhere."""
        found = (u for u in self.units if u.unit_id == unit_id)
        return next(found, OrgUnit(unit_id, "", ""))

    def agency_of(self, unit_id: str) -> str:
        """Return the agency a unit is part of, "" for none; a party body is part of none."""
        passed: set[str] = set()
        unit = self.unit(unit_id)
        while unit.kind not in {AGENCY, *PARTY} and unit.parent_id and unit.unit_id not in passed:
            passed.add(unit.unit_id)
            unit = self.unit(unit.parent_id)
        return unit.unit_id if unit.kind == AGENCY else ""

    def held_at(self, at: datetime) -> tuple[Holding, ...]:
        """Return who holds what at that instant, away or not."""
        return tuple(h for h in self.people.holdings if holds_at(h.since, h.until, at))


@dataclass(frozen=True, slots=True)
class Authority:
    """The written act that lends: its number as printed, and its day."""

    number: str
    day: date

    @property
    def written(self) -> str:
        """The two as the register keeps them."""
        return f"{self.number} {self.day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Loan:
    """What somebody wants to lend: a post's authority, to whom, how he then signs, and when."""

    post_id: str
    person_id: str
    prefix: Prefix
    span: Span
    authority: Authority | None = None


def authority_from(written: str) -> Authority | None:
    """Read an authority as the register keeps it; None where there is none, or another text."""
    number, _, day = written.rpartition(" ")
    try:
        return Authority(number, date.fromisoformat(day)) if number else None
    except ValueError:
        return None


def absence_right(asker_id: str, subject_id: str, at: datetime, org: Organisation) -> str:
    """Return the post by which somebody may note an absence; "" for one's own.

    One's own is noted by whoever holds a post, that of others by the office of their agency. Who
    only belongs to a party body is nobody's but his own to note.

    Raises:
        NoRightError: by none.
        AbsentError: the office's own person is away.
    """
    held = org.held_at(at)
    theirs = [h for h in held if h.person_id == subject_id]
    if not theirs:
        raise NoRightError("absence")
    if asker_id == subject_id:
        return ""
    agencies = {org.agency_of(h.unit_id) for h in theirs} - {""}
    for own in held:
        is_office = own.person_id == asker_id and own.role in NOTES_FOR_OTHERS
        if is_office and org.agency_of(own.unit_id) in agencies:
            refuse_absent(asker_id, at, org.people)
            return own.post_id
    raise NoRightError("absence")


def own_holding(asker_id: str, post_id: str, at: datetime, org: Organisation) -> Holding:
    """Return the holding by which a post is somebody's own now, be he away or not.

    Raises:
        NoRightError: it is not.
    """
    for held in org.held_at(at):
        if (held.post_id, held.person_id) == (post_id, asker_id):
            return held
    raise NoRightError(post_id)


def lender(asker_id: str, post_id: str, at: datetime, org: Organisation) -> Holding:
    """Return the holding by which somebody may lend a post's authority.

    Raises:
        NoRightError: the post is not his.
        LentOnError: it was lent to him.
        PostNotLentError: it signs nothing.
        AbsentError: he is away.
    """
    received = (d for d in org.people.delegations if d.post_id == post_id)
    is_lent_to_him = any(
        d.person_id == asker_id and holds_at(d.since, d.until, at) for d in received
    )
    try:
        own = own_holding(asker_id, post_id, at, org)
    except NoRightError:
        if is_lent_to_him:
            raise LentOnError(post_id) from None
        raise
    if own.role not in LENDABLE:
        raise PostNotLentError(post_id)
    refuse_absent(asker_id, at, org.people)
    return own


def receivers(own: Holding, prefix: Prefix, at: datetime, org: Organisation) -> tuple[Holding, ...]:
    """Return the holdings by which others may sign so for this post."""
    others = (h for h in org.held_at(at) if h.person_id != own.person_id)
    return tuple(h for h in others if _fits(own, prefix, h, org))


def check_loan(
    asker_id: str, loan: Loan, at: datetime, org: Organisation, lent: Iterable[Span] = ()
) -> Holding:
    """Return the holding by which somebody lends his authority now.

    Args:
        asker_id: who lends.
        loan: what, to whom and for how long.
        at: now.
        org: the post's unit and those below it, with their people.
        lent: when the post is lent to this person already.

    Raises:
        DomainError: he may not, or not so.
    """
    own = lender(asker_id, loan.post_id, at, org)
    if loan.person_id not in {h.person_id for h in receivers(own, loan.prefix, at, org)}:
        raise ReceiverUnfitError(loan.person_id)
    if loan.authority is None and loan.prefix is Prefix.TUQ:
        raise AuthorityMissingError(loan.post_id)
    if loan.authority is not None and loan.authority.day > at.astimezone(VIETNAM).date():
        raise AuthorityUnfitError(loan.authority.day.isoformat())
    if meets_any(loan.span, lent):
        raise DelegationOverlapsError(loan.post_id)
    return own


def _fits(own: Holding, prefix: Prefix, other: Holding, org: Organisation) -> bool:
    unit = org.unit(other.unit_id)
    is_below = unit.parent_id == own.unit_id and unit.kind not in PARTY
    if prefix is Prefix.KT:
        return other.unit_id == own.unit_id and other.role is DEPUTIES.get(own.role)
    if prefix is Prefix.TL:
        return is_below and unit.kind != AGENCY and own.role is other.role is Role.HEAD
    if prefix is Prefix.TUQ:
        is_near = is_below or other.unit_id == own.unit_id
        return is_near and other.role not in NOT_LENT_TO
    return False
