"""Appendix files on the document's page: attached, told with their digests, handed out."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from storage.ledger.ledger import all_entries
from tests.signed.page import blank_paper
from tests.web.office import AUDITOR, CHAIR, DRAFTER, HEAD
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from tests.web.office import Office, Visitor

PDF = blank_paper(2)
SHA256 = hashlib.sha256(PDF).hexdigest()


def handed_in(visitor: Visitor, plan: str, body: bytes) -> Visitor:
    """Fill in the page's own form and send a file with it."""
    action = f"/van-ban/{plan}/phu-luc"
    fields = visitor.open(f"/van-ban/{plan}").filled(action)
    file = FileStorage(io.BytesIO(body), "phu-luc.pdf") if body else FileStorage(io.BytesIO(), "")
    boundary, sent = encode_multipart({**fields, "file": file})
    return visitor.send(action, sent, content_type=f"multipart/form-data; boundary={boundary}")


def test_a_file_is_attached_and_told_with_pages_size_and_digest(office: Office) -> None:
    plan = office.new_plan()
    visitor = handed_in(office.visitor(DRAFTER), plan, PDF)
    assert visitor.status == 200
    text = visitor.open(f"/van-ban/{plan}").text
    assert SHA256 in text
    assert "PDF, 2 trang" in text
    assert "đổi tệp phụ lục kèm theo" in text
    [one] = office.document(plan).attached
    assert (one.file.sha256, one.pages) == (SHA256, 2)


def test_a_file_is_taken_away_again(office: Office) -> None:
    plan = office.new_plan()
    visitor = handed_in(office.visitor(DRAFTER), plan, PDF)
    visitor.open(f"/van-ban/{plan}").press(f"/van-ban/{plan}/phu-luc/bo")
    assert office.document(plan).attached == ()


def test_a_file_is_handed_out_under_a_plain_name_and_noted(office: Office) -> None:
    plan = office.new_plan()
    handed_in(office.visitor(DRAFTER), plan, PDF)
    with office.visitor(AUDITOR).client.get(f"/van-ban/{plan}/phu-luc/1.pdf") as answer:
        assert answer.get_data() == PDF
        assert "phu-luc-1-du-thao-" in answer.headers["Content-Disposition"]
    with office.database.reading() as conn:
        views = [e for e in all_entries(conn) if e.act == "view"]
    assert SHA256 in {view.details.get("seen") for view in views}
    for part in (0, 2):
        assert office.visitor(AUDITOR).open(f"/van-ban/{plan}/phu-luc/{part}.pdf").status == 404


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        (b"", "appendix.no_file", 422),
        (b"%PDF-1.7 nothing", "signing.pdf_unusable", 422),
        (b" " * (40 * 1024**2 + 1), "appendix.too_large", 413),
    ],
    ids=["none", "no PDF", "too long"],
)
def test_a_file_that_does_not_suit_is_refused_with_the_reason(
    office: Office, body: bytes, code: str, status: int
) -> None:
    plan = office.new_plan()
    visitor = handed_in(office.visitor(DRAFTER), plan, body)
    assert (visitor.status, code in visitor.text) == (status, True)
    assert office.document(plan).attached == ()


def test_only_the_drafter_is_asked_for_files_and_only_while_he_drafts(office: Office) -> None:
    plan, action = office.new_plan(), "/phu-luc"
    assert not office.visitor(HEAD).open(f"/van-ban/{plan}").offers(f"/van-ban/{plan}{action}")
    handed_in(office.visitor(DRAFTER), plan, PDF)
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    page = office.visitor(DRAFTER).open(f"/van-ban/{plan}")
    assert SHA256 in page.text
    assert not page.offers(f"/van-ban/{plan}{action}")
    assert SHA256 in office.visitor(CHAIR).open(f"/van-ban/{plan}").text
