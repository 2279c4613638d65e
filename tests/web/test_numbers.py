"""Sixty-four clerks' acts at the same moment: sixty-four numbers, no gap, no double."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from service.gateway import Target
from storage.ledger import ledger
from storage.registers import numbers
from tests.web.office import CLERK, DIRECTOR, Office
from tests.web.papers import two_pages
from workflows.domain.lifecycle import Act, State

REQUESTS = 64


def test_sixty_four_plans_numbered_at_once_get_sixty_four_numbers(office: Office) -> None:
    plans = [signed_plan(office) for _ in range(REQUESTS)]
    targets = [target(office, plan) for plan in plans]
    with ThreadPoolExecutor(REQUESTS) as clerks:
        done = [clerks.submit(number, office, one) for one in (*targets, *targets)]  # each twice
        states = {one.result() for one in done}
    assert states == {State.AWAITING_SEAL}
    given = sorted(numbered(office, plan) for plan in plans)
    assert given == list(range(given[0], given[0] + REQUESTS))
    with office.database.reading() as conn:
        assert ledger.verify(conn)
        (series,) = numbers.series_of(conn, office.document(plans[0]).issuer_id)
        rows = numbers.register_rows(conn, series.series_id)
    assert [row.value for row in rows] == given
    assert {row.document_id for row in rows} == set(plans)


def signed_plan(office: Office) -> str:
    plan = office.plan_to_sign(two_pages())
    office.sign(plan, DIRECTOR, two_pages())
    assert office.document(plan).state is State.AWAITING_NUMBER
    return plan


def target(office: Office, plan: str) -> Target:
    doc = office.document(plan)
    return Target(plan, f"number-{plan}", doc.version, doc.shown_sha256)


def number(office: Office, one: Target) -> str:
    return office.gateway.act(office.actor(CLERK), one, Act.ALLOT_NUMBER).state


def numbered(office: Office, plan: str) -> int:
    held = office.document(plan).number
    assert held is not None
    return held.value
