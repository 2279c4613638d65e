"""Renders a paper and reserves its signature fields: everything before anyone signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signing.seal.fields import reserve
from storage.blobs.port import Area
from storage.registers import numbers
from workflows.activities.minutes import minutes_content
from workflows.activities.reserving import Reserving
from workflows.activities.signers import block_of, signers_of
from workflows.activities.workshop import PaperPlan, certificate_for
from workflows.domain.deadlines import VIETNAM
from workflows.domain.document import Document, Paper
from workflows.domain.errors import IncompleteError
from workflows.domain.kinds import FieldRole, PaperName, kind_of
from workflows.recording.content import load_content
from workflows.recording.facts import series_code

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
        blocks = {role: block_of(conn, doc, role, person) for role, person in signers.items()}
        width = len(f"{_next_number(conn, doc, at):02d}")
        kind, content = _content(shop, conn, doc, signers)
    printed = {str(role): block for role, block in blocks.items() if block is not None}
    rendered = shop.renderer.render(kind, content, printed, width)
    with shop.database.reading() as conn:
        fields = Reserving(conn, doc, rendered.anchors, width, at).fields(signers)
        plan = _plan(conn, doc, signers, at)
    base = shop.keep(Area.PAPER, doc.document_id, reserve(rendered.pdf, fields))
    return Paper(base, shop.keep(Area.PAPER, doc.document_id, plan.body()))


def _content(
    shop: Workshop, conn: Connection, doc: Document, signers: Mapping[FieldRole, str]
) -> tuple[str, Content]:
    if FieldRole.CHAIR in signers:
        return kind_of(doc.kind).minutes_kind, minutes_content(shop, conn, doc, signers)
    if doc.content is None:
        raise IncompleteError(())
    return doc.kind, load_content(shop.blobs, doc.content)


def _next_number(conn: Connection, doc: Document, at: datetime) -> int:
    """Return the number that the blank must have room for."""
    code, year = series_code(conn, doc, at), at.astimezone(VIETNAM).year
    series = numbers.series_for(conn, doc.issuer_id, code, year)
    return series.last_value + 1 if series else 1


def _plan(
    conn: Connection, doc: Document, signers: Mapping[FieldRole, str], at: datetime
) -> PaperPlan:
    owners = {
        role: certificate_for(conn, doc, role, person, at).sha256
        for role, person in signers.items()
    }
    return PaperPlan(dict(signers), owners)
