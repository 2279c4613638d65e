"""Acts of an administrator at the site's own certificate authority, each with its ledger entry.

The act is done inside the transaction of its entry: one that fails leaves no entry, and what was
issued is in the authority's own register before it leaves it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from service.accounts.administration import note_as_admin, require_admin
from service.accounts.errors import AccountClosedError, AccountUnknownError, UnitUnknownError
from signing.trust import site_ca
from signing.trust.site_ca import Holder
from signing.trust.tsa_folder import put_authority
from storage.people import accounts, certificates, persons, units

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography import x509
    from sqlalchemy import Connection

    from service.accounts.administration import ByAdmin
    from signing.trust.site_ca import Locks, SiteCa
    from storage.database import Database


def init(
    database: Database, folder: Path, names: tuple[str, str], locks: Locks, by: ByAdmin
) -> None:
    """Make the authority; `names` are its own and the address where it publishes.

    Raises:
        AdminNeededError: `by` names nobody who is an administrator now.
        AuthorityExistsError: there is one.
    """
    with database.writing() as conn:
        require_admin(conn, by)
        site_ca.create(folder, names[0], names[1], locks, by.at)
        note_as_admin(conn, by, "pki_init", {})


def issue(
    database: Database, authority: SiteCa, request: bytes, holder: Holder, by: ByAdmin
) -> x509.Certificate:
    """Certify a request for its holder.

    Raises:
        AdminNeededError: as for `init`.
        RequestUnfitError: the request is not to be certified.
    """
    with database.writing() as conn:
        require_admin(conn, by)
        made = authority.issue(request, holder, by.at)
        note_as_admin(conn, by, "pki_issue", {"holder_id": holder.holder_id, **_named(made)})
    return made


def renew(database: Database, authority: SiteCa, serial: str, by: ByAdmin) -> x509.Certificate:
    """Certify the same key again.

    Raises:
        AdminNeededError: as for `init`.
        SerialUnknownError, AlreadyRevokedError: there is nothing to renew.
    """
    with database.writing() as conn:
        require_admin(conn, by)
        made = authority.renew(serial, by.at)
        note_as_admin(conn, by, "pki_renew", {"renews": serial, **_named(made)})
    return made


def revoke(
    database: Database, authority: SiteCa, serial: str, reason: str, by: ByAdmin
) -> x509.Certificate:
    """Revoke a certificate, and take it out of use here at the same instant.

    Raises: as `renew`.
    """
    with database.writing() as conn:
        require_admin(conn, by)
        gone = authority.revoke(serial, reason, by.at)
        named = _named(gone)
        if certificates.certificate(conn, named["sha256"]) is not None:
            certificates.end_certificate(conn, named["sha256"], by.at)
        note_as_admin(conn, by, "pki_revoke", {"reason": reason, **named})
    return gone


def publish(database: Database, authority: SiteCa, by: ByAdmin) -> None:
    """Write the revocation lists anew. Raises AdminNeededError: as for `init`."""
    with database.writing() as conn:
        require_admin(conn, by)
        authority.publish(by.at)
        note_as_admin(conn, by, "pki_crl", {})


def put_tsa(database: Database, authority: SiteCa, folder: Path, by: ByAdmin) -> x509.Certificate:
    """Give a PKI folder a timestamp authority, or its next one.

    Raises:
        AdminNeededError: as for `init`.
    """
    with database.writing() as conn:
        require_admin(conn, by)
        key, made = authority.issue_tsa(by.at)
        put_authority(folder, key, made)
        note_as_admin(conn, by, "pki_tsa", dict(_named(made)))
    return made


def holder_by_login(conn: Connection, login: str, organisation: str) -> Holder:
    """Return the holder that a login names.

    Raises:
        AccountUnknownError: nobody has it.
        AccountClosedError: the person has left.
    """
    account = accounts.account_by_login(conn, login)
    if account is not None and account.left_at is not None:
        raise AccountClosedError(login)
    person = persons.person(conn, account.person_id) if account else None
    if person is None:
        raise AccountUnknownError(login)
    return Holder(person.full_name, person.person_id, organisation)


def holder_by_unit(conn: Connection, unit_id: str, by: ByAdmin) -> Holder:
    """Return an agency as a holder. Raises UnitUnknownError: there is none of this id now."""
    unit = units.unit(conn, unit_id, by.at)
    if unit is None:
        raise UnitUnknownError(unit_id)
    return Holder(unit.name, unit.unit_id, unit.name)


def _named(certificate: x509.Certificate) -> dict[str, str]:
    der = certificate.public_bytes(Encoding.DER)
    return {
        "serial": f"{certificate.serial_number:x}",
        "sha256": hashlib.sha256(der).hexdigest(),
    }
