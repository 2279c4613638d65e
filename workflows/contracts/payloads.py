"""One frozen dataclass in, one out, for each message. New fields get defaults, always."""

from __future__ import annotations

from dataclasses import dataclass, field

from workflows.domain.document import Document
from workflows.domain.orders import Order

ACTS_PER_RUN = 300  # continue-as-new long before the 2,000 updates or 51,200 events of one run


@dataclass(frozen=True, slots=True)
class PlanStart:
    """What a run begins with: a document, and which acts it has already taken."""

    doc: Document
    done: dict[str, str] = field(default_factory=dict)  # act id -> "version:digest"
    acts_per_run: int = ACTS_PER_RUN


@dataclass(frozen=True, slots=True)
class Receipt:
    """Answer to an act: the document's version and state after it."""

    document_id: str
    version: int
    state: str


@dataclass(frozen=True, slots=True)
class RecordAsk:
    """Record this order as the act after `version`; without an order: tell what was missed."""

    document_id: str
    version: int
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """The document as the ledger has it, and the acts since the version that was asked about."""

    doc: Document
    taken: dict[str, str] = field(default_factory=dict)  # act id -> "version:digest"


@dataclass(frozen=True, slots=True)
class WorkAsk:
    """Do the slow work that this document waits for. Idempotent by document version and field."""

    doc: Document
    work_id: str
