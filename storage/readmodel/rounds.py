"""Guards around a comment round, inside the transaction that records a comment or an answer.

Closing a round and commenting in it are serialised by `Database.writing()`: a comment is either
before the closing and counts, or after it and is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from storage.blobs.port import BlobRef
from storage.errors import CommentUnknownError, RoundClosedError
from storage.readmodel.tables import COMMENTS, ROUNDS

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row


@dataclass(frozen=True, slots=True)
class Round:
    """One comment round of a document; `closes_at` is its deadline."""

    document_id: str
    number: int
    is_open: bool
    circle_id: str
    opened_at: datetime
    closes_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment; its text and the explanation of its answer are blobs."""

    comment_id: str
    document_id: str
    round: int
    paragraph_id: str
    person_id: str
    at: datetime
    text: BlobRef
    answer: str  # "" while it has none
    explanation: BlobRef | None
    answered_by: str
    answered_at: datetime | None


def require_open(conn: Connection, document_id: str) -> Round:
    """Return the document's open round.

    Raises:
        RoundClosedError: none is open.
    """
    mine = select(ROUNDS).where(ROUNDS.c.document_id == document_id, ROUNDS.c.state == "open")
    row = conn.execute(mine.order_by(ROUNDS.c.number.desc())).first()
    if row is None:
        raise RoundClosedError(document_id)
    return _round(row)


def rounds_of(conn: Connection, document_id: str) -> list[Round]:
    """Return all rounds of a document, in order."""
    mine = select(ROUNDS).where(ROUNDS.c.document_id == document_id).order_by(ROUNDS.c.number)
    return [_round(row) for row in conn.execute(mine)]


def unanswered(conn: Connection, document_id: str, number: int) -> int:
    """Count the comments of a round that have no answer."""
    mine = (COMMENTS.c.document_id == document_id) & (COMMENTS.c.round == number)
    count = select(func.count()).select_from(COMMENTS).where(mine, COMMENTS.c.answer == "")
    return int(conn.execute(count).scalar_one())


def comments_of(conn: Connection, document_id: str, number: int | None = None) -> list[Comment]:
    """Return a document's comments in the order they were made: of one round, or of all."""
    mine = select(COMMENTS).where(COMMENTS.c.document_id == document_id)
    if number is not None:
        mine = mine.where(COMMENTS.c.round == number)
    return [_comment(row) for row in conn.execute(mine.order_by(COMMENTS.c.seq))]


def comment(conn: Connection, document_id: str, comment_id: str) -> Comment:
    """Return one comment of a document.

    Raises:
        CommentUnknownError: this document has no such comment.
    """
    mine = (COMMENTS.c.document_id == document_id) & (COMMENTS.c.id == comment_id)
    row = conn.execute(select(COMMENTS).where(mine)).first()
    if row is None:
        raise CommentUnknownError(comment_id)
    return _comment(row)


def _round(row: Row[Any]) -> Round:
    return Round(
        row.document_id, row.number, row.state == "open", row.circle_id, row.opened_at,
        row.closes_at, row.closed_at,
    )  # fmt: skip


def _comment(row: Row[Any]) -> Comment:
    explanation = None
    if row.explanation_key:
        explanation = BlobRef(row.explanation_key, row.explanation_sha256, row.explanation_size)
    return Comment(
        row.id, row.document_id, row.round, row.paragraph_id, row.person_id, row.at,
        BlobRef(row.text_key, row.text_sha256, row.text_size), row.answer, explanation,
        row.answered_by, row.answered_at,
    )  # fmt: skip
