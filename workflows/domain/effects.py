"""What each act changes in the document beside its state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workflows.domain.document import Acknowledgement, Adjustment, ApprovalGiven, Campaign
from workflows.domain.kinds import SUPERIOR_CHECK
from workflows.domain.lifecycle import Act, State
from workflows.domain.shapes import FieldRole, PaperName

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflows.domain.document import Document, Paper, Ticket
    from workflows.domain.orders import Facts, NewDocument, Order


def apply(doc: Document, order: Order, facts: Facts, target: State) -> Document:
    """Return the document with the act's own changes; state and version are the caller's."""
    change = _EFFECTS.get(order.act)
    changed = change(doc, order, facts) if change else doc
    if target is State.AGREED and doc.state is State.RECONCILING:
        return replace(changed, agreed_follow_sha256=doc.follow_sha256)
    if target is State.AWAITING_SIGNATURE and doc.state in _BEFORE_SIGNING:
        return replace(
            changed, signer=facts.signer, confirmer=facts.confirmer, is_unsigned=facts.is_unsigned
        )
    return changed


_OF_CERTIFICATES = frozenset({"signing.certificate_unusable", "sign.no_certificate"})
_BEFORE_SIGNING = frozenset({State.DRAFTING, State.AGREED, State.AWAITING_APPROVAL})


def _create(doc: Document, order: Order, facts: Facts) -> Document:
    new = order.new
    if new is None:
        return doc
    return _save(placed(doc, new, order.person_id), order, facts)


def placed(doc: Document, new: NewDocument, person_id: str) -> Document:
    """Return a document that is only being created, with its places and its drafter."""
    return replace(
        doc, kind=new.kind, route=new.route, drafter_id=new.subject_id or person_id,
        unit_id=new.unit_id, issuer_id=new.issuer_id, circle_id=new.circle_id,
        superior_id=new.superior_id, custodian_id=new.custodian_id, shared_with=new.shared_with,
        period=new.period, campaign_id=new.campaign_id, serves_id=new.serves_id,
        supplements_id=new.supplements_id,
    )  # fmt: skip


def _save(doc: Document, order: Order, facts: Facts) -> Document:
    return replace(
        doc, content=order.content, content_sha256=facts.content_sha256,
        follow_sha256=facts.follow_sha256, faults=facts.faults,
    )  # fmt: skip


def _attach(doc: Document, order: Order, _: Facts) -> Document:
    return replace(doc, attached=order.attached)


def _open_round(doc: Document, _: Order, __: Facts) -> Document:
    """Ask the circle anew: what it agreed to before no longer counts, whatever it says now."""
    return replace(
        doc, rounds=doc.rounds + 1, vote=None, roll=None, minutes=None, agreed_follow_sha256=""
    )


def _record_vote(doc: Document, order: Order, facts: Facts) -> Document:
    return replace(doc, vote=order.vote, roll=order.roll, voted_at=facts.at)


def _revise(doc: Document, _: Order, __: Facts) -> Document:
    return replace(doc, edition=doc.edition + 1, approvals=())


def _return(doc: Document, order: Order, _: Facts) -> Document:
    """All approvals fall, and with them the paper and its signatures (NĐ 30/2020 Đ11.2)."""
    return replace(
        doc, edition=doc.edition + 1, approvals=(), signer=None, main=None, reason=order.reason,
        stuck="", incident="", confirmer=None, acknowledged=None,
    )  # fmt: skip


def _approve(doc: Document, order: Order, facts: Facts) -> Document:
    given = ApprovalGiven(order.approval, order.person_id, facts.post_id, facts.at)
    approved = replace(doc, approvals=(*doc.approvals, given))
    arrived = approved.next_approval == SUPERIOR_CHECK and not doc.submitted_at
    return replace(approved, submitted_at=facts.at) if arrived else approved


def _choose_signer(doc: Document, _: Order, facts: Facts) -> Document:
    """Another signer or confirmer means another rendering, not another approval."""
    return replace(
        doc, signer=facts.signer, confirmer=facts.confirmer, main=None, stuck="", incident=""
    )


def _acknowledge(doc: Document, order: Order, facts: Facts) -> Document:
    given = Acknowledgement(order.person_id, order.act_id, facts.at)
    return replace(doc, acknowledged=given, confirmer=facts.confirmer)


def _sign(doc: Document, order: Order, _: Facts) -> Document:
    return _with_paper(doc, lambda p: replace(p, cms=order.cms, given_by=order.person_id))


def _rendered(doc: Document, order: Order, _: Facts) -> Document:
    phase = doc.phase
    if phase is not None and phase.paper is PaperName.MINUTES:
        return replace(doc, minutes=order.paper)
    return replace(doc, main=order.paper)


def _prepared(doc: Document, order: Order, _: Facts) -> Document:
    return _with_paper(doc, lambda p: replace(_without_item(p), item=order.item))


def _expired(doc: Document, _: Order, __: Facts) -> Document:
    return _with_paper(doc, _without_item)


def _embedded(doc: Document, order: Order, _: Facts) -> Document:
    made = order.signature
    if made is None:
        return doc
    return _with_paper(doc, lambda p: replace(_without_item(p), signatures=(*p.signatures, made)))


def _allot(doc: Document, _: Order, facts: Facts) -> Document:
    return replace(doc, number=facts.number)


def _void(doc: Document, order: Order, _: Facts) -> Document:
    """The paper goes back to the person's signature; the number stays void in its register.

    Appendices that were signed under that number go back to what was approved.
    """
    main = doc.main
    if main is not None:
        kept = tuple(s for s in main.signatures if s.role is FieldRole.PERSONAL)
        main = replace(_without_item(main), signatures=kept)
    return replace(
        doc, number=None, reason=order.reason, stuck="", incident="", main=main, appendices=()
    )


def _withdraw(doc: Document, order: Order, _: Facts) -> Document:
    return replace(doc, reason=order.reason, stuck="", incident="")


def _close(doc: Document, order: Order, _: Facts) -> Document:
    return replace(doc, reason=order.reason or doc.reason)


def _retry(doc: Document, order: Order, facts: Facts) -> Document:
    """Begin the step anew: what was prepared may be the very thing that cannot go on.

    Fields are reserved for certificates: a paper that waits for one that signs no more is made
    anew for those that are in use now. Only minutes are, after somebody has signed: other papers
    go back to where their signers are chosen.
    """
    begun = replace(doc, stuck="", incident="")
    paper, phase = doc.paper, doc.phase
    if paper is None or phase is None or doc.stuck not in _OF_CERTIFICATES:
        return _expired(begun, order, facts)
    if phase.paper is PaperName.MINUTES:
        return replace(begun, minutes=None)
    return _expired(begun, order, facts) if paper.signatures else replace(begun, main=None)


def _stuck(doc: Document, order: Order, _: Facts) -> Document:
    return replace(doc, stuck=order.code, incident=order.incident)


def _remind(doc: Document, _: Order, facts: Facts) -> Document:
    """The calendar may have changed while the timer slept: a later deadline is taken instead."""
    if facts.deadline and facts.deadline != doc.deadline:
        return replace(doc, deadline=facts.deadline, remind_at=facts.remind_at)
    return replace(doc, is_reminded=True)


def _escalate(doc: Document, _: Order, facts: Facts) -> Document:
    """Tell once; a campaign then waits for its next task, a later deadline is waited for again."""
    if facts.deadline and facts.deadline != doc.deadline:
        return _awaiting(doc, facts)
    return replace(doc, is_escalated=True)


def _awaiting(doc: Document, facts: Facts) -> Document:
    """Return the document with another deadline to be reminded of, of a campaign the next term."""
    later = replace(
        doc, deadline=facts.deadline, remind_at=facts.remind_at, is_reminded=False,
        is_escalated=False,
    )  # fmt: skip
    return _with_campaign(later, awaited=facts.awaited) if facts.awaited else later


def _launch(doc: Document, _: Order, facts: Facts) -> Document:
    campaign = replace(facts.campaign or Campaign(), awaited=facts.awaited)
    return replace(doc, campaign=campaign, shared_with=campaign.participants)


def _add_list(doc: Document, order: Order, facts: Facts) -> Document:
    return _with_campaign(
        doc, listing=order.listing, listed_by=order.person_id, listed=None, lines=facts.lines,
        list_key=facts.list_key,
    )  # fmt: skip


def _listed(doc: Document, order: Order, _: Facts) -> Document:
    return _with_campaign(doc, listing=None, listed=order.listing)


def _urge(doc: Document, _: Order, facts: Facts) -> Document:
    return _with_campaign(doc, urged_at=facts.at)


def _ask_adjustment(doc: Document, order: Order, facts: Facts) -> Document:
    asked, reason = order.asked, order.reason
    if doc.campaign is None or asked is None or reason is None:
        return doc
    wish = Adjustment(order.act_id, asked.task_id, asked.unit_id, order.person_id, facts.at, reason)
    return _with_campaign(doc, adjustments=(*doc.campaign.adjustments, wish))


def _decide_adjustment(doc: Document, order: Order, facts: Facts) -> Document:
    """Note the answer; a later day that was granted may be what the campaign waits for next."""
    decided = order.decided
    if doc.campaign is None or decided is None:
        return doc
    day = decided.day if decided.is_accepted else ""
    wishes = tuple(
        replace(wish, is_accepted=decided.is_accepted, day=day, answer=order.reason)
        if wish.adjustment_id == decided.adjustment_id
        else wish
        for wish in doc.campaign.adjustments
    )
    changed = _with_campaign(doc, adjustments=wishes)
    return _awaiting(changed, facts) if facts.awaited else changed


def _with_campaign(doc: Document, **changes: Any) -> Document:  # noqa: ANN401 -- of `replace`
    return replace(doc, campaign=replace(doc.campaign or Campaign(), **changes))


def _archive(doc: Document, order: Order, _: Facts) -> Document:
    return replace(doc, record=order.record)


def _renew(doc: Document, order: Order, _: Facts) -> Document:
    """The document goes on in the file with the newer timestamp; the earlier ones stay kept."""
    renewal = order.renewal
    if renewal is None:
        return doc
    return replace(
        doc,
        record=renewal.record,
        renewals=doc.renewals + 1,
        main=_under(doc.main, renewal.main),
        minutes=_under(doc.minutes, renewal.minutes),
        appendices=_all_under(doc.appendices, renewal.appendices),
    )


def _under(paper: Paper | None, renewed: Ticket | None) -> Paper | None:
    return paper if paper is None or renewed is None else replace(paper, renewed=renewed)


def _all_under(papers: tuple[Paper, ...], renewed: tuple[Ticket | None, ...]) -> tuple[Paper, ...]:
    changed = (
        replace(paper, renewed=file) if file else paper
        for paper, file in zip(papers, renewed, strict=False)
    )
    return (*changed, *papers[len(renewed) :])


def _without_item(paper: Paper) -> Paper:
    """Let go of what was prepared, and of the signature that was given for it."""
    return replace(paper, item=None, cms=None, given_by="")


def _with_paper(doc: Document, change: Callable[[Paper], Paper]) -> Document:
    """Change the paper of the present phase."""
    paper, phase = doc.paper, doc.phase
    if paper is None or phase is None:
        return doc
    if doc.next_part:
        return replace(doc, appendices=(*doc.appendices[: doc.next_part - 1], change(paper)))
    if phase.paper is PaperName.MINUTES:
        return replace(doc, minutes=change(paper))
    return replace(doc, main=change(paper))


_EFFECTS: dict[Act, Callable[[Document, Order, Facts], Document]] = {
    Act.CREATE: _create,
    Act.SAVE: _save,
    Act.ATTACH: _attach,
    Act.OPEN_ROUND: _open_round,
    Act.RECORD_VOTE: _record_vote,
    Act.REVISE: _revise,
    Act.RETURN: _return,
    Act.APPROVE: _approve,
    Act.CHOOSE_SIGNER: _choose_signer,
    Act.SIGN: _sign,
    Act.ALLOT_NUMBER: _allot,
    Act.VOID_NUMBER: _void,
    Act.WITHDRAW: _withdraw,
    Act.RETRY: _retry,
    Act.RENDERED: _rendered,
    Act.PREPARED: _prepared,
    Act.PREPARED_EXPIRED: _expired,
    Act.EMBEDDED: _embedded,
    Act.ARCHIVE: _archive,
    Act.RENEW: _renew,
    Act.REMIND: _remind,
    Act.ESCALATE: _escalate,
    Act.STUCK: _stuck,
    Act.ACKNOWLEDGE: _acknowledge,
    Act.CLOSE: _close,
    Act.LAUNCH: _launch,
    Act.ADD_LIST: _add_list,
    Act.LISTED: _listed,
    Act.URGE: _urge,
    Act.ASK_ADJUSTMENT: _ask_adjustment,
    Act.DECIDE_ADJUSTMENT: _decide_adjustment,
}
