"""The cabinet: wrapped keys as files, one per person and certificate. Opens none of them.

keys/<person>/<certificate sha256>.key    the wrapped PKCS#12, or where the key is
                                 .json    whose it is and how long it is good: the card
                                 .tries   how many PINs were tried since the last right one
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from service.desk.files import make_private, sync_folder, write_once, write_private
from service.desk.protocol import Purpose
from service.desk.tries import clear
from signing.errors import KeyUnusableError, NoKeyError

if TYPE_CHECKING:
    from pathlib import Path

SERVER_KEY_BYTES: Final = 32
_PERSON: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class KeyCard:
    """What is written on the outside of a wrapped key. An agency's key has one copy per clerk."""

    person_id: str
    certificate_sha256: str
    purpose: Purpose
    issuer_id: str  # whose seal it is; empty for a personal key
    valid_from: datetime  # aware
    valid_until: datetime  # aware
    keeper: str = ""  # of `keepers.toml`; empty: the key itself is here
    algorithm: str = ""  # such as `rsa-pss-sha512`; empty: what is usual for the key


class Cabinet:
    """The folder of wrapped keys and the server key that they cannot be opened without."""

    def __init__(self, folder: Path) -> None:
        """Open the cabinet in the desk's folder, and make both when they are not there."""
        make_private(folder)
        self._keys = folder / "keys"
        make_private(self._keys)
        self._server_key = folder / "server.key"

    def server_key(self) -> bytes:
        """Return the server key, made on the first run.

        Raises:
            KeyUnusableError: what stands there is no server key.
        """
        if not self._server_key.exists():
            if any(self._keys.iterdir()):  # a new one would make every key here useless
                raise KeyUnusableError("the server key of these keys is missing")
            write_once(self._server_key, secrets.token_bytes(SERVER_KEY_BYTES))
        key = self._server_key.read_bytes()
        if len(key) != SERVER_KEY_BYTES:
            raise KeyUnusableError("the server key is damaged")
        return key

    def put(self, card: KeyCard, wrapped: bytes) -> None:
        """File a wrapped key, in place of the same one; its tries begin anew.

        Raises:
            NoKeyError: person or certificate have no usable id.
        """
        key = self._file(card.person_id, card.certificate_sha256)
        make_private(key.parent)
        write_private(key, wrapped)
        write_private(key.with_suffix(".tries"), b"0")
        write_private(key.with_suffix(".json"), _card_text(card))  # last: now it is there

    def cards(self, person_id: str) -> tuple[KeyCard, ...]:
        """Return the cards of somebody's keys, the newest first. Raises KeyUnusableError."""
        found = [_card(file) for file in self._folder(person_id).glob("*.json")]
        newest = sorted(found, key=lambda card: (card.valid_from, card.certificate_sha256))
        return tuple(reversed(newest))

    def wrapped(self, card: KeyCard) -> bytes:
        """Return a wrapped key. Raises NoKeyError when it is not there."""
        file = self._file(card.person_id, card.certificate_sha256)
        if not file.is_file():
            raise NoKeyError("no such key")
        return file.read_bytes()

    def counter(self, card: KeyCard) -> Path:
        """Return where the tries of a key are counted."""
        return self._file(card.person_id, card.certificate_sha256).with_suffix(".tries")

    def unlock_key(self, person_id: str) -> int:
        """Let somebody try again after five wrong PINs: an administrator's act.

        Returns how many keys that were.
        """
        cards = self.cards(person_id)
        for card in cards:
            clear(self.counter(card))
        return len(cards)

    def remove(self, card: KeyCard) -> None:
        """Take a key out: a clerk has left, a certificate was revoked."""
        self.destroy(card.person_id, card.certificate_sha256)

    def digests(self, person_id: str) -> tuple[str, ...]:
        """Return the certificates of whatever is left of somebody's keys, damaged ones too."""
        named = {file.stem for file in self._folder(person_id).glob("*.*")}
        return tuple(sorted(name for name in named if _SHA256.fullmatch(name)))

    def destroy(self, person_id: str, certificate_sha256: str) -> None:
        """Take a key out, be its card readable or not; stopped midway, the same again ends it."""
        file = self._file(person_id, certificate_sha256)
        for suffix in (".key", ".tries", ".json"):  # the card last: it tells what is not done yet
            file.with_suffix(suffix).unlink(missing_ok=True)
        if file.parent.exists():
            sync_folder(file.parent)

    def clear(self, person_id: str) -> None:
        """Take a person's folder away, with what an interrupted filing has left in it."""
        folder = self._folder(person_id)
        for file in folder.glob("*"):
            file.unlink()
        if folder.exists():
            folder.rmdir()
            sync_folder(self._keys)

    def _folder(self, person_id: str) -> Path:
        if not _PERSON.fullmatch(person_id):  # it becomes a folder's name
            raise NoKeyError("no such key")
        return self._keys / person_id

    def _file(self, person_id: str, certificate_sha256: str) -> Path:
        if not _SHA256.fullmatch(certificate_sha256):
            raise NoKeyError("no such key")
        return self._folder(person_id) / f"{certificate_sha256}.key"


def _card_text(card: KeyCard) -> bytes:
    return json.dumps(asdict(card), default=datetime.isoformat, indent=1).encode("ascii")


def _card(file: Path) -> KeyCard:
    try:
        read = json.loads(file.read_bytes())
        read["purpose"] = Purpose(read["purpose"])
        for name in ("valid_from", "valid_until"):
            read[name] = datetime.fromisoformat(read[name])
        card = KeyCard(**read)
    except (ValueError, TypeError, KeyError) as damage:
        raise KeyUnusableError("a key's card is damaged") from damage
    if (card.person_id, card.certificate_sha256) != (file.parent.name, file.stem):
        raise KeyUnusableError("a key's card belongs to another key")
    return card
