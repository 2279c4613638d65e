"""The lines of a list that has come to rest: how each paper ended, and what can be done now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from flask_login import current_user

from service.gateway import Target
from service.knowing import viewer_of
from service.labels import Explained, explain
from service.many_signatures import own_item
from service.pages.asking import me
from service.services import services
from storage.people import persons
from storage.readmodel import incidents, queries
from storage.readmodel.shapes import DocumentRow
from workflows.contracts.codec import document_from
from workflows.domain.errors import DomainError, NothingToSignError, OtherContentError, StaleError
from workflows.domain.lifecycle import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workflows.domain.document import Document
    from workflows.recording.sign_lists import ListedPaper

AT_ITS_SIGNER: Final = frozenset({
    State.AWAITING_SIGNATURE, State.RECONCILING, State.AWAITING_CONFIRMATION,
})  # fmt: skip


class Fate(StrEnum):
    """What became of a paper of the list, as it is now."""

    SIGNED = "signed"
    LEFT = "left"  # as it was shown; signed on with the list
    CHANGED = "changed"  # another version awaits him, on another list
    AWAY = "away"  # it awaits nothing of his any more


@dataclass(frozen=True, slots=True)
class Line:
    """One paper of the list; `problem` is why it is not signed, or what its signature waits for."""

    row: DocumentRow
    who: str
    fate: Fate
    problem: Explained | None


@dataclass(frozen=True, slots=True)
class Lines:
    """All papers of a list that its person may know of, what is not signed first."""

    lines: tuple[Line, ...] = ()

    def count(self, *fates: str) -> int:
        """Return how many have one of these fates."""
        return sum(line.fate in fates for line in self.lines)


def lines_of(papers: Iterable[ListedPaper], codes: Mapping[str, str]) -> Lines:
    """Return what became of each; of what one may not know nothing is said.

    Args:
        papers: those of the list.
        codes: why each document was not signed, by id; "" where it was.
    """
    now, listed = services().clock(), {paper.document_id: paper for paper in papers}
    with services().database.reading() as conn:
        known = queries.visible_among(conn, viewer_of(me(conn, now)), listed)
        names = persons.names(conn, {row.drafter_id for row in known})
        waits = incidents.codes_of(conn, [row.document_id for row in known])
    lines = []
    for row in known:
        code = codes[row.document_id]
        fate = _fate(row, listed[row.document_id]) if code else Fate.SIGNED
        told = code or row.stuck or waits.get(row.document_id, "")
        problem = explain(told) if told else None
        lines.append(Line(row, names.get(row.drafter_id, ""), fate, problem))
    return Lines(tuple(sorted(lines, key=lambda line: line.fate is Fate.SIGNED)))


def _fate(row: DocumentRow, paper: ListedPaper) -> Fate:
    doc, target = document_from(row.after), Target("", "", paper.version, paper.sha256)
    try:
        own_item(doc, target, str(current_user.person_id))
    except (StaleError, OtherContentError):
        return Fate.CHANGED
    except NothingToSignError:
        return Fate.LEFT if _is_prepared_again(doc, target) else Fate.AWAY
    except DomainError:
        return Fate.AWAY
    return Fate.LEFT


def _is_prepared_again(doc: Document, shown: Target) -> bool:
    """Whether it is the paper that was shown, whose field is being made ready once more."""
    is_same = doc.paper is not None and doc.paper.current.sha256 == shown.seen_sha256
    return is_same and doc.state in AT_ITS_SIGNER and shown.seen_version >= doc.moved_version
