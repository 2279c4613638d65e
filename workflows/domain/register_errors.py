"""Refusals of what is asked of the registers: calendar, absences, delegations."""

from __future__ import annotations

from workflows.domain.errors import DomainError


class SpanUnreadableError(DomainError):
    """A day or a time of day that cannot be read."""

    code = "span.unreadable"


class SpanPastError(DomainError):
    """It would begin in the past; nothing is dated back."""

    code = "span.past"


class SpanEmptyError(DomainError):
    """It would end before it begins."""

    code = "span.empty"


class SpanTooLongError(DomainError):
    """It would last longer than a year."""

    code = "span.too_long"


class SpanOverError(DomainError):
    """What is to be ended has ended already."""

    code = "span.over"


class AbsenceOverlapsError(DomainError):
    """The person is away in part of that time already."""

    code = "absence.overlaps"


class LentOnError(DomainError):
    """A right that was lent is not lent on (NĐ 30/2020 Đ13.3)."""

    code = "delegation.lent_on"


class PostNotLentError(DomainError):
    """The post signs nothing, so its authority is not lent."""

    code = "delegation.post_unfit"


class ReceiverUnfitError(DomainError):
    """This person cannot sign so for this post (NĐ 30/2020 Đ13)."""

    code = "delegation.person_unfit"


class AuthorityMissingError(DomainError):
    """The written act that lends the authority must be named with its number and day."""

    code = "delegation.authority_missing"


class AuthorityUnfitError(DomainError):
    """The written act bears a day that is yet to come."""

    code = "delegation.authority_unfit"


class DelegationOverlapsError(DomainError):
    """The post is lent to this person in part of that time already."""

    code = "delegation.overlaps"


class DayPastError(DomainError):
    """Days that are over stay as they were: deadlines were counted by them."""

    code = "calendar.past_day"


class DayTooFarError(DomainError):
    """The year is further ahead than anybody plans; most likely a typing mistake."""

    code = "calendar.too_far"


class OrdinaryDayError(DomainError):
    """A made-up day that is an ordinary working day anyway."""

    code = "calendar.ordinary_day"


class TwoKindsError(DomainError):
    """The calendar has this day otherwise than was seen; a day has one kind."""

    code = "calendar.two_kinds"


class DayNotSetError(DomainError):
    """The calendar says nothing of this day that could be removed."""

    code = "calendar.not_set"


class NothingLeftError(DomainError):
    """Two months without a single working day would follow."""

    code = "calendar.nothing_left"


class NothingNewError(DomainError):
    """The calendar holds every holiday that the library knows of this year."""

    code = "calendar.nothing_new"
