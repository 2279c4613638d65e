"""Handing in a plan: what is read, what is doubted, what is refused and kept nowhere."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import docx
import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from doc_templates.samples import __file__ as samples
from service.app import MAX_BODY
from service.pages.opened import content_of
from storage.readmodel import queries
from storage.readmodel.shapes import Viewer
from tests.web.office import DIRECTOR, DRAFTER, PLAN, STRANGER, Visitor, person_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.office import Office

READ = "/du-thao/moi"
CREATE = "/du-thao/moi/tao"
SECRET = PLAN.replace("KẾ HOẠCH", "TUYỆT MẬT\n\nKẾ HOẠCH")


def sample() -> bytes:
    with open(samples.replace("__init__.py", "241-kh-syt-2020.txt"), "rb") as file:  # noqa: PTH123
        return file.read()


def upload(visitor: Visitor, body: bytes, name: str = "ke-hoach.txt") -> Visitor:
    visitor.open(READ)
    fields = {key: values[0] for key, values in visitor.filled(READ).items()}
    boundary, sent = encode_multipart(fields | {"file": FileStorage(io.BytesIO(body), name)})
    return visitor.send(READ, sent, f"multipart/form-data; boundary={boundary}")


def paste(visitor: Visitor, text: str) -> Visitor:
    visitor.open(READ)
    return visitor.send(READ, visitor.filled(READ) | {"text": text})


def mine(office: Office) -> list[Any]:
    with office.database.reading() as conn:
        found = queries.documents_list(conn, Viewer(person_of(DRAFTER)))
    return list(found.documents)


def kept(folder: Path) -> bytes:
    """Return everything that lies on the disk of this office."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_real_plan_becomes_a_draft(office: Office) -> None:
    visitor = upload(office.visitor(DRAFTER), sample())
    assert "9 chỗ nên xem lại" in visitor.text
    assert "Không thấy chức vụ người ký." in visitor.text
    visitor.press(CREATE, position="GIÁM ĐỐC")
    assert "Đã tạo dự thảo." in visitor.text
    [row] = mine(office)
    assert (row.route, row.unit_id, row.issuer_id, row.circle_id) == (
        "so", "dv-syt-vp", "dv-syt", "dv-syt-cb",
    )  # fmt: skip
    with office.app.app_context():
        content = content_of(row.content)
    assert content["issuer"] == {
        "superior": "UBND tỉnh Thanh Hóa", "name": "Sở Y tế Thanh Hóa", "code": "KH-SYT",
    }  # fmt: skip
    assert content["signer"]["position"] == "GIÁM ĐỐC"
    assert [d["paragraph"] for d in content["deadlines"]] == ["s3p8", "s4p1", "s4p2"]


def test_a_units_own_plan_goes_to_its_superior_office_too(office: Office) -> None:
    paste(office.visitor(STRANGER), PLAN).press(CREATE)
    with office.database.reading() as conn:
        [row] = queries.documents_list(conn, Viewer(person_of(STRANGER))).documents
    assert (row.route, row.unit_id, row.issuer_id, row.superior_id, row.circle_id) == (
        "don-vi", "dv-bv-hc", "dv-bv", "dv-syt", "dv-bv-cb",
    )  # fmt: skip


def test_the_source_is_kept_as_it_came(office: Office) -> None:
    upload(office.visitor(DRAFTER), sample()).press(CREATE)
    assert sample() in [p.read_bytes() for p in office.folder.rglob("*") if p.is_file()]


def test_pasted_text_is_read_too(office: Office) -> None:
    visitor = paste(office.visitor(DRAFTER), PLAN).press(CREATE)
    assert "Học tập chuyên đề năm 2027" in visitor.text
    assert len(mine(office)) == 1


def test_a_word_file_is_read(office: Office) -> None:
    document = docx.Document()
    for line in PLAN.splitlines():
        document.add_paragraph(line)
    packed = io.BytesIO()
    document.save(packed)
    visitor = upload(office.visitor(DRAFTER), packed.getvalue(), "ke-hoach.docx")
    visitor.press(CREATE)
    assert "Học tập chuyên đề năm 2027" in visitor.text


def test_an_empty_form_is_written_by_hand(office: Office) -> None:
    visitor = office.visitor(DRAFTER).open(READ)
    visitor.send(READ, visitor.filled(READ) | {"step": "blank"})
    written = {
        "title": "Thực hành tiết kiệm", "section-0-heading": "I. MỤC ĐÍCH",
        "section-0-text": "Một đoạn.", "archive": "VT",
    }  # fmt: skip
    visitor.press(CREATE, **written)
    assert "Thực hành tiết kiệm" in visitor.text
    with office.app.app_context():
        assert content_of(mine(office)[0].content)["place"] == "Thanh Hóa"


