"""Acts on documents: sent to their workflows, answered from the ledger where no workflow runs."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doc_templates.errors import PaperError
from service.errors import ServiceError
from service.gateway import Actor, RefusedError, Target
from service.temporal_client import UNKNOWN, TemporalClient
from signing.errors import SigningError
from storage.errors import StorageError
from storage.ledger import ledger
from storage.readmodel import queries
from workflows.contracts.codec import document_from, order_digest
from workflows.contracts.payloads import PlanStart, Receipt, RecordAsk
from workflows.domain.errors import ActReusedError, DomainError
from workflows.domain.orders import Order
from workflows.recording.record import LedgerBehindError, Recorder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflows.domain.document import Document
    from workflows.domain.lifecycle import Act


LAGS = (0.1, 0.5, 1.5)  # seconds until the same is asked again


@dataclass(frozen=True, slots=True)
class Acting:
    """Performs orders and tells what documents are; keys and texts are others' business."""

    temporal: TemporalClient
    recorder: Recorder

    def perform(self, document_id: str, order: Order) -> Receipt:
        """Send an order; where its workflow lags behind the ledger, wait for it and ask again.

        Pages read the ledger, and a workflow takes its own act a moment after the ledger has it;
        after an older copy of Temporal was restored it must be told to catch up.

        Raises:
            RefusedError: with the code of the refusal.
        """
        for pause in LAGS:
            try:
                return self.temporal.act(document_id, order)
            except RefusedError as refused:
                if refused.code == UNKNOWN:
                    return self._without_workflow(document_id, order)
                if not self._lags(document_id, refused):
                    raise
            time.sleep(pause)
            self.temporal.catch_up(document_id)
        return self.temporal.act(document_id, order)

    def _lags(self, document_id: str, refused: RefusedError) -> bool:
        """Say whether a workflow refused out of a version that the ledger has left behind.

        One that is ahead, which only an older copy of the database explains, asks the ledger too,
        and so leaves an incident.
        """
        known, version = self.document(document_id).version, refused.details.get("version")
        if not isinstance(version, int) or version == known:
            return False
        if version > known:
            self.temporal.catch_up(document_id)
            raise RefusedError(LedgerBehindError.code, {"version": version})
        return True

    def document(self, document_id: str) -> Document:
        """Return the document as the read model has it.

        Raises:
            RefusedError: there is none.
        """
        with self.recorder.database.reading() as conn:
            row = queries.document(conn, document_id)
        if row is None:
            raise RefusedError(UNKNOWN)
        return document_from(row.after)

    def order(self, actor: Actor, act_id: str, act: Act, seen: Document) -> Order:
        """Return a bare order on a document as it was just read."""
        target = Target(seen.document_id, act_id, seen.version, seen.shown_sha256)
        return order_of(actor, target, act)

    def recorded(self, target: Target) -> Receipt | None:
        """Return what an act led to, if it was done already."""
        with self.recorder.database.reading() as conn:
            entry = ledger.by_act(conn, target.act_id)
        if entry is None or entry.document_id != target.document_id or entry.after is None:
            return None
        return Receipt(target.document_id, entry.version or 0, str(entry.after["state"]))

    def _without_workflow(self, document_id: str, order: Order) -> Receipt:
        """Answer where no workflow runs: it has ended, or an older Temporal was restored.

        The ledger knows: what was done is answered, a final document takes no more acts, and any
        other goes on in a workflow that begins where the ledger stands.
        """
        with refusing():
            known = self.recorder.record(RecordAsk(document_id, 0))
        if known.doc.version == 0:
            raise RefusedError(UNKNOWN)
        done = self.recorded(Target(document_id, order.act_id))
        if done is not None:
            if not known.taken[order.act_id].endswith(f":{order_digest(order)}"):
                raise RefusedError(ActReusedError.code)
            return done
        if known.doc.is_final:
            raise RefusedError("doc.wrong_state", {"state": known.doc.state})
        return self.temporal.revive(PlanStart(known.doc, known.taken), order)


def order_of(actor: Actor, target: Target, act: Act, **rest: object) -> Order:
    """Return the order that a person's act on a target is."""
    return Order(
        act_id=target.act_id,
        act=act,
        person_id=actor.person_id,
        seen_version=target.seen_version,
        seen_sha256=target.seen_sha256,
        origin=actor.origin,
        **rest,  # type: ignore[arg-type]  # the fields of Order, by name
    )


@contextmanager
def refusing() -> Iterator[None]:
    """Turn the rooms' coded errors into refusals."""
    try:
        yield
    except (DomainError, StorageError, SigningError, PaperError, ServiceError) as err:
        details = {
            name: value
            for name in ("faults", "left", "places", "state")
            if isinstance(value := getattr(err, name, None), (int, str, tuple))
        }
        raise RefusedError(err.code, details) from err
