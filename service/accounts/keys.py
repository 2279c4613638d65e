"""Filing, showing and withdrawing signing keys: acts of an administrator, in the ledger first.

The key itself, its password and its PIN reach the desk's folder alone; the ledger gets the
person's id, the certificate's digest and what holds the key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from service.accounts.administration import note_as_admin, noted, require_admin
from service.accounts.errors import AccountUnknownError, KeyIncompleteError, UnitUnknownError
from service.desk import held
from service.desk.cabinet import Cabinet, KeyCard
from service.desk.keepers import Keepers
from service.desk.protocol import Purpose
from signing.custody import pkcs12
from signing.custody.signer import Signer
from signing.errors import CertificateUnusableError, NoKeyError
from signing.trust.fitness import refuse_unfit_signer
from signing.trust.report_purpose import refuse_unfit
from storage.database import Database
from storage.people import accounts, certificates, units

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from service.accounts.administration import ByAdmin
    from service.desk.report_key import ReportKey


@dataclass(frozen=True, slots=True)
class WhoseKey:
    """For whom a key is filed: his own, or with `issuer_id` his copy of an agency's seal."""

    login: str
    pin: str = field(repr=False)
    issuer_id: str = ""
    algorithm: str = ""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A PKCS#12 with its password: the key will be here."""

    body: bytes = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyElsewhere:
    """A key at a keeper; without certificates (DER, the key's own first) the keeper is asked."""

    keeper: str
    place: Mapping[str, str] = field(repr=False)
    certificates: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyRoom:
    """Where keys are filed."""

    database: Database
    cabinet: Cabinet
    keepers: Keepers


def file_key(room: KeyRoom, whose: WhoseKey, key: KeyFile | KeyElsewhere, by: ByAdmin) -> KeyCard:
    """File a key under its owner's PIN; one that is there already is filed anew.

    Its certificate is registered for him, or for the agency, where the register lacks it.

    Raises:
        AdminNeededError, AccountUnknownError: as for `reset_totp`.
        KeyUnusableError: what was given does not open, or its keeper is not known.
        KeyIncompleteError: no certificate was given.
        CertificateUnusableError, AlgorithmRefusedError: this key may not sign; the register has
            taken its certificate out of use, or has it for somebody else.
        UnitUnknownError: there is no such agency.
        SigningError: the keeper does not answer, or answers something else.
    """
    server_key = room.cabinet.server_key()
    if isinstance(key, KeyFile):
        wrapped = pkcs12.wrap(key.body, key.password, whose.pin, server_key)
        opened = pkcs12.unlock(wrapped, whose.pin, server_key, whose.algorithm)
        certificate, keeper = opened.certificate, ""
        opened.forget()
    else:
        found = _elsewhere(room, whose, key)
        wrapped, keeper = held.wrap(found, whose.pin, server_key), key.keeper
        certificate = found.certificate
    with room.database.writing() as conn:
        details: dict[str, object] = {"certificate": hashlib.sha256(certificate).hexdigest()}
        details["keeper"] = keeper
        person_id = noted(conn, whose.login, by, "file_key", details).person_id
        card = _card(person_id, whose, certificate, keeper, by)
        _register(conn, card, certificate, by)
    room.cabinet.put(card, wrapped)
    return card


def keys_of(room: KeyRoom, login: str) -> tuple[KeyCard, ...]:
    """Return the cards of somebody's keys, the newest first. Raises AccountUnknownError."""
    with room.database.reading() as conn:
        return room.cabinet.cards(_person(conn, login))


def withdraw_key(room: KeyRoom, login: str, sha256: str, by: ByAdmin) -> KeyCard:
    """Take a key out of the desk, named by how its certificate's digest begins.

    Raises:
        NoKeyError: no key, or more than one, begins like this.
        AdminNeededError, AccountUnknownError: as for `reset_totp`.
    """
    with room.database.writing() as conn:
        cards = room.cabinet.cards(_person(conn, login))
        named = [card for card in cards if sha256 and card.certificate_sha256.startswith(sha256)]
        if len(named) != 1:
            raise NoKeyError("no key, or several, of that name")
        details: dict[str, object] = {"certificate": named[0].certificate_sha256}
        noted(conn, login, by, "withdraw_key", details)
    room.cabinet.remove(named[0])
    return named[0]


def file_report_key(database: Database, kept: ReportKey, key: KeyFile, by: ByAdmin) -> str:
    """File the key for reports; return its certificate's sha256.

    Raises:
        AdminNeededError: `by` names nobody who is an administrator now.
        KeyUnusableError: what was given does not open.
        CertificateUnusableError: it is not for reports and for them alone, or not good now.
    """
    with database.writing() as conn:
        require_admin(conn, by)
        sha256 = kept.put(key.body, key.password, by.at)
        note_as_admin(conn, by, "file_report_key", {"certificate": sha256})
    return sha256


def remove_report_key(database: Database, kept: ReportKey, by: ByAdmin) -> None:
    """Take the key for reports away. Raises AdminNeededError, as `file_report_key`."""
    with database.writing() as conn:
        require_admin(conn, by)
        note_as_admin(conn, by, "remove_report_key", {})
        kept.remove()


def _register(conn: Connection, card: KeyCard, der: bytes, by: ByAdmin) -> None:
    is_seal = card.purpose is Purpose.AGENCY
    if is_seal and units.unit(conn, card.issuer_id, by.at) is None:
        raise UnitUnknownError(card.issuer_id)
    owners = ("", card.issuer_id) if is_seal else (card.person_id, "")
    found = certificates.certificate(conn, card.certificate_sha256)
    if found is None:
        kept = certificates.Certificate(
            der, "agency" if is_seal else "personal", by.at, None, *owners, card.keeper or "desk"
        )
        certificates.add_certificate(conn, kept)
    elif (found.person_id, found.unit_id) != owners:
        raise CertificateUnusableError("the register has it for another owner")
    elif certificates.is_ended(conn, card.certificate_sha256, by.at):
        raise CertificateUnusableError("the register has taken it out of use")


def _person(conn: Connection, login: str) -> str:
    account = accounts.account_by_login(conn, login)
    if account is None:
        raise AccountUnknownError(login)
    return account.person_id


def _elsewhere(room: KeyRoom, whose: WhoseKey, key: KeyElsewhere) -> held.Held:
    keeper = room.keepers.get(key.keeper)
    chain = key.certificates or keeper.certificates(key.place)
    if not chain:
        raise KeyIncompleteError("a token's key needs its certificate as a file")
    found = held.Held(chain[0], chain[1:], dict(key.place))
    Signer.of(found.certificate, found.chain, whose.algorithm)
    keeper.key(found, whose.algorithm)  # a place that lacks something is refused now
    return found


def _card(person_id: str, whose: WhoseKey, certificate: bytes, keeper: str, by: ByAdmin) -> KeyCard:
    refuse_unfit(certificate, by.at, a_report=False)
    parsed = refuse_unfit_signer(certificate, by.at)
    return KeyCard(
        person_id=person_id,
        certificate_sha256=hashlib.sha256(certificate).hexdigest(),
        purpose=Purpose.AGENCY if whose.issuer_id else Purpose.PERSONAL,
        issuer_id=whose.issuer_id,
        valid_from=parsed.not_valid_before_utc,
        valid_until=parsed.not_valid_after_utc,
        keeper=keeper,
        algorithm=whose.algorithm,
    )
