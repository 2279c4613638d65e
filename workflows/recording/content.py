"""What a stored content is worth: its hashes, and what the rules find missing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from doc_templates.canonical import content_sha256, follow_sha256
from doc_templates.check.content import check_content
from storage.blobs.port import BlobRef
from workflows.domain.contents import Follow, Outline, faults_of

if TYPE_CHECKING:
    from storage.blobs.port import BlobStore
    from workflows.domain.document import Ticket
    from workflows.domain.kinds import Route


@dataclass(frozen=True, slots=True)
class ContentFacts:
    """Hashes over what is approved, and the codes of what is missing."""

    content_sha256: str = ""
    follow_sha256: str = ""
    faults: tuple[str, ...] = ()


NO_CONTENT = ContentFacts()


def blob_ref(ticket: Ticket) -> BlobRef:
    """Return the store's own ticket for one of ours."""
    return BlobRef(ticket.key, ticket.sha256, ticket.size)


def load_content(blobs: BlobStore, ticket: Ticket) -> dict[str, Any]:
    """Fetch and parse a content."""
    loaded: dict[str, Any] = json.loads(blobs.get(blob_ref(ticket)))
    return loaded


def content_facts(blobs: BlobStore, ticket: Ticket, kind: str, route: Route) -> ContentFacts:
    """Check a stored content against its kind's schema and the rules.

    Raises:
        ContentInvalidError: it does not fit the schema.
    """
    content = load_content(blobs, ticket)
    check_content(kind, content)
    faults = faults_of(outline(content), route.follow_min, route.follow_max)
    return ContentFacts(content_sha256(content), follow_sha256(content), tuple(faults))


def outline(content: dict[str, Any]) -> Outline:
    """Return the parts of a checked content that rules look at."""
    return Outline(
        title=content["title"],
        place=content["place"],
        issuer=content["issuer"]["name"],
        paragraphs=sum(len(section["paragraphs"]) for section in content["sections"]),
        recipients=len(content["recipients"]),
        archive=content["archive"],
        position=content["signer"]["position"],
        follows=tuple(_follow(item) for item in content["contents"]),
    )


def _follow(item: dict[str, Any]) -> Follow:
    return Follow(
        relation=item["relation"],
        work=item["work"],
        method=item["method"],
        time=item["time"],
        result=item["result"],
    )
