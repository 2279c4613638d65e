"""Puts one record under a newer archive timestamp, judged before and after, kept and recorded.

Nothing is written over: the earlier file stays where it is, under its lock. A stop between two
steps leaves at most a file that no entry names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from signing.port import FieldRole as SealRole
from signing.seal.embed import add_archive_timestamp
from signing.seal.evidence import Gatherer
from signing.seal.stamped import last_stamp
from signing.seal.store import add_revocation
from signing.trust.dated_anchors import anchors_at, dated_anchors
from signing.verify.codes import Verdict
from signing.verify.judge import Expectation, verify
from storage.readmodel import queries
from workflows.activities.archiving import put_away, retained_until
from workflows.activities.due import Shelf
from workflows.activities.workshop import Workshop, plan_of, planned_certificate
from workflows.contracts.codec import document_from
from workflows.contracts.payloads import RecordAsk
from workflows.contracts.renewing import DueRecord, Renewed
from workflows.domain.document import Renewal
from workflows.domain.errors import ActReusedError
from workflows.domain.lifecycle import Act
from workflows.domain.orders import Order
from workflows.domain.people import SYSTEM
from workflows.recording.record import Recorder

if TYPE_CHECKING:
    from workflows.domain.document import Document, Paper, Ticket


class RecordNotValidError(Exception):
    """A record is not valid any more, so it is not stamped anew: somebody must look at it."""

    code: ClassVar[str] = "renewal.not_valid"
    retryable: ClassVar[bool] = False


class AuthorityEndsError(Exception):
    """Today's timestamp authority ends no later than the stamp that is due."""

    code: ClassVar[str] = "renewal.authority_ends"
    retryable: ClassVar[bool] = False


class RenewalOvertakenError(Exception):
    """Somebody acted on the document while its record was renewed; it is begun anew."""

    code: ClassVar[str] = "renewal.overtaken"
    retryable: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Hands:
    """What renewing works through."""

    shop: Workshop
    recorder: Recorder
    shelf: Shelf


def renew_record(hands: Hands, ask: DueRecord) -> Renewed:
    """Renew what is due of one document. Safe to run twice.

    Raises:
        RecordNotValidError: a paper is not valid before it is renewed, or would not be after it.
        AuthorityEndsError: the new stamp would prove no longer than the old one.
        RenewalOvertakenError: an act came between; nothing was recorded.
        SigningError: no stamp or no evidence can be had now.
        StorageError: a file cannot be read, or was not taken.
    """
    doc = _document(hands, ask.document_id)
    done = Renewed(ask.document_id, is_open=not doc.is_final)
    if doc.renewals != ask.renewals or doc.record is None:
        return done
    main, minutes = (_renewed(hands, doc, paper) for paper in (doc.main, doc.minutes))
    appendices = tuple(_renewed(hands, doc, paper) for paper in doc.appendices)
    if main is not None or minutes is not None or any(appendices):
        _record(hands, doc, Renewal(main or doc.record, main, minutes, appendices))
    return done


def _document(hands: Hands, document_id: str) -> Document:
    with hands.shop.database.reading() as conn:
        row = queries.document(conn, document_id)
    if row is None:
        raise RenewalOvertakenError(document_id)
    return document_from(row.after)


def _renewed(hands: Hands, doc: Document, paper: Paper | None) -> Ticket | None:
    """Return where the paper under its newer stamp is kept; None where it needs none."""
    if paper is None or not paper.signatures:
        return None
    if not is_due(hands, paper.current):
        return None
    pdf = restamped(hands, paper.current, _expected(hands.shop, doc, paper))
    return put_away(hands.shop, doc.document_id, pdf, retained_until(doc))


def is_due(hands: Hands, file: Ticket) -> bool:
    """Say whether a file needs a newer stamp now. Raises as `Shelf.stamp`."""
    return hands.shelf.rule.why(hands.shelf.stamp(file), hands.shop.clock()) is not None


def restamped(hands: Hands, file: Ticket, expected: Expectation) -> bytes:
    """Return a file under a newer stamp. Raises as `renew_record`, but nothing is recorded."""
    old, pdf = hands.shelf.stamp(file), _stamped(hands.shop, file, expected)
    new = last_stamp(pdf)
    if new is None or not hands.shelf.rule.gains(old, hands.shelf.reach(new)):
        raise AuthorityEndsError(file.key)
    return pdf


def _stamped(shop: Workshop, file: Ticket, expected: Expectation) -> bytes:
    """Add fresh evidence for the present stamp and a newer stamp over all of it."""
    at = shop.clock()
    gatherer = Gatherer(shop.trust.revocation, anchors_at(shop.trust.anchors, at))
    pdf = shop.fetch(file)
    _refuse_unless_valid(shop, pdf, expected)
    pdf = add_revocation(pdf, gatherer.for_last_signature(pdf, at))
    pdf = add_archive_timestamp(pdf, shop.trust.timestamper, gatherer, at)
    _refuse_unless_valid(shop, pdf, expected)
    return pdf


def _expected(shop: Workshop, doc: Document, paper: Paper) -> Expectation:
    plan = plan_of(shop, doc, paper)
    with shop.database.reading() as conn:
        return Expectation({
            SealRole(made.role): planned_certificate(conn, plan, made.role)
            for made in paper.signatures
        })  # fmt: skip


def _refuse_unless_valid(shop: Workshop, pdf: bytes, expected: Expectation) -> None:
    report = verify(pdf, dated_anchors(shop.trust.anchors), shop.clock(), expected)
    if report.verdict is not Verdict.VALID:
        raise RecordNotValidError(report.code)


def _record(hands: Hands, doc: Document, renewal: Renewal) -> None:
    """Record the act; the number of renewals is in its id, so that each is recorded once."""
    order = Order(
        act_id=f"{doc.document_id}:{Act.RENEW}:{doc.renewals + 1}",
        act=Act.RENEW,
        person_id=SYSTEM,
        seen_version=doc.version,
        renewal=renewal,
    )
    try:
        recorded = hands.recorder.record(RecordAsk(doc.document_id, doc.version, order))
    except ActReusedError as err:
        raise RenewalOvertakenError(doc.document_id) from err
    if order.act_id not in recorded.taken:
        raise RenewalOvertakenError(doc.document_id)
