"""What a ledger entry tells beside the state, for lists, histories, notices; never a sentence."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from storage.instants import from_text
from workflows.contracts.codec import order_digest, to_data
from workflows.domain.lifecycle import Act
from workflows.domain.rights import open_to
from workflows.domain.waiting import asked_at
from workflows.recording.notices import TELLS

if TYPE_CHECKING:
    from workflows.domain.document import Document
    from workflows.domain.orders import Facts, Order
    from workflows.domain.people import People


def details_of(
    before: Document, order: Order, after: Document, facts: Facts, people: People
) -> dict[str, Any]:
    """Return what lists and histories need beside the state; ids, references and codes only."""
    waiting = asked_at(after, from_text(facts.at), people)
    details: dict[str, Any] = {
        "digest": order_digest(order),
        "from_state": before.state,
        "waiting": [dataclasses.asdict(one) for one in waiting],
        "open_to": list(open_to(after)),
        "fonds": after.the_kind.fonds,
        "is_final": after.is_final,
    }
    if order.act in TELLS:
        details["notices"] = [dataclasses.asdict(notice) for notice in facts.notices]
    if order.act in {Act.OPEN_ROUND, Act.CLOSE_ROUND}:
        details |= {
            "round": after.rounds, "circle_id": after.circle_id, "closes_at": after.deadline,
        }  # fmt: skip
    return details | _of_order(order)


def _of_order(order: Order) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if order.reason is not None:
        told["reason"] = to_data(order.reason)
    if order.approval:
        told["approval"] = order.approval
    if order.signature is not None:
        told["signature"] = {"role": order.signature.role, "level": order.signature.level}
    if order.act is Act.ACKNOWLEDGE:
        told["method"] = "password+totp"
    if order.urged:
        told["urged"] = list(order.urged)
    for name in ("asked", "decided"):
        value = getattr(order, name)
        if value is not None:
            told[name] = to_data(value)
    return told
