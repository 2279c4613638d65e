"""Password and code become one proof for one content, or nothing at all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.accounts.errors import ProofRefusedError, SecondFactorNeededError
from service.accounts.step_up import step_up
from storage.errors import DatabaseRefusedError, StepUpExpiredError, StepUpMissingError
from storage.people import step_ups
from storage.people.step_ups import Seen
from tests.unit.service.accounts.conftest import AN, BINH, Site

SEEN = Seen(AN, "vb-1", "a" * 64)


def consume(site: Site, step_up_id: str = "su-1") -> None:
    with site.door.database.writing() as conn:
        step_ups.consume(conn, step_up_id, SEEN, "act-of-the-workflow", site.now)


def test_both_factors_are_one_proof(site: Site) -> None:
    site.set_up()
    assert step_up(site.door, "su-1", SEEN, site.given(), site.now) == "su-1"
    consume(site)


@pytest.mark.parametrize("part", ["password", "code"])
def test_one_factor_is_none(site: Site, part: str) -> None:
    site.set_up()
    code = site.wrong() if part == "code" else None
    given = site.given(code, **({"password": "sai"} if part == "password" else {}))
    with pytest.raises(ProofRefusedError):
        step_up(site.door, "su-1", SEEN, given, site.now)
    with pytest.raises(StepUpMissingError):
        consume(site)


def test_a_recovery_code_is_no_proof_and_is_not_used_up(site: Site) -> None:
    words = site.set_up()
    for word in words[:2]:
        with pytest.raises(ProofRefusedError):
            step_up(site.door, "su-1", SEEN, site.given(word), site.now)
    assert site.factor() is not None


def test_who_has_no_second_factor_is_told_to_set_one_up(site: Site) -> None:
    site.set_up(BINH)
    with pytest.raises(SecondFactorNeededError) as refusal:
        step_up(site.door, "su-1", SEEN, site.given("123456"), site.now)
    assert refusal.value.code == "account.second_factor_needed"


def test_a_second_factor_without_its_first_code_does_not_count(site: Site) -> None:
    site.set_up()
    with site.door.database.writing() as conn:
        conn.exec_driver_sql("UPDATE second_factors SET confirmed_at = NULL")
    with pytest.raises(SecondFactorNeededError):
        step_up(site.door, "su-1", SEEN, site.given(), site.now)


def test_a_proof_is_good_for_five_minutes(site: Site) -> None:
    site.set_up()
    step_up(site.door, "su-1", SEEN, site.given(), site.now)
    site.now += timedelta(minutes=5)
    with pytest.raises(StepUpExpiredError):
        consume(site)


def test_where_the_proof_cannot_be_kept_the_code_is_not_used_up(site: Site) -> None:
    site.set_up()
    step_up(site.door, "su-1", SEEN, site.given(), site.now)
    site.later(minutes=1)
    with pytest.raises(DatabaseRefusedError):
        step_up(site.door, "su-1", SEEN, site.given(), site.now)
    step_up(site.door, "su-2", SEEN, site.given(), site.now)
    consume(site, "su-2")
