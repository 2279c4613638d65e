"""Signs an electronic copy with a clerk's copy of the agency's key.

Nothing is handed out before our own strict verification calls it valid and the ledger has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from service.accounts.errors import AccountUnknownError, UnitUnknownError
from service.catalogue import sentence
from service.copies.errors import (
    ClerkNeededError,
    CopyFormError,
    SourceInvalidError,
)
from service.copies.fitness import refuse_taken
from service.copies.register import number_of_copy
from service.desk.keys import Keys
from signing.errors import NoKeyError, NotValidAfterSigningError
from signing.port import CornerLine, FieldRole, Source
from signing.seal.alone import Agency, sign_alone, source_of
from signing.seal.evidence import Gatherer
from signing.seal.scanned import digest_of_scans, paper_of_scans, plain_of_signed
from signing.trust.dated_anchors import anchors_at
from signing.verify.codes import Verdict
from signing.verify.judge import Expectation, verify
from storage.blobs.port import Area, BlobStore
from storage.database import Database
from storage.instants import to_text
from storage.ledger import ledger
from storage.ledger.chain import NewEntry
from storage.people import accounts, certificates, posts, units
from storage.people.units import Unit
from storage.readmodel.projections import project
from workflows.activities.workshop import Trust
from workflows.contracts.names import SIGN_COPY, copy_id
from workflows.domain.deadlines import VIETNAM
from workflows.domain.people import Role, holds_at
from workflows.domain.texts import clean_text

MOST = 300  # characters of a receiver
SIGN_APPENDIX = "sign_appendix"  # of older ledgers: now the act that numbers the paper signs it


class CopyForm(StrEnum):
    """NĐ 30/2020, article 25: the whole of a paper, of a copy of it, or a part."""

    WHOLE = "sao-y"
    OF_COPY = "sao-luc"
    PART = "trich-sao"


@dataclass(frozen=True, slots=True)
class Room:
    """Where it is done: the register, the papers, the desk's keys, and whom we believe."""

    database: Database
    blobs: BlobStore
    keys: Keys
    trust: Trust
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who signs for whom, and an id for the act; `zone` is how the line writes Vietnam's."""

    login: str
    pin: str = field(repr=False)
    act_id: str
    zone: str = "+07:00"
    receiver: str = ""  # who gets the copy, in words


@dataclass(frozen=True, slots=True)
class Scans:
    """The pages of a paper, scanned: JPEG, PNG or TIFF."""

    pages: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Extract:
    """A signed PDF, and what is taken of it: a file made anew (PDF/A-2), or else its pages."""

    original: bytes = field(repr=False)
    made: bytes = field(default=b"", repr=False)
    pages: tuple[int, ...] = (1,)


@dataclass(frozen=True, slots=True)
class _Job:
    agency: Unit
    parts: tuple[str, ...]
    source: Source | None
    details: dict[str, object]


@dataclass(frozen=True, slots=True)
class _By:
    person_id: str
    act_id: str
    receiver: str
    at: datetime


def sign_copy(
    room: Room, form: CopyForm, issuer_id: str, given: Scans | Extract, clerk: Clerk
) -> bytes:
    """Return an electronic copy as a file of its own; what is copied stays as it is.

    It is kept as a record and gets the next number of the agency's copies.

    Raises:
        CopyFormError: only an extract is made of an electronic original; itself is sent otherwise.
        SourceInvalidError: that original was changed or cannot be read.
        UnitUnknownError: there is no such agency.
        ClerkNeededError, AccountUnknownError, NoKeyError: this person does not sign for it.
        CornerTakenError: something stands where the line will stand.
        SigningError: the PIN is wrong, a scan does not suit, or an authority does not answer.
        StorageError: it could not be kept, or numbered; it is not handed out then.
    """
    at = room.now()
    with room.database.reading() as conn:
        agency = units.unit(conn, issuer_id, at)
    if agency is None:
        raise UnitUnknownError(issuer_id)
    pdf, source, came = _plain(room, form, given, at)
    parts = (sentence("cli", f"clerk.form.{form}"), agency.name)
    details: dict[str, object] = {"form": form.value, "source_sha256": came, "unit_id": issuer_id}
    return _signed(room, pdf, _Job(agency, parts, source, details), clerk)


