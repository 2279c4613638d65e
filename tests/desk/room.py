"""A room with a desk in it: folder, database, blob store, wrapped keys, papers that await them."""

from __future__ import annotations

import hashlib
import json
import secrets
import subprocess
import sys
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Self

from service.desk.cabinet import Cabinet, KeyCard
from service.desk.client import DeskClient
from service.desk.held import Held, wrap
from service.desk.keepers import Keepers
from service.desk.protocol import Purpose
from service.desk.report_key import ReportKey
from signing.custody import pkcs12
from signing.errors import DeskClosedError
from signing.port import FieldRole as SealRole
from signing.port import Prepared
from signing.seal.embed import check_cms
from signing.seal.fields import reserve
from signing.seal.prepare import SigningOrder, prepare
from storage.blobs.local import LocalBlobStore
from storage.blobs.port import Area, BlobRef
from storage.database import Database
from storage.instants import to_text
from storage.ledger import ledger
from storage.ledger.chain import NewEntry
from storage.migrate import migrate
from storage.readmodel.projections import project
from tests.builders import a_document
from tests.signed.office import Office
from tests.signed.page import blank_paper
from tests.waiting import until
from workflows.activities.workshop import PaperPlan
from workflows.contracts.codec import to_data
from workflows.domain.document import (
    Document,
    Item,
    Number,
    Paper,
    SignatureMade,
    Signer,
    Ticket,
)
from workflows.domain.lifecycle import State
from workflows.domain.shapes import FieldRole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signing.trust.own_ca import Issued

PIN, WRONG_PIN = "246810", "111111"
LEADER, INTRUDER, CLERK = "ng-leader", "ng-intruder", "ng-clerk"
ISSUER, OTHER_ISSUER = "dv-issuer", "dv-other"
UNSEALED: Final = (SealRole.PERSONAL, SealRole.NUMBER)
_HOLE_IS_GOOD_FOR: Final = timedelta(hours=24)
_READY_S: Final = 120.0


