"""An office to try pages on: real database, real shelf, real ledger; only Temporal is not there.

Orders go straight into the recording transaction that the workflow's activity calls, so every
rule, right and ledger entry is the real one. The slow work of a workflow is played by `system`.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

import lxml.html  # type: ignore[import-untyped]
from flask import Flask
from flask.testing import FlaskClient

from doc_templates.read.plan import read_plan
from service.accounts.secret_box import SecretBox
from service.acting import refusing
from service.app import create_app
from service.demo.organisation import PEOPLE, SO, SO_CELL, SO_OFFICE, UNITS
from service.desk.client import DeskClient
from service.gateway import Actor, Extras, Target
from service.services import Services
from service.temporal_gateway import TemporalGateway
from storage.blobs.local import LocalBlobStore
from storage.blobs.port import Area, BlobRef
from storage.database import Database
from storage.migrate import migrate
from storage.people import accounts, persons, posts, units
from storage.people.units import Unit
from storage.readmodel import queries
from storage.registers import numbers
from tests.cheap_words import cheap_hash
from workflows.contracts.payloads import Receipt, RecordAsk
from workflows.domain.document import Document, Item, Paper, SignatureMade, Ticket
from workflows.domain.lifecycle import Act
from workflows.domain.orders import NewDocument, Order
from workflows.domain.people import SYSTEM
from workflows.domain.rounds import Vote
from workflows.recording.record import Recorder

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from werkzeug.test import TestResponse

    from service.temporal_client import TemporalClient

SINCE = datetime(2019, 12, 31, 17, tzinfo=UTC)
MONDAY = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)  # 8:00 in Hà Nội
PASSWORD = "mat-khau-thu"
PASSWORD_HASH = cheap_hash(PASSWORD)
BOX_KEYS = ["a key of this test, and of nothing else"]
BOX = SecretBox(BOX_KEYS, secrets.token_bytes)
DRAFTER, HEAD, FORM, CLERK = "chuyenvien", "chanhvanphong", "thethuc", "vanthu"
DIRECTOR, CHAIR, SECRETARY, MEMBER = "giamdoc", "phochanhvanphong", "thuky", "dangvien1"
STRANGER, AUDITOR, ADMIN = "bv-chuyenvien", "kiemtoan", "quantri"
PLAN = """Số: /KH-SYT

Thanh Hóa, ngày tháng năm

KẾ HOẠCH

Học tập chuyên đề năm 2027

Căn cứ Chỉ thị số 05-CT/TW ngày 15/5/2016 của Bộ Chính trị;

I. MỤC ĐÍCH, YÊU CẦU

- Đưa việc học tập và làm theo thành công việc tự giác, thường xuyên.

- Lấy kết quả *làm theo* làm căn cứ đánh giá cuối năm.

II. TỔ CHỨC THỰC HIỆN

1. Văn phòng Sở theo dõi, đôn đốc.

Nơi nhận:
- Ban Tuyên giáo Tỉnh ủy (b/cáo);
- Các phòng thuộc Sở (t/hiện);
- Lưu: VT, VP.

GIÁM ĐỐC

