"""Small real PDFs for pages that show papers."""

from __future__ import annotations

import io
from functools import cache

from pypdf import PdfWriter

A4 = (595, 842)  # points


@cache
def two_pages() -> bytes:
    writer = PdfWriter()
    for _ in range(2):
        writer.add_blank_page(*A4)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
