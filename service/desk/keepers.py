"""Which tokens and remote services hold keys: `keepers.toml` in the desk's folder.

One table a keeper; secrets of the office are files that it names, secrets of a person are sealed
under his PIN. Read anew at each use, so that a change needs no restart.

    [hsm]                                   [mysign]
    kind = "pkcs11"                         kind = "csc"
    module = "/usr/lib/.../vendor.so"       version = 1
    token = "label"                         url = "https://.../csc/v1"
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, TypeVar

from typing_extensions import override

from service.errors import SettingInvalidError
from signing.custody.pkcs11 import InToken, Token, TokenKey
from signing.custody.remote.answers import JsonService
from signing.custody.remote.confirmation import Patience
from signing.custody.remote.csc import CscAccount, CscKey
from signing.custody.remote.csc_client import CscService, OAuthClient
from signing.custody.remote.key import RemoteKey
from signing.custody.remote.port import RemoteService
from signing.custody.remote.smartca import MOST, SmartCaAccount, SmartCaKey, SmartCaService
from signing.custody.signer import Signer
from signing.errors import KeyUnusableError

if TYPE_CHECKING:
    from service.desk.held import Held

FILE: Final = "keepers.toml"
Table: TypeAlias = dict[str, Any]
_HTTP: Final = frozenset({"url", "ca_file", "answer_seconds", "wait_seconds", "poll_seconds"})
_SMARTCA: Final = frozenset({"get_certificate", "sign", "status", "cancel"})
Kind = TypeVar("Kind")
_WORDS: Final = frozenset({"refused", "expired"})


class Keeper(Protocol):
    """One token or service."""

    @property
    def is_remote(self) -> bool:
        """Whether the person confirms on the phone."""
        ...

    def key(self, held: Held, algorithm: str) -> TokenKey | RemoteKey:
        """Return one person's key; nothing is asked of anyone yet."""
        ...

    def certificates(self, place: Mapping[str, str]) -> tuple[bytes, ...]:
        """Return what the keeper says that the certificates are; () where it is not asked."""
        ...


@dataclass(frozen=True, slots=True)
class TokenKeeper(Keeper):
    """A token; a key's place there is `key_id` (hexadecimal) and the token's `pin`."""

    token: Token
    is_remote: bool = False

    @override
    def key(self, held: Held, algorithm: str) -> TokenKey:
        """Return a key of the token."""
        signer = Signer.of(held.certificate, held.chain, algorithm)
        return TokenKey(self.token, _account(InToken, held.place), signer)

    @override
    def certificates(self, place: Mapping[str, str]) -> tuple[bytes, ...]:
        """Return nothing: the certificate is given as a file."""
        _account(InToken, place)
        return ()


@dataclass(frozen=True, slots=True)
class RemoteKeeper(Keeper):
    """A service; `reach` makes the way to one person's key there."""

    reach: Callable[[Mapping[str, str]], RemoteService]
    patience: Patience
    new_id: Callable[[], str]
    is_remote: bool = True

    @override
    def key(self, held: Held, algorithm: str) -> RemoteKey:
        """Return a key of the service."""
        signer = Signer.of(held.certificate, held.chain, algorithm)
        return RemoteKey(self.reach(held.place), signer, self.patience, self.new_id)

    @override
    def certificates(self, place: Mapping[str, str]) -> tuple[bytes, ...]:
        """Return what the service answers."""
        return self.reach(place).certificates()


