"""Campaigns to try pages on: a plan that is issued, a campaign prepared or launched from it."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from doc_templates.read.plan import read_plan
from service.campaigns.participants import may_take_part, new_campaign
from service.campaigns.proposal import Source, proposed
from service.commitments.contents import Beginning
from service.commitments.placing import places
from service.demo.founding import founding_content, founding_source
from service.demo.organisation import (
    HOSPITAL,
    HOSPITAL_CELL,
    HOSPITAL_OFFICE,
    SO,
    SO_CELL,
    SO_OFFICE,
)
from service.gateway import Extras, Target
from storage.blobs.port import Area
from storage.people import persons, units
from storage.readmodel import queries
from tests.unit.doc_templates.read.workbooks import a_workbook
from tests.web.office import (
    CHAIR,
    CLERK,
    DIRECTOR,
    DRAFTER,
    FORM,
    HEAD,
    PLAN,
    SECRETARY,
    Office,
    Visitor,
    person_of,
)
from tests.web.papers import two_pages
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import NewDocument
from workflows.domain.rounds import Vote
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from workflows.domain.document import Document

OFFICER = "vanphong"  # of the office, no party member
HOSPITAL_HEAD, HOSPITAL_FORM, HOSPITAL_DRAFTER = "bv-giamdoc", "bv-thethuc", "bv-chuyenvien"
NURSE, MEMBER_NURSE, CELL_CHAIR = "bv-dieuduong1", "bv-dieuduong2", "bv-bithu"
HOSPITAL_PERSONNEL = "bv-tochuc"
FIRST, STUDY, LAST = "2027-02-28", "2027-03-31", "2027-11-30"  # of the founding plan, moved
HEADERS = ("Mã nhân sự", "Họ và tên", "Loại", "Làm theo 1 - Đối tượng", "Làm theo 1 - Công việc")


@dataclass
class Campaigns:
    """Plans and campaigns of one office."""

    office: Office

    def plan(self) -> str:
        """Create the founding plan as a draft."""
        content = founding_content(founding_source())
        content["signer"]["position"] = "GIÁM ĐỐC"
        new = NewDocument("ke-hoach", "so", unit_id=SO_OFFICE, issuer_id=SO, circle_id=SO_CELL)
        target = Target("", self.office.new_id())
        actor = self.office.actor(DRAFTER)
        return self.office.gateway.create(actor, target, new, content).document_id

    def issued(self) -> str:
        """Bring the founding plan to its number and seal, as far as records go."""
        plan = self.plan()
        self._agree(plan, DRAFTER, CHAIR, SECRETARY, len(self.office.circle()))
        self.office.do(plan, DRAFTER, Act.SUBMIT)
        self.office.do(plan, HEAD, Act.APPROVE, Extras(approval="content"))
        self.office.do(plan, FORM, Act.APPROVE, Extras(approval="form"))
        self._issue(plan, DIRECTOR, CLERK)
        return plan

    def prepared(self, plan: str = "") -> str:
        """Create a campaign with every task confirmed for 2027."""
        doc = self.office.document(plan or self.issued())
        with self.office.database.reading() as conn:
            offered = may_take_part(units.units(conn, self.office.now), SO)
            row = queries.document(conn, doc.document_id)
        assert row is not None
        source = Source(doc.document_id, row.number_text, row.title, date(2026, 11, 2))
        content = proposed(self.content(doc), source, list(offered.items()), date(2026, 11, 2))
        for task in content["tasks"]:
            task |= {key: task[key].replace("2020", "2027") for key in ("what", "date")}
            task["confirmed"] = True
        title = content["title"].replace("2020", "2027")
        content |= {"title": title, "begins": "2026-11-02", "ends": LAST}
        target = Target("", self.office.new_id())
        actor = self.office.actor(OFFICER)
        return self.office.gateway.create(actor, target, new_campaign(doc), content).document_id

    def launched(self) -> str:
        """Launch a campaign of the founding plan."""
        campaign = self.prepared()
        self.office.do(campaign, OFFICER, Act.LAUNCH)
        return campaign

    def unit_plan(self, campaign: str, *, arrives: bool = True) -> str:
        """Draft the hospital's plan in a campaign; let it arrive at the office above."""
        content = read_plan(PLAN.encode()).content
        content["issuer"] = {"superior": "Sở Y tế", "name": "Bệnh viện", "code": "KH-BVĐKT"}
        content["contents"] = [{**_follow("c1")}]
        new = NewDocument(
            "ke-hoach", "don-vi", unit_id=HOSPITAL_OFFICE, issuer_id=HOSPITAL,
            circle_id=HOSPITAL_CELL, superior_id=SO, campaign_id=campaign,
        )  # fmt: skip
        actor = self.office.actor(HOSPITAL_DRAFTER)
        plan = self.office.gateway.create(
            actor, Target("", self.office.new_id()), new, content
        ).document_id
        if arrives:
            self._agree(plan, HOSPITAL_DRAFTER, CELL_CHAIR, "bv-thuky", 12)
            self.office.do(plan, HOSPITAL_DRAFTER, Act.SUBMIT)
            self.office.do(plan, "bv-truongphong", Act.APPROVE, Extras(approval="content"))
            self.office.do(plan, HOSPITAL_FORM, Act.APPROVE, Extras(approval="form"))
        return plan

    def commitment(self, login: str, kind: str, campaign: str = "", year: int = 2027) -> str:
        """Begin somebody's commitment."""
        person = person_of(login)
        with self.office.database.reading() as conn:
            found = places(conn, self.office.now).of(person)
            name = persons.names(conn, [person])[person]
        placing = next(p for p in found if p.kind == kind)
        content = Beginning(name, found, year).of(placing)
        new = placing.new(year, campaign_id=campaign)
        target = Target("", self.office.new_id())
        return self.office.gateway.create(
            self.office.actor(login), target, new, content
        ).document_id

    def content(self, doc: Document) -> dict[str, Any]:
        assert doc.content is not None
        found: dict[str, Any] = json.loads(self.office.recorder.blobs.get(blob_ref(doc.content)))
        return found

    def _agree(self, plan: str, drafter: str, chair: str, secretary: str, members: int) -> None:
        office, pdf = self.office, two_pages()
        office.do(plan, drafter, Act.OPEN_ROUND)
        office.do(plan, chair, Act.CLOSE_ROUND)
        vote = Vote(members, members, members, 0, 0)
        office.do(plan, secretary, Act.RECORD_VOTE, Extras(vote=vote))
        office.system(plan, Act.RENDERED, paper=office.paper(plan, pdf))
        for login in (secretary, chair):
            office.sign(plan, login, pdf)

    def _issue(self, plan: str, leader: str, clerk: str) -> None:
        office, pdf = self.office, two_pages()
        office.system(plan, Act.RENDERED, paper=office.paper(plan, pdf))
        office.sign(plan, leader, pdf)
        office.do(plan, clerk, Act.ALLOT_NUMBER)
        for _ in ("number", "agency"):
            office.sign(plan, clerk, pdf)
        ref = office.recorder.blobs.put(Area.PAPER, plan, pdf)
        office.system(plan, Act.ARCHIVE, record=office.ticket_of(ref))
        assert office.document(plan).state is State.ARCHIVED


def a_list(*rows: tuple[str, ...]) -> bytes:
    """Return a workbook of people: login, name, kind, relation, work."""
    return a_workbook(*rows, headers=HEADERS)


def upload(visitor: Visitor, path: str, body: bytes, **fields: str) -> Visitor:
    """Send the file form of a page."""
    data: dict[str, Any] = visitor.filled(path) | fields
    data["file"] = FileStorage(io.BytesIO(body), "danh-sach.xlsx", name="file")
    boundary, whole = encode_multipart(data)
    return visitor.send(path, whole, content_type=f"multipart/form-data; boundary={boundary}")


def _follow(name: str) -> dict[str, str]:
    return {
        "id": name, "relation": "cong-viec", "subject": "", "work": "Rút ngắn thời gian chờ khám",
        "method": "Bố trí thêm bàn", "time": "Cả năm", "result": "Giảm 20%", "remedy": "",
    }  # fmt: skip
