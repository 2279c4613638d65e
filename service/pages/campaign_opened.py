"""One campaign as its pages need it, loaded for one person; and who may know of it.

A campaign that is launched is known to everybody who works in or below an agency that takes part;
while it is prepared, to the unit that prepares it and its agency alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from service.campaigns.participants import may_begin
from service.gateway import RefusedError, Target
from service.knowing import (
    Me,
    agencies_above,
    known_campaign,
    may_know_campaign,
    viewer_of_campaigns,
)
from service.pages.asking import actor, me
from service.pages.offered import Offer
from service.pages.opened import content_of
from service.pages.timing import local_day
from service.services import services
from storage.people import units
from storage.people.units import Unit
from storage.readmodel import campaigns, queries
from storage.readmodel.campaigns import AGENCY, PARTY_UNITS
from storage.readmodel.shapes import DocumentRow, Filters
from workflows.contracts.codec import document_from
from workflows.contracts.names import CAMPAIGN, workflow_of
from workflows.domain import rules
from workflows.domain.campaign_rules import NO_CAMPAIGN
from workflows.domain.document import Adjustment, Campaign, Document, Ticket
from workflows.domain.errors import DomainError, IncompleteError
from workflows.domain.kinds import CAMPAIGN as KIND
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import AdjustmentAsked, NewDocument, Order
from workflows.domain.people import People, Role
from workflows.domain.rights import standing_for
from workflows.recording.standing import people_around

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from service.pages.opened import Opened


ISSUED = frozenset({State.ISSUED, State.ARCHIVED})
SEES_NAMES = frozenset({Role.HEAD, Role.DEPUTY, Role.OFFICE, Role.STAFF, Role.PERSONNEL})
_ANY = Ticket("", "", 0)


@dataclass(frozen=True, slots=True)
class OpenedCampaign:
    """Everything that one person sees of one campaign at one instant, but how it stands."""

    row: DocumentRow
    doc: Document
    content: dict[str, Any]
    source: DocumentRow | None  # the plan it carries out
    me: Me
    at: datetime
    people: People
    units: Mapping[str, Unit]
    above: frozenset[str]  # the agencies that this person belongs to

    @property
    def campaign(self) -> Campaign:
        """Tasks and participants as launched; empty before."""
        return self.doc.campaign or NO_CAMPAIGN

    @property
    def today(self) -> date:
        """The date in Vietnam."""
        return local_day(self.at)

    @property
    def is_launched(self) -> bool:
        """Whether it is in force or was."""
        return self.doc.campaign is not None

    @property
    def is_issued(self) -> bool:
        """Whether the plan it carries out has its number and seal."""
        return self.source is not None and self.source.state in ISSUED

    @property
    def sees_all(self) -> bool:
        """Whether every unit's standing is shown: to the issuer's people; others see their own."""
        is_inside = self.doc.issuer_id in self.above or self.row.fonds in self.me.audits
        return is_inside or self.is_own

    @property
    def is_own(self) -> bool:
        """Whether he began it."""
        return self.doc.drafter_id == self.me.person_id

    @property
    def shown_units(self) -> tuple[str, ...]:
        """The participants whose standing this person sees."""
        found = self.campaign.participants
        return found if self.sees_all else tuple(u for u in found if u in self.above)

    @property
    def shown_wishes(self) -> tuple[Adjustment, ...]:
        """The adjustments asked for by units that this person sees."""
        found = self.campaign.adjustments
        return found if self.sees_all else tuple(w for w in found if w.unit_id in self.above)

    def name(self, unit_id: str) -> str:
        """Return what a unit is called now."""
        return self.units[unit_id].name if unit_id in self.units else ""

    def agency_of(self, unit_id: str) -> str:
        """Return the agency that a unit is or belongs to; "" for an unknown one."""
        return next(iter(agencies_above(frozenset({unit_id}), self.units)), "")

    def offer(self, act: Act, asked: AdjustmentAsked | None = None) -> Offer | None:
        """Return an act that is this person's: possible, or with the code that is in its way."""
        doc = self.doc
        if (doc.state, act) not in doc.lifecycle.rows:
            return None
        order = replace(_probe(doc, act, self.me.person_id), asked=asked)
        try:
            standing = standing_for(doc, order, self.at, self.people)
        except DomainError:
            return None
        try:
            rules.check(doc, order)
        except DomainError as refusal:
            faults = refusal.faults if isinstance(refusal, IncompleteError) else ()
            return Offer(act, standing, refusal.code, faults)
        return Offer(act, standing)

    def sees_people_of(self, unit_id: str) -> bool:
        """Whether names are shown beside counts: to the campaign's office, a unit's officers."""
        if self.offer(Act.URGE) is not None:
            return True
        inside = below(unit_id, self.units)
        return any(p.unit_id in inside and p.role in SEES_NAMES for p in self.me.posts)


