"""Pages of a PDF as pictures, for the screen. One at a time: PDFium is not thread safe."""

from __future__ import annotations

import io
import threading

import pypdfium2

from doc_templates.errors import SourceUnreadableError

_LOCK = threading.Lock()
_POINTS_PER_INCH = 72
_INK_DPI = 100
_DARK = 160  # of 255: grey paper is lighter, any letter darker
_DOTS = 6  # pixels; the smallest letter has some twenty


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has.

    Raises:
        SourceUnreadableError: the bytes are no PDF.
    """
    with _LOCK:
        document = _open(pdf)
        try:
            return len(document)
        finally:
            document.close()


def page_png(pdf: bytes, page: int, dpi: int) -> bytes:
    """Return one page (from 0) as a PNG.

    Raises:
        SourceUnreadableError: the bytes are no PDF, or it has no such page.
    """
    with _LOCK:
        document = _open(pdf)
        try:
            if not 0 <= page < len(document):
                raise SourceUnreadableError(f"no page {page}")
            document.init_forms()  # else the number, the date and the seal stay invisible
            picture = document[page].render(scale=dpi / _POINTS_PER_INCH).to_pil()
        finally:
            document.close()
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def has_ink(pdf: bytes, page: int, zone: tuple[float, float, float, float]) -> bool:
    """Say whether anything is painted in a zone (left, low, right, top in pt) of a page (from 0).

    Annotations count. A few dark dots do not: a scanned margin is never quite clean.

    Raises:
        SourceUnreadableError: the bytes are no PDF, or it has no such page.
    """
    with _LOCK:
        document = _open(pdf)
        try:
            if not 0 <= page < len(document):
                raise SourceUnreadableError(f"no page {page}")
            document.init_forms()
            sheet = document[page]
            left, low, right, top = _cut_off(sheet, zone)
            picture = sheet.render(
                scale=_INK_DPI / _POINTS_PER_INCH, crop=(left, low, right, top), grayscale=True
            ).to_pil()
        finally:
            document.close()
    dark: int = sum(picture.convert("L").histogram()[:_DARK])
    return dark > _DOTS


def _cut_off(
    sheet: pypdfium2.PdfPage, zone: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """Return what to cut off the page at its left, low, right and upper edge to keep a zone."""
    x1, y1, x2, y2 = sheet.get_mediabox()
    left, low, right, top = zone
    return max(0, left - x1), max(0, low - y1), max(0, x2 - right), max(0, y2 - top)


def _open(pdf: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise SourceUnreadableError(str(error)) from error
