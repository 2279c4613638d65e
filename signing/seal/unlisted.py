"""Cross-reference streams that do not list themselves, so that their number is used again.

Apache PDFBox, and EU DSS upon it, leave the stream's own entry out; whoever then adds to the file
takes the number for an object of another kind. Nothing can refer to a number that no table has
given away, so nothing is overwritten; pyHanko refuses every such file all the same. Here this one
refusal is lifted, for numbers that no table up to then knows; every other check is made again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import xref
from pyhanko.pdf_utils.misc import PdfStrictReadError
from pyhanko.pdf_utils.reader import HistoricalResolver
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyhanko.pdf_utils.generic import Reference
    from pyhanko.pdf_utils.xref import XRefCache, XRefSection

_REFUSAL: Final = "XRef stream objects must not be clobbered in strict mode."


def read_despite_unlisted(builder: xref.XRefBuilder) -> list[XRefSection]:
    """Return what `builder` reads, oldest first, with that one refusal lifted.

    Raises:
        PdfStrictReadError: something else is odd, or a number that was listed is overwritten.
    """
    try:
        read: list[XRefSection] = xref.XRefBuilder.read_xrefs(builder)
    except PdfStrictReadError as error:
        if str(error) != _REFUSAL:
            raise
    else:
        return read
    sections: list[XRefSection] = list(reversed(builder.sections))
    xref._check_xref_consistency(  # noqa: SLF001 - the check that was cut short
        [_without_unlisted(sections, at) for at in range(len(sections))]
    )
    return sections


def is_unlisted(xrefs: XRefCache, revision: int, reference: Reference) -> bool:
    """Return whether a number belongs, up to a revision, to a stream that no table lists."""
    sections = [xrefs.get_xref_data(at) for at in range(revision + 1)]
    if any(_lists(data, reference.idnum) for data in sections):
        return False
    about = (xrefs.get_xref_container_info(at) for at in range(revision + 1))
    streams = {one.stream_ref.idnum for one in about if one.stream_ref is not None}
    return reference.generation == 0 and reference.idnum in streams


class Resolver(HistoricalResolver):
    """A revision in which the number of an unlisted stream counts as free."""

    @override
    def is_ref_unassignable(self, ref: Reference) -> bool:
        return bool(super().is_ref_unassignable(ref)) or is_unlisted(
            self.reader.xrefs, self.revision, ref
        )


def _without_unlisted(sections: Sequence[XRefSection], at: int) -> XRefSection:
    """Return a section; an unlisted stream's number is left out, so that it is not compared."""
    section = sections[at]
    about = section.meta_info
    if about.stream_ref is None or about.stream_ref.generation:
        return section
    if any(_lists(one.xref_data, about.stream_ref.idnum) for one in sections[: at + 1]):
        return section
    return replace(section, meta_info=replace(about, stream_ref=None))


def _lists(data: xref.XRefSectionData, number: int) -> bool:
    hybrid = data.hybrid.xref_data if data.hybrid is not None else None
    return (
        number in data.standard_xrefs
        or number in data.xrefs_in_objstm
        or number in data.freed
        or (hybrid is not None and _lists(hybrid, number))
    )
