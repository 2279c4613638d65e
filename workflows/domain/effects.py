"""What each act changes in the document beside its state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workflows.domain.document import ApprovalGiven
from workflows.domain.kinds import FieldRole, PaperName
from workflows.domain.plan import Act, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflows.domain.document import Document, Paper
    from workflows.domain.orders import Facts, Order


def apply(doc: Document, order: Order, facts: Facts, target: State) -> Document:
    """Return the document with the act's own changes; state and version are the caller's."""
    change = _EFFECTS.get(order.act)
    changed = change(doc, order, facts) if change else doc
    if target is State.AGREED and doc.state is State.RECONCILING:
        return replace(changed, agreed_follow_sha256=doc.follow_sha256)
    if target is State.AWAITING_SIGNATURE and doc.state is State.AWAITING_APPROVAL:
        return replace(changed, signer=facts.signer)
    return changed


def _create(doc: Document, order: Order, facts: Facts) -> Document:
    new = order.new
    if new is None:
        return doc
    created = replace(
        doc, kind=new.kind, route=new.route, drafter_id=order.person_id, unit_id=new.unit_id,
        issuer_id=new.issuer_id, circle_id=new.circle_id, superior_id=new.superior_id,
    )  # fmt: skip
    return _save(created, order, facts)


def _save(doc: Document, order: Order, facts: Facts) -> Document:
    return replace(
        doc, content=order.content, content_sha256=facts.content_sha256,
        follow_sha256=facts.follow_sha256, faults=facts.faults,
    )  # fmt: skip


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
        stuck="", incident="",
    )  # fmt: skip


def _approve(doc: Document, order: Order, facts: Facts) -> Document:
    given = ApprovalGiven(order.approval, order.person_id, facts.post_id, facts.at)
    return replace(doc, approvals=(*doc.approvals, given))


def _choose_signer(doc: Document, _: Order, facts: Facts) -> Document:
    """Another signer means another rendering, not another approval."""
    return replace(doc, signer=facts.signer, main=None)


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
    """The paper goes back to the person's signature; the number stays void in its register."""
    kept = (FieldRole.PERSONAL,)
    changed = _with_paper(
        doc,
        lambda p: replace(
            _without_item(p), signatures=tuple(s for s in p.signatures if s.role in kept)
        ),
    )
    return replace(changed, number=None, reason=order.reason, stuck="", incident="")


def _withdraw(doc: Document, order: Order, _: Facts) -> Document:
    return replace(doc, reason=order.reason, stuck="", incident="")


def _retry(doc: Document, order: Order, facts: Facts) -> Document:
    """Begin the step anew: what was prepared may be the very thing that cannot go on."""
    return _expired(replace(doc, stuck="", incident=""), order, facts)


def _stuck(doc: Document, order: Order, _: Facts) -> Document:
    return replace(doc, stuck=order.code, incident=order.incident)


def _remind(doc: Document, _: Order, facts: Facts) -> Document:
    """The calendar may have changed while the timer slept: a later deadline is taken instead."""
    if facts.deadline and facts.deadline != doc.deadline:
        return replace(doc, deadline=facts.deadline, remind_at=facts.remind_at)
    return replace(doc, is_reminded=True)


def _archive(doc: Document, order: Order, _: Facts) -> Document:
    return replace(doc, record=order.record)


def _without_item(paper: Paper) -> Paper:
    """Let go of what was prepared, and of the signature that was given for it."""
    return replace(paper, item=None, cms=None, given_by="")


def _with_paper(doc: Document, change: Callable[[Paper], Paper]) -> Document:
    """Change the paper of the present phase."""
    paper, phase = doc.paper, doc.phase
    if paper is None or phase is None:
        return doc
    if phase.paper is PaperName.MINUTES:
        return replace(doc, minutes=change(paper))
    return replace(doc, main=change(paper))


_EFFECTS: dict[Act, Callable[[Document, Order, Facts], Document]] = {
    Act.CREATE: _create,
    Act.SAVE: _save,
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
    Act.REMIND: _remind,
    Act.STUCK: _stuck,
}
