"""What the desk looks up itself: the document as the ledger has it, and the files it names.

Reads only. The web names a document and an item; what is signed stands here.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from signing.errors import CertificateUnusableError, NotOnTheListError, PreparedVoidError
from signing.port import FIELD_NAMES, FieldRole, Prepared
from storage.blobs.port import Area, BlobRef, BlobStore
from storage.database import Database
from storage.errors import BlobDamagedError, BlobMissingError
from storage.people import certificates
from storage.readmodel import queries
from workflows.contracts.codec import document_from

if TYPE_CHECKING:
    from workflows.domain.document import Document, Item, Ticket


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers that await signatures."""

    database: Database
    blobs: BlobStore

    def document(self, document_id: str) -> Document:
        """Return a document as it is now.

        Raises:
            NotOnTheListError: there is none.
            StorageError: the database did not answer.
        """
        with self.database.reading() as connection:
            row = queries.document(connection, document_id)
        if row is None:
            raise NotOnTheListError("no such document")
        return document_from(row.after)

    def prepared(self, shown: Ticket, item: Item) -> tuple[bytes, Prepared]:
        """Return the file with the hole and what is promised of it.

        Args:
            shown: the paper that the signer was shown.
            item: what was prepared of it.

        Raises:
            PreparedVoidError: the file is not that paper with a hole at its end, or the promise
                is of another item.
            StorageError: the blob store did not answer.
        """
        prepared = _sheet(self._fetch(item.sheet))
        _refuse_other_item(prepared, item)
        pdf = self._fetch(item.hole)
        if hashlib.sha256(memoryview(pdf)[: shown.size]).hexdigest() != shown.sha256:
            raise PreparedVoidError("the file does not continue the paper that was shown")
        return pdf, prepared

    def number_certificate(self, doc: Document) -> str:
        """Return the sha256 of the certificate that the number's field is reserved for.

        Raises:
            NotOnTheListError: no such field is reserved.
            PreparedVoidError: the paper's plan is missing or damaged.
            StorageError: the blob store did not answer.
        """
        if doc.main is None:
            raise NotOnTheListError("the document has no paper")
        try:
            return str(json.loads(self._fetch(doc.main.anchors))["certificates"]["number"])
        except (ValueError, TypeError, KeyError) as error:
            raise NotOnTheListError("the paper has no field for a number") from error

    def refuse_ended(self, certificate_sha256: str, at: datetime) -> None:
        """Refuse a certificate that the register of people has taken out of use.

        Raises:
            CertificateUnusableError: its owner has left, or it was revoked.
            StorageError: the database did not answer.
        """
        with self.database.reading() as connection:
            if certificates.is_ended(connection, certificate_sha256, at):
                raise CertificateUnusableError("the register has taken it out of use")

    def keep_cms(self, document_id: str, cms: bytes) -> BlobRef:
        """Store a signature and return its ticket. Raises StorageError."""
        return self.blobs.put(Area.CMS, document_id, cms)

    def _fetch(self, ticket: Ticket) -> bytes:
        try:
            return self.blobs.get(BlobRef(ticket.key, ticket.sha256, ticket.size))
        except (BlobMissingError, BlobDamagedError) as error:
            raise PreparedVoidError("the prepared file is missing or damaged") from error


def _sheet(body: bytes) -> Prepared:
    try:
        prepared = Prepared(**json.loads(body))
    except (ValueError, TypeError) as error:
        raise PreparedVoidError("the prepared item cannot be read") from error
    places = (prepared.reserved_region_start, prepared.reserved_region_end)
    if not all(type(place) is int for place in places):
        raise PreparedVoidError("the prepared item cannot be read")
    return prepared


def _refuse_other_item(prepared: Prepared, item: Item) -> None:
    """The sheet and the state must say the same: neither alone is enough to sign by."""
    promised = (
        prepared.item_id,
        prepared.field,
        prepared.pdf_sha256,
        prepared.certificate_sha256,
        datetime.fromisoformat(prepared.expires_at),
    )
    recorded = (
        item.item_id,
        FIELD_NAMES[FieldRole(item.role)],
        item.hole.sha256,
        item.certificate_sha256,
        datetime.fromisoformat(item.expires_at),
    )
    if promised != recorded:
        raise PreparedVoidError("the prepared item is another")
