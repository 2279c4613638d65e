"""Refusals of campaigns: who takes part, what is asked, when, and lists of commitments."""

from __future__ import annotations

from workflows.domain.errors import DomainError


class CampaignExistsError(DomainError):
    """A campaign that carries out this plan is prepared or under way already."""

    code = "campaign.exists"


class SourceUnfitError(DomainError):
    """A campaign carries out a plan of the same issuer, drafted in the same unit."""

    code = "campaign.source_unfit"


class ParticipantUnfitError(DomainError):
    """Agencies take part in a campaign; a party organisation or an unknown unit does not."""

    code = "campaign.participant_unfit"


class CampaignNotOpenError(DomainError):
    """The campaign that a document belongs to is not under way."""

    code = "campaign.not_open"


class NotParticipatingError(DomainError):
    """The unit does not take part in the campaign."""

    code = "campaign.not_participating"


class AskedAlreadyError(DomainError):
    """The unit has asked for this task already and has no answer yet."""

    code = "campaign.asked_already"


class DayNotLaterError(DomainError):
    """A day that is granted must lie after the unit's present one, and not in the past."""

    code = "campaign.day_not_later"


class NobodyToUrgeError(DomainError):
    """None of the units that were chosen lacks anything."""

    code = "campaign.nobody_to_urge"


class ListInvalidError(DomainError):
    """A list holds something else than commitments of employees for its own campaign."""

    code = "campaign.list_invalid"
