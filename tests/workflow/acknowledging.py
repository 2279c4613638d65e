"""Acknowledging with password and code, as whoever has no certificate does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from service.accounts.proof import Door, Given
from service.accounts.secret_box import box_of
from service.accounts.step_up import step_up
from service.demo import DEMO_PASSWORD, demo_code
from service.gateway import Extras
from storage.people import second_factors
from storage.people.step_ups import Seen
from tests.homes import real_clock
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from tests.workflow.office import Office

STEP_S = 30


def acknowledge(office: Office, person: str, document_id: str) -> None:
    """Prove by password and code, and acknowledge what is shown."""
    target = office.target(document_id)
    seen = Seen(person, document_id, target.seen_sha256)
    office.act(person, target, Act.ACKNOWLEDGE, Extras(step_up_id=proof(office, seen)))


def proof(office: Office, seen: Seen) -> str:
    """Return the id of a proof, made no sooner than the person's next unused code is shown.

    A code is good for one act, and nobody wants to wait half a minute for the next: the proof is
    made at the time when that one would be shown.
    """
    database = office.gateway.recorder.database
    with database.reading() as conn:
        factor = second_factors.second_factor(conn, seen.person_id)
    assert factor is not None
    unused = datetime.fromtimestamp((factor.last_step + 1) * STEP_S, UTC)
    now = max(real_clock(), unused)
    door, given = Door(database, box_of(office.settings)), Given(DEMO_PASSWORD, demo_code(now))
    return step_up(door, office.act_id(), seen, given, now)
