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


class SourceEmptyError(SourceUnreadableError):
    """There is nothing to read: no bytes, or white space only."""

    code = "source.empty"


class SourceTooLargeError(SourceUnreadableError):
    """More bytes or lines than any plan has."""

    code = "source.too_large"


class SourceNotTextError(SourceUnreadableError):
    """The bytes are not text (or not the container that was promised)."""

    code = "source.not_text"


class SecretMarkedError(PaperError):
    """The paper carries a mark of state secrecy; it may be neither stored nor logged.

    Takes no arguments on purpose: nothing of what was read may travel with the refusal.
    """

    code = "source.secret_marked"

    def __init__(self) -> None:
        super().__init__("the source carries a mark of state secrecy")
