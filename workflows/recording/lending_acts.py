"""Acts on absences and delegations: noted, given, ended before their time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from storage.instants import to_text
from storage.people import absences, posts
from workflows.domain.errors import NoRightError
from workflows.domain.lending import (
    Authority,
    Loan,
    Organisation,
    absence_right,
    check_loan,
    own_holding,
)
from workflows.domain.people import People, Prefix
from workflows.domain.register_errors import AbsenceOverlapsError
from workflows.domain.spans import Span, check_running, meets_any, span_from
from workflows.recording.register_acts import Moment, Written, checked_line, organisation
from workflows.recording.standing import people_in, people_of

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class NoteAbsence:
    """Note that somebody is away; without `since` from this moment on."""

    person_id: str
    since: datetime | None
    until: datetime
    reason: None = None

    def write(self, moment: Moment) -> Written:
        """Add the absence under the act's own id."""
        conn, by = moment.conn, moment.by
        post_id = right_over(moment, self.person_id)
        span = span_from(self.since, self.until, moment.at)
        known = absences.absences_of(conn, self.person_id)
        if meets_any(span, (Span(a.since, a.until) for a in known)):
            raise AbsenceOverlapsError(self.person_id)
        noted = absences.Absence(
            by.act_id, self.person_id, span.since, span.until, by.person_id, by.act_id
        )
        absences.add_absence(conn, noted)
        details = {"absence_id": by.act_id, "person_id": self.person_id, **_span(span)}
        return Written("absence_noted", post_id, details)


@dataclass(frozen=True, slots=True)
class EndAbsence:
    """End an absence now, or call it off before it begins."""

    absence_id: str
    reason: None = None

    def write(self, moment: Moment) -> Written:
        """End it; one's own may be ended while away, or nobody could come back."""
        found = absences.absence(moment.conn, self.absence_id)
        if found is None:
            raise NoRightError(self.absence_id)
        is_own = found.person_id == moment.by.person_id
        post_id = "" if is_own else right_over(moment, found.person_id)
        check_running(found.until, moment.at)
        absences.end_absence(moment.conn, found.absence_id, moment.at)
        details = {"absence_id": found.absence_id, "person_id": found.person_id}
        return Written("absence_ended", post_id, details | {"until": to_text(moment.at)})


@dataclass(frozen=True, slots=True)
class GiveDelegation:
    """Lend the authority of one's post; without `since` from this moment on."""

    post_id: str
    person_id: str
    prefix: Prefix
    since: datetime | None
    until: datetime
    authority: Authority | None = None
    reason: None = None

    def write(self, moment: Moment) -> Written:
        """Add the delegation under the act's own id."""
        conn, by, span = moment.conn, moment.by, span_from(self.since, self.until, moment.at)
        authority = _checked(self.authority)
        loan = Loan(self.post_id, self.person_id, self.prefix, span, authority)
        given = posts.delegations_of_posts(conn, [self.post_id])
        lent = [Span(d.since, d.until) for d in given if d.person_id == self.person_id]
        check_loan(by.person_id, loan, moment.at, around_post(conn, self.post_id, moment.at), lent)
        posts.add_delegation(
            conn,
            posts.Delegation(
                by.act_id, self.post_id, self.person_id, self.prefix, span.since, span.until,
                authority.written if authority else "",
            ),
        )  # fmt: skip
        details = {
            "delegation_id": by.act_id,
            "post_id": self.post_id,
            "person_id": self.person_id,
            "prefix": self.prefix.value,
            **_span(span),
        }
        return Written("delegation_given", self.post_id, details)


@dataclass(frozen=True, slots=True)
class EndDelegation:
    """Take a lent authority back now."""

    delegation_id: str
    reason: None = None

    def write(self, moment: Moment) -> Written:
        """End it; whoever holds the post may, be he away or not: it only takes a right away."""
        found = posts.delegation(moment.conn, self.delegation_id)
        if found is None:
            raise NoRightError(self.delegation_id)
        org = around_post(moment.conn, found.post_id, moment.at)
        own_holding(moment.by.person_id, found.post_id, moment.at, org)
        check_running(found.until, moment.at)
        posts.end_delegation(moment.conn, found.delegation_id, moment.at)
        details = {"delegation_id": found.delegation_id, "until": to_text(moment.at)}
        return Written("delegation_ended", found.post_id, details)


def right_over(moment: Moment, person_id: str) -> str:
    """Return by which post the acting person may note another's absence.

    Raises:
        NoRightError: by none.
        AbsentError: he is away himself.
    """
    asker = moment.by.person_id
    people = people_of(moment.conn, {asker, person_id})
    return absence_right(asker, person_id, moment.at, organisation(moment.conn, people))


def around_post(conn: Connection, post_id: str, at: datetime) -> Organisation:
    """Return a post's unit and those directly below it, with their people."""
    post = posts.post(conn, post_id)
    org = organisation(conn, People())
    if post is None:
        return org
    below = (u.unit_id for u in org.units if u.parent_id == post.unit_id)
    return Organisation(org.units, people_in(conn, (post.unit_id, *below), at))


def _checked(authority: Authority | None) -> Authority | None:
    if authority is None:
        return None
    return Authority(checked_line(authority.number, may_be_empty=False), authority.day)


def _span(span: Span) -> dict[str, str]:
    return {"since": to_text(span.since), "until": to_text(span.until)}
