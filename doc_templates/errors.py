"""The one family of refusals of this room; each has a code that never changes."""

from __future__ import annotations

from typing import ClassVar


class PaperError(Exception):
    """A document could not be made or read."""

    code: ClassVar[str] = "paper.failed"
    retryable: ClassVar[bool] = False


class UnknownKindError(PaperError):
    """There is no template of that kind and version."""

    code = "paper.kind_unknown"


class ContentInvalidError(PaperError):
    """The content does not fit the schema of its kind; `places` says where (JSON pointers)."""

    code = "content.invalid"

    def __init__(self, places: tuple[str, ...]) -> None:
        super().__init__("content does not fit its schema")
        self.places = places


class ConverterFailedError(PaperError):
    """LibreOffice did not answer with a PDF; it is tried again."""

    code = "paper.converter_failed"
    retryable = True


class AnchorMissingError(PaperError):
    """A place that the signature fields need is not in the finished PDF."""

    code = "paper.anchor_missing"


class SourceUnreadableError(PaperError):
    """The text handed in cannot be read as an office document."""

    code = "source.unreadable"
