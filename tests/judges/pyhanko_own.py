"""Asks pyHanko's own validator, difference analysis included, with the file's revocation data."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import SuspiciousModification
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pyhanko.sign.validation import DocumentTimestampStatus


@dataclass(frozen=True, slots=True)
class PyhankoSignature:
    """One signature (or document timestamp); `bottom_line` includes the difference analysis."""

    field: str
    bottom_line: bool
    summary: str


def pyhanko(file: Path, trust: Path, at: datetime | None = None) -> list[PyhankoSignature]:
    """Validate every signature offline, an unknown revocation state being a failure.

    Without `at` (aware) the time of judging is the machine's.
    """
    reader = PdfFileReader(BytesIO(file.read_bytes()))
    context = _context(reader, trust, at)
    verdicts = []
    for one in reader.embedded_signatures:
        if one.sig_object["/Type"] == "/DocTimeStamp":
            status: Any = validate_pdf_timestamp(one, context)
            good = status.valid and status.intact and status.trusted and _unchanged(status)
        else:
            status = validate_pdf_signature(one, context, context)
            good = status.bottom_line
        verdicts.append(PyhankoSignature(one.field_name, good, status.summary()))
    return verdicts


def _unchanged(status: DocumentTimestampStatus) -> bool:
    """Whether what came after a document timestamp is nothing that pyHanko suspects."""
    return not isinstance(status.diff_result, SuspiciousModification)


def _context(reader: PdfFileReader, trust: Path, at: datetime | None) -> ValidationContext:
    blocks = pem.unarmor(trust.read_bytes(), multiple=True)
    roots = [asn1_x509.Certificate.load(der) for _, _, der in blocks]
    settings: dict[str, Any] = {
        "trust_roots": roots,
        "allow_fetching": False,
        "revocation_mode": "hard-fail",
        "moment": at,
    }
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return ValidationContext(**settings, crls=[])  # none, and none may be fetched
    return store.as_validation_context(settings)