Trịnh Hữu Hùng
"""


@dataclass(slots=True)
class Straight:
    """Takes the place of the client to Temporal: records an order at once."""

    recorder: Recorder

    def act(self, document_id: str, order: Order) -> Receipt:
        with self.recorder.database.reading() as conn:
            row = queries.document(conn, document_id)
        ask = RecordAsk(document_id, row.version if row else 0, order)
        with refusing():
            done = self.recorder.record(ask)
        return Receipt(document_id, done.doc.version, done.doc.state)

    create = act

    def catch_up(self, document_id: str) -> None:
        """There is no workflow that could lag behind."""

    def check(self) -> None:
        """Always there."""


@dataclass(slots=True)
class Office:
    """Everything behind the pages, and a clock that a test may move."""

    folder: Path
    now: datetime = MONDAY
    database: Database = field(init=False)
    recorder: Recorder = field(init=False)
    gateway: TemporalGateway = field(init=False)
    app: Flask = field(init=False)
    _count: int = 0

    def __post_init__(self) -> None:
        file = self.folder / "trinhky.db"
        file.write_bytes(_planted())
        self.database = Database(f"sqlite:///{file}")
        self.recorder = Recorder(
            self.database, LocalBlobStore(self.folder / "blobs"), lambda: self.now
        )
        straight = cast("TemporalClient", Straight(self.recorder))
        desk = DeskClient(self.folder / "no-desk.sock")
        self.gateway = TemporalGateway(straight, self.recorder, desk)
        self.app = create_app(self.services())

    def services(self, **changes: Any) -> Services:
        given = Services(
            gateway=self.gateway, database=self.database, blobs=self.recorder.blobs,
            clock=lambda: self.now, new_id=self.new_id, secret_key="only for this test",
            base_url="http://127.0.0.1", box=BOX,
        )  # fmt: skip
        return replace(given, **changes)

    def new_id(self) -> str:
        self._count += 1
        return hashlib.sha256(f"{self.folder}{self._count}".encode()).hexdigest()[:32]

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def visitor(self, login: str) -> Visitor:
        """Return a browser in which somebody has signed in."""
        visitor = Visitor(self.app.test_client())
        visitor.open("/dang-nhap")
        visitor.press("/dang-nhap", login=login, password=PASSWORD)
        assert visitor.path == "/", visitor.text
        return visitor

    def document(self, document_id: str) -> Document:
        return self.gateway.document(document_id)

    def new_plan(self, text: str = PLAN) -> str:
        """Create a plan as its drafter; return the document's id."""
        content = read_plan(text.encode()).content
        content["issuer"] = {"superior": "UBND tỉnh Thanh Hóa", "name": "Sở Y tế Thanh Hóa",
                             "code": "KH-SYT"}  # fmt: skip
        new = NewDocument("ke-hoach", "so", unit_id=SO_OFFICE, issuer_id=SO, circle_id=SO_CELL)
        target = Target("", self.new_id())
        return self.gateway.create(self.actor(DRAFTER), target, new, content).document_id

    def do(self, document_id: str, login: str, act: Act, extras: Extras | None = None) -> None:
        """Let somebody act on what he sees now."""
        doc = self.document(document_id)
        target = Target(document_id, self.new_id(), doc.version, doc.shown_sha256)
        self.gateway.act(self.actor(login), target, act, extras or Extras())

    def system(self, document_id: str, act: Act, **parts: Any) -> None:
        """Play the workflow's own hand."""
        order = Order(act_id=self.new_id(), act=act, person_id=SYSTEM, **parts)
        version = self.document(document_id).version
        self.recorder.record(RecordAsk(document_id, version, order))

    def agreed_plan(self, pdf: bytes) -> str:
        """Bring a plan through its round: closed, voted, minutes signed."""
        plan = self.new_plan()
        self.do(plan, DRAFTER, Act.OPEN_ROUND)
        self.do(plan, CHAIR, Act.CLOSE_ROUND)
        count = len(self.circle())
        self.do(plan, SECRETARY, Act.RECORD_VOTE, Extras(vote=Vote(count, count, count, 0, 0)))
        self.system(plan, Act.RENDERED, paper=self.paper(plan, pdf))
        for login in (SECRETARY, CHAIR):
            self.sign(plan, login, pdf)
        return plan

    def plan_to_sign(self, pdf: bytes) -> str:
        """Bring a plan to the director: approved twice, rendered, prepared."""
        plan = self.agreed_plan(pdf)
        self.do(plan, DRAFTER, Act.SUBMIT)
        self.do(plan, HEAD, Act.APPROVE, Extras(approval="content"))
        self.do(plan, FORM, Act.APPROVE, Extras(approval="form"))
        self.system(plan, Act.RENDERED, paper=self.paper(plan, pdf))
        self.prepare(plan, DIRECTOR, pdf)
        return plan

    def sign(self, plan: str, login: str, pdf: bytes) -> None:
        """Let somebody's signature be made, as far as records go."""
        item = self.prepare(plan, login, pdf)
        doc = self.document(plan)
        cms = self._ticket(plan, Area.CMS, b"cms")
        order = Order(self.new_id(), Act.SIGN, item.person_id, doc.version, item_id=item.item_id,
                      cms=cms)  # fmt: skip
        self.recorder.record(RecordAsk(plan, doc.version, order))
        made = SignatureMade(item.role, item.person_id, "2026-11-02T01:00:00.000000Z", "B-LT",
                             self._ticket(plan, Area.PAPER, pdf))  # fmt: skip
        self.system(plan, Act.EMBEDDED, signature=made)

    def prepare(self, plan: str, login: str, pdf: bytes) -> Item:
        doc = self.document(plan)
        assert doc.next_field is not None
        hole = self._ticket(plan, Area.PAPER, pdf)
        expires = (self.now + timedelta(days=1)).isoformat()
        item = Item(self.new_id(), doc.next_field, person_of(login), hole, hole, "c" * 64, expires)
        self.system(plan, Act.PREPARED, item=item)
        return item

    def paper(self, plan: str, pdf: bytes) -> Paper:
        ticket = self._ticket(plan, Area.PAPER, pdf)
        return Paper(ticket, ticket)

    def circle(self) -> set[str]:
        return {p.person_id for p in PEOPLE for s in p.seats if s.unit_id == SO_CELL}

    def actor(self, login: str) -> Actor:
        return Actor(person_of(login), "test")

    def ticket_of(self, ref: BlobRef) -> Ticket:
        return Ticket(ref.key, ref.sha256, ref.size)

    def _ticket(self, plan: str, area: Area, body: bytes) -> Ticket:
        ref = self.recorder.blobs.put(area, plan, body)
        return Ticket(ref.key, ref.sha256, ref.size)


