"""Domain values as plain JSON data and back, by the same rules as on Temporal's wire."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import TYPE_CHECKING, Any

from workflows.contracts.converting import decoder
from workflows.domain.document import Document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workflows.domain.orders import Order

DIGEST_LENGTH = 16  # hex digits; enough to tell one content of an act from another
ADDED_LATER = frozenset({
    "subject_id", "custodian_id", "shared_with", "period", "campaign_id", "serves_id",
    "supplements_id", "step_up_id", "listing", "asked", "decided", "urged", "form", "renewal",
    "renewed", "attached", "part", "appendices",
})  # fmt: skip


def to_data(value: Any) -> dict[str, Any]:  # noqa: ANN401 -- any frozen dataclass of the domain
    """Return a dataclass as JSON data: dicts, lists, strings, numbers."""
    data: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(value)))
    return data


def document_from(data: Mapping[str, Any]) -> Document:
    """Return the document that `to_data` was given."""
    document = decoder(Document)(dict(data))
    if not isinstance(document, Document):
        raise TypeError(type(document).__name__)
    return document


def order_digest(order: Order) -> str:
    """Return a short digest of what an order asks, to tell a repeat from a reused act id.

    The version that was seen is left out, an act asked for again may know a newer one; so is the
    place it is asked from, a telephone changes networks.
    """
    asked = dataclasses.asdict(dataclasses.replace(order, seen_version=0, origin=""))
    body = json.dumps(_as_before(asked), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(body.encode()).hexdigest()[:DIGEST_LENGTH]


def _as_before(value: Any) -> Any:  # noqa: ANN401 -- JSON data of any depth
    """Leave out fields that came later and are not set: an act keeps the digest it was done by."""
    if not isinstance(value, dict):
        return value
    return {k: _as_before(v) for k, v in value.items() if v or k not in ADDED_LATER}


def update_id(order: Order) -> str:
    """Return the id of the update that carries an order.

    Temporal answers a repeated update id with the first answer and never looks at its content, so
    the content is part of the id: an act id used for something else then reaches the rules.
    """
    return f"{order.act_id}:{order_digest(order)}"
