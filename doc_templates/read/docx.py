"""From a Word file (.docx) to the plain text the importer reads.

The words of paragraphs, tables, text boxes, headers and footers come out in their order, each
paragraph on its own; inserted text is taken, deleted text is not. Automatic numbering is not in
a file's text and is not made up. Limits keep a small file from unpacking into a large one.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

import docx
from docx.opc.exceptions import OpcError
from lxml import etree  # type: ignore[import-untyped]

from doc_templates.errors import SourceEmptyError, SourceNotTextError, SourceTooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DOCX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_PARTS = 2_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", _FALLBACK})
_CHARACTERS = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}
_BROKEN = (
    OpcError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, EOFError, KeyError, ValueError,
    NotImplementedError, RuntimeError, AttributeError, OSError,
)  # fmt: skip


def docx_to_text(data: bytes) -> bytes:
    """Return the text of a .docx in UTF-8, paragraphs parted by blank lines.

    Raises:
        SourceEmptyError: no bytes.
        SourceTooLargeError: the file, what it unpacks to, or its number of parts is past a limit.
        SourceNotTextError: no readable .docx.
    """
    if not data:
        raise SourceEmptyError
    if len(data) > MAX_DOCX_BYTES:
        raise SourceTooLargeError
    _refuse_bomb(data)
    text = _text_of(data)
    if text is None:
        raise SourceNotTextError
    return text.encode()


def _refuse_bomb(data: bytes) -> None:
    """Judge by the archive's own list; reading stops at those sizes, so a lie does not help."""
    sizes = _unpacked_sizes(data)
    if sizes is None:
        raise SourceNotTextError
    if len(sizes) > MAX_PARTS or sum(sizes) > MAX_UNPACKED_BYTES:
        raise SourceTooLargeError


def _unpacked_sizes(data: bytes) -> list[int] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [entry.file_size for entry in archive.infolist()]
    except _BROKEN:
        return None


def _text_of(data: bytes) -> str | None:
    # None instead of an error of our own: the library's errors quote the file, and would travel
    # along as the context of ours.
    try:
        return "\n\n".join(
            line for root in _roots(data) for paragraph in _paragraphs(root)
            if (line := _words(paragraph)).strip()
        )  # fmt: skip
    except _BROKEN:
        return None


def _roots(data: bytes) -> Iterator[etree._Element]:
    """Yield headers and footers first: a mark of secrecy may stand there only."""
    document = docx.Document(io.BytesIO(data))
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(("/header", "/footer")):
            yield relation.target_part.element
    yield document.element


def _paragraphs(root: etree._Element) -> Iterator[etree._Element]:
    """Yield paragraphs in document order, those of text boxes after the one that holds them."""
    for paragraph in root.iter(f"{_W}p"):
        if not any(above.tag in _LEFT_OUT for above in paragraph.iterancestors()):
            yield paragraph


def _words(element: etree._Element) -> str:
    parts: list[str] = []
    for child in element:
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in _CHARACTERS:
            parts.append(_CHARACTERS[child.tag])
        elif child.tag not in _LEFT_OUT and child.tag not in {f"{_W}p", f"{_W}pPr"}:
            parts.append(_words(child))
    return "".join(parts)
