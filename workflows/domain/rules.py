"""Whether an act is possible now, and what the document is after it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workflows.domain import campaign_rules, effects
from workflows.domain.contents import Fault
from workflows.domain.errors import (
    AlreadyVotedError,
    AppendixNeedsSealError,
    AppendixTwiceError,
    BadVoteError,
    IncompleteError,
    MustSignError,
    NoProofError,
    NotAgreedError,
    NothingToRenewError,
    NothingToSignError,
    NotStuckError,
    OtherContentError,
    ReasonMissingError,
    SignatureUnderWayError,
    StaleError,
    TooManyAppendicesError,
    UnansweredError,
    WrongStateError,
)
from workflows.domain.lifecycle import NEEDS_REASON, SYSTEM_ACTS, Act, State
from workflows.domain.rounds import check_vote, passes
from workflows.domain.shapes import FieldRole

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflows.domain.document import Document
    from workflows.domain.orders import Facts, Order

MOST_BYTES = 120 * 1024**2  # of all appendix files together
MOST_APPENDICES = 20  # each is a file that the clerk's one act signs
BLIND = frozenset({  # of no content that somebody must have looked at
    Act.CREATE, Act.CLOSE_ROUND, Act.RETRY, Act.WITHDRAW, Act.SAVE, Act.CLOSE, Act.ADD_LIST,
    Act.ATTACH, Act.URGE, Act.ASK_ADJUSTMENT, Act.DECIDE_ADJUSTMENT,
})  # fmt: skip
LOOKED_AT = frozenset(Act) - SYSTEM_ACTS - BLIND


def check(doc: Document, order: Order) -> None:
    """Refuse an order that the rules forbid, as far as the document itself can tell.

    Raises:
        DomainError: the first rule that says no.
    """
    doc.lifecycle.row(doc.state, order.act)
    if order.act not in SYSTEM_ACTS and order.person_id != "system":
        _check_seen(doc, order)
    if order.act in NEEDS_REASON and order.reason is None:
        raise ReasonMissingError
    guard = _GUARDS.get(order.act)
    if guard is not None:
        guard(doc, order)


def check_facts(doc: Document, order: Order, facts: Facts) -> None:
    """Refuse what only the transaction could see.

    Raises:
        UnansweredError: a vote is recorded while a comment has no answer.
        DomainError: of a campaign, see `campaign_rules`.
    """
    if order.act is Act.RECORD_VOTE and facts.unanswered:
        raise UnansweredError(doc.document_id)
    campaign_rules.check_facts(order, facts)


def target_of(doc: Document, order: Order) -> State:
    """Return the state that the order leads to."""
    line = doc.lifecycle.row(doc.state, order.act)
    if line.completed is None or not _COMPLETES[order.act](doc, order):
        return line.target
    return line.completed


def after(doc: Document, order: Order, facts: Facts) -> Document:
    """Return the document after an order that was allowed."""
    target = target_of(doc, order)
    moved = target is not doc.state
    changed = effects.apply(doc, order, facts, target)
    by_person = order.act not in SYSTEM_ACTS
    changed = replace(
        changed,
        state=target,
        version=doc.version + 1,
        moved_version=doc.version + 1 if moved or by_person else doc.moved_version,
    )
    if moved:
        return replace(
            changed, entered_at=facts.at, deadline=facts.deadline, remind_at=facts.remind_at,
            is_reminded=False, is_escalated=False,
        )  # fmt: skip
    return changed


def _check_seen(doc: Document, order: Order) -> None:
    if order.act is not Act.CREATE and order.seen_version < doc.moved_version:
        raise StaleError(doc.document_id)
    if order.act is Act.SIGN:
        return  # bound to its item, whose file the signer was shown
    if order.act in LOOKED_AT and order.seen_sha256 != doc.shown_sha256:
        raise OtherContentError(doc.document_id)


def _open_round(doc: Document, _: Order) -> None:
    faults = tuple(f for f in doc.faults if f != Fault.POSITION_MISSING)
    if faults:
        raise IncompleteError(faults)


def _submit(doc: Document, _: Order) -> None:
    if doc.faults:
        raise IncompleteError(doc.faults)
    if not doc.is_agreed:
        raise NotAgreedError(doc.document_id)


def _save(doc: Document, order: Order) -> None:
    if doc.vote is not None and doc.state is State.RECONCILING:
        raise AlreadyVotedError(doc.document_id)
    if order.content is None:
        raise WrongStateError(doc.state, order.act)


def _attach(doc: Document, order: Order) -> None:
    if doc.vote is not None and doc.state is State.RECONCILING:
        raise AlreadyVotedError(doc.document_id)
    if not doc.the_route.is_sealed:
        raise AppendixNeedsSealError(doc.document_id)
    size = sum(one.file.size for one in order.attached)
    if len(order.attached) > MOST_APPENDICES or size > MOST_BYTES:
        raise TooManyAppendicesError(doc.document_id)
    if len({one.file.sha256 for one in order.attached}) != len(order.attached):
        raise AppendixTwiceError(doc.document_id)


def _record_vote(doc: Document, order: Order) -> None:
    if doc.vote is not None:
        raise AlreadyVotedError(doc.document_id)
    if order.vote is None or order.roll is None:
        raise BadVoteError(doc.document_id)
    check_vote(order.vote)


def _approve(doc: Document, order: Order) -> None:
    if order.approval != doc.next_approval:
        raise StaleError(doc.document_id)


def _sign(doc: Document, order: Order) -> None:
    paper = doc.paper
    if paper is None or paper.item is None or order.cms is None:
        raise NothingToSignError(doc.document_id)
    if paper.cms is not None:
        raise SignatureUnderWayError(doc.document_id)
    if paper.item.item_id != order.item_id:
        raise NothingToSignError(order.item_id)


def _not_while_signing(doc: Document, _: Order) -> None:
    """A signature that cannot be put in holds nothing up: another must be able to sign."""
    papers = (doc.main, doc.paper)
    is_under_way = any(paper is not None and paper.cms is not None for paper in papers)
    if is_under_way and not doc.stuck:
        raise SignatureUnderWayError(doc.document_id)


def _retry(doc: Document, _: Order) -> None:
    if not doc.stuck:
        raise NotStuckError(doc.document_id)


def _acknowledge(doc: Document, order: Order) -> None:
    if not doc.is_unsigned:
        raise MustSignError(doc.document_id)
    if not order.step_up_id:
        raise NoProofError(doc.document_id)


def _renew(doc: Document, order: Order) -> None:
    renewal = order.renewal
    if renewal is None or doc.record is None:
        raise NothingToRenewError(doc.document_id)
    if renewal.main is None and renewal.minutes is None and not any(renewal.appendices):
        raise NothingToRenewError(doc.document_id)


_GUARDS: dict[Act, Callable[[Document, Order], None]] = {
    Act.OPEN_ROUND: _open_round,
    Act.SUBMIT: _submit,
    Act.SAVE: _save,
    Act.ATTACH: _attach,
    Act.RECORD_VOTE: _record_vote,
    Act.APPROVE: _approve,
    Act.SIGN: _sign,
    Act.RETURN: _not_while_signing,
    Act.WITHDRAW: _not_while_signing,
    Act.VOID_NUMBER: _not_while_signing,
    Act.CHOOSE_SIGNER: _not_while_signing,
    Act.RETRY: _retry,
    Act.ACKNOWLEDGE: _acknowledge,
    Act.RENEW: _renew,
    Act.LAUNCH: campaign_rules.launch,
    Act.ADD_LIST: campaign_rules.add_list,
    Act.URGE: campaign_rules.urge,
    Act.CLOSE: campaign_rules.close,
    Act.ASK_ADJUSTMENT: campaign_rules.ask_adjustment,
    Act.DECIDE_ADJUSTMENT: campaign_rules.decide_adjustment,
}


def _vote_passes(doc: Document, order: Order) -> bool:
    return order.vote is not None and passes(order.vote, doc.the_route.vote)


def _last_approval(doc: Document, order: Order) -> bool:
    return order.approval == doc.the_route.approvals[-1].name


def _last_signature(doc: Document, order: Order) -> bool:
    """Whether nothing of this phase is left to sign; appendix files come after the seal."""
    phase, made = doc.phase, order.signature
    if phase is None or made is None:
        return False
    if doc.next_part:
        return doc.unsigned_appendices == 1
    return made.role is phase.fields[-1] and not _has_appendices_to_sign(doc, made.role)


def _has_appendices_to_sign(doc: Document, role: FieldRole) -> bool:
    return role is FieldRole.AGENCY and doc.unsigned_appendices > 0


_COMPLETES: dict[Act, Callable[[Document, Order], bool]] = {
    Act.RECORD_VOTE: _vote_passes,
    Act.APPROVE: _last_approval,
    Act.EMBEDDED: _last_signature,
    Act.CHOOSE_SIGNER: lambda doc, _: doc.acknowledged is not None,
}
