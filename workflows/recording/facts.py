"""What only the recording transaction can know: open comments, signers, number, deadlines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storage.instants import to_text
from storage.people import certificates
from storage.readmodel import queries, rounds
from workflows.domain import rules
from workflows.domain.document import Document, Signer
from workflows.domain.errors import (
    AlreadyCommittedError,
    BadVoteError,
    CertificateEndedError,
    NotInCircleError,
    NotRegisteredError,
    SignerUnfitError,
)
from workflows.domain.kinds import ADDED_TO, ADDENDA, CAMPAIGN, COMMITMENTS, SUPPLEMENTED
from workflows.domain.lifecycle import Act, State, Who
from workflows.domain.orders import Facts
from workflows.domain.rights import eligible, own_standing, parties
from workflows.recording import campaign_facts
from workflows.recording.due import with_deadline
from workflows.recording.notices import notices_of
from workflows.recording.numbering import number_of
from workflows.recording.roll import check_roll, members_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from workflows.domain.people import Standing
    from workflows.recording.moment import Moment


def gather(conn: Connection, moment: Moment) -> Facts:
    """Find out what the rules cannot see; a number is allotted here and nowhere else.

    Raises:
        DomainError: what was found forbids the order.
        StorageError: the number register refused.
    """
    doc, order, content = moment.doc, moment.order, moment.bodies.content
    facts = Facts(
        at=to_text(moment.at),
        post_id=moment.standing.post_id,
        content_sha256=content.content_sha256,
        follow_sha256=content.follow_sha256,
        faults=content.faults,
        campaign=moment.bodies.campaign,
    )
    find = _OF_ACT.get(order.act)
    if find is not None:
        facts = find(conn, moment, facts)
    target = rules.target_of(doc, order)
    if target is State.AWAITING_SIGNATURE is not doc.state and order.act is not Act.CHOOSE_SIGNER:
        facts = _signers(conn, moment, facts)
    facts = with_deadline(conn, doc, order, target, facts)
    return replace(facts, notices=notices_of(conn, moment, facts))


def _begun(conn: Connection, moment: Moment, facts: Facts) -> Facts:
    """Refuse a second commitment of a kind for a year, one for a stranger, a campaign unfit."""
    doc = moment.doc
    if doc.kind == CAMPAIGN.kind_id:
        campaign_facts.check_begun(conn, doc)
    if doc.campaign_id:
        campaign_facts.check_belongs(conn, doc)
    if doc.kind not in COMMITMENTS:
        return facts
    if own_standing(doc, moment.at, moment.people) is None:
        raise NotInCircleError(doc.document_id)
    if doc.kind in ADDENDA:
        _check_supplemented(conn, doc)
    elif queries.has_commitment(conn, doc.drafter_id, doc.kind, doc.period):
        raise AlreadyCommittedError(doc.document_id)
    return facts


def _check_supplemented(conn: Connection, doc: Document) -> None:
    """An addendum adds to what this very person registered in this circle (R-043)."""
    row = queries.document(conn, doc.supplements_id) if doc.supplements_id else None
    wanted = (doc.drafter_id, doc.circle_id, SUPPLEMENTED[doc.kind])
    if row is None or (row.drafter_id, row.circle_id, row.kind) != wanted:
        raise NotRegisteredError(doc.supplements_id)
    if row.state not in ADDED_TO:
        raise NotRegisteredError(doc.supplements_id)


def _meeting(conn: Connection, moment: Moment, facts: Facts) -> Facts:
    """Check the roll against the circle of this instant; count how many comments are open."""
    doc, vote, roll = moment.doc, moment.order.vote, moment.bodies.roll
    if roll is None or vote is None:
        raise BadVoteError(doc.document_id)
    check_roll(roll, vote, members_of(doc, moment.at, moment.people))
    return replace(facts, unanswered=rounds.unanswered(conn, doc.document_id, doc.rounds))


def _numbered(conn: Connection, moment: Moment, facts: Facts) -> Facts:
    number = number_of(conn, moment.doc, moment.at, moment.order.act_id)
    return replace(facts, number=number)


def _signed(conn: Connection, moment: Moment, facts: Facts) -> Facts:
    """Take no signature by a certificate that the register has taken out of use."""
    paper = moment.doc.paper
    item = paper.item if paper else None
    if item and certificates.is_ended(conn, item.certificate_sha256, moment.at):
        raise CertificateEndedError(moment.doc.document_id)
    return facts


def _launched(conn: Connection, moment: Moment, facts: Facts) -> Facts:
    return campaign_facts.launched(conn, moment.doc, facts, moment.at)


def _listed(_: Connection, moment: Moment, facts: Facts) -> Facts:
    return campaign_facts.listed(facts, moment.bodies)


def _acknowledged(_: Connection, moment: Moment, facts: Facts) -> Facts:
    return replace(facts, confirmer=_confirmer(moment))


def _chosen(_: Connection, moment: Moment, facts: Facts) -> Facts:
    """Another signer, or another confirmer where everybody signs his own."""
    doc, choice = moment.doc, moment.order.choice
    is_own = doc.the_route.signer is None
    wanted = parties(doc, Who.CONFIRMER) if is_own else (doc.the_route.signer,)
    found = (s for p in wanted if p for s in eligible(doc, p, moment.at, moment.people))
    for standing in found:
        if choice is not None and standing.person_id == choice.person_id:
            named = Signer(standing.person_id, standing.post_id, standing.prefix)
            if is_own and named.person_id != doc.drafter_id:
                return replace(facts, signer=doc.signer, confirmer=named)
            if not is_own and _may_sign(doc, standing):
                return replace(facts, signer=named)
    raise SignerUnfitError(doc.document_id)


def _signers(conn: Connection, moment: Moment, facts: Facts) -> Facts:
    """Name who signs: the post's holder, or the person himself and who confirms it."""
    doc = moment.doc
    if doc.the_route.signer is not None:
        return replace(facts, signer=_holder(moment))
    own = own_standing(doc, moment.at, moment.people)
    if own is None:
        raise NotInCircleError(doc.document_id)
    has_certificate = certificates.certificates_of_person(conn, doc.drafter_id, moment.at)
    return replace(
        facts,
        signer=Signer(own.person_id, own.post_id),
        confirmer=_confirmer(moment),
        is_unsigned=not has_certificate,
    )