@dataclass
class Room:
    """Everything around one desk; times are the real clock's, because the process reads it."""

    folder: Path
    office: Office
    database: Database
    blobs: LocalBlobStore
    cabinet: Cabinet
    now: datetime
    versions: dict[str, int] = field(default_factory=dict)
    place: str = "desk/s/desk.sock"  # of the socket, below the folder
    caller_uid: int | None = None
    reports: bool = False  # whether the desk knows authorities, and so may sign reports
    is_late: bool = False  # whether the timestamp authority is away

    @property
    def socket(self) -> Path:
        return self.folder / self.place

    @property
    def keepers(self) -> Keepers:
        return Keepers(self.folder / "desk", lambda: secrets.token_hex(16))

    def file_far_key(
        self,
        person_id: str,
        issued: Issued,
        keeper: str,
        place: dict[str, str],
        algorithm: str = "",
    ) -> KeyCard:  # fmt: skip
        """File where somebody's key is: in a token, or at a service."""
        card = replace(self.file_key(person_id, issued), keeper=keeper, algorithm=algorithm)
        held = Held(issued.der, issued.chain_der, place)
        self.cabinet.put(card, wrap(held, PIN, self.cabinet.server_key()))
        return card

    @property
    def client(self) -> DeskClient:
        return DeskClient(self.socket)

    def file_key(
        self, person_id: str, issued: Issued, issuer_id: str = "", pin: str = PIN
    ) -> KeyCard:
        """Wrap a key by a PIN and put it into the desk's cabinet."""
        card = KeyCard(
            person_id=person_id,
            certificate_sha256=hashlib.sha256(issued.der).hexdigest(),
            purpose=Purpose.AGENCY if issuer_id else Purpose.PERSONAL,
            issuer_id=issuer_id,
            valid_from=issued.certificate.not_valid_before_utc,
            valid_until=issued.certificate.not_valid_after_utc,
        )
        wrapped = pkcs12.wrap(issued.p12("p12"), "p12", pin, self.cabinet.server_key())
        self.cabinet.put(card, wrapped)
        return card

    def file_report_key(self, issued: Issued) -> None:
        """Give the desk the key for reports."""
        key = ReportKey(self.folder / "desk", self.cabinet)
        key.put(issued.p12("p12"), "p12", self.now)

    def awaiting_signature(
        self, document_id: str, person_id: str = LEADER, good_for: timedelta = _HOLE_IS_GOOD_FOR
    ) -> Document:
        """A plan that awaits its leader's signature, prepared and recorded."""
        own = f"%{document_id}\n".encode()  # no two documents are one file
        base = self.keep(document_id, self.office.blank() + own)
        paper = Paper(base, base)
        item = self.prepared(document_id, paper, FieldRole.PERSONAL, person_id, good_for)
        doc = a_document(
            State.AWAITING_SIGNATURE, document_id=document_id, main=replace(paper, item=item),
            content=None,
        )  # fmt: skip
        return self.record(doc)

    def awaiting_number(self, document_id: str) -> Document:
        """A plan that its leader has signed, before the number is allotted."""
        base = self.keep(document_id, self.office.blank())
        signed = self.office.sign(self.office.blank(), SealRole.PERSONAL)
        made = SignatureMade(
            FieldRole.PERSONAL, LEADER, to_text(self.now), "B-LT", self.keep(document_id, signed)
        )
        doc = a_document(
            State.AWAITING_NUMBER, document_id=document_id, main=Paper(base, base, (made,)),
            content=None,
        )  # fmt: skip
        return self.record(doc)

    def with_number_prepared(self, doc: Document) -> Document:
        """The same after the number was allotted and its field prepared for the agency."""
        assert doc.main is not None
        item = self.prepared(doc.document_id, doc.main, FieldRole.NUMBER, "")
        number = Number("s", 241, "241/KH-SYT", "2026-02-05")
        return self.record(
            replace(doc, state=State.AWAITING_SEAL, number=number,
                    main=replace(doc.main, item=item, cms=None))
        )  # fmt: skip

    def resolution(self, document_id: str, signer: str = LEADER) -> Document:
        """A cell's resolution that its signer is asked to sign; it will have no seal."""
        fields = self.office.reserved(UNSEALED, {SealRole.NUMBER: self.office.leader})
        base = self.keep(document_id, reserve(blank_paper(), fields))
        sha256 = hashlib.sha256(self.office.leader.der).hexdigest()
        plan = PaperPlan(
            {FieldRole(role): signer for role in UNSEALED},
            {FieldRole(role): sha256 for role in UNSEALED},
        )
        paper = Paper(base, self.keep(document_id, plan.body()))
        item = self.prepared(document_id, paper, FieldRole.PERSONAL, signer)
        doc = a_document(
            State.AWAITING_SIGNATURE, document_id=document_id, kind="nghi-quyet", route="chi-bo",
            signer=Signer(signer, "vt-bi-thu"), main=replace(paper, item=item), content=None,
        )  # fmt: skip
        return self.record(doc)

    def signed_resolution(self, document_id: str, signer: str = LEADER) -> Document:
        """The same with the signature in it, before the number is allotted."""
        doc = self.resolution(document_id, signer)
        assert doc.main is not None
        pdf = self.office.sign(self.fetch(doc.main.base), SealRole.PERSONAL)
        made = SignatureMade(
            FieldRole.PERSONAL, signer, to_text(self.now), "B-LT", self.keep(document_id, pdf)
        )
        main = replace(doc.main, item=None, signatures=(made,))
        return self.record(replace(doc, state=State.AWAITING_NUMBER, main=main))

    def with_own_number_prepared(self, doc: Document, person_id: str = LEADER) -> Document:
        """The same after the number was allotted and its field prepared for the signer."""
        assert doc.main is not None
        bare = replace(doc.main, item=None, cms=None)
        item = self.prepared(doc.document_id, bare, FieldRole.NUMBER, person_id)
        number = Number("s", 3, "03-NQ/CB", "2026-02-05")
        main = replace(bare, item=item)
        return self.record(replace(doc, state=State.AWAITING_SEAL, number=number, main=main))

    def prepared(
        self, document_id: str, paper: Paper, role: FieldRole, person_id: str,
        good_for: timedelta = _HOLE_IS_GOOD_FOR,
    ) -> Item:  # fmt: skip
        """Cut the hole for one field of the paper as it is now; a number with a name is his own."""
        is_own_number = role is FieldRole.NUMBER and person_id
        issued = self.office.leader if is_own_number else self.office.holders()[SealRole(role)]
        count = self.versions.get(document_id, 0)
        order = SigningOrder(
            item_id=f"{document_id}-{role}-{count}",
            role=SealRole(role),
            certificate=issued.der,
            chain=issued.chain_der,
            signed_at=self.now,
            expires_at=self.now + good_for,
            certify=not paper.signatures,
        )
        sheet, hole = prepare(self.fetch(paper.current), order, self.office.printed(SealRole(role)))
        return Item(
            order.item_id, role, person_id, self.keep(document_id, hole),
            self.keep(document_id, json.dumps(asdict(sheet)).encode()), sheet.certificate_sha256,
            to_text(order.expires_at),
        )  # fmt: skip

    def record(self, doc: Document) -> Document:
        """Write the state into ledger and read model, as the worker does."""
        version = self.versions.get(doc.document_id, 0) + 1
        self.versions[doc.document_id] = version
        doc = replace(doc, version=version, moved_version=version)
        entry = NewEntry(
            at=to_text(self.now), act_id=f"{doc.document_id}:{version}", act="prepared",
            person_id="system", document_id=doc.document_id, version=version, after=to_data(doc),
        )  # fmt: skip
        with self.database.writing() as connection:
            project(connection, ledger.append(connection, entry), self.blobs)
        return doc

    def keep(self, document_id: str, body: bytes) -> Ticket:
        ref = self.blobs.put(Area.PAPER, document_id, body)
        return Ticket(ref.key, ref.sha256, ref.size)

    def fetch(self, ticket: Ticket) -> bytes:
        return self.blobs.get(BlobRef(ticket.key, ticket.sha256, ticket.size))

    def path_of(self, ticket: Ticket) -> Path:
        return self.folder / "blobs" / ticket.key

    def check(self, item: Item, cms: BlobRef) -> None:
        """Refuse a CMS that is not a signature over this item's file by its certificate."""
        prepared = Prepared(**json.loads(self.fetch(item.sheet)))
        check_cms(self.fetch(item.hole), prepared, self.blobs.get(cms))

    def start(self, session_seconds: float = 300.0) -> DeskProcess:
        """Start the desk as a process of its own and wait until it answers."""
        process = self.spawn(session_seconds)
        try:
            until(process.answers, _READY_S)
        except BaseException:
            process.kill()
            raise
        return process

    def spawn(self, session_seconds: float = 300.0) -> DeskProcess:
        """Start the desk's process and look no further."""
        settings = {
            "folder": str(self.folder / "desk"),
            "socket": str(self.socket),
            "database_url": f"sqlite:///{self.folder}/db.sqlite3",
            "blobs": str(self.folder / "blobs"),
            "session_seconds": session_seconds,
            "caller_uid": self.caller_uid,
            "pki_dir": str(self.office.pki.directory) if self.reports else None,
            "is_late": self.is_late,
        }
        log = (self.folder / "desk.log").open("ab")
        command = [sys.executable, "-m", "tests.desk.run", json.dumps(settings)]
        return DeskProcess(self, subprocess.Popen(command, stdout=log, stderr=log), log)

    def log(self) -> str:
        return (self.folder / "desk.log").read_text()


