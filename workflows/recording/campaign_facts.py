"""What only the transaction can know of campaigns: sources, participants, and who belongs where."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storage.people import units
from storage.readmodel import campaigns, queries
from workflows.domain.campaign_errors import (
    CampaignExistsError,
    CampaignNotOpenError,
    NotParticipatingError,
    ParticipantUnfitError,
    SourceUnfitError,
)
from workflows.domain.errors import NotIssuedError
from workflows.domain.kinds import CAMPAIGN, PLAN
from workflows.domain.lifecycle import State
from workflows.domain.shapes import Fonds

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from workflows.domain.document import Document
    from workflows.domain.orders import Facts
    from workflows.recording.bodies import Bodies

_ISSUED = frozenset({State.ISSUED, State.ARCHIVED})
_AGENCY = "agency"


def check_begun(conn: Connection, doc: Document) -> None:
    """Refuse a campaign for a plan of others, or for one that has a campaign under way.

    Raises:
        SourceUnfitError: no plan of this issuer, drafted in this unit.
        CampaignExistsError: there is one, prepared or in force.
    """
    source = queries.document(conn, doc.serves_id) if doc.serves_id else None
    if source is None or source.kind != PLAN.kind_id or source.state == State.WITHDRAWN:
        raise SourceUnfitError(doc.document_id)
    if (source.unit_id, source.issuer_id) != (doc.unit_id, doc.issuer_id):
        raise SourceUnfitError(doc.document_id)
    if campaigns.of_plan(conn, doc.serves_id):
        raise CampaignExistsError(doc.document_id)


def check_belongs(conn: Connection, doc: Document) -> None:
    """Refuse a document of a campaign that is not in force, or of a unit that has no part in it.

    A cell's commitment names the campaign too; that its agency takes part is the cell's to know.

    Raises:
        CampaignNotOpenError: there is no such campaign, or it is not in force.
        NotParticipatingError: the issuer has no part in it.
    """
    found = queries.document(conn, doc.campaign_id)
    if found is None or found.kind != CAMPAIGN.kind_id or found.state != State.IN_FORCE:
        raise CampaignNotOpenError(doc.document_id)
    if doc.the_kind.fonds is not Fonds.STATE:
        return
    if doc.issuer_id not in found.after.get("shared_with", ()):
        raise NotParticipatingError(doc.issuer_id)


def launched(conn: Connection, doc: Document, facts: Facts, at: datetime) -> Facts:
    """Refuse to launch before the plan is issued, or with participants that are no agencies.

    Raises:
        NotIssuedError: the plan has no number and seal yet.
        ParticipantUnfitError: a unit is none that can take part.
    """
    source = queries.document(conn, doc.serves_id) if doc.serves_id else None
    if source is None or source.state not in _ISSUED:
        raise NotIssuedError(doc.document_id)
    wanted = facts.campaign.participants if facts.campaign else ()
    known = {unit.unit_id: unit for unit in units.units(conn, at)}
    for unit_id in wanted:
        unit = known.get(unit_id)
        is_below = unit is not None and doc.issuer_id in {unit.unit_id, unit.parent_id}
        if unit is None or unit.kind != _AGENCY or not is_below:
            raise ParticipantUnfitError(unit_id)
    return facts


def listed(facts: Facts, bodies: Bodies) -> Facts:
    """Return how long the list is and what its ids begin with."""
    return replace(facts, lines=bodies.lines, list_key=bodies.list_key)
