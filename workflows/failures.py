"""Our refusals on Temporal's wire: a code, never a message, a stack or a name."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Protocol

from temporalio.converter import DataConverter, DefaultFailureConverter, PayloadConverter
from temporalio.exceptions import ApplicationError
from typing_extensions import override

from workflows.contracts.converting import Payloads

if TYPE_CHECKING:
    from temporalio.api.failure.v1 import Failure

INTERNAL = "internal"
AGAIN = "doc.again"  # the run is full; the same act goes to the next one
ALLOWED = frozenset({"code", "version", "state", "incident", "faults", "left", "places"})


class Coded(Protocol):
    """Any refusal of ours: a code that never changes, and whether trying again can help."""

    code: Any
    retryable: Any


def code_of(err: BaseException) -> str:
    """Return the code of one of our refusals, or `internal`."""
    code = getattr(err, "code", None)
    return code if isinstance(code, str) and "." in code else INTERNAL


def is_retryable(err: BaseException) -> bool:
    """Say whether asking again can help; foreign errors may pass by themselves."""
    return bool(getattr(err, "retryable", True))


def as_failure(err: BaseException, **details: object) -> ApplicationError:
    """Turn a refusal into what Temporal carries: code and allowed details only."""
    code = code_of(err)
    shown = {"code": code, **details}
    for name in ("faults", "state", "left", "places"):
        value = getattr(err, name, None)
        if isinstance(value, (int, str)):
            shown[name] = value
        elif isinstance(value, tuple):
            shown[name] = [str(v) for v in value][:50]
    return ApplicationError(code, shown, type=code, non_retryable=not is_retryable(err))


def may_pass(err: BaseException) -> bool:
    """Say whether what an activity failed with can help to be tried again; a time-out can."""
    found = _root(err)
    return found is None or not found.non_retryable


def root_code(err: BaseException) -> tuple[str, dict[str, object]]:
    """Return code and details of the last ApplicationError in a chain of causes."""
    found = _root(err)
    if found is None or found.type is None:
        return INTERNAL, {}
    details = found.details[0] if found.details else {}
    return found.type, dict(details) if isinstance(details, dict) else {}


def _root(err: BaseException) -> ApplicationError | None:
    found: ApplicationError | None = None
    step: BaseException | None = err
    while step is not None:
        if isinstance(step, ApplicationError):
            found = step
        step = step.__cause__
    return found


class CodeOnly(DefaultFailureConverter):
    """Lets codes and allowed details pass; messages, stacks and causes stay where they arose."""

    @override
    def to_failure(
        self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure
    ) -> None:
        """Convert, then scrub: an exception may carry a whole failure of its own."""
        super().to_failure(exception, payload_converter, failure)
        step = failure
        while True:
            _scrub(step, payload_converter)
            if not step.HasField("activity_failure_info"):
                step.ClearField("cause")
            if not step.HasField("cause"):
                return
            step = step.cause


def _scrub(failure: Failure, payload_converter: PayloadConverter) -> None:
    failure.stack_trace = ""
    failure.source = ""
    failure.ClearField("encoded_attributes")
    if not failure.HasField("application_failure_info"):
        failure.message = INTERNAL
        return
    info = failure.application_failure_info
    if "." not in info.type or " " in info.type:
        info.type = INTERNAL
    failure.message = info.type
    details = (
        payload_converter.from_payloads(info.details.payloads) if info.details.payloads else []
    )
    info.ClearField("details")
    if details and isinstance(details[0], dict) and details[0].keys() <= ALLOWED:
        info.details.CopyFrom(payload_converter.to_payloads_wrapper(details[:1]))


CONVERTER = dataclasses.replace(
    DataConverter.default, payload_converter_class=Payloads, failure_converter_class=CodeOnly
)
