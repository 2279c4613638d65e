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


class ListUnreadableError(PaperError):
    """The list of people is no Excel workbook (.xlsx) that can be read."""

    code = "list.not_xlsx"


class ListEncryptedError(ListUnreadableError):
    """The workbook is protected by a password for opening."""

    code = "list.encrypted"


class ListHasMacrosError(ListUnreadableError):
    """The workbook brings macros along (.xlsm); it is not opened."""

    code = "list.macros"


class ListTooLargeError(ListUnreadableError):
    """The workbook, what it unpacks to, or a part of it is past a limit."""

    code = "list.too_large"


class ListTooManyRowsError(ListUnreadableError):
    """More rows than one list may have."""

    code = "list.too_many_rows"


class ListEmptyError(ListUnreadableError):
    """There is no row below the headers."""

    code = "list.empty"


class ListHeaderMissingError(ListUnreadableError):
    """No sheet has a row of headers near its top."""

    code = "list.header_missing"


class ListColumnsError(ListUnreadableError):
    """Something is wrong with the columns; `columns` holds their ids."""

    code = "list.columns"

    def __init__(self, columns: tuple[str, ...]) -> None:
        super().__init__(f"columns: {', '.join(columns)}")
        self.columns = columns


class ListColumnMissingError(ListColumnsError):
    """A column that every list must have is not there; `columns` holds the ids."""

    code = "list.column_missing"


class ListColumnRepeatedError(ListColumnsError):
    """Two columns have headers that mean the same; `columns` holds the ids."""

    code = "list.column_repeated"
