"""One more revision at the end of a PDF, the same bytes whenever it is made from the same input.

pyHanko stamps the clock into the metadata and a random file id into the trailer. A step that is
repeated after a crash must give the same file, so both are taken from the input here.
"""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import TYPE_CHECKING

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from typing_extensions import override

from signing.errors import PdfUnusableError
from signing.seal.quick import QuickReader

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.signers.pdf_byterange import PdfSignedData


class RevisionWriter(IncrementalPdfFileWriter):
    """pyHanko's writer without its clock and its random numbers."""

    @override
    def _update_meta(self) -> None:
        """Leave the document's metadata alone: nothing but signatures is ever added."""

    @classmethod
    @override
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        """Keep the first id and derive the second from the file that is continued."""
        prev.stream.seek(0)
        derived = hashlib.sha256(prev.stream.read()).digest()[:16]
        first = _id_bytes(prev.trailer["/ID"][0]) if "/ID" in prev.trailer else derived
        return generic.ArrayObject(
            [generic.ByteStringObject(first), generic.ByteStringObject(derived)]
        )


def open_pdf(pdf: bytes) -> PdfFileReader:
    """Read a PDF.

    Raises:
        PdfUnusableError: it is damaged or encrypted.
    """
    try:
        reader = QuickReader(BytesIO(pdf))
    except (PdfError, ValueError, KeyError, RecursionError) as error:
        raise PdfUnusableError("not a readable PDF") from error
    if reader.encrypted:
        raise PdfUnusableError("an encrypted PDF cannot be signed here")
    return reader


def start_revision(pdf: bytes) -> RevisionWriter:
    """Open a PDF for one more revision. Raises PdfUnusableError."""
    reader = open_pdf(pdf)
    return RevisionWriter(reader.stream, prev=reader)


def finish_revision(writer: RevisionWriter) -> bytes:
    """Return the whole file: the old bytes untouched, the new ones after them."""
    output = BytesIO()
    IncrementalPdfFileWriter.write(writer, output)
    return output.getvalue()


def write_with_hole(writer: RevisionWriter, signature: PdfSignedData) -> tuple[bytes, int, int]:
    """Return the whole file with an empty hole for `signature`, and where the hole is."""
    steps = signature.fill(writer, "sha256")
    prepared, output = next(steps)
    steps.close()
    return output.getvalue(), prepared.reserved_region_start, prepared.reserved_region_end


def _id_bytes(found: generic.PdfObject) -> bytes:
    if isinstance(found, generic.TextStringObject):
        return bytes(found.original_bytes)
    return bytes(found) if isinstance(found, generic.ByteStringObject) else b""
