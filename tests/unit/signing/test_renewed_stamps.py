"""Time travel: a paper outlives the authority that stamped it, if it was stamped again in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from signing.errors import BadSignatureError
from signing.port import Level
from signing.seal.embed import add_archive_timestamp
from signing.seal.latest import last_signature
from signing.seal.stamped import last_stamp, stamped_by
from signing.seal.store import add_revocation
from signing.trust.own_ca import DevPki
from signing.verify.codes import Code, Verdict
from signing.verify.judge import Expectation, verify
from tests.signed.authority import next_authority
from tests.signed.office import PLAN, Office, open_office

SIGNED: Final = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
YEAR: Final = timedelta(days=365)
RENEWED: Final = SIGNED + 5 * YEAR - timedelta(days=150)  # the first authority has 150 days left
AFTER: Final = SIGNED + 7 * YEAR  # it is long gone; the second one goes on


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return open_office(tmp_path_factory.mktemp("pki"), SIGNED)


@pytest.fixture(scope="module")
def issued(office: Office) -> bytes:
    return office.issue()


@pytest.fixture(scope="module")
def archived(office: Office, issued: bytes) -> bytes:
    return office.archive(issued)


@pytest.fixture(scope="module")
def renewed(office: Office, archived: bytes) -> bytes:
    return renew(office, archived, RENEWED)


def renew(office: Office, pdf: bytes, at: datetime) -> bytes:
    """Stamp again by an authority that begins then; fresh evidence for the former goes under it."""
    folder = office.pki.directory
    next_authority(folder, at)
    pki = DevPki(folder, "")
    pki.publish_lists(at)
    later = replace(office, pki=pki, now=at)
    evidence = later.gatherer().for_last_signature(pdf, at)
    pdf = add_revocation(pdf, evidence)
    return add_archive_timestamp(pdf, later.timestamper(), later.gatherer(), at)


def code(office: Office, pdf: bytes, at: datetime) -> Code:
    expected = Expectation({role: office.holders()[role].der for role in PLAN})
    return verify(pdf, office.anchors, at, expected).code


def test_a_renewed_paper_is_valid_before_and_after_its_first_authority_ends(
    office: Office, archived: bytes, renewed: bytes
) -> None:
    assert code(office, archived, RENEWED) is Code.VALID
    for at in (RENEWED, SIGNED + 5 * YEAR + timedelta(days=1), AFTER):
        assert code(office, renewed, at) is Code.VALID


def test_a_paper_that_was_not_renewed_is_not_valid_once_its_authority_has_ended(
    office: Office, archived: bytes
) -> None:
    report = verify(archived, office.anchors, AFTER)
    assert report.verdict is not Verdict.VALID
    assert Code.TIMESTAMP_UNTRUSTED in report.all_codes


def test_a_stamp_that_came_after_the_end_of_the_first_proves_nothing(
    office: Office, archived: bytes
) -> None:
    late = renew(office, archived, SIGNED + 6 * YEAR)
    assert verify(late, office.anchors, AFTER).verdict is not Verdict.VALID


def test_a_renewed_paper_ends_with_its_second_authority_unless_renewed_again(
    office: Office, renewed: bytes
) -> None:
    assert code(office, renewed, RENEWED + 5 * YEAR + timedelta(days=1)) is not Code.VALID
    again = renew(office, renewed, RENEWED + 4 * YEAR)
    assert code(office, again, RENEWED + 5 * YEAR - timedelta(days=40)) is Code.VALID


def test_the_signatures_keep_their_times_and_their_level(office: Office, renewed: bytes) -> None:
    signatures = verify(renewed, office.anchors, AFTER).signatures
    assert {one.time for one in signatures} == {SIGNED}
    assert {one.level for one in signatures} == {Level.B_LTA}


def test_what_was_stamped_stays_what_it_was_byte_for_byte(archived: bytes, renewed: bytes) -> None:
    assert renewed.startswith(archived)


def test_the_outermost_stamp_says_until_when_it_proves(
    issued: bytes, archived: bytes, renewed: bytes
) -> None:
    old, new = last_stamp(archived), last_stamp(renewed)
    assert old is not None
    assert new is not None
    assert (old.ends_at, new.ends_at) == (SIGNED + 5 * YEAR, RENEWED + 5 * YEAR)
    assert old.algorithms == {"sha256", "rsa2048"}
    assert last_stamp(issued) is None  # nothing stamps the last signature


def test_a_paper_that_nobody_signed_has_no_stamp_to_speak_of(office: Office) -> None:
    with pytest.raises(BadSignatureError):
        last_stamp(office.blank())


def test_a_signature_is_no_token(issued: bytes) -> None:
    with pytest.raises(BadSignatureError):
        stamped_by(last_signature(issued).cms)
