"""Which PDF/A level a file claims, to whoever looks at it as it was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyhanko.pdf_utils.misc import PdfError

from signing.seal.pdfa_claim import level_in
from signing.verify.objects import entry

if TYPE_CHECKING:
    from pyhanko.pdf_utils.rw_common import PdfHandler


def claimed_level(handler: PdfHandler) -> str | None:
    """Return the level that the metadata claim, such as `2B`; None without one."""
    try:
        metadata = bytes(entry(handler.root, "/Metadata").data)
    except (PdfError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
    return level_in(metadata)
