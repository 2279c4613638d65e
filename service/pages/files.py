"""The papers themselves: pages as pictures, and the PDF to take away."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import Blueprint, abort, request, send_file
from flask_login import login_required

from doc_templates.page_images import page_count, page_png
from service.pages.document import note_page, note_view
from service.pages.file_names import commitment_name, pdf_name
from service.pages.kind_of_page import KEPT
from service.pages.opened import open_document
from service.services import services
from workflows.domain.kinds import COMMITMENTS
from workflows.domain.shapes import PaperName
from workflows.recording.comments import Shown
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from flask import Response

    from service.pages.opened import Opened
    from workflows.domain.document import Ticket

bp = Blueprint("files", __name__)

DPI = 110  # a page of A4 is 909 pixels wide: readable on a desk, light on a telephone
SHARP_DPI = 200
KEEP = 24 * 60 * 60  # seconds; the address names the bytes, so they never change


@bp.get("/van-ban/<document_id>/trang/<int:number>.png")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def picture(document_id: str, number: int) -> Response:
    """Show one page (from 1) of the file whose sha256 is `ban`; the ledger is told first."""
    opened = open_document(document_id)
    file = _file(opened)
    pdf = services().blobs.get(blob_ref(file))
    pages = page_count(pdf)
    if not 1 <= number <= pages:
        abort(404)
    note_page(opened, file.sha256, Shown(number, pages))
    dpi = SHARP_DPI if request.args.get("net") == "1" else DPI
    image = io.BytesIO(page_png(pdf, number - 1, dpi))
    answer = send_file(image, mimetype="image/png")
    answer.headers["Cache-Control"] = f"private, max-age={KEEP}, immutable"
    return answer


@bp.get("/van-ban/<document_id>/pdf")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def main(document_id: str) -> Response:
    """Hand out the paper as it is now."""
    return _download(document_id, PaperName.MAIN)


@bp.get("/van-ban/<document_id>/bien-ban.pdf")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def minutes(document_id: str) -> Response:
    """Hand out the minutes as they are now."""
    return _download(document_id, PaperName.MINUTES)


def _download(document_id: str, name: PaperName) -> Response:
    opened = open_document(document_id)
    paper = opened.doc.paper_named(name)
    if paper is None:
        abort(404)
    note_view(opened, paper.current.sha256, Shown(is_file=True))
    body = io.BytesIO(services().blobs.get(blob_ref(paper.current)))
    return send_file(
        body,
        mimetype="application/pdf",
        as_attachment=True,
        download_name=_file_name(opened, is_minutes=name is PaperName.MINUTES),
    )


def _file_name(opened: Opened, *, is_minutes: bool) -> str:
    row, doc = opened.row, opened.doc
    if doc.kind in COMMITMENTS:
        who, is_draft = opened.name(doc.drafter_id), doc.state not in KEPT
        return commitment_name(doc.kind, doc.period, who, is_draft=is_draft)
    return pdf_name(row.number_text, row.title, is_minutes=is_minutes)


def _file(opened: Opened) -> Ticket:
    """Return the paper whose hash the address names; no other one of the document is shown."""
    wanted = request.args.get("ban", "")
    papers = [opened.doc.paper_named(name) for name in PaperName]
    found = [p.current for p in papers if p is not None and p.current.sha256 == wanted]
    if not found:
        abort(404)
    return found[0]
