"""Plants the demo organisation into an empty installation, once; later calls change nothing.

Everything here is for trying out: one password and one PIN for all, certificates of the
development authority that say NOT FOR PRODUCTION.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.accounts.passwords import hash_password
from service.demo.calendar_years import seed_year
from service.demo.keys import Mint, Minted
from service.demo.organisation import (
    DEMO,
    DEMO_PASSWORD,
    DEMO_PIN,
    SO,
    DemoPerson,
    DemoUnit,
    Organisation,
)
from service.desk.cabinet import Cabinet
from signing.seal.images import seal_png, signature_png
from signing.trust.own_ca import DevPki, create_dev_pki
from storage.instants import to_text
from storage.ledger import ledger
from storage.ledger.chain import NewEntry
from storage.people import accounts, certificates, images, persons, posts, units
from storage.readmodel.campaigns import PARTY_UNITS
from storage.readmodel.projections import project
from storage.registers import numbers, terms
from workflows.domain.deadlines import VIETNAM
from workflows.domain.people import Prefix, Role

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.blobs.port import BlobStore
    from storage.database import Database


_SINCE: Final = datetime(2019, 12, 31, 17, tzinfo=UTC)  # 1 January 2020 in Viet Nam
_ADMIN: Final = "ng-019"
_SEAL_MM: Final = 36.0
_SEAL_FACE: Final = Path("LiberationSerif-Bold.ttf")  # Pillow looks for it among the system's
_LENT_FOR: Final = timedelta(days=90)


def seed(  # noqa: PLR0913, PLR0917 -- every room of a new installation
    database: Database,
    blobs: BlobStore,
    pki_dir: Path,
    desk_dir: Path,
    now: datetime,
    base_url: str,
) -> bool:
    """Plant the organisation where there is none; return whether it was planted now.

    Every call makes the development authority's revocation lists anew (they last thirty days) and
    adds the holidays of this year and the next, once.

    Args:
        database: migrated.
        blobs: where the ledger's bodies lie.
        pki_dir: of the development authority; made when it is not there.
        desk_dir: of the desk, which need not run.
        now: aware.
        base_url: of the web, without a slash at the end.
    """
    pki = create_dev_pki(pki_dir, now, f"{base_url}/pki")
    year = now.astimezone(VIETNAM).year
    with database.writing() as connection:
        for each in (year, year + 1):
            seed_year(connection, blobs, each, now, _ADMIN)
    with database.reading() as connection:
        if units.unit(connection, SO, now) is not None:
            return False
    mint = Mint(pki, Cabinet(desk_dir), DEMO_PIN, now)
    minted = mint.mint(DEMO)
    mint.for_reports(next(unit.name for unit in DEMO.units if unit.unit_id == SO), desk_dir)
    with database.writing() as connection:
        garden = _Garden(connection, now, DEMO)
        garden.plant(minted)
        garden.lend()
        for unit in DEMO.units:
            _open_series(connection, blobs, unit, now)
            _open_term(connection, blobs, unit, now)
    return True


def add(database: Database, pki: DevPki, desk_dir: Path, now: datetime, more: Organisation) -> None:
    """Plant further units and people beside the demo's; those that number no papers.

    Raises:
        DatabaseRefusedError: one of them is there already; none was added.
    """
    minted = Mint(pki, Cabinet(desk_dir), DEMO_PIN, now).mint(more)
    with database.writing() as connection:
        _Garden(connection, now, more).plant(minted)


class _Garden:
    """One transaction's worth of an organisation."""

    def __init__(self, connection: Connection, now: datetime, organisation: Organisation) -> None:
        self._connection = connection
        self._now = now
        self._units = organisation.units
        self._people = organisation.people

    def plant(self, minted: Minted) -> None:
        """Add units, posts, people, and what they sign with."""
        for unit in self._units:
            self._add_unit(unit)
        seats = {seat.post_id: seat for person in self._people for seat in person.seats}
        for post_id, seat in seats.items():
            post = posts.Post(post_id, seat.unit_id, seat.role, seat.title)
            posts.add_post(self._connection, post)
        password_hash = hash_password(DEMO_PASSWORD)  # one for all: it is no secret
        for person in self._people:
            self._add_person(person, password_hash)
        self._add_signers(minted)
        self._add_agencies(minted)

    def _add_unit(self, unit: DemoUnit) -> None:
        units.add_unit(
            self._connection,
            units.Unit(
                unit_id=unit.unit_id,
                parent_id=unit.parent_id,
                kind=unit.kind,
                name=unit.name,
                superior_line=unit.superior_line,
                place=unit.place,
                code=unit.code,
                since=_SINCE,
            ),
        )

    def _add_person(self, person: DemoPerson, password_hash: str) -> None:
        address = f"{person.login}@example.vn"
        persons.add_person(self._connection, persons.Person(person.person_id, person.name, address))
        accounts.add_account(
            self._connection, accounts.Account(person.person_id, person.login, password_hash)
        )
        for seat in person.seats:
            posts.add_holding(self._connection, seat.post_id, person.person_id, _SINCE)

    def lend(self) -> None:
        """The director's deputy may sign KT. for a while (NĐ 30/2020 Đ13.1)."""
        head = next(
            s for p in self._people for s in p.seats if (s.unit_id, s.role) == (SO, Role.HEAD)
        )
        deputy = next(
            p for p in self._people for s in p.seats if (s.unit_id, s.role) == (SO, Role.DEPUTY)
        )
        posts.add_delegation(
            self._connection,
            posts.Delegation(
                delegation_id="uq-001",
                post_id=head.post_id,
                person_id=deputy.person_id,
                prefix=Prefix.KT,
                since=self._now,
                until=self._now + _LENT_FOR,
                authority="DEMO",
            ),
        )

    def _add_signers(self, minted: Minted) -> None:
        for person in self._people:
            if person.person_id not in minted.people:
                continue
            der = minted.people[person.person_id]
            self._certify(der, "personal", person_id=person.person_id)
            images.add_image(
                self._connection,
                images.Image(
                    image_id=f"ck-{person.person_id}",
                    kind="signature",
                    png=signature_png(person.name),
                    since=_SINCE,
                    person_id=person.person_id,
                ),
            )

    def _add_agencies(self, minted: Minted) -> None:
        for unit in self._units:
            if unit.unit_id not in minted.units:
                continue
            self._certify(minted.units[unit.unit_id], "agency", unit_id=unit.unit_id)
            images.add_image(
                self._connection,
                images.Image(
                    image_id=f"dau-{unit.unit_id}",
                    kind="seal",
                    png=seal_png(*unit.seal, _SEAL_FACE),
                    since=_SINCE,
                    unit_id=unit.unit_id,
                    diameter_mm=_SEAL_MM,
                ),
            )

    def _certify(self, der: bytes, role: str, person_id: str = "", unit_id: str = "") -> None:
        certificates.add_certificate(
            self._connection,
            certificates.Certificate(
                der=der,
                role=role,
                since=self._now,
                person_id=person_id,
                unit_id=unit_id,
                key_reference="desk",
            ),
        )