def _plain(
    room: Room, form: CopyForm, given: Scans | Extract, at: datetime
) -> tuple[bytes, Source | None, str]:
    """Return the unsigned copy, the file it is of where there is one, and a digest of that."""
    if isinstance(given, Scans):
        return paper_of_scans(given.pages), None, digest_of_scans(given.pages)
    if form is not CopyForm.PART:
        raise CopyFormError("an electronic original is sent itself, or extracted from")
    report = verify(given.original, anchors_at(room.trust.anchors, at), at)
    if report.verdict in (Verdict.INVALID, Verdict.UNUSABLE):
        raise SourceInvalidError(report.code)
    source = source_of(given.original)
    made = given.made or plain_of_signed(given.original, given.pages)
    return made, source, source.sha256


def _signed(room: Room, pdf: bytes, job: _Job, clerk: Clerk) -> bytes:
    at = room.now().astimezone(VIETNAM).replace(microsecond=0)
    person_id, receiver = _clerk(room, clerk.login, at), clean_text(clerk.receiver, MOST)
    line = CornerLine(job.parts, at.isoformat(), clerk.zone, job.source)
    refuse_taken(pdf, line)
    key = room.keys.open(room.keys.agency(person_id, job.agency.unit_id), clerk.pin)
    try:
        certificate = key.certificate
        _require_of_agency(room, job.agency.unit_id, certificate, at)
        anchors = anchors_at(room.trust.anchors, at)
        agency = Agency(key, room.trust.timestamper, Gatherer(room.trust.revocation, anchors))
        signed = sign_alone(pdf, FieldRole.COPY, line, agency)
    finally:
        key.forget()
    report = verify(signed, anchors, room.now(), Expectation({FieldRole.COPY: certificate}))
    if report.verdict is not Verdict.VALID:
        raise NotValidAfterSigningError(report.code)
    signed_by = {"certificate_sha256": hashlib.sha256(certificate).hexdigest()}
    job = replace(job, details={**job.details, **signed_by})
    _keep(room, job, _By(person_id, clerk.act_id, receiver, at), signed)
    return signed


def _clerk(room: Room, login: str, at: datetime) -> str:
    with room.database.reading() as conn:
        account = accounts.account_by_login(conn, login)
        if account is None:
            raise AccountUnknownError(login)
        held = posts.holdings_of(conn, account.person_id)
    if not any(h.role == Role.CLERK and holds_at(h.since, h.until, at) for h in held):
        raise ClerkNeededError(login)
    return account.person_id


def _require_of_agency(room: Room, issuer_id: str, certificate: bytes, at: datetime) -> None:
    with room.database.reading() as conn:
        known = certificates.certificates_of_unit(conn, issuer_id, at)
    if certificate not in {one.der for one in known}:
        raise NoKeyError("the register does not know this certificate as the agency's")


def _keep(room: Room, job: _Job, by: _By, signed: bytes) -> None:
    """Keep the copy for good; allot its number in the transaction that notes it."""
    shelf = copy_id(by.act_id)
    kept = room.blobs.put_record(shelf, signed, None)
    room.blobs.get(kept)  # read back, checked
    details = {**job.details, "sha256": kept.sha256, "record": asdict(kept)}
    if by.receiver:
        told = room.blobs.put(Area.REASON, shelf, by.receiver.encode())
        details["receiver"] = asdict(told)
    with room.database.writing() as conn:
        form = str(details["form"])
        given = number_of_copy(conn, job.agency, form, by.act_id, by.at)
        entry = NewEntry(
            at=to_text(by.at), act_id=by.act_id, act=SIGN_COPY, person_id=by.person_id,
            origin="cli",
            details={**details, "number": given.text},
        )  # fmt: skip
        project(conn, ledger.append(conn, entry), room.blobs)
