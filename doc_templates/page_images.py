"""Pages of a PDF as pictures, for the screen. One at a time: PDFium is not thread safe."""

from __future__ import annotations

import io
import threading

import pypdfium2

from doc_templates.errors import SourceUnreadableError

_LOCK = threading.Lock()
_POINTS_PER_INCH = 72


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


def _open(pdf: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise SourceUnreadableError(str(error)) from error
