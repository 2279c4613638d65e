"""What the queries return; plain values, no row of a database leaves this room."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from storage.blobs.port import BlobRef


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document as pages show it; "" and None where there is none.

    `last_seq`, of the ledger entry this is the state of, is never shown: gaps in it would tell of
    other people's papers.
    """

    document_id: str
    last_seq: int
    kind: str
    route: str
    title: str
    drafter_id: str
    unit_id: str
    issuer_id: str
    circle_id: str
    superior_id: str
    signer_person_id: str
    state: str
    version: int
    moved_version: int
    edition: int
    content: BlobRef | None
    content_sha256: str
    shown_sha256: str
    main: BlobRef | None
    minutes: BlobRef | None
    number_text: str
    number_day: date | None
    deadline: datetime | None
    remind_at: datetime | None
    is_reminded: bool
    stuck: str
    incident: str
    entered_at: datetime | None
    created_at: datetime
    changed_at: datetime
    fonds: str
    is_final: bool
    period: int
    campaign_id: str
    serves_id: str
    supplements_id: str
    submitted_at: datetime | None
    after: dict[str, Any] = field(repr=False)  # the whole state


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked for which act: whoever holds a role in a unit, or one person."""

    document_id: str
    role: str
    unit_id: str
    person_id: str
    act: str


@dataclass(frozen=True, slots=True)
class Task:
    """A document and the act it waits for."""

    document: DocumentRow
    asked: Asked


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a document's history."""

    seq: int
    document_id: str
    at: datetime
    act: str
    person_id: str
    on_behalf_of: str
    from_state: str
    to_state: str
    edition: int | None
    version: int | None
    reason: BlobRef | None
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Notice:
    """One reminder to one person, or to whoever holds a role in a unit."""

    seq: int
    place: int
    document_id: str
    role: str
    unit_id: str
    person_id: str
    act: str
    kind: str
    at: datetime
    act_id: str
    read_at: datetime | None  # by the person who asks

    @property
    def key(self) -> str:
        """What pages call it by; `seq` would tell how much else goes on."""
        return f"{self.act_id}/{self.place}"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose list it is; rows that touch neither the person nor one of these units stay away.

    Attributes:
        person_id: sees what he drafted, signs, confirms or is asked for by name.
        unit_ids: where he belongs; a document is open to units, see `openings`.
        audits: fonds that he may see the whole of, on record.
    """

    person_id: str
    unit_ids: frozenset[str] = frozenset()
    audits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; an empty value narrows nothing."""

    states: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    unit_ids: frozenset[str] = frozenset()
    drafter_id: str = ""
    number_text: str = ""
    campaign_id: str = ""
    circle_id: str = ""
    supplements_id: str = ""
    period: int = 0
    late_at: datetime | None = None  # only those whose deadline was before


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list; `next_before` asks for the following part, None at the end."""

    documents: tuple[DocumentRow, ...]
    next_before: str | None
