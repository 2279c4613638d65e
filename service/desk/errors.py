"""The desk's own refusals, and how any refusal crosses its socket: as a code, never as text."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from signing import errors as signing_errors
from signing.errors import AWAITING, Asking, AwaitingPhoneError, SigningError, WrongPinError

if TYPE_CHECKING:
    from collections.abc import Mapping


class BadRequestError(SigningError):
    """What came over the socket is not one of the desk's requests."""

    code = "desk.bad_request"


class DeskFailedError(SigningError):
    """Something went wrong inside the desk; its own log says what, under the incident's id."""

    code = "desk.failed"


class DeskInUseError(SigningError):
    """Another desk already serves this directory."""

    code = "desk.in_use"


class ReportKeyMissingError(SigningError):
    """This desk has no key for reports: a result can be printed, and is not signed."""

    code = "report.no_key"


class ReportBusyError(SigningError):
    """As many reports as may be made at once are being made now."""

    code = "report.busy"
    retryable = True


# What may be said to the web. Whatever else happens is a failure of ours, not an answer.
_TOLD: Final[tuple[type[SigningError], ...]] = (
    BadRequestError,
    DeskFailedError,
    ReportKeyMissingError,
    ReportBusyError,
    signing_errors.KeyLockedError,
    signing_errors.NoKeyError,
    signing_errors.KeyUnusableError,
    signing_errors.NotOnTheListError,
    signing_errors.DeskClosedError,
    signing_errors.PreparedVoidError,
    signing_errors.CertificateUnusableError,
    signing_errors.AlgorithmRefusedError,
    signing_errors.BadSignatureError,
    signing_errors.WrongCertificateError,
    signing_errors.RevocationUnavailableError,
    signing_errors.HolderUnavailableError,
    signing_errors.HolderAnswerError,
    signing_errors.HolderRefusedError,
    signing_errors.ConfirmationTimeoutError,
    signing_errors.TimestampUnavailableError,
    signing_errors.AnchorsUnusableError,
    signing_errors.NotValidAfterSigningError,
)
_BY_CODE: Final = {error.code: error for error in _TOLD}


def refusal(error: SigningError) -> dict[str, Any] | None:
    """Return what to answer for an error, or None when it is not one to tell."""
    if isinstance(error, WrongPinError):
        return {"error": WrongPinError.code, "left": error.left}
    if isinstance(error, AwaitingPhoneError):
        return {"error": error.code, "asking": asdict(error.asking)}
    return {"error": error.code} if error.code in _BY_CODE else None


def as_error(answer: Mapping[str, Any]) -> SigningError | None:
    """Return the error that an answer carries, or None when it carries none."""
    code = answer.get("error")
    if code is None:
        return None
    if code == WrongPinError.code and isinstance(answer.get("left"), int):
        return WrongPinError(answer["left"])
    if code in AWAITING:
        return AWAITING[code](_asking(answer.get("asking")))
    return _BY_CODE.get(code, DeskFailedError)(str(code))


def _asking(told: object) -> Asking:
    """Return what the desk says that is asked; the desk is ours, so it is in its shape."""
    given = dict(told) if isinstance(told, dict) else {}
    fields = tuple((str(name), str(label)) for name, label in given.pop("fields", ()))
    return Asking(**given, fields=fields)