def note_view(o: OpenedCampaign) -> None:
    """Note in the ledger that it was looked at.

    Raises:
        RefusedError: it could not be noted; then nothing is shown.
    """
    doc = o.doc
    target = Target(doc.document_id, services().new_id(), doc.version, doc.shown_sha256)
    services().gateway.viewed(actor(), target)


def is_campaign(document_id: str) -> bool:
    """Say whether an id is a campaign's."""
    return workflow_of(document_id) == CAMPAIGN


def open_campaign(campaign_id: str) -> OpenedCampaign:
    """Load a campaign for whoever asks.

    Raises:
        RefusedError: `http.not_found`, for none as for one he may not know of.
    """
    now = services().clock()
    with services().database.reading() as conn:
        asker = me(conn, now)
        every = {unit.unit_id: unit for unit in units.units(conn, now)}
        above = agencies_above(asker.units, every)
        row = known_campaign(conn, asker, campaign_id, every)
        if row is None or row.kind != KIND.kind_id:
            raise RefusedError("http.not_found")
        doc = document_from(row.after)
        people = people_around(conn, doc, now)
        source = queries.document(conn, doc.serves_id)
    content = content_of(row.content)
    return OpenedCampaign(row, doc, content, source, asker, now, people, every, above)


@dataclass(frozen=True, slots=True)
class OfPlan:
    """What a plan's page says of campaigns: the one under way, or that one may be begun."""

    campaign_id: str = ""
    may_begin: bool = False


def campaign_of_plan(opened: Opened) -> OfPlan:
    """Return the campaign of a plan, as far as this person may know of it."""
    doc, asker = opened.doc, opened.me
    with services().database.reading() as conn:
        found = campaigns.of_plan(conn, doc.document_id)
        every = {unit.unit_id: unit for unit in units.units(conn, opened.at)}
        known = bool(found) and known_campaign(conn, asker, found, every) is not None
    if found:
        return OfPlan(found if known else "")
    return OfPlan("", may_begin(doc, asker.person_id, opened.at, opened.people))


def campaigns_for(
    conn: Connection, asker: Me, every: Mapping[str, Unit], before: str | None = None
) -> tuple[list[DocumentRow], str | None]:
    """Return the campaigns that somebody may know of, the latest change first, and what follows."""
    viewer = viewer_of_campaigns(asker, every)
    found = queries.documents_list(conn, viewer, Filters(kinds=frozenset({KIND.kind_id})), before)
    return [row for row in found.documents if may_know_campaign(asker, row)], found.next_before


def in_campaign(new: NewDocument, o: OpenedCampaign | None) -> NewDocument:
    """Return a document that is only being created as one of a campaign."""
    if o is None:
        return new
    return replace(new, campaign_id=o.doc.document_id, serves_id=o.doc.serves_id)


def below(unit_id: str, every: Mapping[str, Unit]) -> frozenset[str]:
    """Return a unit and the units below it, up to the next agency."""
    inside = {unit_id}
    while (
        more := {
            u.unit_id
            for u in every.values()
            if u.parent_id in inside and u.kind not in PARTY_UNITS and u.kind != AGENCY
        }
        - inside
    ):
        inside |= more
    return frozenset(inside)


def _probe(doc: Document, act: Act, person_id: str) -> Order:
    """An order with everything in it that a person could still supply."""
    return Order(
        act_id="",
        act=act,
        person_id=person_id,
        seen_version=doc.version,
        seen_sha256=doc.shown_sha256,
        content=doc.content or _ANY,
        reason=_ANY,
        listing=_ANY,
    )
