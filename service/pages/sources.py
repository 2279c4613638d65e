"""What people hand in: a .txt or .docx file, or pasted text, as the bytes the import reads.

Nothing here keeps or logs what it was given; a refused paper may be a state secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from doc_templates.errors import SourceEmptyError
from doc_templates.read.decode import read_lines
from doc_templates.read.docx import docx_to_text
from doc_templates.read.model import Notes
from doc_templates.read.secrecy import refuse_secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ZIP = b"PK\x03\x04"


def as_text(source: bytes) -> bytes:
    """Return the source as text for the import; a .docx is unpacked.

    Raises:
        SourceNotTextError: a container that is no .docx.
        SourceTooLargeError: it unpacks to more than any plan holds.
    """
    return docx_to_text(source) if source.startswith(ZIP) else source


def refuse_secret_content(content: Mapping[str, Any]) -> None:
    """Refuse a written content that carries a mark of state secrecy, before anything keeps it.

    Raises:
        SecretMarkedError: it does.
    """
    try:
        lines = read_lines("\n".join(_texts(content)).encode(), Notes())
    except SourceEmptyError:
        return
    refuse_secret(lines, 0)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
