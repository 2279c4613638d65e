"""Comments, answers and views: ledger entries that move no process and pass through no workflow.

A round's row guards them: closing it and commenting in it are serialised by the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.blobs.port import Area
from storage.instants import to_text
from storage.ledger import ledger
from storage.ledger.chain import NewEntry
from storage.readmodel import rounds
from storage.readmodel.projections import project
from workflows.contracts.codec import document_from
from workflows.domain.errors import (
    ActReusedError,
    AnsweredAlreadyError,
    EmptyTextError,
    ExplanationMissingError,
    NoRightError,
    WrongStateError,
)
from workflows.domain.lifecycle import State
from workflows.domain.people import Standing, circle
from workflows.domain.rights import circles, refuse_absent
from workflows.domain.rounds import NEEDS_EXPLANATION, Answer
from workflows.domain.texts import clean_text
from workflows.recording.standing import people_around

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.blobs.port import BlobRef
    from workflows.domain.document import Document
    from workflows.recording.record import Recorder

LONGEST = 4_000  # characters of a comment or an explanation: what the minutes have room for


@dataclass(frozen=True, slots=True)
class By:
    """Who does it, by which act, from where."""

    person_id: str
    act_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a paper was handed to a person: a page of so many as a picture, or the whole file.

    Neither is set where only its dossier was opened.
    """

    page: int = 0  # from 1
    pages: int = 0
    is_file: bool = False


DOSSIER = Shown()


@dataclass(frozen=True, slots=True)
class Seen:
    """Which version and which bytes were before somebody's eyes."""

    version: int
    sha256: str
    shown: Shown = DOSSIER

    @property
    def details(self) -> dict[str, Any]:
        """What the ledger is told."""
        told: dict[str, Any] = {"seen_version": self.version, "seen": self.sha256[:64]}
        if self.shown.page:
            told |= {"page": self.shown.page, "pages": self.shown.pages}
        if self.shown.is_file:
            told["file"] = True
        return told


def comment(recorder: Recorder, by: By, document_id: str, paragraph_id: str, text: str) -> None:
    """Comment on a paragraph while the round is open. Safe to run twice.

    Raises:
        DomainError: no right, or a text that cannot be taken.
        RoundClosedError: the round is closed, also if it closed a moment ago.
    """
    clean = _checked(text)
    ref = recorder.blobs.put(Area.COMMENT, document_id, clean.encode())
    with recorder.database.writing() as conn:
        if _is_repeat(conn, by, document_id):
            return
        doc = _document(conn, document_id)
        standing = _standing_in_circle(recorder, conn, doc, by.person_id)
        open_round = rounds.require_open(conn, document_id)
        details = {
            "comment_id": by.act_id,
            "round": open_round.number,
            "paragraph_id": paragraph_id[:100],
            "text": _ticket(ref),
        }
        _append(recorder, conn, _entry(recorder, by, doc, "comment", details, standing.post_id))


def answer(
    recorder: Recorder, by: By, document_id: str, comment_id: str, given: tuple[Answer, str]
) -> None:
    """Answer a comment, once the round is closed; only the drafter does. Safe to run twice.

    Raises:
        DomainError: not the drafter, not now, answered already, or no explanation.
        CommentUnknownError: no such comment.
    """
    verdict, explanation = given
    if verdict in NEEDS_EXPLANATION and not explanation.strip():
        raise ExplanationMissingError(comment_id)
    details: dict[str, Any] = {"comment_id": comment_id, "answer": verdict.value}
    if explanation.strip():
        body = _checked(explanation).encode()
        details["explanation"] = _ticket(recorder.blobs.put(Area.COMMENT, document_id, body))
    with recorder.database.writing() as conn:
        if _is_repeat(conn, by, document_id):
            return
        doc = _document(conn, document_id)
        _check_answer(conn, doc, by, comment_id)
        at = recorder.clock()
        refuse_absent(by.person_id, at, people_around(conn, doc, at))
        _append(recorder, conn, _entry(recorder, by, doc, "answer", details))


def view(recorder: Recorder, by: By, document_id: str, seen: Seen) -> None:
    """Note that somebody opened the document, or what of it he was handed. Safe to run twice."""
    with recorder.database.reading() as conn:  # most are repeats: a page is noted once a paper
        if _is_repeat(conn, by, document_id):
            return
    with recorder.database.writing() as conn:
        if _is_repeat(conn, by, document_id):
            return
        doc = _document(conn, document_id)
        _append(recorder, conn, _entry(recorder, by, doc, "view", seen.details))


def _checked(text: str) -> str:
    clean = clean_text(text, LONGEST)
    if not clean:
        raise EmptyTextError
    return clean


def _is_repeat(conn: Connection, by: By, document_id: str) -> bool:
    earlier = ledger.by_act(conn, by.act_id)
    if earlier is None:
        return False
    if (earlier.person_id, earlier.document_id) != (by.person_id, document_id):
        raise ActReusedError(by.act_id)
    return True


def _document(conn: Connection, document_id: str) -> Document:
    entry = ledger.latest(conn, document_id)
    if entry is None or entry.after is None:
        raise NoRightError(document_id)
    return document_from(entry.after)


def _standing_in_circle(
    recorder: Recorder, conn: Connection, doc: Document, person_id: str
) -> Standing:
    at = recorder.clock()
    people = people_around(conn, doc, at)
    for unit_id in circles(doc):
        for standing in circle(unit_id, at, people):
            if standing.person_id == person_id:
                refuse_absent(person_id, at, people)
                return standing
    raise NoRightError("comment")


def _check_answer(conn: Connection, doc: Document, by: By, comment_id: str) -> None:
    if doc.drafter_id != by.person_id:
        raise NoRightError("answer")
    if doc.state not in {State.COMMENTING, State.RECONCILING} or doc.vote is not None:
        raise WrongStateError(doc.state, "answer")
    if rounds.comment(conn, doc.document_id, comment_id).answer:
        raise AnsweredAlreadyError(comment_id)


def _entry(  # noqa: PLR0913, PLR0917 -- an entry is these values
    recorder: Recorder, by: By, doc: Document, act: str, details: dict[str, Any], post_id: str = ""
) -> NewEntry:
    return NewEntry(
        at=to_text(recorder.clock()),
        act_id=by.act_id,
        act=act,
        person_id=by.person_id,
        document_id=doc.document_id,
        edition=doc.edition,
        on_behalf_of=post_id,
        seen_sha256=doc.content_sha256,
        origin=by.origin,
        details=details,
    )


def _append(recorder: Recorder, conn: Connection, entry: NewEntry) -> None:
    project(conn, ledger.append(conn, entry), recorder.blobs)


def _ticket(ref: BlobRef) -> dict[str, Any]:
    return {"key": ref.key, "sha256": ref.sha256, "size": ref.size}
