"""A remote key as the desk holds it: one confirmation for a whole list, signatures as they come."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from typing_extensions import override

from signing.algorithms import Scheme
from signing.custody.pkcs11 import der_of_ecdsa
from signing.custody.port import KeyHolder
from signing.custody.remote.confirmation import Batch, Confirmation
from signing.custody.remote.person import Person
from signing.custody.remote.port import Wanted
from signing.errors import NoKeyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from signing.custody.remote.confirmation import Patience
    from signing.custody.remote.port import RemoteService
    from signing.custody.signer import Signer
    from signing.port import Prepared

_SEQUENCE = 0x30


class RemoteKey(KeyHolder):
    """One person's key at one service, for one session. Safe to share between threads."""

    def __init__(
        self,
        service: RemoteService,
        signer: Signer,
        patience: Patience,
        new_id: Callable[[], str],
    ) -> None:
        """Know the service; nobody is asked yet. `new_id` names each confirmation."""
        self._service: RemoteService | None = service
        self._signer, self._patience, self._new_id = signer, patience, new_id
        self._asked: dict[bytes, tuple[Confirmation, int]] = {}  # by what is signed
        self._person, self._to_come = Person(), 0
        self._title: Callable[[int], str] = str
        self._guard = threading.Lock()

    @property
    @override
    def certificate(self) -> bytes:
        return self._signer.certificate

    @property
    @override
    def chain(self) -> tuple[bytes, ...]:
        return self._signer.chain

    @property
    def wait(self) -> float:
        """How long the person is waited for, seconds."""
        return self._patience.wait

    def begin(
        self,
        items: Iterable[tuple[bytes, Prepared]],
        title: Callable[[int], str] = str,
        to_come: int = 0,
        person: Person | None = None,
    ) -> None:
        """Ask the person for all of these at once, or as often as the service needs; returns.

        Args:
            items: files and what is prepared of them.
            title: what the phone shows for so many papers.
            to_come: signatures of the same list whose files are not prepared yet.
            person: who is asked by other keys of the session too.

        Raises:
            PreparedVoidError, WrongCertificateError: as `sign`; then nobody is asked.
        """
        wanted = [self._signer.to_sign(pdf, prepared) for pdf, prepared in items]
        self._title, self._to_come = title, to_come
        self._person = person or self._person
        if wanted:
            self._ask(tuple(dict.fromkeys(wanted)), to_come)

    @override
    def sign(self, prepared_pdf: bytes, prepared: Prepared) -> bytes:
        """Return the CMS once the person has confirmed; what was not asked for yet is asked now.

        Raises:
            AwaitingPhoneError: the person has not answered yet.
            SigningError: as `Transaction.poll`, and BadSignatureError: the service lied.
        """
        attributes = self._signer.to_sign(prepared_pdf, prepared)
        if attributes not in self._asked:
            self._ask((attributes,), max(self._to_come - 1, 0))
        confirmation, place = self._asked[attributes]
        made = confirmation.signature(place)
        return self._signer.sealed(attributes, self._as_der(made))

    def forget(self) -> None:
        """Take back what was not answered; from now on every use raises NoKeyError."""
        with self._guard:
            self._service = None
            for confirmation, _ in self._asked.values():
                confirmation.cancel()
        self._person.leave()

    def _ask(self, attributes: tuple[bytes, ...], to_come: int) -> None:
        with self._guard:
            if self._service is None:
                raise NoKeyError("the key has been forgotten")
            new = tuple(one for one in attributes if one not in self._asked)
            if not new:
                return
            self._to_come = to_come
            digests = tuple(self._signer.digest(one) for one in new)
            batch = Batch(digests, to_come, self._order)
            confirmation = Confirmation(self._service, batch, self._patience, self._person)
            self._asked |= {one: (confirmation, place) for place, one in enumerate(new)}

    def _order(self, digests: tuple[bytes, ...], to_come: int) -> Wanted:
        """Return what is wanted of the service for some digests."""
        signer, title = self._signer, self._title(len(digests) + to_come)
        return Wanted(self._new_id(), digests, signer.algorithm, title, signer.certificate, to_come)

    def _as_der(self, made: bytes) -> bytes:
        """Services give ECDSA signatures in DER or as r and s side by side; the check decides."""
        is_ecdsa = self._signer.algorithm.scheme is Scheme.ECDSA
        if is_ecdsa and made[:1] != bytes((_SEQUENCE,)) and len(made) % 2 == 0:
            return der_of_ecdsa(made)
        return made
