"""Archived documents with really signed papers, without the hours of their way there."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from service.config import Settings
from service.temporal_gateway import TemporalGateway, build
from signing.custody.unlocked import UnlockedKey
from signing.port import CornerLine, Source
from signing.port import FieldRole as SealRole
from signing.seal.alone import Agency, sign_alone
from signing.trust.own_ca import DevPki
from storage.blobs.port import Area, BlobRef
from storage.instants import to_text
from storage.ledger import ledger
from storage.ledger.chain import NewEntry
from storage.people.certificates import Certificate, add_certificate
from storage.readmodel import incidents
from storage.readmodel.projections import project
from tests.homes import real_clock
from tests.signed.authority import next_authority
from tests.signed.office import MINUTES, PLAN, Office, open_office
from tests.signed.page import blank_paper
from workflows.activities.copies import Copy, copy_of
from workflows.activities.workshop import PaperPlan, ticket_of
from workflows.connecting import connect_once
from workflows.contracts.codec import to_data
from workflows.contracts.names import RENEW_COPY, RENEWAL, SIGN_COPY, copy_id
from workflows.contracts.renewing import Round
from workflows.domain.deadlines import VIETNAM
from workflows.domain.document import Document, Number, Paper, SignatureMade, Ticket
from workflows.domain.lifecycle import State
from workflows.domain.shapes import FieldRole
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from collections.abc import Sequence

    from temporalio.client import WorkflowHandle

    from storage.readmodel.incidents import Incident

AHEAD: Final = timedelta(days=5 * 365 - 100)  # from signing to when the authority has 100 days left
PERSON: Final = "ng-001"
NOWHERE: Final = "0" * 64  # no body hashes to it


@dataclass
class Records:
    """A home whose archive holds what is put into it; `later` is when renewal is due."""

    settings: Settings
    office: Office = field(init=False)
    gateway: TemporalGateway = field(init=False)
    later: datetime = field(init=False)

    def __post_init__(self) -> None:
        now = real_clock()
        self.office = open_office(self.settings.pki_dir, now)
        self.later = now + AHEAD
        self.gateway = build(self.settings, lambda: self.later)
        with self.gateway.recorder.database.writing() as conn:
            for der in {one.der for one in self.office.holders().values()}:
                add_certificate(conn, Certificate(der, "personal", now, None, PERSON))

    def archived(self, document_id: str, appendices: int = 0) -> Document:
        """Put a plan with its minutes into the archive, and appendix files if asked."""
        main, minutes = self._paper(document_id, PLAN), self._paper(document_id, MINUTES)
        kept = self.gateway.recorder.blobs.put_record(document_id, self.fetch(main.current), None)
        number = Number("series", 241, "241/KH-SYT", self.office.now.date().isoformat())
        return self.write(
            Document(
                document_id, kind="ke-hoach", route="so", drafter_id=PERSON, state=State.ARCHIVED,
                version=1, moved_version=1, main=main, minutes=minutes, record=ticket_of(kept),
                number=number, appendices=tuple(
                    self._appendix(document_id, main, part) for part in range(1, appendices + 1)
                ),
            )
        )  # fmt: skip

    def lost(self, document_id: str, like: Document) -> Document:
        """Put a document into the archive whose file is not there."""
        assert like.main is not None
        made = replace(like.main.signatures[-1], file=Ticket(f"paper/x/{NOWHERE}", NOWHERE, 1))
        main = replace(like.main, signatures=(*like.main.signatures[:-1], made))
        return self.write(replace(like, document_id=document_id, main=main, minutes=None))

    def copied(self, act_id: str, *, is_lost: bool = False) -> Copy:
        """Keep an electronic copy, as the clerk's command does; or note one that is not there."""
        at = self.office.now.astimezone(VIETNAM).replace(microsecond=0)
        line = CornerLine(("Sao y", "Sở Y tế"), at.isoformat(), "+07:00")
        signed = sign_alone(blank_paper(), SealRole.COPY, line, self._agency())
        shelf, recorder = copy_id(act_id), self.gateway.recorder
        lost = BlobRef(f"record/{shelf}/{NOWHERE}", NOWHERE, 1)
        kept = lost if is_lost else recorder.blobs.put_record(shelf, signed, None)
        details = {
            "form": "sao-y", "source_sha256": NOWHERE, "unit_id": "so", "sha256": kept.sha256,
            "record": asdict(kept), "certificate_sha256": _sha256(self.office.agency.der),
        }  # fmt: skip
        entry = NewEntry(
            at=to_text(at), act_id=act_id, act=SIGN_COPY, person_id=PERSON, details=details
        )
        with recorder.database.writing() as conn:
            ledger.append(conn, entry)
        return self.copy(act_id)

    def renewed_copies(self) -> list[str]:
        """Return the acts that renewed copies."""
        with self.gateway.recorder.database.reading() as conn:
            return [one.act_id for one in ledger.acts_after(conn, RENEW_COPY, 0, ledger.BATCH)]

    def copy(self, act_id: str) -> Copy:
        """Return a copy as the ledger has it now."""
        with self.gateway.recorder.database.reading() as conn:
            found = copy_of(conn, copy_id(act_id))
        assert found is not None
        return found

    def write(self, doc: Document) -> Document:
        """Write a state into ledger and read model, as the worker does."""
        recorder = self.gateway.recorder
        entry = NewEntry(
            at=to_text(self.office.now), act_id=f"{doc.document_id}:archive", act="archive",
            person_id="system", document_id=doc.document_id, version=doc.version,
            after=to_data(doc), details={"from_state": "issued", "is_final": doc.is_final},
        )  # fmt: skip
        with recorder.database.writing() as conn:
            project(conn, ledger.append(conn, entry), recorder.blobs)
        return doc

    def fetch(self, ticket: Ticket) -> bytes:
        return self.gateway.recorder.blobs.get(blob_ref(ticket))

    def publishes(self) -> None:
        """Let the authorities publish their lists at that later time, as they do every day."""
        DevPki(self.settings.pki_dir, "").publish_lists(self.later)

    def next_authority(self) -> None:
        """Give the home an authority that begins when renewal is due."""
        next_authority(self.settings.pki_dir, self.later)
        self.publishes()

    def incidents(self) -> list[Incident]:
        with self.gateway.recorder.database.reading() as conn:
            return incidents.open_incidents(conn)

    def _paper(self, document_id: str, roles: Sequence[SealRole]) -> Paper:
        pdf = self.office.archive(self.office.issue(roles))
        holders = self.office.holders()
        certificates = {FieldRole(role): _sha256(holders[role].der) for role in roles}
        plan = PaperPlan(dict.fromkeys(certificates, PERSON), certificates)
        base = self._keep(document_id, self.office.blank(roles))
        signed = self._keep(document_id, pdf)
        at = to_text(self.office.now)
        made = tuple(SignatureMade(role, PERSON, at, "B-LTA", signed) for role in certificates)
        return Paper(base, self._keep(document_id, plan.body()), made)

    def _appendix(self, document_id: str, main: Paper, pages: int) -> Paper:
        """Return an appendix as the clerk's act leaves it."""
        at = self.office.now.astimezone(VIETNAM).replace(microsecond=0)
        source = Source(main.current.sha256, main.current.size)
        line = CornerLine(("Số: 241/KH-SYT",), at.isoformat(), "+07:00", source)
        base = blank_paper(pages)
        signed = self._keep(document_id, sign_alone(base, SealRole.APPENDIX, line, self._agency()))
        made = SignatureMade(FieldRole.APPENDIX, "", to_text(at), "B-LTA", signed)
        return Paper(self._keep(document_id, base), main.anchors, (made,))

    def _agency(self) -> Agency:
        issued = self.office.agency
        key = UnlockedKey(issued.key, issued.certificate, issued.chain)
        return Agency(key, self.office.timestamper(), self.office.gatherer())

    def _keep(self, document_id: str, body: bytes) -> Ticket:
        return ticket_of(self.gateway.recorder.blobs.put(Area.PAPER, document_id, body))


def begin(settings: Settings, start: Round = Round()) -> str:  # noqa: B008 -- frozen
    """Begin a round; return the id of its workflow."""
    named = f"{RENEWAL}-{secrets.token_hex(4)}"

    async def ask() -> None:
        client = await connect_once(settings, "test")
        await client.start_workflow(RENEWAL, start, id=named, task_queue=settings.task_queue)

    asyncio.run(ask())
    return named


def ended(settings: Settings, named: str) -> Round:
    """Wait for the end of a round; return what became of it."""

    async def ask() -> Round:
        client = await connect_once(settings, "test")
        handle: WorkflowHandle[Any, Round] = client.get_workflow_handle(named, result_type=Round)
        return await asyncio.wait_for(handle.result(), 120)

    return asyncio.run(ask())


def _sha256(der: bytes) -> str:
    return Certificate(der, "personal", real_clock()).sha256