def test_pressing_create_twice_makes_one_document(office: Office) -> None:
    visitor = paste(office.visitor(DRAFTER), PLAN)
    fields = visitor.filled(CREATE)
    visitor.send(CREATE, fields)
    visitor.send(CREATE, fields)
    assert len(mine(office)) == 1


@pytest.mark.parametrize(
    ("body", "name", "status", "code"),
    [
        (b"", "trong.txt", 422, "source.empty"),
        (b" \n\n\t ", "trong.txt", 422, "source.empty"),
        (b"%PDF-1.7 rest", "ke-hoach.pdf", 415, "source.not_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "cu.doc", 415, "source.not_text"),
        (b"PK\x03\x04 not a container", "hong.docx", 415, "source.not_text"),
        (bytes(range(256)) * 4, "nhi-phan.bin", 415, "source.not_text"),
        (b"a\n" * (2 * 1024 * 1024), "dai.txt", 413, "source.too_large"),
    ],
)
def test_what_is_no_plan_is_refused_with_its_code(
    office: Office, body: bytes, name: str, status: int, code: str
) -> None:
    visitor = upload(office.visitor(DRAFTER), body, name)
    assert (visitor.status, code in visitor.text) == (status, True)
    assert mine(office) == []


def test_fifty_megabytes_are_refused_before_they_are_read(office: Office) -> None:
    visitor = upload(office.visitor(DRAFTER), bytes(5 * MAX_BODY))
    assert visitor.status == 413
    assert "http.too_large" in visitor.text


def test_nothing_at_all_is_refused(office: Office) -> None:
    visitor = office.visitor(DRAFTER).open(READ)
    visitor.send(READ, visitor.filled(READ))
    assert "source.empty" in visitor.text


def test_a_secret_paper_is_refused_and_kept_nowhere(office: Office) -> None:
    planted = SECRET.replace("tự giác", "tự giác cây-cầu-bí-mật-77")
    visitor = upload(office.visitor(DRAFTER), planted.encode())
    assert visitor.status == 422
    assert "source.secret_marked" in visitor.text
    assert "cây-cầu-bí-mật-77" not in visitor.html
    assert "cây-cầu-bí-mật-77".encode() not in kept(office.folder)


def test_a_mark_of_secrecy_written_into_the_form_is_refused_too(office: Office) -> None:
    visitor = paste(office.visitor(DRAFTER), PLAN)
    box = visitor.form(CREATE).fields["section-0-text"]
    visitor.press(CREATE, **{"section-0-text": f"TỐI MẬT\n\n{box} cây-cầu-bí-mật-77"})
    assert "source.secret_marked" in visitor.text
    assert mine(office) == []
    assert "cây-cầu-bí-mật-77".encode() not in kept(office.folder)


def test_a_secret_source_slipped_into_the_second_step_is_refused(office: Office) -> None:
    visitor = paste(office.visitor(DRAFTER), PLAN)
    visitor.press(CREATE, source=base64.b64encode(SECRET.encode()).decode())
    assert "source.secret_marked" in visitor.text
    assert mine(office) == []


@pytest.mark.parametrize("source", ["không phải base64", "AAA"])
def test_a_source_that_was_tampered_with_is_refused(office: Office, source: str) -> None:
    visitor = paste(office.visitor(DRAFTER), PLAN).press(CREATE, source=source)
    assert visitor.status == 400


@pytest.mark.parametrize("field", ["placing", "circle"])
def test_a_place_that_was_not_offered_is_refused_and_the_text_is_kept(
    office: Office, field: str
) -> None:
    visitor = paste(office.visitor(DRAFTER), PLAN)
    visitor.send(CREATE, visitor.filled(CREATE) | {field: "dv-bv|dv-bv", "title": "Tên mới"})
    assert visitor.status == 422
    assert "draft.place_unknown" in visitor.text
    assert visitor.form(CREATE).fields["title"] == "Tên mới"


def test_a_title_that_is_missing_is_named(office: Office) -> None:
    visitor = paste(office.visitor(DRAFTER), PLAN).press(CREATE, title=" ")
    assert visitor.status == 422
    assert "content.invalid" in visitor.text
    assert "Trích yếu" in visitor.text


def test_who_drafts_for_no_unit_is_told_so(office: Office) -> None:
    visitor = office.visitor(DIRECTOR).open(READ)
    assert visitor.status == 422
    assert "draft.no_unit" in visitor.text
