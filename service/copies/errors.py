"""Refusals of appendix files and electronic copies."""

from __future__ import annotations

from service.errors import ServiceError


class ClerkNeededError(ServiceError):
    """Only somebody who is a clerk at this instant signs for the agency."""

    code = "copy.clerk_needed"


class CopyFormError(ServiceError):
    """This form of copy is not made of an electronic original (NĐ 30/2020, articles 25 and 26)."""

    code = "copy.form"


class AppendixTooLargeError(ServiceError):
    """An appendix file is longer than 40 MB."""

    code = "appendix.too_large"


class AppendixMissingError(ServiceError):
    """The form holds no file."""

    code = "appendix.no_file"


class SourceInvalidError(ServiceError):
    """The file to copy from is not valid: it was changed, or cannot be read."""

    code = "copy.source_invalid"