def _holder(moment: Moment) -> Signer | None:
    """The first who holds the signing post himself; a delegate is named by the office."""
    doc = moment.doc
    if doc.the_route.signer is None:
        return None
    found = eligible(doc, doc.the_route.signer, moment.at, moment.people)
    own = next((s for s in found if not s.prefix and _may_sign(doc, s)), None)
    return Signer(own.person_id, own.post_id) if own else None


def _may_sign(doc: Document, standing: Standing) -> bool:
    """Without a seal the signer numbers the paper too, and nobody numbers his own."""
    return doc.the_route.is_sealed or standing.person_id != doc.drafter_id


def _confirmer(moment: Moment) -> Signer | None:
    """The first who may confirm and is not the person himself."""
    doc = moment.doc
    found = (
        s
        for party in parties(doc, Who.CONFIRMER)
        for s in eligible(doc, party, moment.at, moment.people)
        if s.person_id != doc.drafter_id
    )
    first = next(found, None)
    return Signer(first.person_id, first.post_id, first.prefix) if first else None


_OF_ACT: dict[Act, Callable[[Connection, Moment, Facts], Facts]] = {
    Act.CREATE: _begun,
    Act.RECORD_VOTE: _meeting,
    Act.ALLOT_NUMBER: _numbered,
    Act.LAUNCH: _launched,
    Act.ADD_LIST: _listed,
    Act.ACKNOWLEDGE: _acknowledged,
    Act.CHOOSE_SIGNER: _chosen,
    Act.SIGN: _signed,
}
