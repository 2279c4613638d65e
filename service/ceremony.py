"""Signing with a PIN, step by step: the desk signs what is prepared, the workflow puts it in.

A ceremony that is broken off leaves the document resting where it is; asked for again, it goes on.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from service.gateway import RefusedError
from workflows.contracts.payloads import Receipt
from workflows.domain.document import Ticket
from workflows.domain.errors import NothingToSignError
from workflows.domain.kinds import FieldRole
from workflows.domain.plan import Act, State
from workflows.domain.rights import MINUTE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.desk.client import SigningSession
    from service.gateway import Actor, Target
    from service.temporal_gateway import TemporalGateway
    from workflows.domain.document import Document, Item

STEP_SECONDS = 40.0  # a timestamp and its evidence come within; else the page says "waiting"
POLL_SECONDS = 0.1
SLOW = "sign.still_working"


def sign(gateway: TemporalGateway, actor: Actor, target: Target, pin: str) -> Receipt:
    """Sign the item that awaits this person; return once it is in the paper.

    Raises:
        RefusedError, SigningError, DomainError: nothing was signed.
    """
    doc = gateway.document(target.document_id)
    done = gateway.recorded(target)
    if done is not None:
        return done
    item = doc.paper.item if doc.paper else None
    if item is None:
        raise NothingToSignError(target.document_id)
    session = gateway.desk.unlock_personal(actor.person_id, pin, [(doc.document_id, item.item_id)])
    try:
        receipt = _give(gateway, actor, target, doc, item, session)
    finally:
        gateway.desk.lock(session)
    settled = _wait(gateway, doc.document_id, _embedded(item))
    return replace(receipt, version=settled.version, state=settled.state)


def number_and_seal(gateway: TemporalGateway, actor: Actor, target: Target, pin: str) -> Receipt:
    """Allot the number, sign the header row, seal: one act, resumed where it rests.

    The PIN is tried first: a wrong one costs no number.

    Raises:
        RefusedError, SigningError, DomainError: the document rests at the last step done.
    """
    doc = gateway.document(target.document_id)
    roles = (FieldRole.NUMBER, FieldRole.AGENCY)
    session = gateway.desk.unlock_agency(
        actor.person_id, pin, doc.issuer_id, [(doc.document_id, role) for role in roles]
    )
    try:
        if doc.state is not State.AWAITING_SEAL:
            order = gateway.order(actor, target.act_id, Act.ALLOT_NUMBER, doc)
            seen = replace(order, seen_version=target.seen_version, seen_sha256=target.seen_sha256)
            gateway.perform(doc.document_id, seen)
        return _seal(gateway, actor, target, session)
    finally:
        gateway.desk.lock(session)


def _seal(
    gateway: TemporalGateway, actor: Actor, target: Target, session: SigningSession
) -> Receipt:
    """Sign every field that is left, each once it is prepared."""
    while True:
        doc = _wait(gateway, target.document_id, _has_next)
        item = doc.paper.item if doc.paper else None
        if item is None or doc.state is not State.AWAITING_SEAL:
            return Receipt(doc.document_id, doc.version, doc.state)
        of_role = replace(target, act_id=f"{target.act_id}-{item.item_id}")
        _give(gateway, actor, of_role, doc, item, session)
        _wait(gateway, doc.document_id, _embedded(item))


def _give(  # noqa: PLR0913, PLR0917 -- one signature, all it depends on
    gateway: TemporalGateway,
    actor: Actor,
    target: Target,
    doc: Document,
    item: Item,
    session: SigningSession,
) -> Receipt:
    ref = gateway.desk.sign(session, doc.document_id, item.item_id)
    order = replace(
        gateway.order(actor, target.act_id, Act.SIGN, doc),
        seen_version=max(target.seen_version, doc.moved_version),
        item_id=item.item_id,
        cms=Ticket(ref.key, ref.sha256, ref.size),
    )
    return gateway.perform(doc.document_id, order)


def _wait(
    gateway: TemporalGateway, document_id: str, is_so: Callable[[Document], bool]
) -> Document:
    """Wait until the workflow has come so far.

    Raises:
        RefusedError: it is stuck (with its code), or takes longer (`sign.still_working`).
    """
    ends = time.monotonic() + STEP_SECONDS
    while time.monotonic() < ends:
        doc = gateway.document(document_id)
        if doc.stuck:
            raise RefusedError(doc.stuck, {"incident": doc.incident})
        if is_so(doc):
            return doc
        time.sleep(POLL_SECONDS)
    raise RefusedError(SLOW)


def _has_next(doc: Document) -> bool:
    """Whether the next field is prepared and waits, or none is left."""
    paper = doc.paper
    if doc.state is not State.AWAITING_SEAL or paper is None:
        return True
    return paper.item is not None and paper.cms is None


def _embedded(item: Item) -> Callable[[Document], bool]:
    """Return the question whether the item's signature is in its paper."""

    def is_in(doc: Document) -> bool:
        paper = doc.minutes if item.role in MINUTE_FIELDS else doc.main
        return paper is not None and any(s.role is item.role for s in paper.signatures)

    return is_in
