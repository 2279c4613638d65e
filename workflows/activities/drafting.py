"""Renders a paper and reserves its signature fields: everything before anyone signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.port import Occasion
from signing.seal.fields import reserve
from storage.blobs.port import Area
from storage.registers import numbers
from workflows.activities.minutes import minutes_content
from workflows.activities.reserving import Reserving
from workflows.activities.signers import blocks_of, signers_of
from workflows.activities.workshop import PaperPlan, certificate_for
from workflows.domain.deadlines import VIETNAM
from workflows.domain.document import Document, Paper
from workflows.domain.errors import IncompleteError
from workflows.domain.shapes import FieldRole, Numbering, PaperName
from workflows.recording.content import load_content
from workflows.recording.numbering import series_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from doc_templates.port import Content
    from workflows.activities.workshop import Workshop


def render_paper(shop: Workshop, doc: Document) -> Paper:
    """Make the paper of the present phase. Safe to run twice: another try is another paper.

    Raises:
        NoSignerError, NoCertificateError, NoImageError: the register lacks what it needs.
        PaperError: it could not be rendered.
    """
    name = doc.phase.paper if doc.phase else PaperName.MAIN
    at = shop.clock()
    with shop.database.reading() as conn:
        signers = signers_of(conn, doc, name, at)
        printed = {str(role): block for role, block in blocks_of(conn, doc, signers).items()}
        width = _number_width(conn, doc, at)
        kind, content = _content(shop, conn, doc, signers)
    occasion = Occasion(width, at.astimezone(VIETNAM).date())
    rendered = shop.renderer.render(kind, content, printed, occasion)
    with shop.database.reading() as conn:
        fields = Reserving(conn, doc, rendered, width, at).fields(signers)
        plan = _plan(conn, doc, signers, at)
    base = shop.keep(Area.PAPER, doc.document_id, reserve(rendered.pdf, fields))
    return Paper(base, shop.keep(Area.PAPER, doc.document_id, plan.body()), form=kind)


def _content(
    shop: Workshop, conn: Connection, doc: Document, signers: Mapping[FieldRole, str]
) -> tuple[str, Content]:
    if FieldRole.CHAIR in signers:
        content = minutes_content(shop, conn, doc, signers)
        return str(content["kind"]), content
    if doc.content is None:
        raise IncompleteError(())
    return doc.kind, load_content(shop.blobs, doc.content)


def _number_width(conn: Connection, doc: Document, at: datetime) -> int:
    """Return how many digits the blank must have room for; 1 where nothing is numbered."""
    if doc.the_kind.numbering is Numbering.NONE:
        return 1
    series = numbers.series_for(conn, series_key(conn, doc, at))
    return len(numbers.digits(series.last_value + 1 if series else 1))


def _plan(
    conn: Connection, doc: Document, signers: Mapping[FieldRole, str], at: datetime
) -> PaperPlan:
    owners = {
        role: certificate_for(conn, doc, role, person, at).sha256
        for role, person in signers.items()
    }
    return PaperPlan(dict(signers), owners)
