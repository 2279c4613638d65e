"""Keeps every failure of an activity where people can see it, and lets only its code travel on."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from temporalio import activity
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
)
from typing_extensions import override

from storage.errors import StorageError
from storage.readmodel.incidents import Incident, record_incident, resolve_incident
from workflows.contracts.names import document_of
from workflows.contracts.payloads import RecordAsk
from workflows.contracts.renewing import DueRecord, Round
from workflows.domain.errors import DomainError
from workflows.failures import as_failure, code_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from storage.database import Database

_LOG = logging.getLogger(__name__)
LONGEST_MESSAGE = 2000  # characters


class Incidents(Interceptor):
    """Puts the incident keeper around every activity."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    @override
    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """Return the keeper in front of `next`."""
        return _Keeper(next, self._database, self._clock)


class _Keeper(ActivityInboundInterceptor):
    def __init__(
        self,
        following: ActivityInboundInterceptor,
        database: Database,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(following)
        self._database, self._clock = database, clock

    @override
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        mark = _mark(input.args[0] if input.args else None)
        try:
            result = await super().execute_activity(input)
        except DomainError as refusal:  # an answer, not an incident
            await self._mended(mark)
            raise as_failure(refusal) from None
        except Exception as err:  # noqa: BLE001 -- whatever it is becomes an incident and a code
            await asyncio.to_thread(self._keep, mark, err)
            raise as_failure(err, incident=mark.incident_id) from None
        await self._mended(mark)
        return result

    async def _mended(self, mark: _Mark) -> None:
        if mark.may_be_open:
            await asyncio.to_thread(self._resolve, mark)

    def _keep(self, mark: _Mark, err: BaseException) -> None:
        stack = "".join(traceback.format_exception(err))
        incident = Incident(
            mark.incident_id,
            self._clock(),
            code_of(err),
            mark.activity,
            document_id=mark.document_id,
            message=str(err)[:LONGEST_MESSAGE],
            stack=stack[-LONGEST_MESSAGE * 4 :],
            attempts=mark.attempt,
        )
        try:
            with self._database.writing() as conn:
                record_incident(conn, incident)
        except StorageError:
            _LOG.exception("incident %s could not be kept", mark.incident_id)

    def _resolve(self, mark: _Mark) -> None:
        try:
            with self._database.writing() as conn:
                resolve_incident(conn, mark.incident_id, self._clock())
        except StorageError:
            _LOG.exception("incident %s could not be resolved", mark.incident_id)


@dataclass(frozen=True, slots=True)
class _Mark:
    """Which activity of which document it is: the same one tried again is the same incident."""

    incident_id: str
    activity: str
    document_id: str
    attempt: int
    may_be_open: bool  # something was tried before this


def _mark(ask: object) -> _Mark:
    info = activity.info()
    is_second = isinstance(ask, RecordAsk) and not info.is_local  # it failed at once before
    is_renewal = isinstance(ask, DueRecord | Round)  # it may have failed on another day
    run = "" if is_renewal else info.workflow_run_id
    name = f"{run}/{_task(ask) or info.activity_id}"
    incident_id = "sc-" + hashlib.sha256(name.encode()).hexdigest()[:12]
    document_id = document_of(info.workflow_id or "")
    return _Mark(
        incident_id,
        info.activity_type,
        ask.document_id if isinstance(ask, DueRecord) else document_id,
        info.attempt,
        info.attempt > 1 or is_second or is_renewal,
    )


def _task(ask: object) -> str:
    """An act that is asked for in two ways is one task; so is a renewal tried every day."""
    if isinstance(ask, DueRecord):
        return f"{ask.document_id}:renew:{ask.renewals}"
    if isinstance(ask, Round):
        return "renewal:held"
    if not isinstance(ask, RecordAsk):
        return ""
    return f"{ask.version}:{ask.order.act_id if ask.order else ''}"
