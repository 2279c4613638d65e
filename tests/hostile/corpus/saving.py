"""Incremental saving: the signed bytes stay, and something is put behind them (2019)."""

from __future__ import annotations

from signing.verify.codes import Code
from tests.hostile.corpus.kit import (
    BLACK,
    a_stream,
    amended,
    attack,
    body,
    end,
    foreign,
    later,
    number_of,
    size_of,
    startxref_of,
    text_of,
    trailer_of,
)
from tests.signed.samples import issued


def _other_page(pdf: bytes) -> dict[int, bytes]:
    """The page's own content object, black now."""
    page = text_of(pdf, number_of(pdf, b"/Type /Page\n"))
    content = int(page.split(b"/Contents ")[1].split()[0])
    return {content: a_stream(BLACK)}


@attack(Code.CHANGED_PAGE)
def a_whole_revision() -> bytes:
    return later(issued(), _other_page(issued()))


@attack(Code.CHANGED_PAGE)
def a_whole_revision_of_a_strangers_paper() -> bytes:
    return later(foreign(), _other_page(foreign()))


@attack(Code.TRAILING_BYTES)
def objects_without_table_and_trailer() -> bytes:
    return issued() + body(issued(), _other_page(issued()))[0]


@attack(Code.TRAILING_BYTES)
def objects_and_trailer_without_table() -> bytes:
    written, _ = body(issued(), _other_page(issued()))
    return issued() + written + trailer_of(issued())


@attack(Code.FILE_STRUCTURE)
def objects_and_the_old_place_of_the_table() -> bytes:
    written, _ = body(issued(), _other_page(issued()))
    return issued() + written + trailer_of(issued()) + end(startxref_of(issued()))


@attack(Code.FILE_STRUCTURE)
def a_table_without_trailer() -> bytes:
    written, table = body(issued(), _other_page(issued()))
    return issued() + written + table + end(len(issued()) + len(written))


@attack(Code.FILE_STRUCTURE)
def a_trailer_where_the_table_should_be() -> bytes:
    written, _ = body(issued(), _other_page(issued()))
    return issued() + written + trailer_of(issued()) + end(len(issued()) + len(written))


@attack(Code.FILE_STRUCTURE)
def an_end_that_points_nowhere() -> bytes:
    written, table = body(issued(), _other_page(issued()))
    return issued() + written + table + trailer_of(issued()) + end(0)


@attack(Code.FILE_STRUCTURE)
def an_end_that_points_behind_the_file() -> bytes:
    written, table = body(issued(), _other_page(issued()))
    return issued() + written + table + trailer_of(issued()) + end(10**9)


@attack(Code.FILE_STRUCTURE)
def two_ends_of_which_the_last_is_the_old_one() -> bytes:
    changed = later(issued(), _other_page(issued()))
    return changed + end(startxref_of(issued()))


@attack(Code.FILE_STRUCTURE)
def two_ends_of_one_table() -> bytes:
    return issued() + end(startxref_of(issued()))


@attack(Code.FILE_STRUCTURE)
def a_copy_of_the_old_table_and_an_object_that_it_does_not_name() -> bytes:
    """Strict readers see the signed page, readers that repair see the black one."""
    written, _ = body(issued(), _other_page(issued()))
    table = b"xref\n0 1\n0000000000 65535 f \n"
    return issued() + written + table + trailer_of(issued()) + end(len(issued()) + len(written))


@attack(Code.FILE_STRUCTURE)
def an_empty_revision() -> bytes:
    table = b"xref\n0 1\n0000000000 65535 f \n"
    return issued() + table + trailer_of(issued()) + end(len(issued()))


@attack(Code.FILE_STRUCTURE)
def an_object_written_twice_in_one_revision() -> bytes:
    """The table names the first; who repairs takes the second."""
    lawful = size_of(issued())
    written, table = body(issued(), {lawful: b"<</Type/Nothing>>"})
    hidden, _ = body(issued(), {lawful: a_stream(BLACK)})
    place = len(issued()) + len(written) + len(hidden)
    return issued() + written + hidden + table + trailer_of(issued()) + end(place)


@attack(Code.FILE_STRUCTURE)
def a_comment_before_the_revision() -> bytes:
    return later(issued() + b"% 999/KH-SYT\n", {size_of(issued()): b"<</Type/Nothing>>"})


@attack(Code.FILE_STRUCTURE)
def a_file_of_another_kind_before_the_revision() -> bytes:
    return later(issued() + b"PK\x03\x04" * 20 + b"\n", {size_of(issued()): b"null"})


@attack(Code.FILE_STRUCTURE)
def a_header_before_the_revision() -> bytes:
    return later(issued() + b"%PDF-1.7\n", {size_of(issued()): b"null"})


@attack(Code.TRAILING_BYTES)
def a_comment_behind_the_end() -> bytes:
    return issued() + b"% 999/KH-SYT\n"


@attack(Code.TRAILING_BYTES)
def a_web_page_behind_the_end() -> bytes:
    return issued() + b"<html><script>alert(1)</script></html>"


@attack(Code.TRAILING_BYTES)
def zeros_behind_the_end() -> bytes:
    return issued() + b"\0" * 5000


@attack(Code.NOT_PDF)
def a_web_page_before_the_header() -> bytes:
    return b"<html></html>\n" + issued()


@attack(Code.NOT_PDF)
def spaces_before_the_header() -> bytes:
    return b"   " + issued()


@attack(Code.NOT_WHOLE_REVISION)
def the_page_and_a_copy_of_the_signature() -> bytes:
    """The copy makes careless readers believe that the last revision is a signed one."""
    number = number_of(issued(), b"/SubFilter /ETSI.CAdES.detached\n/M")
    copy = size_of(issued())
    field = number_of(issued(), b"/T (DauCoQuan)")
    text = text_of(issued(), field).replace(b"/V %d 0 R" % number, b"/V %d 0 R" % copy)
    objects = {**_other_page(issued()), copy: text_of(issued(), number), field: text}
    return later(issued(), objects)


@attack(Code.CHANGED_PAGE)
def page_tree_swap() -> bytes:
    page = number_of(issued(), b"/Type /Page\n")
    fresh, content = size_of(issued()), size_of(issued()) + 1
    text = text_of(issued(), page)
    old = int(text.split(b"/Contents ")[1].split()[0])
    other = text.replace(b"/Contents %d" % old, b"/Contents %d" % content)
    tree = number_of(issued(), b"/Type /Pages")
    kids = text_of(issued(), tree).replace(b"%d 0 R" % page, b"%d 0 R" % fresh)
    return later(issued(), {fresh: other, content: a_stream(BLACK), tree: kids})


@attack(Code.FILE_STRUCTURE)
def another_catalog() -> bytes:
    root = number_of(issued(), b"/Type /Catalog")
    fresh = size_of(issued())
    return later(issued(), {fresh: text_of(issued(), root)}, {"Root": f"{fresh} 0 R"})


@attack(Code.CHANGED_PAGE)
def another_page_tree_in_the_catalog() -> bytes:
    tree = number_of(issued(), b"/Type /Pages")
    pdf = later(issued(), {size_of(issued()): text_of(issued(), tree)})
    return amended(pdf, b"/Type /Catalog", b"/Pages %d" % tree, b"/Pages %d" % size_of(issued()))
