"""The line in the corner of an appendix file: the paper's number, the day and the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signing.port import CornerLine, Source
from workflows.domain.deadlines import VIETNAM
from workflows.domain.errors import NothingToSignError

if TYPE_CHECKING:
    from datetime import datetime

    from workflows.domain.document import Document

ZONE: Final = "+07:00"
NUMBERED: Final = "Số: {number}"  # NĐ 30/2020/NĐ-CP, annex I, part I, II.8b; form 2.2


def whole_second(at: datetime) -> datetime:
    """Return an instant as the line tells it: Vietnam's time, to the second."""
    return at.astimezone(VIETNAM).replace(microsecond=0)


def line_of(doc: Document, at: datetime) -> CornerLine:
    """Return the line of a document's appendix files, which names the bytes of the issued paper.

    Raises:
        NothingToSignError: the paper has no number, or is not there.
    """
    if doc.number is None or doc.main is None:
        raise NothingToSignError(doc.document_id)
    paper = doc.main.current
    told = whole_second(at).isoformat(timespec="seconds")
    words = (NUMBERED.format(number=doc.number.text),)
    return CornerLine(words, told, ZONE, Source(paper.sha256, paper.size))
