"""Refusals at the door. They never say which part was wrong."""

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
