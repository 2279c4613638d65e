"""Keys of bodies: area/document/sha256, and nothing that could lead anywhere else."""

from __future__ import annotations

import hashlib
import re

from storage.blobs.port import KEY_PART, Area, BlobRef
from storage.errors import BlobKeyError

SHA256 = re.compile(r"^[0-9a-f]{64}$")
PARTS = 3


def ref_of(area: Area, document_id: str, body: bytes) -> BlobRef:
    """Return the ticket that a body has, wherever it is stored.

    Raises:
        BlobKeyError: the document id is not usable as a part of a key.
    """
    if KEY_PART.fullmatch(document_id) is None:
        raise BlobKeyError(document_id)
    sha256 = hashlib.sha256(body).hexdigest()
    return BlobRef(f"{area.value}/{document_id}/{sha256}", sha256, len(body))


def parts_of(ref: BlobRef) -> tuple[Area, str, str]:
    """Return area, document id and sha256 of a ticket that may come from anywhere.

    Raises:
        BlobKeyError: no store gave this ticket.
    """
    parts = ref.key.split("/")
    if len(parts) != PARTS or parts[0] not in set(Area):
        raise BlobKeyError(ref.key)
    area, document_id, sha256 = parts
    if KEY_PART.fullmatch(document_id) is None or SHA256.fullmatch(sha256) is None:
        raise BlobKeyError(ref.key)
    if sha256 != ref.sha256:
        raise BlobKeyError(ref.key)
    return Area(area), document_id, sha256


def holds(ref: BlobRef, body: bytes) -> bool:
    """Say whether these are the bytes of the ticket."""
    return len(body) == ref.size and hashlib.sha256(body).hexdigest() == ref.sha256
