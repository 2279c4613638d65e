"""Makes the demo's certificates and keys, and files the keys at the desk under the demo's PIN."""

from __future__ import annotations

import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.desk.cabinet import Cabinet, KeyCard
from service.desk.protocol import Purpose
from service.desk.report_key import ReportKey
from signing.custody import pkcs12
from signing.trust.own_ca import DevPki, Issued, Person

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from service.demo.organisation import DemoPerson, DemoUnit, Organisation


@dataclass(frozen=True, slots=True)
class Minted:
    """The new certificates (DER), by person and by unit."""

    people: dict[str, bytes]
    units: dict[str, bytes]


class Mint:
    """Issues certificates and files their keys."""

    def __init__(self, pki: DevPki, cabinet: Cabinet, pin: str, now: datetime) -> None:
        """Work with one authority, one desk's cabinet and one PIN for all."""
        self._pki = pki
        self._cabinet = cabinet
        self._server_key = cabinet.server_key()
        self._pin = pin
        self._now = now

    def mint(self, organisation: Organisation) -> Minted:
        """Make everybody's keys anew; what an interrupted run has left at the desk is removed."""
        for person in organisation.people:
            for card in self._cabinet.cards(person.person_id):
                self._cabinet.remove(card)
        by_id = {unit.unit_id: unit for unit in organisation.units}
        signers = [p for p in organisation.people if p.signs]
        agencies = [u for u in organisation.units if u.last_number is not None]
        clerks = [[p for p in organisation.people if u.unit_id in p.sealed_for] for u in agencies]
        with ThreadPoolExecutor() as hands:  # making and wrapping keys is plain arithmetic
            first = [by_id[person.seats[0].unit_id] for person in signers]
            people = zip(signers, hands.map(self._for_person, signers, first), strict=True)
            units = zip(agencies, hands.map(self._for_agency, agencies, clerks), strict=True)
            return Minted(
                {person.person_id: der for person, der in people},
                {unit.unit_id: der for unit, der in units},
            )

    def for_reports(self, agency: str, desk_dir: Path) -> None:
        """Make the key that signs reports of verification."""
        issued, password = self._pki.issue_reporter(agency.upper(), self._now), secrets.token_hex()
        ReportKey(desk_dir, self._cabinet).put(issued.p12(password), password, self._now)

    def _for_person(self, person: DemoPerson, first: DemoUnit) -> bytes:
        subject = Person(person.name, person.person_id, first.superior_line, first.name)
        issued = self._pki.issue_person(subject, self._now)
        self._file(issued, person.person_id, Purpose.PERSONAL, "")
        return issued.der

    def _for_agency(self, unit: DemoUnit, clerks: list[DemoPerson]) -> bytes:
        """One certificate, one key, and a copy wrapped for each clerk."""
        issued = self._pki.issue_agency(unit.name.upper(), self._now)
        for clerk in clerks:
            self._file(issued, clerk.person_id, Purpose.AGENCY, unit.unit_id)
        return issued.der

    def _file(self, issued: Issued, person_id: str, purpose: Purpose, issuer_id: str) -> None:
        password = secrets.token_urlsafe(32)  # of the PKCS#12 inside the wrapping; nobody types it
        wrapped = pkcs12.wrap(issued.p12(password), password, self._pin, self._server_key)
        self._cabinet.put(
            KeyCard(
                person_id=person_id,
                certificate_sha256=hashlib.sha256(issued.der).hexdigest(),
                purpose=purpose,
                issuer_id=issuer_id,
                valid_from=issued.certificate.not_valid_before_utc,
                valid_until=issued.certificate.not_valid_after_utc,
            ),
            wrapped,
        )