@dataclass
class DeskProcess:
    """A running desk; leaving the `with` block ends it."""

    room: Room
    popen: subprocess.Popen[bytes]
    log: IO[bytes]

    def answers(self) -> bool:
        assert self.popen.poll() is None, self.room.log()
        try:
            self.room.client.ping()
        except DeskClosedError:
            return False
        return True

    def stop(self) -> int:
        """End it as an operator would; return its exit code."""
        self.popen.terminate()
        return self.ended()

    def kill(self) -> int:
        """End it as a power cut would."""
        self.popen.kill()
        return self.ended()

    def ended(self) -> int:
        code = self.popen.wait(_READY_S)
        self.log.close()
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.popen.poll() is None:
            self.kill()


def open_room(folder: Path, office: Office) -> Iterator[Room]:
    database = Database(f"sqlite:///{folder}/db.sqlite3")
    migrate(database)
    room = Room(
        folder, office, database, LocalBlobStore(folder / "blobs"), Cabinet(folder / "desk"),
        office.now,
    )  # fmt: skip
    yield room
    database.close()


def items_of(*docs: Document) -> list[tuple[str, str]]:
    """The list that a page shows with the PIN."""
    return [(doc.document_id, item_of(doc).item_id) for doc in docs]


def item_of(doc: Document) -> Item:
    assert doc.main is not None
    assert doc.main.item is not None
    return doc.main.item
