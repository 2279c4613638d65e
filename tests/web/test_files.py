"""The papers: pictures of pages, the PDF to take away, and what machines ask."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from service.app import create_app
from service.gateway import RefusedError
from storage.ledger.ledger import all_entries
from tests.web.office import AUDITOR, DIRECTOR, DRAFTER
from tests.web.papers import two_pages

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.office import Office


def test_a_page_is_shown_as_a_picture_that_may_be_kept(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    visitor = office.visitor(DIRECTOR).open(f"/van-ban/{plan}")
    address = next(i.get("src") for i in visitor.tree.iter("img") if "/trang/2" in i.get("src"))
    with visitor.client.get(address) as answer:
        assert answer.mimetype == "image/png"
        assert "private" in answer.headers["Cache-Control"]
        picture = Image.open(io.BytesIO(answer.get_data()))
        assert picture.height > picture.width > 800


@pytest.mark.parametrize("page", ["0", "3", "99999"])
def test_a_page_that_is_not_there_is_not_found(office: Office, page: str) -> None:
    plan = office.plan_to_sign(two_pages())
    sha256 = office.document(plan).shown_sha256
    visitor = office.visitor(DIRECTOR).open(f"/van-ban/{plan}/trang/{page}.png?ban={sha256}")
    assert visitor.status == 404


def test_only_the_document_s_own_paper_is_shown(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    content = office.document(plan).content
    assert content is not None
    for other in ("", "f" * 64, content.sha256):
        visitor = office.visitor(DIRECTOR).open(f"/van-ban/{plan}/trang/1.png?ban={other}")
        assert visitor.status == 404


def test_the_paper_is_taken_away_under_a_plain_name_and_noted(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    visitor = office.visitor(AUDITOR)
    with visitor.client.get(f"/van-ban/{plan}/pdf") as answer:
        assert answer.get_data() == two_pages()
        assert answer.headers["Content-Disposition"] == (
            "attachment; filename=du-thao-hoc-tap-chuyen-de-nam-2027.pdf"
        )
    with office.database.reading() as conn:
        [view] = [e for e in all_entries(conn) if e.act == "view"]
    assert view.details["seen"] == office.document(plan).shown_sha256


def test_before_there_is_a_paper_there_is_none_to_take(office: Office) -> None:
    plan = office.new_plan()
    visitor = office.visitor(DRAFTER)
    assert visitor.open(f"/van-ban/{plan}/pdf").status == 404
    assert visitor.open(f"/van-ban/{plan}/bien-ban.pdf").status == 404


def test_the_minutes_are_taken_away_too(office: Office) -> None:
    plan = office.agreed_plan(two_pages())
    visitor = office.visitor(DRAFTER)
    with visitor.client.get(f"/van-ban/{plan}/bien-ban.pdf") as answer:
        assert "bien-ban-gop-y-" in answer.headers["Content-Disposition"]


def test_damaged_bytes_are_not_handed_out(office: Office) -> None:
    plan = office.plan_to_sign(two_pages())
    ticket = office.document(plan).main
    assert ticket is not None
    [blob] = [p for p in office.folder.rglob(ticket.current.sha256 + "*") if p.is_file()]
    blob.chmod(0o600)
    blob.write_bytes(two_pages()[:-1] + b"X")
    visitor = office.visitor(AUDITOR).open(f"/van-ban/{plan}/pdf")
    assert (visitor.status, "blob.damaged" in visitor.text) == (500, True)


def test_a_process_that_answers_is_alive(office: Office) -> None:
    assert office.app.test_client().get("/healthz").get_json() == {"status": "ok"}


def test_a_process_is_ready_when_all_behind_it_answers(office: Office) -> None:
    answer = office.app.test_client().get("/readyz")
    ready = {"database": "ok", "blobs": "ok", "gateway": "ok"}
    assert (answer.status_code, answer.get_json()) == (200, ready)


def test_what_does_not_answer_is_named_by_its_code(office: Office) -> None:
    def away() -> None:
        raise RefusedError("act.timeout")

    app = create_app(replace(office.services(), ready=away))
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json() == {"database": "ok", "blobs": "ok", "gateway": "act.timeout"}


def test_without_its_shelf_a_process_is_not_ready(office: Office) -> None:
    shutil.rmtree(office.folder / "blobs", ignore_errors=True)
    (office.folder / "blobs").write_bytes(b"not a folder")
    assert office.app.test_client().get("/readyz").status_code == 503


def test_public_certificates_are_served_and_nothing_else(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "pki"
    folder.mkdir()
    for name in ("ca.crt", "ca.crl", "ca.key", "notes.txt"):
        (folder / name).write_bytes(name.encode())
    (tmp_path / "outside.crt").write_bytes(b"x")
    client = create_app(office.services(pki_dir=folder)).test_client()
    with client.get("/pki/ca.crl") as answer:
        assert (answer.get_data(), answer.mimetype) == (b"ca.crl", "application/pkix-crl")
    for name in ("ca.key", "notes.txt", "none.crt", "..%2foutside.crt", "../outside.crt"):
        assert client.get(f"/pki/{name}").status_code == 404


def test_without_a_folder_there_are_no_certificates(office: Office) -> None:
    assert office.app.test_client().get("/pki/ca.crl").status_code == 404
