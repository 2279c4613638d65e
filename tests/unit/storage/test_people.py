"""Units, people, posts, delegations, accounts and keys: all of it over time."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from storage.errors import DatabaseRefusedError
from storage.people import accounts, certificates, images, persons, posts, units

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.database import Database

Y2020, Y2025, Y2026, Y2027 = (datetime(year, 7, 1, tzinfo=UTC) for year in (2020, 2025, 2026, 2027))
SO = units.Unit("u-so", "", "so", "SỞ Y TẾ", "UBND TỈNH KON TUM", "Kon Tum", "SYT", Y2020)
KHOA = units.Unit("u-khoa", "u-so", "khoa", "KHOA DƯỢC", "SỞ Y TẾ", "Kon Tum", "KD", Y2020)
AN = persons.Person("p-an", "Nguyễn Văn An", "an@example.vn")
BINH = persons.Person("p-binh", "Trần Thị Bình")
HEAD = posts.Post("post-gd", "u-so", "head", "GIÁM ĐỐC")


@pytest.fixture
def office(conn: Connection) -> Connection:
    for unit in (SO, KHOA):
        units.add_unit(conn, unit)
    for person in (AN, BINH):
        persons.add_person(conn, person)
    posts.add_post(conn, HEAD)
    return conn


def test_a_unit_is_called_by_the_name_of_the_day(office: Connection) -> None:
    merged = replace(SO, superior_line="UBND TỈNH QUẢNG NGÃI", place="Quảng Ngãi", since=Y2025)
    units.rename_unit(office, merged)
    assert units.unit(office, "u-so", Y2025 - timedelta(microseconds=1)) == replace(SO, until=Y2025)
    assert units.unit(office, "u-so", Y2025) == merged
    assert units.unit(office, "u-so", Y2020 - timedelta(days=1)) is None


def test_all_units_are_listed_by_their_latest_names_or_those_of_a_day(office: Connection) -> None:
    units.rename_unit(office, replace(SO, name="SỞ Y TẾ MỚI", since=Y2025))
    assert [u.name for u in units.units(office)] == ["KHOA DƯỢC", "SỞ Y TẾ MỚI"]
    assert [u.name for u in units.units(office, Y2020)] == ["KHOA DƯỢC", "SỞ Y TẾ"]


def test_a_unit_under_nobody_known_is_refused(database: Database) -> None:
    with pytest.raises(DatabaseRefusedError), database.writing() as conn:
        units.add_unit(conn, KHOA)


def test_names_are_asked_for_by_id(office: Connection) -> None:
    assert persons.names(office, ["p-an", "p-binh", "p-nobody", "p-an"]) == {
        "p-an": "Nguyễn Văn An",
        "p-binh": "Trần Thị Bình",
    }
    assert persons.names(office, []) == {}


def test_more_names_than_one_statement_takes(office: Connection) -> None:
    ids = [f"p-{n}" for n in range(1200)]
    for person_id in ids:
        persons.add_person(office, persons.Person(person_id, f"Tên {person_id}"))
    assert len(persons.names(office, ids)) == 1200


def test_a_name_is_corrected(office: Connection) -> None:
    persons.correct_person(office, "p-an", "Nguyễn Văn Ân", "")
    assert persons.names(office, ["p-an"]) == {"p-an": "Nguyễn Văn Ân"}


def test_an_erased_person_has_no_name_account_or_image_but_an_id(office: Connection) -> None:
    accounts.add_account(office, accounts.Account("p-an", "an", "hash"))
    images.add_image(office, images.Image("i-1", "signature", b"png", Y2020, person_id="p-an"))
    posts.add_holding(office, "post-gd", "p-an", Y2020)
    persons.erase_person(office, "p-an", Y2026)
    persons.correct_person(office, "p-an", "Nguyễn Văn An", "")
    assert persons.person(office, "p-an") == persons.Person("p-an", "", "", Y2026)
    assert persons.names(office, ["p-an"]) == {}
    assert [p.person_id for p in persons.people(office)] == ["p-binh"]
    assert accounts.account_by_login(office, "an") is None
    assert images.image(office, "i-1") is None
    assert posts.holdings_of(office, "p-an") != []


def test_a_post_is_held_over_time(office: Connection) -> None:
    posts.add_holding(office, "post-gd", "p-an", Y2020)
    posts.end_holding(office, "post-gd", "p-an", Y2025)
    posts.add_holding(office, "post-gd", "p-binh", Y2025)
    first, second = posts.holdings_in(office, ["u-so"])
    assert first == posts.Holding("post-gd", "p-an", "head", "u-so", "GIÁM ĐỐC", Y2020, Y2025)
    assert (second.person_id, second.until) == ("p-binh", None)
    assert posts.holdings_of(office, "p-an") == [first]
    assert posts.holdings_in(office, ["u-khoa"]) == posts.holdings_in(office, []) == []


def test_ending_a_holding_leaves_earlier_spans_alone(office: Connection) -> None:
    posts.add_holding(office, "post-gd", "p-an", Y2020, Y2025)
    posts.add_holding(office, "post-gd", "p-an", Y2026)
    posts.end_holding(office, "post-gd", "p-an", Y2027)
    assert [h.until for h in posts.holdings_of(office, "p-an")] == [Y2025, Y2027]


def test_what_a_post_lent_and_what_somebody_was_lent_stays_listed(office: Connection) -> None:
    first = posts.Delegation("d-1", "post-gd", "p-binh", "KT.", Y2020, Y2025, "12/QĐ 2020-07-01")
    second = posts.Delegation("d-2", "post-gd", "p-binh", "TUQ.", Y2026, Y2027)
    for one in (second, first):
        posts.add_delegation(office, one)
    assert posts.delegations_of_posts(office, ["post-gd"]) == [first, second]
    assert posts.delegations_of_posts(office, []) == []
    assert posts.delegations_ever_to(office, "p-binh") == [first, second]
    assert posts.delegations_ever_to(office, "p-an") == []
    assert posts.delegation(office, "d-2") == second
    assert posts.delegation(office, "d-3") is None


def test_a_delegation_runs_for_its_time_and_not_one_instant_longer(office: Connection) -> None:
    lent = posts.Delegation("d-1", "post-gd", "p-binh", "KT.", Y2025, Y2026, "12/QĐ-SYT")
    posts.add_delegation(office, lent)
    assert posts.delegations_at(office, ["u-so"], Y2025) == [lent]
    assert posts.delegations_to(office, "p-binh", Y2026 - timedelta(microseconds=1)) == [lent]
    assert posts.delegations_at(office, ["u-so"], Y2026) == []
    assert posts.delegations_at(office, ["u-so"], Y2025 - timedelta(microseconds=1)) == []
    assert posts.delegations_at(office, ["u-khoa"], Y2025) == []
    assert posts.delegations_to(office, "p-an", Y2025) == []


def test_a_delegation_can_end_early_but_not_grow(office: Connection) -> None:
    posts.add_delegation(office, posts.Delegation("d-1", "post-gd", "p-binh", "KT.", Y2020, Y2026))
    posts.end_delegation(office, "d-1", Y2025)
    posts.end_delegation(office, "d-1", Y2027)
    assert [d.until for d in posts.delegations_to(office, "p-binh", Y2020)] == [Y2025]


def test_instants_come_back_in_utc_whatever_zone_they_were_in(office: Connection) -> None:
    local = datetime(2026, 1, 1, 7, 30, tzinfo=timezone(timedelta(hours=7)))
    posts.add_holding(office, "post-gd", "p-an", local)
    (held,) = posts.holdings_of(office, "p-an")
    assert held.since == local
    assert held.since.tzinfo is UTC


def test_a_post_is_found(office: Connection) -> None:
    assert posts.post(office, "post-gd") == HEAD
    assert posts.post(office, "post-none") is None
    assert posts.posts_in(office, ["u-so", "u-khoa"]) == [HEAD]


def test_a_login_is_taken_once_whatever_its_case(office: Connection) -> None:
    accounts.add_account(office, accounts.Account("p-an", " An.NV ", "hash"))
    found = accounts.account_by_login(office, "AN.nv")
    assert found == accounts.account_of(office, "p-an")
    assert found is not None
    assert found.login == "an.nv"


def test_two_people_cannot_have_one_login(database: Database) -> None:
    with database.writing() as conn:
        persons.add_person(conn, AN)
        persons.add_person(conn, BINH)
        accounts.add_account(conn, accounts.Account("p-an", "an", "hash"))
    with pytest.raises(DatabaseRefusedError), database.writing() as conn:
        accounts.add_account(conn, accounts.Account("p-binh", "AN", "hash"))


def test_failures_are_counted_and_forgotten(office: Connection) -> None:
    accounts.add_account(office, accounts.Account("p-an", "an", "hash"))
    assert accounts.note_failure(office, "p-an", None) == 1
    assert accounts.note_failure(office, "p-an", Y2027) == 2
    locked = accounts.account_of(office, "p-an")
    assert locked is not None
    assert locked.locked_until == Y2027
    accounts.note_success(office, "p-an")
    assert accounts.account_of(office, "p-an") == accounts.Account("p-an", "an", "hash")


def test_another_password_ends_every_session(office: Connection) -> None:
    accounts.add_account(office, accounts.Account("p-an", "an", "hash"))
    accounts.set_password(office, "p-an", "other")
    changed = accounts.account_of(office, "p-an")
    assert changed == accounts.Account("p-an", "an", "other", session_epoch=1)


def test_a_certificate_is_known_by_its_bytes_and_used_for_its_time(office: Connection) -> None:
    own = certificates.Certificate(b"der", "personal", Y2020, person_id="p-an", key_reference="k-1")
    newer = replace(own, der=b"newer", since=Y2025)
    for one in (own, newer):
        certificates.add_certificate(office, one)
    assert certificates.certificate(office, hashlib.sha256(b"der").hexdigest()) == own
    assert certificates.certificates_of_person(office, "p-an", Y2026) == [newer, own]
    assert certificates.certificates_of_person(office, "p-an", Y2020) == [own]
    certificates.end_certificate(office, own.sha256, Y2026)
    assert certificates.certificates_of_person(office, "p-an", Y2026) == [newer]
    assert certificates.certificates_of_unit(office, "u-so", Y2026) == []


@pytest.mark.parametrize(("person_id", "unit_id"), [("", ""), ("p-an", "u-so")])
def test_a_certificate_has_exactly_one_owner(
    database: Database, person_id: str, unit_id: str
) -> None:
    with database.writing() as conn:
        units.add_unit(conn, SO)
        persons.add_person(conn, AN)
    wrong = certificates.Certificate(b"der", "agency", Y2020, person_id=person_id, unit_id=unit_id)
    with pytest.raises(DatabaseRefusedError), database.writing() as conn:
        certificates.add_certificate(conn, wrong)


def test_images_are_those_of_the_day(office: Connection) -> None:
    seal = images.Image("i-1", "seal", b"\x89PNG 1", Y2020, Y2026, unit_id="u-so", diameter_mm=36.0)
    newer = replace(seal, image_id="i-2", png=b"\x89PNG 2", since=Y2026, until=None)
    hand = images.Image("i-3", "signature", b"\x89PNG 3", Y2020, person_id="p-an")
    for one in (seal, newer, hand):
        images.add_image(office, one)
    assert images.seal_image(office, "u-so", Y2025) == seal
    assert images.seal_image(office, "u-so", Y2026) == newer
    assert images.seal_image(office, "u-khoa", Y2026) is None
    assert images.signature_image(office, "p-an", Y2026) == hand
    assert images.signature_image(office, "p-binh", Y2026) is None
