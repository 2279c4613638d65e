"""Whether a file that the agency is to sign alone keeps what it claims: PDF/A-2 (ISO 19005-2).

What is looked at here are plain lies: no claim, encryption, fonts that are not in the file,
whatever acts or comes from elsewhere. That all of the standard holds is veraPDF's to say.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

import pikepdf

from signing.errors import (
    ActiveFileError,
    EncryptedFileError,
    FontMissingError,
    PdfUnusableError,
)
from signing.seal.alone import corner_of
from signing.seal.corner import BASELINE_MM, RIGHT_MM, SIZE, WIDEST_MM
from signing.seal.revision import open_pdf
from signing.verify.active import may_change

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PAGES: Final = 2_000
MOST_OBJECTS: Final = 500_000
_PT_PER_MM: Final = 72 / 25.4
_FONT_FILES: Final = ("/FontFile", "/FontFile2", "/FontFile3")
_OF_PARTS: Final = frozenset({"/Type0", "/Type3"})  # their glyphs lie elsewhere in the file
_ACTIONS: Final = frozenset({
    "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState",
    "/Rendition", "/Trans", "/GoTo3DView", "/JavaScript", "/SubmitForm",
})  # fmt: skip


def refuse_unarchivable(pdf: bytes) -> int:
    """Return how many pages a file has that nobody has signed and that may be signed alone.

    Raises:
        NotArchivableError: signed already, or it does not call itself PDF/A-2.
        EncryptedFileError: it is encrypted.
        FontMissingError: a font is used that is not in the file (ISO 19005-2, 6.2.11.4).
        ActiveFileError: it acts, has form fields, layers, attachments or parts from elsewhere.
        PdfUnusableError: it cannot be read, or its first page is turned.
    """
    pages = _refuse_lies(pdf)
    corner_of(pdf)
    reader = open_pdf(pdf)
    if may_change(reader.get_historical_resolver(reader.xrefs.total_revisions - 1)):
        raise ActiveFileError("what is shown may change")
    return pages


def corner_zone(pdf: bytes) -> tuple[float, float, float, float]:
    """Return where a line may come to stand on the first page: left, low, right, top in pt.

    That is one row in the top margin, from margin to margin. Raises as `corner_of`.
    """
    right, top = corner_of(pdf)
    edge = right - RIGHT_MM * _PT_PER_MM
    baseline = top - BASELINE_MM * _PT_PER_MM
    return (max(0.0, edge - WIDEST_MM * _PT_PER_MM), baseline - 0.3 * SIZE, edge, baseline + SIZE)


def _refuse_lies(pdf: bytes) -> int:
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            if document.is_encrypted:
                raise EncryptedFileError("the file is encrypted")
            if len(document.pages) > MOST_PAGES or len(document.objects) > MOST_OBJECTS:
                raise PdfUnusableError("too many pages or parts")
            _refuse_catalog(document.Root)
            for found in _dictionaries(document):
                _refuse_font(found)
                _refuse_action(found)
            return len(document.pages)
    except pikepdf.PasswordError as error:
        raise EncryptedFileError("the file asks for a password") from error
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError) as error:
        raise PdfUnusableError("not a readable PDF") from error


def _dictionaries(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield every dictionary of its own number, and of each the dictionaries right inside it."""
    for found in document.objects:
        if not isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            continue
        yield found
        for key in found.keys():  # noqa: SIM118 - a PDF dictionary, not one of Python's
            inner = found.get(key)
            if isinstance(inner, pikepdf.Dictionary) and not inner.is_indirect:
                yield inner


def _refuse_catalog(root: pikepdf.Object) -> None:
    names = root.get("/Names", pikepdf.Dictionary())
    form = root.get("/AcroForm", pikepdf.Dictionary())
    has_fields = "/XFA" in form or len(form.get("/Fields", pikepdf.Array())) > 0
    if has_fields or "/JavaScript" in names or "/EmbeddedFiles" in names or "/AA" in root:
        raise ActiveFileError("form fields, scripts or files inside the file")


def _refuse_font(found: pikepdf.Object) -> None:
    if found.get("/Type") != "/Font" or str(found.get("/Subtype")) in _OF_PARTS:
        return
    described = found.get("/FontDescriptor", pikepdf.Dictionary())
    if not any(name in described for name in _FONT_FILES):
        raise FontMissingError(str(found.get("/BaseFont", "?")))


def _refuse_action(found: pikepdf.Object) -> None:
    kind = found.get("/S")
    if "/AA" in found or (isinstance(kind, pikepdf.Name) and str(kind) in _ACTIONS):
        raise ActiveFileError("something in the file acts")
