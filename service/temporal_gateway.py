"""The gateway's adapter: acts go to their workflows, comments to the ledger, keys to the desk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from typing_extensions import override

from doc_templates.canonical import canonical_bytes
from service.acting import Acting, order_of, refusing
from service.ceremony import Ceremony
from service.copies.fitness import fit_pages
from service.desk.client import DeskClient, Proof, SigningSession
from service.gateway import (
    NO_EXTRAS,
    Actor,
    AnswerGiven,
    Extras,
    Gateway,
    RefusedError,
    Signed,
    Target,
)
from service.knowing import known_to
from service.many_signatures import ManySignatures, refuse_too_many
from service.temporal_client import UNKNOWN, TemporalClient
from storage.blobs.port import Area
from workflows.contracts import names
from workflows.domain.document import Attached, Ticket
from workflows.domain.errors import EmptyTextError
from workflows.domain.lifecycle import NEEDS_REASON, Act
from workflows.domain.rounds import Answer
from workflows.domain.texts import check_text, clean_text
from workflows.recording import comments, sign_lists, sign_refusals
from workflows.recording.comments import DOSSIER, Shown
from workflows.recording.record import Recorder
from workflows.recording.roll import Roll, members_of, roll_body
from workflows.recording.sign_refusals import Refusal
from workflows.recording.standing import people_around
from workflows.stores import open_blobs, open_database

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from doc_templates.port import Content
    from service.config import Settings
    from workflows.contracts.payloads import Receipt
    from workflows.domain.orders import NewDocument
    from workflows.recording.sign_lists import ListedPaper

LONGEST_REASON = 5_000  # characters
MAY_HAVE_REASON = frozenset({Act.DECIDE_ADJUSTMENT})  # the rules ask for it with a no


@dataclass(frozen=True, slots=True)
class TemporalGateway(Acting, Gateway):
    """Built once in each composition root."""

    desk: DeskClient

    @override
    def create(
        self, actor: Actor, target: Target, new: NewDocument, content: Content, source: bytes = b""
    ) -> Receipt:
        document_id = target.document_id or document_id_for(target.act_id, new.kind)
        with refusing():
            body = self._keep(Area.CONTENT, document_id, canonical_bytes(content))
            if source:
                self._keep(Area.SOURCE, document_id, source)
        order = order_of(actor, target, Act.CREATE, new=new, content=body)
        return self.temporal.create(document_id, order)

    @override
    def save(self, actor: Actor, target: Target, content: Content) -> Receipt:
        self._require_known(actor, target)
        with refusing():
            body = self._keep(Area.CONTENT, target.document_id, canonical_bytes(content))
        return self.perform(target.document_id, order_of(actor, target, Act.SAVE, content=body))

    @override
    def act(self, actor: Actor, target: Target, act: Act, extras: Extras = NO_EXTRAS) -> Receipt:
        self._require_known(actor, target)
        with refusing():
            reason = self._reason(target.document_id, act, extras.reason)
            roll = self._roll(target.document_id, extras) if extras.vote else None
            listing = self._listing(target.document_id, extras.listing)
        order = order_of(
            actor, target, act, reason=reason, roll=roll, vote=extras.vote, choice=extras.choice,
            approval=extras.approval, step_up_id=extras.step_up_id, asked=extras.asked,
            decided=extras.decided, urged=extras.urged, listing=listing,
        )  # fmt: skip
        return self.perform(target.document_id, order)

    @override
    def attach(self, actor: Actor, target: Target, pdf: bytes) -> Receipt:
        self._require_known(actor, target)
        with refusing():
            pages = fit_pages(pdf)
            file = self._keep(Area.SOURCE, target.document_id, pdf)
        attached = self.document(target.document_id).attached
        return self._attach(actor, target, (*attached, Attached(file, pages)))

    @override
    def detach(self, actor: Actor, target: Target, sha256: str) -> Receipt:
        self._require_known(actor, target)
        attached = self.document(target.document_id).attached
        return self._attach(
            actor, target, tuple(one for one in attached if one.file.sha256 != sha256)
        )

    @override
    def comment(self, actor: Actor, target: Target, paragraph_id: str, text: str) -> None:
        self._require_known(actor, target)
        with refusing():
            comments.comment(
                self.recorder, _by(actor, target), target.document_id, paragraph_id, text
            )

    @override
    def answer(self, actor: Actor, target: Target, given: AnswerGiven) -> None:
        self._require_known(actor, target)
        if given.answer not in set(Answer):
            raise RefusedError("round.answer_unknown")
        with refusing():
            comments.answer(
                self.recorder, _by(actor, target), target.document_id, given.comment_id,
                (Answer(given.answer), given.explanation),
            )  # fmt: skip

    @override
    def sign(self, actor: Actor, target: Target, pin: Proof) -> Receipt:
        self._require_known(actor, target)
        with refusing():
            return Ceremony(self, self.desk, actor, target).sign(pin)

    @override
    def sign_many(self, actor: Actor, targets: Sequence[Target], pin: Proof) -> list[Signed]:
        many = self.open_many(actor, targets, pin)
        many.finish()
        return [Signed(one.document_id, many.codes.get(one.act_id, UNKNOWN)) for one in targets]

    @override
    def open_many(self, actor: Actor, targets: Sequence[Target], pin: Proof) -> ManySignatures:
        refuse_too_many(targets)
        known = self._known(actor, targets)
        asked = tuple(target for target in targets if target.document_id in known)
        many = ManySignatures(self, self.desk, actor, asked)
        many.open(pin)
        return many

    @override
    def note_list(self, actor: Actor, list_id: str, papers: Sequence[ListedPaper]) -> None:
        with refusing():
            by = comments.By(actor.person_id, list_id, actor.origin)
            sign_lists.note(self.recorder, by, papers)

    @override
    def note_refused(self, actor: Actor, list_id: str, target: Target, code: str) -> None:
        refusal = Refusal(list_id, target.document_id, target.act_id, target.seen_sha256, code)
        with refusing():
            sign_refusals.note(self.recorder, actor.person_id, actor.origin, refusal)

    @override
    def number_and_seal(self, actor: Actor, target: Target, pin: Proof) -> Receipt:
        self._require_known(actor, target)
        with refusing():
            return Ceremony(self, self.desk, actor, target).number_and_seal(pin)

    @override
    def sign_and_number(self, actor: Actor, target: Target, pin: Proof) -> Receipt:
        self._require_known(actor, target)
        with refusing():
            return Ceremony(self, self.desk, actor, target).sign_and_number(pin)

    @override
    def take_back(self, actor: Actor, session: SigningSession) -> None:
        with refusing():
            self.desk.lock(session)

    @override
    def came_back(self, actor: Actor, state: str, code: str) -> None:
        with refusing():
            self.desk.came_back(actor.person_id, state, code)

    @override
    def viewed(self, actor: Actor, target: Target, shown: Shown = DOSSIER) -> None:
        seen = comments.Seen(target.seen_version, target.seen_sha256, shown)
        with refusing():
            comments.view(self.recorder, _by(actor, target), target.document_id, seen)

    def _attach(self, actor: Actor, target: Target, attached: tuple[Attached, ...]) -> Receipt:
        """Name all appendix files anew; pressed twice, the second press finds it done."""
        done = self.recorded(target)
        if done is not None:
            return done
        order = order_of(actor, target, Act.ATTACH, attached=attached)
        return self.perform(target.document_id, order)

    def _require_known(self, actor: Actor, target: Target) -> None:
        """Let nobody reach a workflow, or wait for one, by the id of a paper he may not know of.

        Raises:
            RefusedError: `doc.unknown`, for none as for one of others.
        """
        if target.document_id not in self._known(actor, [target]):
            raise RefusedError(UNKNOWN)

    def _known(self, actor: Actor, targets: Sequence[Target]) -> frozenset[str]:
        ids = [target.document_id for target in targets]
        with refusing(), self.recorder.database.reading() as conn:
            return known_to(conn, actor.person_id, ids, self.recorder.clock())

    def _keep(self, area: Area, document_id: str, body: bytes) -> Ticket:
        ref = self.recorder.blobs.put(area, document_id, body)
        return Ticket(ref.key, ref.sha256, ref.size)

    def _reason(self, document_id: str, act: Act, reason: str) -> Ticket | None:
        if act not in NEEDS_REASON | MAY_HAVE_REASON:
            return None
        text = clean_text(reason, LONGEST_REASON)
        if not text and act in MAY_HAVE_REASON:
            return None
        if not text:
            raise EmptyTextError
        return self._keep(Area.REASON, document_id, text.encode())

    def _listing(self, document_id: str, body: bytes) -> Ticket | None:
        return self._keep(Area.CONTENT, document_id, body) if body else None

    def _roll(self, document_id: str, extras: Extras) -> Ticket:
        """Everybody of the circle was called; who is not named absent was there."""
        doc, at = self.document(document_id), self.recorder.clock()
        with self.recorder.database.reading() as conn:
            members = members_of(doc, at, people_around(conn, doc, at))
        present = tuple(person for person in members if person not in extras.absent)
        for why in extras.absent.values():
            check_text(why)
        return self._keep(Area.COMMENT, document_id, roll_body(Roll(present, extras.absent)))


def document_id_for(act_id: str, kind: str) -> str:
    """Return the id of the document that an act creates: a double click creates one."""
    return names.document_id(kind, hashlib.sha256(act_id.encode()).hexdigest())


def build(settings: Settings, clock: Callable[[], datetime]) -> TemporalGateway:
    """Put the gateway together; call it after a fork, it owns a thread.

    Raises:
        StorageError: the database does not answer, or is not of this version.
    """
    recorder = Recorder(open_database(settings), open_blobs(settings), clock)
    return TemporalGateway(TemporalClient(settings), recorder, DeskClient(settings.desk_socket))


def _by(actor: Actor, target: Target) -> comments.By:
    return comments.By(actor.person_id, target.act_id, actor.origin)