class Keepers:
    """All keepers that `keepers.toml` names."""

    def __init__(self, folder: Path, new_id: Callable[[], str]) -> None:
        """Know the desk's folder; `new_id` names each confirmation."""
        self._file, self._new_id = folder / FILE, new_id

    def get(self, name: str) -> Keeper:
        """Return a keeper.

        Raises:
            KeyUnusableError: no such keeper.
            SettingInvalidError: the file cannot be used; it names the table, never a value.
        """
        table = self._tables().get(name)
        if not isinstance(table, dict):
            raise KeyUnusableError("no such keeper of keys")
        try:
            return self._keeper(dict(table))
        except (KeyError, ValueError, TypeError, OSError) as error:
            raise SettingInvalidError(f"{FILE}: [{name}]: {type(error).__name__}") from None

    def _tables(self) -> Table:
        try:
            return tomllib.loads(self._file.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise SettingInvalidError(f"{FILE}: {type(error).__name__}") from None

    def _keeper(self, table: Table) -> Keeper:
        match table.pop("kind", None):
            case "pkcs11":
                return _token(table)
            case "csc":
                return self._csc(table)
            case "smartca":
                return self._smartca(table)
        raise ValueError("kind")

    def _csc(self, table: Table) -> RemoteKeeper:
        http, patience = _http(table)
        version = table.pop("version", 2)
        client = _client(table, http) if "client_id" in table else None
        at_once, is_asynchronous = _count(table, "hashes_at_once"), _flag(table, "asynchronous")
        if version not in (1, 2) or table:
            raise ValueError("version")
        service = CscService(http, version, patience.wait, client, at_once, is_asynchronous)
        return RemoteKeeper(
            lambda place: CscKey(service, _account(CscAccount, place)), patience, self._new_id
        )

    def _smartca(self, table: Table) -> RemoteKeeper:
        http, patience = _http(table)
        sp_id, secret = _text(table, "sp_id"), Path(_text(table, "sp_password_file"))
        paths = {name: _text(table, name) for name in _SMARTCA & table.keys()}
        words = {name: frozenset(map(str, table.pop(name))) for name in _WORDS & table.keys()}
        most = _count(table, "at_once") or MOST
        if table:
            raise ValueError("unknown")
        password = secret.read_text("utf-8").strip()
        service = SmartCaService(http, sp_id, password, most=most, **paths, **words)  # type: ignore[arg-type]
        return RemoteKeeper(
            lambda place: SmartCaKey(service, _account(SmartCaAccount, place)),
            patience,
            self._new_id,
        )


def _token(table: Table) -> TokenKeeper:
    seconds = float(table.pop("answer_seconds", 20.0))
    token = Token(Path(_text(table, "module")), _text(table, "token"), seconds)
    if table:
        raise ValueError("unknown")
    return TokenKeeper(token)


def _http(table: Table) -> tuple[JsonService, Patience]:
    own = {name: table.pop(name) for name in _HTTP & table.keys()}
    ca_file = Path(own["ca_file"]) if "ca_file" in own else None
    seconds = float(own.get("answer_seconds", 20.0))
    usual = Patience()
    patience = Patience(
        float(own.get("wait_seconds", usual.wait)), float(own.get("poll_seconds", usual.between))
    )
    return JsonService(str(own["url"]), seconds, ca_file), patience


def _client(table: Table, http: JsonService) -> OAuthClient:
    """Return who the office is at the authorization server; the secret is a file of its own."""
    url, name = str(table.pop("oauth_url", http.url)), _text(table, "client_id")
    secret = Path(_text(table, "client_secret_file")).read_text("utf-8").strip()
    redirect = str(table.pop("redirect_url", ""))
    server = JsonService(url, http.answer_seconds, http.ca_file)
    return OAuthClient(server, name, secret, redirect, _flag(table, "pushed"))


def _count(table: Table, name: str) -> int:
    found = table.pop(name, 0)
    if type(found) is not int or found < 0:
        raise ValueError(name)
    return found


def _flag(table: Table, name: str) -> bool:
    found = table.pop(name, False)
    if not isinstance(found, bool):
        raise TypeError(name)
    return found


def _text(table: Table, name: str) -> str:
    found = table.pop(name)
    if not isinstance(found, str) or not found:
        raise ValueError(name)
    return found


def _account(kind: Callable[..., Kind], place: Mapping[str, str]) -> Kind:
    """Return where a key is. Raises KeyUnusableError: it lacks something, or says too much."""
    try:
        return kind(**place)
    except TypeError as error:
        raise KeyUnusableError("the key's place is not one of this keeper") from error
