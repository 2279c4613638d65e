"""The file of a request: read into memory up to a limit, never onto a disk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import IO, TYPE_CHECKING, Final

from flask import Request, Response, request
from flask_login import current_user
from typing_extensions import override
from werkzeug.exceptions import RequestEntityTooLarge

from service.accounts.errors import SignInNeededError
from service.catalogue import sentence
from service.copies import fitness
from service.services import services
from service.verifying.errors import (
    VerifierMediaTypeError,
    VerifierNoFileError,
    VerifierTooLargeError,
)
from service.verifying.verifier import LARGEST
from service.verifying.words import plain
from signing.errors import DeskClosedError

if TYPE_CHECKING:
    from flask import Flask

    from service.verifying.verifier import Judgement

FIELD: Final = "file"  # of a form
PDF: Final = "application/pdf"
FORM: Final = "multipart/form-data"
REPORT_FIELD, REPORT = "report", "pdf"  # `report=pdf` asks for one
_NAMED_BY: Final = 12  # hexadecimal digits of the file's digest in its report's name
_AROUND: Final = 64 * 1024  # bytes of a form beside the file
_LONGEST: Final = {  # bytes of the file that an address takes
    "verification.judge": LARGEST,
    "api_verify.judge": LARGEST,
    "appendices.attach": fitness.LARGEST,
}


class InMemoryRequest(Request):
    """A request whose files stay in memory: werkzeug would put larger ones on the disk."""

    @override
    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A stranger's file, and the name he gave it; "" where he gave none."""

    name: str
    pdf: bytes


def install(app: Flask) -> None:
    """Read files into memory, and take larger ones where files are judged; before CSRF reads."""
    app.request_class = InMemoryRequest
    app.before_request(_widen)


def refuse_strangers() -> None:
    """Let in whoever is signed in, and everybody where the office said so.

    Raises:
        SignInNeededError: nobody is signed in, and this office judges for its own people only.
    """
    if not (services().public_verify or current_user.is_authenticated):
        raise SignInNeededError


def wants_report() -> bool:
    """Say whether a signed report is asked for, in the address or in the form that was read."""
    return REPORT in (request.args.get(REPORT_FIELD), request.form.get(REPORT_FIELD))


def reported(given: HandedIn) -> Response:
    """Answer with a signed report, which the desk makes of the file itself.

    Raises:
        SignInNeededError: a report costs a signature and two timestamps; strangers get none.
        SigningError: as `DeskClient.report`.
    """
    if not current_user.is_authenticated:
        raise SignInNeededError
    desk = services().desk
    if desk is None:
        raise DeskClosedError("no desk is known here")
    answer = Response(desk.report(given.name, given.pdf), mimetype=PDF)
    digest = hashlib.sha256(given.pdf).hexdigest()[:_NAMED_BY]
    named = sentence("report", "file_name", digest=digest)
    answer.headers.set("Content-Disposition", "attachment", filename=named)
    return answer


def judged(given: HandedIn) -> Judgement:
    """Judge what was handed in, now. Raises as `Verifier.judge`."""
    is_stranger = not current_user.is_authenticated
    at = services().clock()
    return services().verifier.judge(given.pdf, at, is_stranger=is_stranger)


def handed_in() -> HandedIn:
    """Return the file of this request.

    Raises:
        VerifierNoFileError: the form holds none.
        VerifierTooLargeError: it is longer than `LARGEST`; the rest was not read.
        VerifierMediaTypeError: the body is neither a PDF nor a form.
    """
    try:
        found = _found()
    except RequestEntityTooLarge as larger:
        raise VerifierTooLargeError from larger
    if len(found.pdf) > LARGEST:
        raise VerifierTooLargeError
    return found


def _found() -> HandedIn:
    if request.mimetype == PDF:
        return HandedIn("", request.get_data(cache=False))
    if request.mimetype != FORM:
        raise VerifierMediaTypeError
    file = request.files.get(FIELD)
    if file is None or not file.filename:
        raise VerifierNoFileError
    with file.stream:
        return HandedIn(plain(file.filename), file.read())


def _widen() -> None:
    longest = _LONGEST.get(request.endpoint or "")
    if longest is not None:
        request.max_content_length = longest + _AROUND
