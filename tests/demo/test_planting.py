"""What stands in the database, at the desk and in the authority's folder after the first run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from sqlalchemy import select

from service.accounts.passwords import is_right
from service.demo import DEMO_PASSWORD, DEMO_PIN, seed
from service.demo.organisation import HOSPITAL, PEOPLE, SO, UNITS
from service.desk.cabinet import Cabinet
from service.desk.keepers import Keepers
from service.desk.keys import Keys
from service.desk.protocol import Purpose
from signing.seal.pictures import Ink, read_picture
from signing.trust.fitness import refuse_unfit_signer
from storage.blobs.local import LocalBlobStore
from storage.database import Database
from storage.ledger import ledger
from storage.migrate import migrate
from storage.people import accounts, certificates, images, posts
from storage.people.tables import CERTIFICATES
from storage.registers import calendar, numbers
from storage.registers.tables import SERIES, TERMS
from storage.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
URL = "http://127.0.0.1:8080"


@dataclass(frozen=True)
class Home:
    folder: Path
    database: Database

    def seed(self, now: datetime = NOW) -> bool:
        blobs = LocalBlobStore(self.folder / "blobs")
        return seed(self.database, blobs, self.folder / "pki", self.folder / "desk", now, URL)

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        with self.database.reading() as connection:
            return {
                table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
                for table in METADATA.sorted_tables
            }

    def files(self) -> dict[str, bytes]:
        """All files but the revocation lists, which are made anew at each start."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for part in ("pki", "desk")
            for path in (self.folder / part).rglob("*")
            if path.is_file() and path.suffix != ".crl"
        }


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("demo")
    database = Database(f"sqlite:///{folder}/db.sqlite3")
    migrate(database)
    home = Home(folder, database)
    assert home.seed() is True
    yield home
    database.close()


def test_planting_twice_changes_nothing(home: Home) -> None:
    rows, files = home.rows(), home.files()
    assert home.seed(NOW + timedelta(days=1)) is False
    assert home.rows() == rows
    assert home.files() == files


def test_each_signers_key_opens_with_the_pin_and_fits_the_registered_certificate(
    home: Home,
) -> None:
    cabinet = Cabinet(home.folder / "desk")
    keys = Keys(cabinet, lambda: NOW, Keepers(home.folder / "desk", str))
    for person in PEOPLE:
        with home.database.reading() as connection:
            found = certificates.certificates_of_person(connection, person.person_id, NOW)
        assert len(found) == int(person.signs), person
        for certificate in found:
            [card] = keys.personal(person.person_id, [certificate.sha256])
            assert keys.open(card, DEMO_PIN).certificate == certificate.der


def test_each_clerk_has_a_copy_of_the_agencys_key(home: Home) -> None:
    keys = Keys(Cabinet(home.folder / "desk"), lambda: NOW, Keepers(home.folder / "desk", str))
    for issuer_id, clerks in ((SO, {"ng-008", "ng-009"}), (HOSPITAL, {"ng-106"})):
        with home.database.reading() as connection:
            [agency] = certificates.certificates_of_unit(connection, issuer_id, NOW)
        for clerk in clerks:
            key = keys.open(keys.agency(clerk, issuer_id), DEMO_PIN)
            assert key.certificate == agency.der


def test_nobody_else_has_a_copy(home: Home) -> None:
    cabinet = Cabinet(home.folder / "desk")
    holders = {
        person.person_id
        for person in PEOPLE
        for card in cabinet.cards(person.person_id)
        if card.purpose is Purpose.AGENCY
    }
    assert holders == {"ng-008", "ng-009", "ng-106", "ng-205"}


def test_every_certificate_may_sign_and_none_can_be_taken_for_a_real_one(home: Home) -> None:
    with home.database.reading() as connection:
        ders = connection.execute(select(CERTIFICATES.c.der)).scalars().all()
    signers = sum(person.signs for person in PEOPLE)
    assert len(ders) == signers + sum(unit.last_number is not None for unit in UNITS) > 15
    for der in ders:
        certificate = refuse_unfit_signer(der, NOW)
        assert "NOT FOR PRODUCTION" in certificate.issuer.rfc4514_string()
    root = x509.load_pem_x509_certificate((home.folder / "pki" / "trust.pem").read_bytes())
    assert "NOT FOR PRODUCTION" in root.subject.rfc4514_string()


