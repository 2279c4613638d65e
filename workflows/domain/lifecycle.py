"""What lifecycles are made of: states, acts, owners and rows; each lifecycle is a table of its own.

`plan`, `resolution`, `commitment` and `campaign` hold the tables; docs/states.md is drawn from
them and tests walk every pair. Values of states and acts are on the wire and never change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from workflows.domain.errors import WrongStateError

if TYPE_CHECKING:
    from collections.abc import Iterable


class State(StrEnum):
    """Where a document stands."""

    NEW = "new"
    DRAFTING = "drafting"
    COMMENTING = "commenting"
    RECONCILING = "reconciling"
    AGREED = "agreed"
    AWAITING_APPROVAL = "awaiting_approval"
    AWAITING_SIGNATURE = "awaiting_signature"
    AWAITING_NUMBER = "awaiting_number"
    AWAITING_SEAL = "awaiting_seal"
    ISSUED = "issued"
    AWAITING_CONFIRMATION = "awaiting_confirmation"  # of a commitment, by the secretary or head
    REGISTERED = "registered"  # confirmed; being filed with its custodian
    IN_FORCE = "in_force"  # a commitment until its year ends, a campaign until it is closed
    CLOSED = "closed"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What can be done to a document."""

    CREATE = "create"
    SAVE = "save"
    ATTACH = "attach"  # names the appendix files, all of them anew
    OPEN_ROUND = "open_round"
    CLOSE_ROUND = "close_round"
    RECORD_VOTE = "record_vote"
    SUBMIT = "submit"
    REVISE = "revise"
    APPROVE = "approve"
    RETURN = "return"
    CHOOSE_SIGNER = "choose_signer"
    SIGN = "sign"
    ACKNOWLEDGE = "acknowledge"  # xác nhận nội bộ, of who has no certificate
    ALLOT_NUMBER = "allot_number"
    VOID_NUMBER = "void_number"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    RETRY = "retry"
    # of campaigns
    LAUNCH = "launch"
    ADD_LIST = "add_list"
    URGE = "urge"
    ASK_ADJUSTMENT = "ask_adjustment"
    DECIDE_ADJUSTMENT = "decide_adjustment"
    # of the workflow itself
    RENDERED = "rendered"
    PREPARED = "prepared"
    PREPARED_EXPIRED = "prepared_expired"
    EMBEDDED = "embedded"
    ARCHIVE = "archive"
    RENEW = "renew"  # of the archive timestamp; by the round over all records
    LISTED = "listed"
    REMIND = "remind"
    ESCALATE = "escalate"
    STUCK = "stuck"


class Who(StrEnum):
    """Whose act it is; the route says which role in which place that means."""

    DRAFTER = "drafter"  # the person who wrote it; of a commitment: who commits himself
    UNIT_STAFF = "unit_staff"  # anyone who may draft in the unit
    MEMBER = "member"  # of the circle, for himself
    ORGANISER = "organiser"  # who may begin a commitment for somebody of the circle
    CAMPAIGN_OFFICE = "campaign_office"  # who may do so for a campaign of the agency above
    CHAIR = "chair"
    SECRETARY = "secretary"
    APPROVER = "approver"  # of the next approval step
    SIGNER = "signer"  # whoever the next signature field is reserved for
    CONFIRMER = "confirmer"  # of a commitment: the cell's secretary, the unit's head
    OFFICE = "office"
    CLERK = "clerk"
    PARTICIPANT = "participant"  # of a campaign: a unit's head or staff
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: where the act leads, and whose it is.

    `completed` is where it leads once it completes what the state waits for: the last approval,
    the last signature, a vote that agrees.
    """

    target: State
    who: tuple[Who, ...]
    completed: State | None = None


Rows = dict[tuple[State, Act], Row]


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """One table, and where it ends."""

    name: str
    rows: Mapping[tuple[State, Act], Row]
    final: frozenset[State] = frozenset({State.ARCHIVED, State.WITHDRAWN})

    def row(self, state: State, act: Act) -> Row:
        """Return the table's line for this pair.

        Raises:
            WrongStateError: the table has none.
        """
        found = self.rows.get((state, act))
        if found is None:
            raise WrongStateError(state, act)
        return found

    @property
    def states(self) -> tuple[State, ...]:
        """The states of this table, in the order of `State`."""
        targets = {t for row in self.rows.values() for t in (row.target, row.completed) if t}
        known = {state for state, _ in self.rows} | targets
        return tuple(state for state in State if state in known)


BEGINNING = Lifecycle(  # of a document whose kind nobody has said yet
    "beginning", MappingProxyType({(State.NEW, Act.CREATE): Row(State.DRAFTING, ())})
)

NEEDS_REASON = frozenset({Act.RETURN, Act.WITHDRAW, Act.VOID_NUMBER, Act.ASK_ADJUSTMENT})
NOT_ON_OWN_PAPER = frozenset({
    Act.APPROVE, Act.RETURN, Act.ALLOT_NUMBER, Act.RECORD_VOTE, Act.CLOSE_ROUND,
})  # fmt: skip
SYSTEM_ACTS = frozenset({
    Act.RENDERED, Act.PREPARED, Act.PREPARED_EXPIRED, Act.EMBEDDED, Act.ARCHIVE, Act.RENEW,
    Act.LISTED, Act.REMIND, Act.ESCALATE, Act.STUCK,
})  # fmt: skip
SYSTEM = (Who.SYSTEM,)


def all_of(states: Iterable[State], act: Act, who: tuple[Who, ...]) -> Rows:
    """Return rows for an act that leaves each of these states as it is."""
    return {(state, act): Row(state, who) for state in states}


def leaving(states: Iterable[State], act: Act, row: Row) -> Rows:
    """Return the same row for each of these states."""
    return {(state, act): row for state in states}


def signing(state: State, done: State) -> Rows:
    """Return the rows of a state in which fields are signed, until the last one is."""
    quiet = (Act.RENDERED, Act.PREPARED, Act.PREPARED_EXPIRED)
    return {
        **{(state, act): Row(state, SYSTEM) for act in quiet},
        (state, Act.SIGN): Row(state, (Who.SIGNER,)),
        (state, Act.EMBEDDED): Row(state, SYSTEM, done),
    }
