"""Phụ lục thành tệp riêng: attached to a draft, taken away again, handed out as they are now."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import Blueprint, abort, request, send_file
from flask_login import login_required

from service.copies.errors import AppendixMissingError
from service.gateway import RefusedError
from service.pages import asked_form
from service.pages.acts import attempt
from service.pages.asking import actor
from service.pages.document import note_view
from service.pages.file_names import appendix_name
from service.pages.opened import open_document
from service.services import services
from workflows.domain.lifecycle import Act
from workflows.recording.comments import Shown
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

bp = Blueprint("appendices", __name__)


@bp.post("/van-ban/<document_id>/phu-luc")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def attach(document_id: str) -> ResponseReturnValue:
    """Add one file to what is approved."""
    target, gateway = asked_form.target(document_id), services().gateway
    return attempt(document_id, Act.ATTACH, lambda: gateway.attach(actor(), target, _handed_in()))


@bp.post("/van-ban/<document_id>/phu-luc/bo")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def detach(document_id: str) -> ResponseReturnValue:
    """Take one file away again."""
    target, gateway = asked_form.target(document_id), services().gateway
    sha256 = request.form.get("sha256", "")
    return attempt(document_id, Act.ATTACH, lambda: gateway.detach(actor(), target, sha256))


@bp.get("/van-ban/<document_id>/phu-luc/<int:part>.pdf")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def file(document_id: str, part: int) -> Response:
    """Hand out an appendix (from 1) as it is now: approved, or signed by the agency."""
    opened = open_document(document_id)
    if not 1 <= part <= len(opened.doc.attached):
        abort(404)
    now = opened.doc.appendix(part).current
    note_view(opened, now.sha256, Shown(is_file=True))
    return send_file(
        io.BytesIO(services().blobs.get(blob_ref(now))),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=appendix_name(opened.row.number_text, opened.row.title, part),
    )


def _handed_in() -> bytes:
    """Return the file of the form.

    Raises:
        RefusedError: there is none.
    """
    found = request.files.get("file")
    if found is None or not found.filename:
        raise RefusedError(AppendixMissingError.code)
    with found.stream:
        body: bytes = found.read()
        return body
