"""The one family of refusals of this room; each has a code that never changes."""

from __future__ import annotations

from typing import ClassVar


class ServiceError(Exception):
    """The face could not do what it was asked."""

    code: ClassVar[str] = "service.failed"
    retryable: ClassVar[bool] = False


class SettingUnknownError(ServiceError):
    """A `TRINHKY_*` name that no part of the product knows: most likely a typing mistake."""

    code = "setting.unknown"


class SettingInvalidError(ServiceError):
    """A setting has a value that cannot be used."""

    code = "setting.invalid"


class DatabaseMissingError(ServiceError):
    """There is no database of this version where the settings say."""

    code = "database.missing"


class HomeInUseError(ServiceError):
    """Another supervisor already runs on this home directory."""

    code = "stack.home_in_use"


class PortTakenError(ServiceError):
    """Another program already listens where the web pages are to be."""

    code = "stack.port_taken"


class TemporalMissingError(ServiceError):
    """No Temporal program could be had; the message names every way tried and why it failed."""

    code = "stack.temporal_missing"


class ChildFailedError(ServiceError):
    """A process of the embedded stack did not become healthy in time."""

    code = "stack.child_failed"


class RetentionNotKeptError(ServiceError):
    """Temporal does not keep closed histories as long as it was told to."""

    code = "stack.retention"
