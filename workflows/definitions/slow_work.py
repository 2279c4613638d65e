"""The slow work of a document inside its workflow: started, dropped when overtaken, reported."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, CancelledError, is_cancelled_exception

from workflows.contracts import queues
from workflows.contracts.activities import Lists, Papers
from workflows.contracts.payloads import WorkAsk
from workflows.domain.document import Document, Item, Paper, SignatureMade, Ticket
from workflows.domain.lifecycle import Act
from workflows.domain.orders import Order
from workflows.domain.people import SYSTEM
from workflows.domain.work import Work, basis_of, next_work
from workflows.failures import root_code

if TYPE_CHECKING:
    from datetime import timedelta

LIMITS: dict[Work, timedelta] = {
    Work.RENDER: queues.RENDER_LIMIT,
    Work.PREPARE: queues.SEAL_LIMIT,
    Work.EMBED: queues.SEAL_LIMIT,
    Work.ARCHIVE: queues.ARCHIVE_LIMIT,
    Work.CREATE_LISTED: queues.LIST_LIMIT,
}


class SlowWork:
    """At most one piece of work at a time, bound to the moment of the document it was begun on."""

    def __init__(self) -> None:
        self._handle: workflow.ActivityHandle[Any] | None = None
        self._work: Work | None = None
        self._basis = ""

    @property
    def is_busy(self) -> bool:
        """Whether work is under way."""
        return self._handle is not None

    def drop_if_overtaken(self, doc: Document) -> None:
        """Give up work that a person's act has overtaken."""
        if self._handle is not None and self._is_overtaken(doc):
            self._handle.cancel()
            self._handle = None

    def start_if_due(self, doc: Document) -> None:
        """Begin what is due, unless work is under way."""
        work = next_work(doc)
        if self._handle is None and work is not None:
            self._work, self._basis = work, basis_of(work, doc)
            self._handle = _begin(work, doc)

    def is_done(self, doc: Document) -> bool:
        """Whether there is an outcome to record."""
        return self._handle is not None and self._handle.done() and not self._is_overtaken(doc)

    def outcome(self, doc: Document) -> Order | None:
        """Return the act that the finished work ends in, or None while it goes on."""
        handle, work = self._handle, self._work
        if handle is None or work is None or not self.is_done(doc):
            return None
        self._handle = None
        try:
            return _finished(work, handle.result(), doc)
        except ActivityError as err:
            if is_cancelled_exception(err):
                return None
            return _stuck(err, doc)
        except CancelledError:
            return None

    def _is_overtaken(self, doc: Document) -> bool:
        work = next_work(doc)
        return work is None or work is not self._work or basis_of(work, doc) != self._basis


def _begin(work: Work, doc: Document) -> workflow.ActivityHandle[Any]:
    ask = WorkAsk(doc, f"{doc.document_id}:{doc.version}")
    method: Any = {
        Work.RENDER: Papers.render,
        Work.PREPARE: Papers.prepare,
        Work.EMBED: Papers.embed,
        Work.ARCHIVE: Papers.archive,
        Work.CREATE_LISTED: Lists.create_listed,
    }[work]
    return workflow.start_activity_method(
        method,
        ask,
        start_to_close_timeout=LIMITS[work],
        heartbeat_timeout=queues.HEARTBEAT_LIMIT,
        retry_policy=queues.UNTIL_DONE,
    )


def _finished(work: Work, result: Paper | Item | SignatureMade | Ticket, doc: Document) -> Order:
    match work, result:
        case Work.RENDER, Paper():
            return replace(_order(doc, Act.RENDERED), paper=result)
        case Work.PREPARE, Item():
            return replace(_order(doc, Act.PREPARED), item=result)
        case Work.EMBED, SignatureMade():
            return replace(_order(doc, Act.EMBEDDED), signature=result)
        case Work.ARCHIVE, Ticket():
            return replace(_order(doc, Act.ARCHIVE), record=result)
        case Work.CREATE_LISTED, Ticket():
            return replace(_order(doc, Act.LISTED), listing=result)
    raise TypeError(work)


def _stuck(err: ActivityError, doc: Document) -> Order:
    code, details = root_code(err)
    return replace(_order(doc, Act.STUCK), code=code, incident=str(details.get("incident", "")))


def _order(doc: Document, act: Act) -> Order:
    return Order(
        act_id=f"{doc.document_id}:{act}:{doc.version}",
        act=act,
        person_id=SYSTEM,
        seen_version=doc.version,
    )
