"""Commitments of the demo's people, brought as far as a test of a page needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.accounts.proof import Door, Given
from service.accounts.step_up import step_up
from service.commitments.beginning import Asked, beginning
from service.demo import demo_code
from service.demo.second_factors import plant
from service.gateway import Extras, Target
from storage.people import certificates
from storage.people.certificates import Certificate
from storage.people.step_ups import Seen
from tests.web.office import BOX, PASSWORD, SINCE, person_of
from tests.web.papers import two_pages
from workflows.domain.lifecycle import Act, State
from workflows.domain.people import circle
from workflows.domain.rounds import Vote
from workflows.recording.standing import people_in

if TYPE_CHECKING:
    from tests.web.office import Office

PARTY, STATE = "cam-ket-dang", "cam-ket-vien-chuc"
YEAR = 2026
FOLLOW = {
    "id": "c1", "relation": "cong-viec", "subject": "", "work": "Rà soát 12 thủ tục của Sở.",
    "method": "Mỗi tuần một thủ tục.", "time": "Trước ngày 30/6.", "result": "Giảm 30 % giấy tờ.",
    "remedy": "",
}  # fmt: skip
CELL, OFFICE_UNIT, WARD = "dv-syt-cb", "dv-syt-vp", "dv-bv-noi"


def written(content: dict[str, Any]) -> dict[str, Any]:
    """Return a beginning with everything in it that somebody must write."""
    sections = [
        {**one, "paragraphs": [{"id": f"{one['id']}-p1", "text": f"Nội dung mục {number}."}]}
        for number, one in enumerate(content["sections"], 1)
    ]
    shortcomings = [{"id": "hc-1", "text": "Còn chậm.", "remedy": "Làm sớm hơn.", "year": None}]
    return {**content, "sections": sections, "shortcomings": shortcomings, "contents": [FOLLOW]}


def commit(office: Office, login: str, place: str = PARTY, year: int = YEAR, **links: str) -> str:
    """Make somebody's commitment, complete; return its id. `kind` may name an addendum's."""
    with office.database.reading() as conn:
        blobs = office.recorder.blobs
        begun = beginning(conn, blobs, Asked(person_of(login), year), office.now)
    placing = next(p for p in begun.placings if p.kind == place)
    content = written(begun.of(placing))
    if "kind" in links:
        content = {**begun.addendum(placing, content, None), "contents": [FOLLOW]}
    new = placing.new(year, **links)
    target = Target("", office.new_id())
    made = office.gateway.create(office.actor(login), target, new, content)
    return made.document_id


def discuss(office: Office, document_id: str, login: str, chair: str) -> None:
    """Open the round and close it."""
    office.do(document_id, login, Act.OPEN_ROUND)
    office.do(document_id, chair, Act.CLOSE_ROUND)


def agree(office: Office, document_id: str, login: str, chair: str, secretary: str) -> None:
    """Bring a commitment through its round."""
    discuss(office, document_id, login, chair)
    count = len(members(office, office.document(document_id).circle_id))
    office.do(document_id, secretary, Act.RECORD_VOTE, Extras(vote=Vote(count, count, count, 0, 0)))
    assert office.document(document_id).state is State.AGREED


def acknowledge(office: Office, document_id: str, login: str) -> None:
    """Let who has no certificate acknowledge what he sees now."""
    plant(office.database, BOX, office.now)
    office.later(minutes=1)  # a code is good once
    doc = office.document(document_id)
    seen = Seen(person_of(login), document_id, doc.shown_sha256)
    given = Given(PASSWORD, demo_code(office.now))
    proof = step_up(Door(office.database, BOX), office.new_id(), seen, given, office.now)
    office.do(document_id, login, Act.ACKNOWLEDGE, Extras(step_up_id=proof))


def confirmable(office: Office, document_id: str, confirmer: str) -> None:
    """Render an acknowledged commitment and prepare the confirmer's field."""
    paper = office.paper(document_id, two_pages())
    office.system(document_id, Act.RENDERED, paper=paper)
    office.prepare(document_id, confirmer, two_pages())


def registered(office: Office, login: str, kind: str = PARTY, **links: str) -> str:
    """Bring a commitment of somebody without a certificate to its custodian."""
    chair, secretary = OFFICERS[kind]
    document_id = commit(office, login, kind, YEAR, **links)
    agree(office, document_id, login, chair, secretary)
    office.do(document_id, login, Act.SUBMIT)
    acknowledge(office, document_id, login)
    office.system(document_id, Act.RENDERED, paper=office.paper(document_id, two_pages()))
    office.sign(document_id, chair, two_pages())
    record = office.paper(document_id, two_pages()).base
    office.system(document_id, Act.ARCHIVE, record=record)
    assert office.document(document_id).state is State.IN_FORCE
    return document_id


def members(office: Office, unit_id: str) -> tuple[str, ...]:
    """Return the circle as it is now."""
    with office.database.reading() as conn:
        people = people_in(conn, [unit_id], office.now)
    return tuple(s.person_id for s in circle(unit_id, office.now, people))


def certify(office: Office, login: str) -> None:
    """Register a certificate; what it is worth is nobody's question here."""
    der = f"certificate of {login}".encode()
    owner = Certificate(der, "personal", SINCE, person_id=person_of(login))
    with office.database.writing() as conn:
        certificates.add_certificate(conn, owner)


OFFICERS = {PARTY: ("phochanhvanphong", "thuky"), STATE: ("chanhvanphong", "chanhvanphong")}
