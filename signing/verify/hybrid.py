"""Files with two tables of contents, as Microsoft Word writes every PDF.

A table for old readers, and a stream for new ones that adds the objects packed in streams: mostly
what describes the structure. Such a file can show old and new readers two things. It is harmless
when all of it was signed, and when the stream contradicts the table nowhere: it then adds objects,
and replaces none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyhanko.pdf_utils.misc import PdfReadError

if TYPE_CHECKING:
    from pyhanko.pdf_utils.xref import XRefCache, XRefSectionData

    from signing.verify.paper import Paper


def is_plain(paper: Paper) -> bool:
    """Return whether every such stream is signed with the file and only adds to its table."""
    xrefs = paper.reader.xrefs
    if not xrefs.hybrid_xrefs_present:
        return True
    found = (at for at in range(xrefs.total_revisions) if xrefs.get_xref_data(at).hybrid)
    return all(at <= paper.first_signed and _only_adds(xrefs, at) for at in found)


def _only_adds(xrefs: XRefCache, revision: int) -> bool:
    """The stream, and whatever it names, stand before the table that names the stream."""
    stream = xrefs.get_xref_data(revision).hybrid
    table = xrefs.get_xref_container_info(revision)
    if stream is None or stream.meta_info.end_location > table.start_location:
        return False
    data = stream.xref_data
    if data.hybrid is not None or any(age for age, _ in data.standard_xrefs.values()):
        return False
    return all(
        place < table.start_location and _in_tables(xrefs, revision, number) in (None, place)
        for number, (_, place) in data.standard_xrefs.items()
    ) and all(
        _in_tables(xrefs, revision, number) is None
        and _holder(xrefs, data, revision, packed.obj_stream_id) < table.start_location
        for number, packed in data.xrefs_in_objstm.items()
    )


def _in_tables(xrefs: XRefCache, revision: int, number: int) -> int | None:
    """Return the place that a reader of tables alone finds; None where it finds nothing.

    Raises:
        PdfReadError: it finds one of another generation, or in a stream.
    """
    for at in range(revision, -1, -1):
        data = xrefs.get_xref_data(at)
        if number in data.xrefs_in_objstm:
            raise PdfReadError("a stream before a table that hides objects")
        if number in data.standard_xrefs:
            age, place = data.standard_xrefs[number]
            if age:
                raise PdfReadError("a number that is used again")
            return int(place)
        if number in data.freed:
            return None
    return None


def _holder(xrefs: XRefCache, data: XRefSectionData, revision: int, number: int) -> int:
    """Return where a stream of objects stands."""
    if number in data.standard_xrefs:
        return int(data.standard_xrefs[number][1])
    place = _in_tables(xrefs, revision, number)
    if place is None:
        raise PdfReadError("a stream of objects that is nowhere")
    return place
