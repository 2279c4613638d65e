"""The lines of a campaign's list: one commitment for each row that a person confirmed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.campaigns.checking import CheckFault, ListAsk
from service.commitments.contents import Beginning, Served
from service.commitments.from_list import content_of_row
from workflows.contracts.lists import line_of, list_key
from workflows.domain.kinds import EMPLOYEE_COMMITMENT

if TYPE_CHECKING:
    from service.campaigns.checking import Checked, Planned
    from service.commitments.placing import Placing
    from workflows.contracts.lists import Line
    from workflows.domain.document import Document


@dataclass(frozen=True, slots=True)
class Serving:
    """What the commitments of a list belong to."""

    campaign_id: str
    year: int
    serves: Served | None


def campaign_ask(campaign: Document, year: int) -> ListAsk:
    """Return what a campaign's list may make: commitments of people whose agency takes part.

    The campaign's office begins them for its own agency and for those right below (see
    `Who.CAMPAIGN_OFFICE`).
    """

    def fits(placing: Placing) -> bool:
        is_near = campaign.issuer_id in {placing.issuer.unit_id, placing.superior_id}
        return is_near and placing.issuer.unit_id in campaign.shared_with

    return ListAsk(EMPLOYEE_COMMITMENT.kind_id, year, fits, CheckFault.NOT_PARTICIPATING)


def lines_of(checked: Checked, serving: Serving, act_id: str) -> list[Line]:
    """Return the lines of a list; their ids follow from the act that hands it in."""
    key = list_key(serving.campaign_id, act_id)
    return [_line(key, planned, serving) for planned in checked.planned]


def _line(key: str, planned: Planned, serving: Serving) -> Line:
    new = planned.placing.new(
        serving.year,
        campaign_id=serving.campaign_id,
        serves_id=serving.serves.document_id if serving.serves else "",
        subject_id=planned.person_id,
    )
    beginning = Beginning(planned.name, planned.placings, serving.year, serving.serves)
    content = content_of_row(planned.row, beginning, planned.placing)
    return line_of(key, planned.row.number, new, content)
