"""Commitments the whole way on real parts: signed or acknowledged, confirmed, kept."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from service.commitments.beginning import Asked, beginning
from service.demo import DEMO_PIN
from service.gateway import Actor, AnswerGiven, Extras, Target
from tests.homes import real_clock
from tests.workflow.acknowledging import acknowledge
from tests.workflow.office import Office, awaits
from workflows.domain.lifecycle import Act, State
from workflows.domain.rights import open_to
from workflows.domain.rounds import Vote
from workflows.domain.shapes import FieldRole
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from workflows.domain.document import Document

pytestmark = [pytest.mark.temporal, pytest.mark.office, pytest.mark.usefixtures("desk")]

SECRETARY, CHAIR, DEPUTY_CHAIR = "ng-011", "ng-004", "ng-010"
NURSE, WARD_HEAD = "ng-116", "ng-115"
FOLLOW = {
    "id": "c1", "relation": "nguoi-khac", "subject": "người bệnh cao tuổi",
    "work": "Hướng dẫn phòng ngã cho người bệnh từ 70 tuổi.", "method": "Tờ chữ lớn, hỏi lại.",
    "time": "Từ ngày ký đến hết năm", "result": "Ít nhất 90 % được hướng dẫn.", "remedy": "",
}  # fmt: skip


def committed(office: Office, person: str, kind: str) -> str:
    """Begin somebody's commitment with everything in it that must be written."""
    now, recorder = real_clock(), office.gateway.recorder
    with recorder.database.reading() as conn:
        begun = beginning(conn, recorder.blobs, Asked(person, now.year), now)
    placing = next(p for p in begun.placings if p.kind == kind)
    content: dict[str, Any] = begun.of(placing)
    for number, section in enumerate(content["sections"], 1):
        section["paragraphs"] = [{"id": f"{section['id']}-p1", "text": f"Việc thứ {number}."}]
    content["shortcomings"] = [{"id": "hc-1", "text": "Còn chậm.", "remedy": "Làm sớm hơn.",
                                "year": None}]  # fmt: skip
    content["contents"] = [FOLLOW]
    return office.cast.create(person, placing.new(now.year), content)


def agreed(office: Office, document_id: str, person: str, chair: str, notes: str) -> None:
    """Bring a commitment through its circle to its person."""
    cast = office.cast
    cast.act(person, document_id, Act.OPEN_ROUND)
    cast.comment(chair, document_id, "c1", "Nên ghi thêm số lượng.")
    cast.act(chair, document_id, Act.CLOSE_ROUND)
    for comment_id in cast.open_comments(document_id):
        cast.answer(person, document_id, AnswerGiven(comment_id, "accepted"))
    count = len(cast.members(document_id))
    cast.act(notes, document_id, Act.RECORD_VOTE, Extras(vote=Vote(count, count, count, 0, 0)))
    cast.act(person, document_id, Act.SUBMIT)


def confirmed(office: Office, document_id: str, confirmer: str) -> Document:
    office.until(document_id, lambda doc: awaits(doc, confirmer))
    actor, target = Actor(confirmer, "test"), office.target(document_id)
    signed = office.gateway.sign_many(actor, [target], DEMO_PIN)
    assert [(one.document_id, one.code) for one in signed] == [(document_id, "")]
    return office.until(document_id, lambda doc: doc.state is State.IN_FORCE)


def words(office: Office, doc: Document) -> str:
    """Return the printed words of the paper, without line breaks."""
    assert doc.main is not None
    body = office.gateway.recorder.blobs.get(blob_ref(doc.main.current))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    return " ".join(" ".join(pages).split())


def test_a_member_with_a_certificate_signs_and_the_secretary_confirms(office: Office) -> None:
    made = committed(office, SECRETARY, "cam-ket-dang")
    agreed(office, made, SECRETARY, CHAIR, DEPUTY_CHAIR)
    office.sign(SECRETARY, made)
    doc = confirmed(office, made, CHAIR)
    assert doc.main is not None
    assert doc.record is not None
    assert [(s.role, s.person_id) for s in doc.main.signatures] == [
        (FieldRole.PERSONAL, SECRETARY), (FieldRole.CONFIRM, CHAIR),
    ]  # fmt: skip
    printed = words(office, doc)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in printed
    assert "không phải chữ ký số" not in printed


def test_who_has_none_acknowledges_and_the_head_confirms_and_closes(office: Office) -> None:
    made = committed(office, NURSE, "cam-ket-vien-chuc")
    agreed(office, made, NURSE, WARD_HEAD, WARD_HEAD)
    assert office.document(made).is_unsigned
    acknowledge(office, NURSE, made)
    doc = confirmed(office, made, WARD_HEAD)
    assert doc.main is not None
    assert [s.role for s in doc.main.signatures] == [FieldRole.CONFIRM]
    printed = words(office, doc)
    assert "(không phải chữ ký số)" in printed
    assert doc.acknowledged is not None
    assert doc.acknowledged.act_id in printed.replace(" ", "")
    assert "Đảng" not in printed
    assert "dv-bv-tccb" in open_to(doc)
    office.act(WARD_HEAD, office.target(made), Act.CLOSE)
    assert office.until(made, lambda found: found.state is State.ARCHIVED).record is not None


def test_a_number_of_papers_at_one_pin_each_done_or_refused_by_itself(office: Office) -> None:
    made = committed(office, "ng-118", "cam-ket-vien-chuc")
    agreed(office, made, "ng-118", WARD_HEAD, WARD_HEAD)
    acknowledge(office, "ng-118", made)
    office.until(made, lambda doc: awaits(doc, WARD_HEAD))
    draft = committed(office, "ng-117", "cam-ket-vien-chuc")
    targets = [office.target(document_id) for document_id in (draft, made)]
    missing = Target("ck-ffffffffffffffffffff", office.act_id())
    signed = office.gateway.sign_many(Actor(WARD_HEAD, "test"), [missing, *targets], DEMO_PIN)
    assert [one.code for one in signed] == ["doc.unknown", "sign.not_prepared", ""]
    assert office.document(draft).state is State.DRAFTING
