"""Why a file was not judged; a judgement itself is never an error."""

from __future__ import annotations

from service.errors import ServiceError


class VerifierBusyError(ServiceError):
    """As many files as may be judged at once are being judged now."""

    code = "verifying.busy"
    retryable = True


class VerifierFailedError(ServiceError):
    """No process could be started to judge the file; it says nothing about the file."""

    code = "verifying.failed"
    retryable = True


class VerifierNoFileError(ServiceError):
    """No file was handed in."""

    code = "verifying.no_file"


class VerifierTooLargeError(ServiceError):
    """The file is larger than what is judged over the web."""

    code = "verifying.too_large"


class VerifierMediaTypeError(ServiceError):
    """The body is neither a PDF nor a form with a file."""

    code = "verifying.media_type"
