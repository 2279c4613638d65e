"""Opens keys: the right one, with the right PIN, while tries are left."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING, Final, Protocol

from service.desk import held
from service.desk.protocol import Purpose
from service.desk.tries import counted_try
from signing.custody import pkcs12
from signing.custody.port import KeyHolder
from signing.errors import CertificateUnusableError, KeyUnusableError, NoKeyError
from signing.trust.report_purpose import refuse_unfit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from service.desk.cabinet import Cabinet, KeyCard
    from service.desk.keepers import Keepers

    Standing = Callable[[tuple[bytes, ...], datetime], None]

PINS_AT_ONCE: Final = 4  # each costs 64 MiB for a moment; more of them wait


class SigningKey(KeyHolder, Protocol):
    """A key that is open, until it is forgotten."""

    def forget(self) -> None:
        """Drop the key; every later use raises NoKeyError."""
        ...


class Keys:
    """The keys of one desk."""

    def __init__(
        self,
        cabinet: Cabinet,
        now: Callable[[], datetime],
        keepers: Keepers,
        standing: Standing | None = None,
    ) -> None:
        """Begin with all keys closed.

        Args:
            cabinet: the wrapped keys.
            now: tells whether a certificate is still good.
            keepers: the tokens and services of keys that are not here.
            standing: raises where a certificate (DER, with its chain) is revoked or not known to
                be good at a time; None where the desk cannot know.
        """
        self._cabinet = cabinet
        self._server_key = cabinet.server_key()
        self._now = now
        self._keepers = keepers
        self._standing = standing
        self._at_once = threading.BoundedSemaphore(PINS_AT_ONCE)

    def personal(self, person_id: str, certificates: Iterable[str]) -> tuple[KeyCard, ...]:
        """Return the cards of somebody's own keys for these certificates (sha256).

        Raises:
            NoKeyError: one of them is not here.
        """
        mine = {
            card.certificate_sha256: card
            for card in self._cabinet.cards(person_id)
            if card.purpose is Purpose.PERSONAL
        }
        wanted = sorted(set(certificates))
        if not all(sha256 in mine for sha256 in wanted):
            raise NoKeyError("no personal key for this certificate")
        return tuple(mine[sha256] for sha256 in wanted)

    def agency(self, person_id: str, issuer_id: str) -> KeyCard:
        """Return the card of a clerk's copy of an agency's key: the newest that is good now.

        Raises:
            NoKeyError: this person has no copy of it.
        """
        copies = [
            card
            for card in self._cabinet.cards(person_id)
            if card.purpose is Purpose.AGENCY and card.issuer_id == issuer_id
        ]
        if not copies:
            raise NoKeyError("no copy of this agency's key")
        return next((card for card in copies if self._is_good(card)), copies[0])

    def open(self, card: KeyCard, pin: str) -> SigningKey:
        """Open one key.

        Raises:
            CertificateUnusableError: its certificate is not valid now, revoked, or not to sign.
            RevocationUnavailableError: whether it is revoked cannot be known now.
            AlgorithmRefusedError: its key is too weak.
            WrongPinError: and so many tries are left.
            KeyLockedError: none is.
            KeyUnusableError: the file is damaged, of another server, or its keeper is not known.
        """
        if not self._is_good(card):
            raise CertificateUnusableError("the certificate is not valid now")
        key = self._opened(card, pin)
        try:
            self._refuse_unfit(card, key)
        except BaseException:
            key.forget()
            raise
        return key

    def _opened(self, card: KeyCard, pin: str) -> SigningKey:
        wrapped = self._cabinet.wrapped(card)
        with self._at_once, counted_try(self._cabinet.counter(card)):
            if not card.keeper:
                return pkcs12.unlock(wrapped, pin, self._server_key, card.algorithm)
            found = held.unlock(wrapped, pin, self._server_key)
        return self._keepers.get(card.keeper).key(found, card.algorithm)

    def _refuse_unfit(self, card: KeyCard, key: SigningKey) -> None:
        """TT 15/2025/TT-BKHCN, article 5: the certificate is checked before one may sign."""
        if hashlib.sha256(key.certificate).hexdigest() != card.certificate_sha256:
            raise KeyUnusableError("the key's card names another certificate")
        refuse_unfit(key.certificate, self._now(), a_report=False)
        if self._standing is not None:
            self._standing((key.certificate, *key.chain), self._now())

    def _is_good(self, card: KeyCard) -> bool:
        return card.valid_from <= self._now() <= card.valid_until
