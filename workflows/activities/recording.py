"""The activity around the one door to the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio import activity
from typing_extensions import override

from workflows.contracts.activities import Recording
from workflows.contracts.payloads import RecordAsk, Recorded

if TYPE_CHECKING:
    from workflows.recording.record import Recorder


class LiveRecording(Recording):
    """Records on behalf of the workflows."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    @override
    @activity.defn(name="record", no_thread_cancel_exception=True)
    def record(self, ask: RecordAsk) -> Recorded:
        """Check the right, append the entry, project it: one transaction. Safe to run twice."""
        return self._recorder.record(ask)