@cache
def _planted() -> bytes:
    """An empty installation with the demo's people: made once, and copied for each test."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "trinhky.db"
        database = Database(f"sqlite:///{file}")
        migrate(database)
        with database.writing() as conn:
            _plant(conn)
        database.close()
        with closing(sqlite3.connect(file)) as planted:
            return planted.serialize()


def _plant(conn: Connection) -> None:
    for unit in UNITS:
        units.add_unit(conn, _unit(unit.unit_id))
    for seat in {s.post_id: s for p in PEOPLE for s in p.seats}.values():
        post = posts.Post(seat.post_id, seat.unit_id, seat.role, seat.title)
        posts.add_post(conn, post)
    for person in PEOPLE:
        persons.add_person(conn, persons.Person(person.person_id, person.name))
        account = accounts.Account(person.person_id, person.login, PASSWORD_HASH)
        accounts.add_account(conn, account)
        for seat in person.seats:
            posts.add_holding(conn, seat.post_id, person.person_id, SINCE)
    numbers.open_series(conn, numbers.year_key(SO, "KH-SYT", 2026), 240, "act-open")


@dataclass(slots=True)
class Visitor:
    """A browser without JavaScript: it opens pages and presses the buttons that are there."""

    client: FlaskClient
    path: str = ""
    status: int = 0
    html: str = ""

    @property
    def tree(self) -> Any:
        return lxml.html.fromstring(self.html)

    @property
    def text(self) -> str:
        """What a person reads, white space collapsed."""
        body = self.tree.body
        return " ".join(" ".join(body.itertext()).split())

    def open(self, path: str) -> Visitor:
        return self._took(self.client.get(path, follow_redirects=True))

    def press(self, action: str, **fields: str | list[str]) -> Visitor:
        """Send the form of this page whose address ends so, with these fields filled in."""
        return self.send(self.form(action).get("action"), self.filled(action) | fields)

    def send(
        self, path: str, data: dict[str, Any] | bytes, content_type: str | None = None
    ) -> Visitor:
        answer = self.client.post(path, data=data, content_type=content_type, follow_redirects=True)
        return self._took(answer)

    def filled(self, action: str) -> dict[str, Any]:
        """Return what the form holds before anything is typed."""
        values: dict[str, Any] = {}
        for name, value in self.form(action).form_values():
            values.setdefault(name, []).append(value)
        return values

    def form(self, action: str) -> Any:
        found = [f for f in self.tree.forms if f.get("action", "").endswith(action)]
        assert found, f"no form for {action} on {self.path}"
        return found[0]

    def offers(self, action: str) -> bool:
        return any(f.get("action", "").endswith(action) for f in self.tree.forms)

    def _took(self, answer: TestResponse) -> Visitor:
        self.path, self.status, self.html = answer.request.path, answer.status_code, answer.text
        return self


def person_of(login: str) -> str:
    """Return a person's id."""
    return next(p.person_id for p in PEOPLE if p.login == login)


def _unit(unit_id: str) -> Unit:
    demo = next(u for u in UNITS if u.unit_id == unit_id)
    return Unit(
        unit_id, demo.parent_id, demo.kind, demo.name, demo.superior_line, "Thanh Hóa", demo.code,
        SINCE,
    )  # fmt: skip