def _open_series(connection: Connection, blobs: BlobStore, unit: DemoUnit, now: datetime) -> None:
    """Open this year's series of plans where the demo begins to count: an act of the ledger."""
    if unit.last_number is None:
        return
    year, code = now.astimezone(VIETNAM).year, f"KH-{unit.code}"
    act_id = f"demo-open-series-{unit.unit_id}-{year}"
    key = numbers.year_key(unit.unit_id, code, year)
    series = numbers.open_series(connection, key, unit.last_number, act_id)
    entry = NewEntry(
        at=to_text(now),
        act_id=act_id,
        act="open_series",
        person_id=_ADMIN,
        origin="demo",
        details={"series_id": series.series_id, "last_value": series.last_value},
    )
    project(connection, ledger.append(connection, entry), blobs)


def _open_term(connection: Connection, blobs: BlobStore, unit: DemoUnit, now: datetime) -> None:
    """Note the congress term in which a party organisation numbers its papers."""
    if unit.kind not in PARTY_UNITS:
        return
    year = now.astimezone(VIETNAM).year
    term = terms.Term(unit.unit_id, date(year - 1, 1, 1), date(year + 3, 12, 31))
    act_id = f"demo-open-term-{unit.unit_id}-{year}"
    terms.add_term(connection, term, act_id)
    entry = NewEntry(
        at=to_text(now),
        act_id=act_id,
        act="open_term",
        person_id=_ADMIN,
        origin="demo",
        details={
            "unit_id": unit.unit_id,
            "begins": term.begins.isoformat(),
            "ends": term.ends.isoformat(),
        },
    )
    project(connection, ledger.append(connection, entry), blobs)
