"""What only the recording transaction can know: comments left open, signer, number, deadlines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from storage.instants import from_text, to_text
from storage.people import units
from storage.readmodel import rounds
from storage.registers import calendar, numbers
from workflows.domain import rules
from workflows.domain.deadlines import (
    LONGEST_HOLIDAY,
    VIETNAM,
    Calendar,
    deadline_after,
    reminder_before,
)
from workflows.domain.document import Document, Number, Signer
from workflows.domain.errors import BadVoteError, SignerUnfitError
from workflows.domain.kinds import kind_of
from workflows.domain.orders import Facts, Order
from workflows.domain.people import People, Standing
from workflows.domain.plan import Act, State
from workflows.domain.rights import eligible
from workflows.recording.content import ContentFacts
from workflows.recording.roll import Roll, check_roll, members_of

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Moment:
    """One order on one document at one instant, with what is known around it."""

    doc: Document
    order: Order
    at: datetime
    standing: Standing
    people: People
    content: ContentFacts
    roll: Roll | None = None


def gather(conn: Connection, moment: Moment) -> Facts:
    """Find out what the rules cannot see; a number is allotted here and nowhere else.

    Raises:
        SignerUnfitError: who was named to sign may not.
        StorageError: the number register refused.
    """
    doc, order, content = moment.doc, moment.order, moment.content
    facts = Facts(
        at=to_text(moment.at),
        post_id=moment.standing.post_id,
        content_sha256=content.content_sha256,
        follow_sha256=content.follow_sha256,
        faults=content.faults,
    )
    if order.act is Act.RECORD_VOTE:
        facts = replace(facts, unanswered=_meeting(conn, moment))
    if order.act is Act.ALLOT_NUMBER:
        facts = replace(facts, number=_number(conn, moment))
    target = rules.target_of(doc, order)
    if target is State.AWAITING_SIGNATURE and order.act is Act.APPROVE:
        facts = replace(facts, signer=_holder(moment))
    if order.act is Act.CHOOSE_SIGNER:
        facts = replace(facts, signer=_chosen(moment))
    return _with_deadline(conn, moment, target, facts)


def _meeting(conn: Connection, moment: Moment) -> int:
    """Check the roll against the circle of this instant; return how many comments are open."""
    doc, vote = moment.doc, moment.order.vote
    if moment.roll is None or vote is None:
        raise BadVoteError(doc.document_id)
    check_roll(moment.roll, vote, members_of(doc, moment.at, moment.people))
    return rounds.unanswered(conn, doc.document_id, doc.rounds)


def _holder(moment: Moment) -> Signer | None:
    """The first who holds the signing post himself; a delegate is named by the office."""
    found = eligible(moment.doc, moment.doc.the_route.signer, moment.at, moment.people)
    own = next((s for s in found if not s.prefix), None)
    return Signer(own.person_id, own.post_id) if own else None


def _chosen(moment: Moment) -> Signer:
    choice = moment.order.choice
    found = eligible(moment.doc, moment.doc.the_route.signer, moment.at, moment.people)
    for standing in found:
        if choice is not None and standing.person_id == choice.person_id:
            return Signer(standing.person_id, standing.post_id, standing.prefix)
    raise SignerUnfitError(moment.doc.document_id)


def series_code(conn: Connection, doc: Document, at: datetime) -> str:
    """Return the code of the issuer's series for this kind: KH-SYT (NĐ 30/2020 PL I, II.3)."""
    issuer = units.unit(conn, doc.issuer_id, at)
    return f"{kind_of(doc.kind).type_code}-{issuer.code if issuer else ''}"


def _number(conn: Connection, moment: Moment) -> Number:
    doc, day = moment.doc, moment.at.astimezone(VIETNAM).date()
    code = series_code(conn, doc, moment.at)
    series = numbers.ensure_series(conn, doc.issuer_id, code, day.year, moment.order.act_id)
    given = numbers.allot(conn, series.series_id, doc.document_id, day)
    return Number(given.series_id, given.value, given.text, given.day)


def _with_deadline(conn: Connection, moment: Moment, target: State, facts: Facts) -> Facts:
    """Compute the deadline of a state that is entered, or again on waking."""
    doc, order = moment.doc, moment.order
    if order.act is Act.REMIND:
        entered = from_text(doc.entered_at)
    elif target is not doc.state:
        entered = moment.at
    else:
        return facts
    days = doc.the_route.working_days.get(target)
    if days is None:
        return facts
    deadline = deadline_after(entered, days, calendar_around(conn, entered, days))
    remind = reminder_before(deadline, doc.document_id)
    return replace(facts, deadline=to_text(deadline), remind_at=to_text(remind))


def calendar_around(conn: Connection, start: datetime, working_days: int) -> Calendar:
    """Return the calendar as far as that many working days can reach."""
    first = start.astimezone(VIETNAM).date()
    reach = timedelta(days=2 * working_days + LONGEST_HOLIDAY)
    return Calendar(*calendar.days(conn, first - timedelta(days=1), first + reach))
