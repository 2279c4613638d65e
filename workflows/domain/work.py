"""What the workflow itself must do next: slow work that no person waits inside an act for."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from workflows.domain.plan import State

if TYPE_CHECKING:
    from workflows.domain.document import Document, Paper


class Work(StrEnum):
    """The slow steps; each ends in an act of the workflow."""

    RENDER = "render"
    PREPARE = "prepare"
    EMBED = "embed"
    ARCHIVE = "archive"


def next_work(doc: Document) -> Work | None:
    """Return the work that waits, or None when a person is asked next."""
    if doc.stuck:
        return None
    if doc.state is State.ISSUED:
        return Work.ARCHIVE
    if doc.next_field is None or _waits_for_people(doc):
        return None
    return _next_of_paper(doc.paper)


def _waits_for_people(doc: Document) -> bool:
    if doc.state is State.RECONCILING:
        return doc.vote is None
    return doc.state is State.AWAITING_SIGNATURE and doc.signer is None


def _next_of_paper(paper: Paper | None) -> Work | None:
    if paper is None:
        return Work.RENDER
    if paper.item is None:
        return Work.PREPARE
    return Work.EMBED if paper.cms is not None else None
