"""What is known while one order is recorded; the facts and the notices are found from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workflows.domain.document import Document
from workflows.domain.orders import Order
from workflows.domain.people import People, Standing
from workflows.recording.bodies import Bodies


@dataclass(frozen=True, slots=True)
class Moment:
    """One order on one document at one instant, with what is known around it."""

    doc: Document
    order: Order
    at: datetime
    standing: Standing
    people: People
    bodies: Bodies
