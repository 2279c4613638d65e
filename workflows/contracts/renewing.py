"""Messages of the round that renews archive timestamps: ids and counts, nothing of a document."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio import activity

PAGE = 200  # records in one page: each is a file to read
STEPS_PER_RUN = 300  # pages and records, then the next run goes on from the cursor


@dataclass(frozen=True, slots=True)
class Round:
    """How far a round has come: the last record looked at, and what became of them."""

    after: str = ""
    renewed: int = 0
    failed: int = 0  # each of them is an incident
    held: int = 0  # due, but today's authority ends no later
    steps_per_run: int = STEPS_PER_RUN
    page: int = PAGE


@dataclass(frozen=True, slots=True)
class DueAsk:
    """Look at so many records that follow this: an id, or a number among the copies."""

    after: str = ""
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class DueRecord:
    """A record to be renewed; `renewals` is how often it was, so that nothing is done twice."""

    document_id: str  # or the id of a copy's record
    renewals: int = 0


@dataclass(frozen=True, slots=True)
class DuePage:
    """What is due in one page; `last` is where it ends, "" where no record follows."""

    records: tuple[DueRecord, ...] = ()
    last: str = ""
    held: int = 0


@dataclass(frozen=True, slots=True)
class Renewed:
    """A record that was renewed, by this asking or an earlier one."""

    document_id: str
    is_open: bool = False  # its workflow goes on and is to be told


class Renewals:
    """The hands of the round. Each is safe to run twice."""

    @activity.defn(name="due_records", no_thread_cancel_exception=True)
    def due_records(self, ask: DueAsk) -> DuePage:
        """Look at a page of records; tell which are due."""
        raise NotImplementedError

    @activity.defn(name="renew_record", no_thread_cancel_exception=True)
    def renew_record(self, ask: DueRecord) -> Renewed:
        """Put one record under a newer archive timestamp, keep it, record the act."""
        raise NotImplementedError

    @activity.defn(name="end_round", no_thread_cancel_exception=True)
    def end_round(self, done: Round) -> Round:
        """Say aloud what a round could not do for want of a better authority."""
        raise NotImplementedError
