"""Which typefaces a PDF really uses. A letter the font lacks is taken from another one unasked."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf

from doc_templates.typeface import FAMILY

if TYPE_CHECKING:
    from collections.abc import Iterator

_POSTSCRIPT_FAMILY = FAMILY.replace(" ", "")


def embedded_fonts(pdf: bytes) -> frozenset[str]:
    """Return the PostScript names of all fonts on all pages, without subset tags."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return frozenset(name for page in document.pages for name in _page_fonts(page))


def foreign_fonts(pdf: bytes) -> frozenset[str]:
    """Return the fonts in a PDF that are not of our family; empty is right."""
    return frozenset(
        name for name in embedded_fonts(pdf) if not name.startswith(_POSTSCRIPT_FAMILY)
    )


def _page_fonts(page: pikepdf.Page) -> Iterator[str]:
    fonts = page.resources.get("/Font", pikepdf.Dictionary())
    for font in fonts.values():
        yield str(font["/BaseFont"]).removeprefix("/").split("+")[-1]
