"""Who may act: posts in places, held over time, and delegations checked at one instant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

SYSTEM = "system"  # the person id of acts that nobody performs: timers, rendering, embedding


class Role(StrEnum):
    """What a post is for, in its place."""

    STAFF = "staff"  # chuyên viên: drafts papers of the unit
    EMPLOYEE = "employee"  # viên chức, người lao động: belongs to the unit, drafts nothing for it
    HEAD = "head"  # thủ trưởng: approves content, signs
    DEPUTY = "deputy"  # cấp phó: signs KT. while delegated
    OFFICE = "office"  # văn phòng: checks form, tracks
    CLERK = "clerk"  # văn thư: numbers and seals
    PERSONNEL = "personnel"  # phòng tổ chức cán bộ: keeps commitments of employees
    MEMBER = "member"  # of a cell or another circle that comments
    SECRETARY = "secretary"  # thư ký: writes the minutes
    CHAIR = "chair"  # bí thư, chủ trì: closes rounds
    DEPUTY_CHAIR = "deputy_chair"  # phó bí thư: where the paper is the chair's own
    AUDITOR = "auditor"
    ADMIN = "admin"


class Place(StrEnum):
    """Which of a document's units a right is looked for in."""

    UNIT = "unit"  # where it is drafted
    ISSUER = "issuer"  # in whose name it is issued
    CIRCLE = "circle"  # who comments: a cell, a unit
    SUPERIOR = "superior"  # the issuer's own superior office, a cell's superior committee
    CUSTODIAN = "custodian"  # who keeps it once it is registered
    SHARED = "shared"  # further circles, a campaign's units


class Prefix(StrEnum):
    """Authority to sign (NĐ 30/2020 PL I, II.7; Đ13)."""

    NONE = ""
    KT = "KT."
    TL = "TL."
    TUQ = "TUQ."
    Q = "Q."
    TM = "TM."


@dataclass(frozen=True, slots=True)
class Party:
    """A role in a place: who a step belongs to, whoever holds it at the time."""

    role: Role
    place: Place
    stand_ins: tuple[Party, ...] = ()  # in order, where nobody but the drafter himself holds it


@dataclass(frozen=True, slots=True)
class Holding:
    """One person in one post for a time; `until` is not included, None is open."""

    post_id: str
    person_id: str
    role: Role
    unit_id: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delegation:
    """A post's authority lent to another person, in writing and for a time; never passed on."""

    delegation_id: str
    post_id: str
    person_id: str
    prefix: Prefix
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Absence:
    """A person is away by the register and acts for nobody; `until` is not included."""

    person_id: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """By what right somebody acts: the post, and the prefix when it is not his own."""

    person_id: str
    post_id: str
    prefix: Prefix = Prefix.NONE


def holds_at(since: datetime, until: datetime | None, at: datetime) -> bool:
    """Say whether a span covers an instant."""
    return since <= at and (until is None or at < until)


@dataclass(frozen=True, slots=True)
class People:
    """What is known of posts, delegations and absences, as values for one question."""

    holdings: tuple[Holding, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    absences: tuple[Absence, ...] = ()

    @property
    def as_if_all_present(self) -> People:
        """The same posts with nobody away: who belongs somewhere belongs there when away too."""
        return replace(self, absences=())

    def as_if_present(self, person_id: str) -> People:
        """Return the same with this one person not away."""
        others = tuple(a for a in self.absences if a.person_id != person_id)
        return replace(self, absences=others)

    def is_away(self, person_id: str, at: datetime) -> bool:
        """Say whether somebody is away at that instant."""
        away = (a for a in self.absences if a.person_id == person_id)
        return any(holds_at(a.since, a.until, at) for a in away)


def standings(role: Role, unit_id: str, at: datetime, people: People) -> tuple[Standing, ...]:
    """List everyone who may act as `role` in `unit_id` at that instant, holders first.

    A delegation counts while it runs and while somebody holds the post it was given for, be he
    away or not; the lent right is not lent on (NĐ 30/2020 Đ13.3). Nobody acts who is away himself.
    """
    posts = [
        h
        for h in people.holdings
        if h.role is role and h.unit_id == unit_id and holds_at(h.since, h.until, at)
    ]
    held = {h.post_id for h in posts}
    own = tuple(Standing(h.person_id, h.post_id) for h in posts)
    lent = tuple(
        Standing(d.person_id, d.post_id, d.prefix)
        for d in people.delegations
        if d.post_id in held and holds_at(d.since, d.until, at)
    )
    return tuple(s for s in own + lent if not people.is_away(s.person_id, at))


OFFICERS_FIRST = (
    Role.CHAIR, Role.DEPUTY_CHAIR, Role.HEAD, Role.DEPUTY, Role.SECRETARY, Role.OFFICE, Role.CLERK,
    Role.PERSONNEL, Role.STAFF, Role.EMPLOYEE, Role.MEMBER,
)  # fmt: skip


def circle(unit_id: str, at: datetime, people: People) -> tuple[Standing, ...]:
    """List everybody who belongs to a cell, committee or unit then, officers first, each once.

    Also who is away: an absence makes nobody less a member, and must not lower the count that a
    vote needs. Who watches over it (auditor) or runs the machine (admin) does not belong to it, and
    a lent authority makes nobody a member.
    """
    every = people.as_if_all_present
    found = (s for role in OFFICERS_FIRST for s in standings(role, unit_id, at, every))
    own = {s.person_id: s for s in reversed([s for s in found if not s.prefix])}
    return tuple(reversed(own.values()))
