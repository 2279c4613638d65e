"""Papers in the odd but lawful shapes that other people's software gives them."""

from __future__ import annotations

from io import BytesIO
from typing import Final

import pikepdf

from tests.signed.page import A4, blank_paper

_ID: Final = b"/ID[<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]"
_TEXT: Final = b"0.6 g 90 700 400 6 re f"


def linearised() -> bytes:
    """For the web: the first revision has the first page's objects and no catalog."""
    with pikepdf.open(BytesIO(blank_paper(2))) as pdf:
        output = BytesIO()
        pdf.save(output, linearize=True)
        return output.getvalue()


def turned(degrees: int, *, inherited: bool = True) -> bytes:
    """A page whose size and direction stand in the tree above it."""
    with pikepdf.open(BytesIO(blank_paper())) as pdf:
        page = pdf.pages[0].obj
        holder = page.Parent if inherited else page
        del page.MediaBox
        holder.MediaBox = pikepdf.Array([0, 0, *A4])
        holder.Rotate = degrees
        output = BytesIO()
        pdf.save(output, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return output.getvalue()


def from_word(*, other_page: bool = False) -> bytes:
    """Two tables, as Microsoft Word writes them; a forger's stream shows another page."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/StructTreeRoot 6 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[ 3 0 R] >>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[ 0 0 595 842] /Contents 4 0 R>>",
        4: _stream(_TEXT),
        5: _stream(b"0 g 50 50 400 700 re f"),
        7: _stream(b"6 0 <</Type/StructTreeRoot/K[]>>", b"/Type/ObjStm/N 1/First 4"),
    }
    pdf, places = b"%PDF-1.7\r\n%\xb5\xb5\xb5\xb5\r\n", dict[int, int]()
    for number, text in objects.items():
        places[number] = len(pdf)
        pdf += b"%d 0 obj\r\n%s\r\nendobj\r\n" % (number, text)
    seen = {**places, 8: len(pdf)} | ({4: places[5]} if other_page else {})
    rows = b"".join(
        b"\2\0\7\0" if number == 6 else b"\1%s\0" % seen[number].to_bytes(2, "big")
        for number in range(1, 9)
    )
    about = b"/Type/XRef/Size 9/W[ 1 2 1] /Root 1 0 R" + _ID
    pdf += b"8 0 obj\r\n%s\r\nendobj\r\n" % _stream(b"\0\0\0\xff" + rows, about)
    table = len(pdf)
    pdf += b"xref\r\n0 9\r\n0000000006 65535 f\r\n"
    for number in range(1, 9):
        place = places.get(number, seen.get(number))
        pdf += b"%010d 00000 n\r\n" % place if place else b"0000000000 65535 f\r\n"
    trailer = b"/Size 9/Root 1 0 R" + _ID
    pdf += b"trailer\r\n<<%s>>\r\nstartxref\r\n%d\r\n%%%%EOF\r\n" % (trailer, table)
    trailer += b"/Prev %d/XRefStm %d" % (table, seen[8])
    end = len(pdf)
    return pdf + b"xref\r\n0 0\r\ntrailer\r\n<<%s>>\r\nstartxref\r\n%d\r\n%%%%EOF" % (trailer, end)


def with_stream_of_entries(*, listed: bool = False) -> bytes:
    """A paper whose last table is a stream; PDFBox's does not list itself, nor does it count."""
    pdf = blank_paper()
    with pikepdf.open(BytesIO(pdf)) as read:
        size, root = int(read.trailer.Size), read.Root.objgen[0]
    before = int(pdf.rpartition(b"startxref")[2].split()[0])
    place = len(pdf)
    title = b"%d 0 obj\n<</Title (Thu)>>\nendobj\n" % size
    number, stream_at = size + 2, place + len(title)  # pyHanko goes on behind /Size
    entries, index = b"\1%s\0" % place.to_bytes(3, "big"), b"%d 1" % size
    if listed:
        entries += b"\1%s\0" % stream_at.to_bytes(3, "big")
        index += b" %d 1" % number
    about = b"/Type/XRef/Size %d/W[1 3 1]/Index[%s]/Root %d 0 R/Info %d 0 R/Prev %d" % (
        number + 1 if listed else size + 1, index, root, size, before,
    )  # fmt: skip
    stream = b"%d 0 obj\n%s\nendobj\n" % (number, _stream(entries, about))
    return pdf + title + stream + b"startxref\n%d\n%%%%EOF\n" % stream_at


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(content), content)