def test_signers_and_agencies_have_pictures_the_decree_allows(home: Home) -> None:
    with home.database.reading() as connection:
        for person in PEOPLE:
            image = images.signature_image(connection, person.person_id, NOW)
            assert (image is not None) == person.signs
            if image is not None:
                read_picture(image.png, Ink.BLUE)
        for unit in UNITS:
            seal = images.seal_image(connection, unit.unit_id, NOW)
            assert (seal is not None) == (unit.last_number is not None)
            if seal is not None:
                read_picture(seal.png, Ink.RED)


def test_the_next_plan_of_the_department_is_number_241(home: Home) -> None:
    with home.database.reading() as connection:
        so = numbers.series_for(connection, numbers.year_key(SO, "KH-SYT", 2026))
        hospital = numbers.series_for(connection, numbers.year_key(HOSPITAL, "KH-BVĐKT", 2026))
    assert so is not None
    assert hospital is not None
    assert (so.last_value, hospital.last_value) == (240, 0)


def test_what_is_planted_in_registers_is_an_act_of_the_ledger(home: Home) -> None:
    with home.database.reading() as connection:
        entries = list(ledger.all_entries(connection))
        assert ledger.verify(connection)[0] == len(entries) > 0
        rows = {table.name: connection.execute(select(table)).all() for table in (SERIES, TERMS)}
        lines = calendar.listed_days(connection, date(2026, 1, 1), date(2027, 12, 31))
    opened = {entry.act_id for entry in entries if entry.act in {"open_series", "open_term"}}
    assert opened == {row.act_id for found in rows.values() for row in found}
    seeded = [entry.details for entry in entries if entry.act == "calendar_seeded"]
    assert [details["year"] for details in seeded] == [2026, 2027]
    told = sorted((d["day"], d["kind"]) for details in seeded for d in details["days"])
    assert told == [(line.day.isoformat(), line.kind) for line in lines]


def test_everybody_signs_in_with_the_demo_password(home: Home) -> None:
    with home.database.reading() as connection:
        found = [accounts.account_by_login(connection, person.login) for person in PEOPLE]
    hashes = {account.password_hash for account in found if account is not None}
    assert None not in found
    assert all(is_right(password_hash, DEMO_PASSWORD) for password_hash in hashes)


def test_the_deputy_may_sign_for_the_director_for_a_while(home: Home) -> None:
    with home.database.reading() as connection:
        [lent] = posts.delegations_at(connection, [SO], NOW)
        later = posts.delegations_at(connection, [SO], NOW + timedelta(days=90))
    assert (lent.person_id, lent.prefix) == ("ng-002", "KT.")
    assert later == []


def test_the_holidays_of_two_years_are_known(home: Home) -> None:
    with home.database.reading() as connection:
        for year in (2026, 2027):
            off, _ = calendar.days(connection, date(year, 1, 1), date(year, 12, 31))
            assert date(year, 9, 2) in off


def test_an_interrupted_planting_is_begun_again(tmp_path: Path) -> None:
    """The keys were filed, then the machine stopped: no key without a certificate may stay."""
    database = Database(f"sqlite:///{tmp_path}/db.sqlite3")
    migrate(database)
    home = Home(tmp_path, database)
    home.seed()
    (tmp_path / "db.sqlite3").rename(tmp_path / "old.sqlite3")
    database.close()
    for left in tmp_path.glob("db.sqlite3-*"):
        left.unlink()
    again = Home(tmp_path, Database(f"sqlite:///{tmp_path}/db.sqlite3"))
    migrate(again.database)
    assert again.seed() is True
    with again.database.reading() as connection:
        known = {
            hashlib.sha256(der).hexdigest()
            for der in connection.execute(select(CERTIFICATES.c.der)).scalars()
        }
    cabinet = Cabinet(tmp_path / "desk")
    filed = {card.certificate_sha256 for p in PEOPLE for card in cabinet.cards(p.person_id)}
    assert filed == known
    again.database.close()
