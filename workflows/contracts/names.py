"""Wire names of the workflows. A document's id says which one carries it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from workflows.domain.kinds import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

PLAN = "plan"
COMMITMENT = "commitment"
CAMPAIGN = "campaign"
RENEWAL = "renewal"  # of no document: the round over all records, and its schedule
SIGN_COPY = "sign_copy"  # an act of no document: an electronic copy was signed
RENEW_COPY = "renew_copy"  # its record got a newer archive timestamp
COPY_ID = "sao-"  # begins the id of an electronic copy's record; no document's id does
ACT = "act"
CATCH_UP = "catch-up"
ID_LENGTH = 20  # hex digits of a document's id

# Papers with a number (vb: văn bản), commitments (ck: cam kết), campaigns (dot: đợt).
_PREFIXES: Mapping[str, str] = MappingProxyType({
    "plan": "vb", "resolution": "vb", "commitment": "ck", "campaign": "dot",
})  # fmt: skip
_WORKFLOWS: Mapping[str, str] = MappingProxyType({
    "vb": PLAN, "ck": COMMITMENT, "dot": CAMPAIGN,
})  # fmt: skip


def document_id(kind: str, digest: str) -> str:
    """Return the id of a document of this kind; `digest` is hexadecimal and its own.

    Raises:
        UnknownKindError: there is no such kind.
    """
    return f"{_PREFIXES[kind_of(kind).lifecycle.name]}-{digest[:ID_LENGTH]}"


def copy_id(act_id: str) -> str:
    """Return the id of the record of an electronic copy that this act signed."""
    return f"{COPY_ID}{act_id}"


def is_copy(record_id: str) -> bool:
    """Say whether this is the id of a copy's record and not a document's."""
    return record_id.startswith(COPY_ID)


def workflow_of(document_id: str) -> str:
    """Return the name of the workflow that carries a document."""
    return _WORKFLOWS.get(document_id.partition("-")[0], PLAN)


def workflow_id(document_id: str) -> str:
    """Return the id of the workflow that carries a document."""
    return f"{workflow_of(document_id)}-{document_id}"


def document_of(workflow_id: str) -> str:
    """Return the id of the document that a workflow carries; "" where it carries none."""
    name, _, document_id = workflow_id.partition("-")
    return "" if name == RENEWAL else document_id
