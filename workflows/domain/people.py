"""Who may act: posts in places, held over time, and delegations checked at one instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

SYSTEM = "system"  # the person id of acts that nobody performs: timers, rendering, embedding


class Role(StrEnum):
    """What a post is for, in its place."""

    STAFF = "staff"  # chuyên viên: drafts papers of the unit
    HEAD = "head"  # thủ trưởng: approves content, signs
    DEPUTY = "deputy"  # cấp phó: signs KT. while delegated
    OFFICE = "office"  # văn phòng: checks form, tracks
    CLERK = "clerk"  # văn thư: numbers and seals
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
    SUPERIOR = "superior"  # the issuer's own superior office


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
    """What is known of posts and delegations, as values for one question."""

    holdings: tuple[Holding, ...] = ()
    delegations: tuple[Delegation, ...] = ()


def standings(role: Role, unit_id: str, at: datetime, people: People) -> tuple[Standing, ...]:
    """List everyone who may act as `role` in `unit_id` at that instant, holders first.

    A delegation counts while it runs and while somebody holds the post it was given for; the
    lent right is not lent on (NĐ 30/2020 Đ13.4).
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
    return own + lent
