"""How the web asks the desk: one short connection a question, every refusal an exception."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias

from typing_extensions import override

from service.desk.errors import as_error
from service.desk.protocol import MAX_LINE, MAX_TEXT, Authority, Listed, Purpose, from_line, to_line
from signing.errors import DeskClosedError
from storage.blobs.port import BlobRef
from workflows.domain.shapes import FieldRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ANSWER_SECONDS: Final = 30.0  # a PIN costs a fifth of a second, a queue of them more
REPORT_SECONDS: Final = 120.0  # judging may take thirty, and authorities answer slowly


@dataclass(frozen=True, slots=True)
class SigningSession:
    """What a right PIN gives: a token that signs the list, until `ttl` seconds have passed."""

    token: str
    ttl: float
    question: str = ""  # of a remote holder's, that `answers` are for
    answers: Mapping[str, str] = field(default_factory=dict)

    @override
    def __repr__(self) -> str:
        """Show no token."""
        return f"SigningSession(ttl={self.ttl})"


Proof: TypeAlias = str | SigningSession  # a PIN, or what one has opened before


@dataclass(frozen=True, slots=True)
class DeskClient:
    """Speaks with the desk behind `socket_path`. Holds nothing open; safe between threads."""

    socket_path: Path

    def ping(self) -> None:
        """Return when the desk answers. Raises DeskClosedError when it does not."""
        self._ask({"do": "ping"})

    def unlock_personal(
        self,
        person_id: str,
        pin: Proof,
        items: Iterable[tuple[str, str]],
        numbers: Iterable[str] = (),
    ) -> SigningSession:
        """Open somebody's own key for these (document id, item id) pairs.

        What was opened before is handed back as it is: the desk knows its list. `numbers` are ids
        of documents without a seal whose number he signs after his signature.

        Raises:
            WrongPinError: `left` tries remain.
            KeyLockedError: none does.
            NoKeyError: the desk has no key for the certificate of an item.
            NotOnTheListError: an item does not await this person now.
            CertificateUnusableError: the certificate is not valid now.
            KeyUnusableError: the key file is damaged.
            DeskClosedError: the desk does not answer.
        """
        lines = {Listed(document_id, item_id=item) for document_id, item in items}
        lines |= {Listed(document_id, role=FieldRole.NUMBER) for document_id in numbers}
        return self._unlock(Authority(person_id), pin, frozenset(lines))

    def unlock_agency(
        self, person_id: str, pin: Proof, issuer_id: str, fields: Iterable[tuple[str, str]]
    ) -> SigningSession:
        """Open a clerk's copy of an agency's key for these (document id, role) pairs.

        The roles are `number` and `agency`; each is signed once. Raises as `unlock_personal`.
        """
        lines = frozenset(Listed(document_id, role=role) for document_id, role in fields)
        return self._unlock(Authority(person_id, Purpose.AGENCY, issuer_id), pin, lines)

    def sign(self, session: SigningSession, document_id: str, item_id: str) -> BlobRef:
        """Sign one item and return the ticket of its CMS; asked again, the same ticket.

        Raises:
            NotOnTheListError: the item is not on the list, or awaits another signer or none.
            PreparedVoidError: it has expired, or its file is not the one that was shown.
            NoKeyError: it was prepared for another certificate.
            AwaitingPhoneError: the person is asked on the phone; ask again in a while.
            SigningError: as the holder of the key ended it: refused, timed out, not believed.
            DeskClosedError: the session has ended; the PIN is asked for again.
        """
        question = {"do": "sign", "session": session.token}
        answer = self._ask(question | {"document_id": document_id, "item_id": item_id})
        return BlobRef(answer["key"], answer["sha256"], answer["size"])

    def report(self, name: str, pdf: bytes) -> bytes:
        """Return a signed report on a file, which the desk judges itself.

        Raises:
            ReportKeyMissingError: this office signs no reports.
            ReportBusyError: others are being made; ask again in a while.
            TimestampUnavailableError: no authority says what time it is.
            SigningError: the key, or what proves it, is not good now.
            DeskClosedError: the desk does not answer.
        """
        question = {"do": "report", "name": fit_name(name), "size": len(pdf)}
        try:
            with self._connected(REPORT_SECONDS) as connection:
                connection.sendall(to_line(question))
                with connection.makefile("rb") as answers:
                    _answer(answers)  # it is ready
                    connection.sendall(pdf)
                    connection.shutdown(socket.SHUT_WR)
                    told = _answer(answers)
                    signed = answers.read(told["size"])
        except (OSError, EOFError):
            raise DeskClosedError("the desk does not answer") from None
        if hashlib.sha256(signed).hexdigest() != told["sha256"]:
            raise DeskClosedError("the desk broke off")
        return signed

    def lock(self, session: SigningSession) -> None:
        """Let the desk forget the keys of this session."""
        self._ask({"do": "lock", "session": session.token})

    def came_back(self, person_id: str, state: str, code: str) -> None:
        """Hand over what somebody's browser brought back from a remote holder's page.

        Raises:
            NotOnTheListError: nobody sent this person there, or not with this state.
        """
        self._ask({"do": "came_back", "person_id": person_id, "state": state, "code": code})

    def _unlock(self, authority: Authority, pin: Proof, lines: frozenset[Listed]) -> SigningSession:
        if isinstance(pin, SigningSession):
            self._answer(pin)
            return pin
        items = [{k: v for k, v in asdict(line).items() if v} for line in sorted(lines, key=repr)]
        question = {"do": "unlock", "pin": pin, "items": items}
        answer = self._ask(question | asdict(authority))
        return SigningSession(answer["session"], answer["ttl"])

    def _answer(self, given: SigningSession) -> None:
        """Hand over what was typed for a remote holder; handed over twice, it counts once."""
        if given.answers:
            question = {"do": "answer", "session": given.token, "question": given.question}
            self._ask(question | {"values": dict(given.answers)})

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        try:
            with self._connected(ANSWER_SECONDS) as connection:
                connection.sendall(to_line(question))
                with connection.makefile("rb") as answers:
                    return _answer(answers)
        except (OSError, EOFError):
            raise DeskClosedError("the desk does not answer") from None  # a frame holds the PIN

    @contextmanager
    def _connected(self, seconds: float) -> Iterator[socket.socket]:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(seconds)
            connection.connect(str(self.socket_path))
            yield connection


def fit_name(name: str) -> str:
    """Return a file's name as the desk takes it: printable, and no longer than its texts."""
    return "".join(letter if letter.isprintable() else " " for letter in name)[:MAX_TEXT]


def _answer(answers: IO[bytes]) -> dict[str, Any]:
    line = answers.readline(MAX_LINE)
    if not line.endswith(b"\n"):
        raise EOFError
    answer = from_line(line)
    error = as_error(answer)
    if error is not None:
        raise error
    return answer
