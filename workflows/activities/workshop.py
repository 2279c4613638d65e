"""What the papers' activities share: the ports they work through, and the signers of a paper."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from doc_templates.port import Renderer
from signing.trust.revocation import RevocationSource
from signing.trust.timestamps import Timestamper
from storage.blobs.port import Area, BlobStore
from storage.database import Database
from storage.people import certificates
from workflows.domain.document import Document, Ticket
from workflows.domain.shapes import FieldRole
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.blobs.port import BlobRef
    from storage.people.certificates import Certificate
    from workflows.domain.document import Paper


class NoCertificateError(Exception):
    """A person or an agency that must sign has no certificate in use."""

    code: ClassVar[str] = "sign.no_certificate"
    retryable: ClassVar[bool] = False


class NoImageError(Exception):
    """A person or an agency that must sign has no image of the signature or seal."""

    code: ClassVar[str] = "sign.no_image"
    retryable: ClassVar[bool] = False


class NoSignerError(Exception):
    """Nobody holds the post that must sign."""

    code: ClassVar[str] = "sign.no_signer"
    retryable: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Trust:
    """Anchors, the certificates between them and the signers, revocation and time."""

    anchors: Path  # PEM; `anchors.toml` beside it may date them
    intermediates: Path  # PEM; may hold none
    revocation: RevocationSource
    timestamper: Timestamper


@dataclass(frozen=True, slots=True)
class Workshop:
    """The ports of the papers' hands; built once in the worker's composition root."""

    database: Database
    blobs: BlobStore
    clock: Callable[[], datetime]
    renderer: Renderer
    trust: Trust

    def fetch(self, ticket: Ticket) -> bytes:
        """Return a body, checked against its hash."""
        return self.blobs.get(blob_ref(ticket))

    def keep(self, area: Area, document_id: str, body: bytes) -> Ticket:
        """Store a body once and return its ticket."""
        return ticket_of(self.blobs.put(area, document_id, body))


@dataclass(frozen=True, slots=True)
class PaperPlan:
    """Who signs which field of a paper, in the order of signing; kept as JSON beside it."""

    signers: dict[FieldRole, str]  # person id; "" for the agency's key
    certificates: dict[FieldRole, str]  # sha256

    def body(self) -> bytes:
        """Return the plan as it is stored; its keys stay in the order of signing."""
        data = {"signers": self.signers, "certificates": self.certificates}
        return json.dumps(data).encode()

    @classmethod
    def read(cls, body: bytes) -> PaperPlan:
        """Return the plan that was stored."""
        data = json.loads(body)
        return cls(
            {FieldRole(role): person for role, person in data["signers"].items()},
            {FieldRole(role): sha256 for role, sha256 in data["certificates"].items()},
        )


def plan_of(shop: Workshop, doc: Document, paper: Paper) -> PaperPlan:
    """Return who signs a paper; an appendix file is the agency's alone, by the key of the seal."""
    plan = PaperPlan.read(shop.fetch(paper.anchors))
    if paper in {doc.main, doc.minutes}:
        return plan
    own = FieldRole.APPENDIX
    return PaperPlan({own: ""}, {own: plan.certificates[FieldRole.AGENCY]})


def ticket_of(ref: BlobRef) -> Ticket:
    """Return our ticket for the store's."""
    return Ticket(ref.key, ref.sha256, ref.size)


def certificate_for(
    conn: Connection, doc: Document, role: FieldRole, person_id: str, at: datetime
) -> Certificate:
    """Return the certificate that a field is reserved for.

    Raises:
        NoCertificateError: the person or the agency has none in use.
    """
    if role in {FieldRole.NUMBER, FieldRole.AGENCY} and doc.the_route.is_sealed:
        found = certificates.certificates_of_unit(conn, doc.issuer_id, at)
    else:
        found = certificates.certificates_of_person(conn, person_id, at)
    if not found:
        raise NoCertificateError(role)
    return found[0]


def planned_certificate(conn: Connection, plan: PaperPlan, role: FieldRole) -> bytes:
    """Return the certificate (DER) that a paper's plan has for a field.

    Raises:
        NoCertificateError: the register does not know it.
    """
    owner = certificates.certificate(conn, plan.certificates[role])
    if owner is None:
        raise NoCertificateError(role)
    return owner.der
