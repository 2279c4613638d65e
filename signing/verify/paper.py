"""Opens an untrusted PDF and lists what is signed in it, refusing what cannot be judged safely.

The reader is strict; what it decodes is bounded by pyHanko's own limits and by ours here. Every
signature field with a value is listed: one of an unknown kind makes the file unusable instead of
being passed over.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature

from signing.verify.bounds import BoundedReader, refuse_giant_form, refuse_giant_tables
from signing.verify.codes import Code, NotUsableError
from signing.verify.shape import STAMP, read_signature

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import HistoricalResolver

MAX_OBJECTS: Final = 200_000
MAX_REVISIONS: Final = 64
MAX_SIGNATURES: Final = 32


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, in bytes."""

    file_bytes: int = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF that can be judged: its bytes, its reader and its signed fields in signing order."""

    data: bytes
    reader: PdfFileReader
    signatures: tuple[EmbeddedPdfSignature, ...]
    timestamps: tuple[EmbeddedPdfSignature, ...]

    @property
    def all_signed(self) -> tuple[EmbeddedPdfSignature, ...]:
        """Return signatures and document timestamps in the order of their revisions."""
        both = (*self.signatures, *self.timestamps)
        return tuple(sorted(both, key=lambda one: one.signed_revision))

    @property
    def first_signed(self) -> int:
        """Return the revision of the first signature."""
        return int(self.signatures[0].signed_revision)

    @property
    def last_revision(self) -> int:
        """Return the number of the newest revision; the oldest is 0."""
        return int(self.reader.total_revisions) - 1

    def at(self, revision: int) -> HistoricalResolver:
        """Return the paper as it was when `revision` was its newest."""
        return self.reader.get_historical_resolver(revision)


def open_paper(pdf: bytes) -> Paper:
    """Read a signed PDF that passed `refuse_before_reading`.

    Raises:
        NotUsableError: too complex, encrypted, unsigned, or with a signature that is malformed or
            of a kind that cannot be judged. Damage raises whatever the library raises.
    """
    refuse_giant_tables(pdf)
    reader = BoundedReader(BytesIO(pdf))
    if reader.encrypted:
        raise NotUsableError(Code.ENCRYPTED)
    _refuse_too_complex(reader)
    refuse_giant_form(reader)
    filled = enumerate_sig_fields(reader, filled_status=True)
    signed = [
        read_signature(reader, pdf, name, field.get_object())
        for name, _, field in itertools.islice(filled, MAX_SIGNATURES + 1)
    ]
    if len(signed) > MAX_SIGNATURES:
        raise NotUsableError(Code.TOO_COMPLEX)
    signed.sort(key=lambda one: int(one.signed_revision))
    paper = Paper(
        pdf,
        reader,
        tuple(one for one in signed if one.sig_object_type != STAMP),
        tuple(one for one in signed if one.sig_object_type == STAMP),
    )
    if not paper.signatures:
        raise NotUsableError(Code.UNSIGNED)
    return paper


def refuse_before_reading(pdf: bytes, limits: Limits) -> None:
    """Raise NotUsableError when a file is too large to be read at all, or is no PDF."""
    if len(pdf) > limits.file_bytes:
        raise NotUsableError(Code.TOO_LARGE)
    if not pdf.startswith(b"%PDF-"):
        raise NotUsableError(Code.NOT_PDF)


def _refuse_too_complex(reader: PdfFileReader) -> None:
    revisions = int(reader.total_revisions)
    if revisions > MAX_REVISIONS:
        raise NotUsableError(Code.TOO_COMPLEX)
    written = (len(reader.xrefs.explicit_refs_in_revision(r)) for r in range(revisions))
    if sum(written) > MAX_OBJECTS:
        raise NotUsableError(Code.TOO_COMPLEX)
