"""Refusals at the door and at one's own account. They never say which part was wrong."""

from __future__ import annotations

from service.errors import ServiceError


class SignInRefusedError(ServiceError):
    """Unknown login, wrong password, or a locked account: the answer is the same for all."""

    code = "account.refused"


class SignInBusyError(ServiceError):
    """Too many passwords are being checked at this moment."""

    code = "account.busy"
    retryable = True


class SignInNeededError(ServiceError):
    """Nobody is signed in, or the session was ended."""

    code = "account.sign_in_needed"


class ProofRefusedError(ServiceError):
    """Wrong password, wrong or used code, or a locked account: the answer is the same for all."""

    code = "account.proof_refused"


class SecondFactorNeededError(ServiceError):
    """This needs a code of the second factor, and the person has not set one up."""

    code = "account.second_factor_needed"


class SecondFactorOnError(ServiceError):
    """A second factor is on already; it must be turned off before another is set up."""

    code = "account.second_factor_on"


class CodeWrongError(ServiceError):
    """The code does not fit the secret that is being set up, or that took too long."""

    code = "account.code_wrong"


class SecondFactorUnreadableError(ServiceError):
    """A sealed secret cannot be opened: another key file is in use, or it is damaged."""

    code = "account.second_factor_unreadable"


class PasswordUnfitError(ServiceError):
    """The new password is too short, too simple, or the one that is to be changed."""

    code = "account.password_unfit"


class PasswordsDifferError(ServiceError):
    """The new password was typed differently the second time."""

    code = "account.passwords_differ"


class PasswordTemporaryError(ServiceError):
    """The password was set by an administrator; another must be chosen before anything else."""

    code = "account.password_temporary"


class AccountUnknownError(ServiceError):
    """Nobody has this login."""

    code = "account.unknown"


class AccountClosedError(ServiceError):
    """The person has left; the account was closed for good."""

    code = "account.closed"


class LeavesHimselfError(ServiceError):
    """Who lets himself go could not end it: another administrator must do it."""

    code = "account.leaves_himself"


class LastPostError(ServiceError):
    """The person would hold no post any more: that is leaving, which does more."""

    code = "account.last_post"


class PostNotHeldError(ServiceError):
    """The person does not hold this post, or there is no such post."""

    code = "account.post_not_held"


class NothingToRevokeError(ServiceError):
    """No open task, or more than one, is named by this login and digest."""

    code = "account.nothing_to_revoke"


class AdminNeededError(ServiceError):
    """Only somebody who is an administrator at this instant may do this."""

    code = "account.admin_needed"


class KeyIncompleteError(ServiceError):
    """A key was not given as any holder needs it."""

    code = "account.key_incomplete"


class UnitUnknownError(ServiceError):
    """There is no unit of this id now."""

    code = "unit.unknown"


class ImageTimesError(ServiceError):
    """An image's days are the wrong way round, or meet those of a later image of the same owner."""

    code = "image.times"


class ImageUnknownError(ServiceError):
    """There is no image of this id, or it has ended."""

    code = "image.unknown"
