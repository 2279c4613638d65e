"""Prepares signatures and puts them in, with their evidence; judges what comes out."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from signing.errors import CertificateUnusableError, NotValidAfterSigningError
from signing.port import CornerLine, Level, NumberAndDate, Prepared
from signing.port import FieldRole as SealRole
from signing.seal.alone import reserve_corner
from signing.seal.embed import add_archive_timestamp, embed
from signing.seal.evidence import Gatherer
from signing.seal.pictures import Ink, read_picture
from signing.seal.prepare import SigningOrder, prepare
from signing.seal.store import add_revocation
from signing.trust.chains import build_chain
from signing.trust.dated_anchors import anchors_at, dated_anchors
from signing.trust.pem_bundle import certificates_in
from signing.verify.codes import Verdict
from signing.verify.judge import Expectation, verify
from storage.blobs.port import Area
from storage.instants import from_text, to_text
from storage.ledger import ledger
from storage.people.certificates import is_ended
from storage.registers.numbers import digits
from workflows.activities.appendices import line_of, whole_second
from workflows.activities.reserving import seal_image, signature_image
from workflows.activities.workshop import PaperPlan, plan_of, planned_certificate
from workflows.domain.document import Document, Item, Paper, SignatureMade
from workflows.domain.errors import NothingToSignError
from workflows.domain.lifecycle import Act
from workflows.domain.orders import Order
from workflows.domain.rights import standing_for
from workflows.domain.shapes import FieldRole
from workflows.recording.standing import people_around

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signing.seal.appearance import Printed
    from workflows.activities.workshop import Workshop

GOOD_FOR = timedelta(hours=24)
GOOD_FOR_A_LINE = timedelta(minutes=30)  # it prints the time of signing, to the second


def prepare_item(shop: Workshop, doc: Document) -> Item:
    """Cut the hole for the next field. Safe to run twice: only the recorded one counts.

    Raises:
        NothingToSignError: no field is next.
        SigningError: the field or the certificate does not allow it, or is out of use.
    """
    paper, role = _next(doc)
    plan = plan_of(shop, doc, paper)
    at = whole_second(shop.clock()) if doc.next_part else shop.clock()
    _refuse_ended(shop, plan, role, at)
    order = _order(shop, doc, plan, role, at)
    printed = _printed(shop, doc, role, plan.signers[role], at)
    pdf = shop.fetch(paper.current)
    if isinstance(printed, CornerLine):
        pdf = reserve_corner(pdf, order.role, printed, order.certificate)
    prepared, hole = prepare(pdf, order, printed)
    sheet = json.dumps(asdict(prepared), sort_keys=True).encode()
    return Item(
        item_id=order.item_id,
        role=role,
        person_id=plan.signers[role],
        hole=shop.keep(Area.PAPER, doc.document_id, hole),
        sheet=shop.keep(Area.PAPER, doc.document_id, sheet),
        certificate_sha256=prepared.certificate_sha256,
        expires_at=to_text(order.expires_at),
        part=doc.next_part,
    )


def embed_signature(shop: Workshop, doc: Document) -> SignatureMade:
    """Put the given signature into its paper; the last one of a paper brings it to B-LTA.

    Raises:
        NothingToSignError: no signature was given.
        NoRightError: who gave it may not sign any more.
        SigningError: it is not one, or evidence cannot be had now.
    """
    paper, role = _next(doc)
    item, cms = paper.item, paper.cms
    if item is None or cms is None:
        raise NothingToSignError(doc.document_id)
    at = shop.clock()
    _refuse_without_right(shop, doc, paper.given_by, at)
    plan = plan_of(shop, doc, paper)
    _refuse_ended(shop, plan, role, at)
    sheet, given_at = Prepared(**json.loads(shop.fetch(item.sheet))), _given_at(shop, doc, at)
    pdf = embed(shop.fetch(item.hole), sheet, shop.fetch(cms), shop.trust.timestamper, given_at)
    gatherer = Gatherer(shop.trust.revocation, anchors_at(shop.trust.anchors, at))
    pdf = add_revocation(pdf, gatherer.for_last_signature(pdf, at))
    is_last = role is list(plan.signers)[-1]
    if is_last:
        pdf = add_archive_timestamp(pdf, shop.trust.timestamper, gatherer, at)
    _refuse_unless_valid(shop, pdf, _signed_so_far(shop, paper, plan, role))
    return SignatureMade(
        role=role,
        person_id=item.person_id,
        at=to_text(at),
        level=Level.B_LTA if is_last else Level.B_LT,
        file=shop.keep(Area.PAPER, doc.document_id, pdf),
    )


def _refuse_without_right(shop: Workshop, doc: Document, signer: str, at: datetime) -> None:
    """The right is checked again now: a post or a delegation may have ended since the act."""
    act = Order(act_id="", act=Act.SIGN, person_id=signer)
    with shop.database.reading() as conn:
        standing_for(doc, act, at, people_around(conn, doc, at))


def _refuse_ended(shop: Workshop, plan: PaperPlan, role: FieldRole, at: datetime) -> None:
    """A certificate that the register has taken out of use signs nothing more, here as elsewhere.

    Raises:
        CertificateUnusableError: it has; the paper is made anew for another one.
    """
    with shop.database.reading() as conn:
        if is_ended(conn, plan.certificates[role], at):
            raise CertificateUnusableError("the register has taken it out of use")


def _given_at(shop: Workshop, doc: Document, now: datetime) -> datetime:
    """Return when the signature was given: an authority that is away must not make it late."""
    with shop.database.reading() as conn:
        found = [one.at for one in ledger.of_document(conn, doc.document_id) if one.act == Act.SIGN]
    return from_text(found[-1]) if found else now


def _signed_so_far(
    shop: Workshop, paper: Paper, plan: PaperPlan, role: FieldRole
) -> dict[SealRole, bytes]:
    roles = [*(made.role for made in paper.signatures), role]
    with shop.database.reading() as conn:
        return {SealRole(r): planned_certificate(conn, plan, r) for r in roles}


def _refuse_unless_valid(shop: Workshop, pdf: bytes, signed: Mapping[SealRole, bytes]) -> None:
    """Nothing is called signed before our own strict verification calls it valid."""
    report = verify(pdf, dated_anchors(shop.trust.anchors), shop.clock(), Expectation(signed))
    if report.verdict is not Verdict.VALID:
        raise NotValidAfterSigningError(report.code)


def _next(doc: Document) -> tuple[Paper, FieldRole]:
    paper, role = doc.paper, doc.next_field
    if paper is None or role is None:
        raise NothingToSignError(doc.document_id)
    return paper, role


def _order(
    shop: Workshop, doc: Document, plan: PaperPlan, role: FieldRole, at: datetime
) -> SigningOrder:
    with shop.database.reading() as conn:
        certificate = planned_certificate(conn, plan, role)
    return SigningOrder(
        item_id=f"{doc.document_id}-{role}-{doc.version}",
        role=SealRole(role),
        certificate=certificate,
        chain=_chain(shop, certificate, at),
        signed_at=at,
        expires_at=at + (GOOD_FOR_A_LINE if doc.next_part else GOOD_FOR),
        certify=not (doc.paper and doc.paper.signatures),
    )


def _chain(shop: Workshop, leaf: bytes, at: datetime) -> tuple[bytes, ...]:
    """Return the certificates above the signer's, below the anchor."""
    anchors = anchors_at(shop.trust.anchors, at)
    return build_chain(leaf, certificates_in(shop.trust.intermediates), anchors)[1:-1]


def _printed(
    shop: Workshop, doc: Document, role: FieldRole, person_id: str, at: datetime
) -> Printed:
    if role is FieldRole.APPENDIX:
        return line_of(doc, at)
    if role is FieldRole.NUMBER:
        return _number_and_date(doc)
    with shop.database.reading() as conn:
        if role is FieldRole.AGENCY:
            return read_picture(seal_image(conn, doc, at).png, Ink.RED)
        return read_picture(signature_image(conn, person_id, at).png, Ink.BLUE)


def _number_and_date(doc: Document) -> NumberAndDate:
    """Days below 10 and the months 1 and 2 get a zero (NĐ 30/2020 PL I, II.4b)."""
    if doc.number is None:
        raise NothingToSignError(doc.document_id)
    day = datetime.fromisoformat(doc.number.day).date()
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)  # noqa: PLR2004
    return NumberAndDate(digits(doc.number.value), f"{day.day:02d}", month, str(day.year))
