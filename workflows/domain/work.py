"""What the workflow itself must do next: slow work that no person waits inside an act for."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from workflows.domain.lifecycle import State

if TYPE_CHECKING:
    from workflows.domain.document import Document, Paper


class Work(StrEnum):
    """The slow steps; each ends in an act of the workflow."""

    RENDER = "render"
    PREPARE = "prepare"
    EMBED = "embed"
    ARCHIVE = "archive"
    CREATE_LISTED = "create_listed"  # the commitments of a campaign's list, one after the other


def next_work(doc: Document) -> Work | None:
    """Return the work that waits, or None when a person is asked next."""
    if doc.stuck or doc.is_final:
        return None
    if doc.state in _TO_BE_STORED:
        return Work.ARCHIVE
    if doc.campaign is not None and doc.campaign.listing is not None:
        return Work.CREATE_LISTED
    if doc.next_field is None or _waits_for_people(doc):
        return None
    return _next_of_paper(doc.paper)


def basis_of(work: Work, doc: Document) -> str:
    """Return what a piece of work is bound to; it is dropped when that becomes another.

    A list goes on whatever else is done to its campaign meanwhile.
    """
    listing = doc.campaign.listing if doc.campaign is not None else None
    if work is Work.CREATE_LISTED and listing is not None:
        return listing.key
    return str(doc.moved_version)


_TO_BE_STORED = frozenset({State.ISSUED, State.REGISTERED, State.CLOSED})


def _waits_for_people(doc: Document) -> bool:
    if doc.state is State.RECONCILING:
        return doc.vote is None
    if doc.state is State.AWAITING_CONFIRMATION:
        return doc.confirmer is None
    return doc.state is State.AWAITING_SIGNATURE and (doc.signer is None or doc.is_unsigned)


def _next_of_paper(paper: Paper | None) -> Work | None:
    if paper is None:
        return Work.RENDER
    if paper.item is None:
        return Work.PREPARE
    return Work.EMBED if paper.cms is not None else None
