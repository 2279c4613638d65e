"""The roll call of a meeting: who was there, who was not and why; ids and reasons in a blob."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflows.domain.errors import BadVoteError
from workflows.domain.people import People, circle
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from datetime import datetime

    from storage.blobs.port import BlobStore
    from workflows.domain.document import Document, Ticket
    from workflows.domain.rounds import Vote


@dataclass(frozen=True, slots=True)
class Roll:
    """Person ids, and the reason for each absence."""

    present: tuple[str, ...]
    absent: Mapping[str, str]


def members_of(doc: Document, at: datetime, people: People) -> tuple[str, ...]:
    """Return everybody in the document's circle, officers first, each once; also who is away."""
    return tuple(s.person_id for s in circle(doc.circle_id, at, people))


def roll_body(roll: Roll) -> bytes:
    """Return the roll as it is stored."""
    data = {"present": sorted(roll.present), "absent": dict(sorted(roll.absent.items()))}
    return json.dumps(data, ensure_ascii=False, sort_keys=True).encode()


def load_roll(blobs: BlobStore, ticket: Ticket) -> Roll:
    """Fetch a stored roll."""
    data = json.loads(blobs.get(blob_ref(ticket)))
    return Roll(tuple(data["present"]), data["absent"])


def check_roll(roll: Roll, vote: Vote, members: tuple[str, ...]) -> None:
    """Refuse a roll that is not the circle's, or that the counted votes do not match.

    Raises:
        BadVoteError: somebody is missing, doubled or a stranger, or the counts differ.
    """
    called = (*roll.present, *roll.absent)
    if sorted(called) != sorted(members):
        raise BadVoteError
    if (len(called), len(roll.present)) != (vote.members, vote.present):
        raise BadVoteError
