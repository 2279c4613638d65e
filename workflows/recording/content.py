"""What a stored content is worth: its hashes, and what the rules find missing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from doc_templates.canonical import content_sha256, follow_sha256
from doc_templates.check.content import check_content
from storage.blobs.port import BlobRef
from workflows.domain.campaign_contents import CampaignOutline, TaskOutline, campaign_faults
from workflows.domain.commitment_contents import (
    CommitmentOutline,
    Shortcoming,
    commitment_faults,
)
from workflows.domain.contents import Follow, Outline, faults_of
from workflows.domain.document import Campaign, TaskDue
from workflows.domain.kinds import ADDENDA, CAMPAIGN, COMMITMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.blobs.port import BlobStore
    from workflows.domain.document import Ticket
    from workflows.domain.shapes import Route


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
    return ContentFacts(
        content_sha256(content), follow_sha256(content), faults_in(content, kind, route)
    )


def faults_in(content: dict[str, Any], kind: str, route: Route) -> tuple[str, ...]:
    """List what a checked content lacks by the rules of its kind."""
    if kind == CAMPAIGN.kind_id:
        return campaign_faults(_campaign_outline(content))
    if kind in COMMITMENTS:
        found = _commitment_outline(content, is_addendum=kind in ADDENDA)
        return commitment_faults(found, route.follow_min, route.follow_max)
    return faults_of(outline(content), route.follow_min, route.follow_max)


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
        follows=tuple(follow_of(item) for item in content.get("contents", ())),
    )


def campaign_of(content: dict[str, Any]) -> Campaign:
    """Return what a campaign is launched with: ids and days of its content."""
    tasks = tuple(
        TaskDue(t["id"], t["date"], t["inclusive"], t["who"], t["collects"])
        for t in content["tasks"]
        if t["confirmed"]
    )
    return Campaign(tasks, tuple(p["unit_id"] for p in content["participants"]))


def _campaign_outline(content: dict[str, Any]) -> CampaignOutline:
    tasks = tuple(TaskOutline(t["what"], t["date"], t["confirmed"]) for t in content["tasks"])
    return CampaignOutline(
        content["title"], content["source"]["document_id"], content["begins"], content["ends"],
        tasks, len(content["participants"]),
    )  # fmt: skip


def _commitment_outline(content: dict[str, Any], *, is_addendum: bool) -> CommitmentOutline:
    sections = {
        section["id"]: any(p["text"].strip() for p in section["paragraphs"])
        for section in content.get("sections", ())
    }
    return CommitmentOutline(
        name=content["person"]["name"],
        place=content["place"],
        is_addendum=is_addendum,
        leads=bool(content.get("leads", False)),
        written=frozenset(name for name, is_written in sections.items() if is_written),
        shortcomings=tuple(
            Shortcoming(one["text"], one["remedy"]) for one in content.get("shortcomings", ())
        ),
        follows=tuple(follow_of(item) for item in content["contents"]),
        supplements=str((content.get("supplements") or {}).get("title", "")),
    )


def follow_of(item: Mapping[str, Any]) -> Follow:
    """Return one "làm theo" content as rules look at it."""
    return Follow(
        relation=item["relation"],
        work=item["work"],
        method=item["method"],
        time=item["time"],
        result=item["result"],
    )
