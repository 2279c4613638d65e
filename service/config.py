"""The settings of every process: read once from a mapping, refused when one is misspelt.

`Settings.from_env` reads no environment by itself; the composition roots hand it theirs.
Every name is in `NAMES`, and `.env.example` lists the same ones.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from service.errors import SettingInvalidError, SettingUnknownError
from service.stack.layout import Layout, layout_of
from service.stack.temporal_binary import Search, cache_folder
from workflows.config import DIRECTORY, CoreSettings, Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PREFIX = "TRINHKY_"
DEFAULT_HOME = "var"
HIGHEST_PORT = 65535
NAMES = frozenset(
    PREFIX + name
    for name in (
        "HOME",
        "TEMPORAL_ADDRESS",
        "TEMPORAL_NAMESPACE",
        "TEMPORAL_BIN",
        "TASK_QUEUE",
        "DATABASE_URL",
        "DATABASE_URL_FILE",
        "BLOBS",
        "PKI_DIR",
        "DESK_SOCKET",
        "DESK_DIR",
        "TSA_URLS",
        "WEB_HOST",
        "WEB_PORT",
        "BASE_URL",
        "SECRET_KEY_FILE",
        "DEMO",
        "PRODUCTION",
        "SOFFICE",
    )
)


@dataclass(frozen=True, kw_only=True)
class Settings(CoreSettings):
    """What the face knows beyond the worker's surroundings."""

    layout: Layout
    desk_dir: Path
    web_host: str
    web_port: int
    base_url: str  # as people type it, without a slash at the end
    secret_key_file: Path
    demo: bool  # seed the demo organisation
    production: bool  # doctor then refuses what is only fit for trying out
    temporal_bin: Path | None

    @property
    def secret_key(self) -> Secret:
        """Read the key that signs the cookies.

        Raises:
            SettingInvalidError: the file cannot be read, or is empty.
        """
        return _secret_in(self.secret_key_file, PREFIX + "SECRET_KEY_FILE")

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Return the settings that `environ` holds; what is not set lies below the home directory.

        Raises:
            SettingUnknownError: a `TRINHKY_*` name that nothing reads.
            SettingInvalidError: a value that cannot be used.
        """
        refuse_unknown(environ)
        given = {name.removeprefix(PREFIX): environ[name] for name in NAMES & environ.keys()}
        given = {name: value for name, value in given.items() if value}
        layout = layout_of(given.get("HOME", DEFAULT_HOME))
        host, port = given.get("WEB_HOST", "127.0.0.1"), _port(given.get("WEB_PORT", "8080"))
        return cls(
            layout=layout,
            temporal_address=given.get("TEMPORAL_ADDRESS", "127.0.0.1:7233"),
            temporal_namespace=given.get("TEMPORAL_NAMESPACE", "default"),
            temporal_bin=_path(given, "TEMPORAL_BIN"),
            task_queue=given.get("TASK_QUEUE", "trinhky"),
            database_url=_database(given, layout),
            blobs=_blobs(given.get("BLOBS", f"{DIRECTORY}{layout.blobs}")),
            pki_dir=_path(given, "PKI_DIR") or layout.pki,
            desk_socket=_path(given, "DESK_SOCKET") or layout.desk_socket,
            desk_dir=_path(given, "DESK_DIR") or layout.desk,
            tsa_urls=tuple(given.get("TSA_URLS", "").split()),
            web_host=host,
            web_port=port,
            base_url=given.get("BASE_URL", f"http://{host}:{port}").rstrip("/"),
            secret_key_file=_path(given, "SECRET_KEY_FILE") or layout.session_secret,
            demo=_flag(given, "DEMO"),
            production=_flag(given, "PRODUCTION"),
            soffice=given.get("SOFFICE", "soffice"),
        )


def refuse_unknown(environ: Mapping[str, str]) -> None:
    """Refuse a `TRINHKY_*` name that nothing reads: it would be ignored in silence.

    Raises:
        SettingUnknownError: naming each.
    """
    strangers = sorted(name for name in environ if name.startswith(PREFIX) and name not in NAMES)
    if strangers:
        raise SettingUnknownError(", ".join(strangers))


def temporal_search(environ: Mapping[str, str], say: Callable[[str], None]) -> Search:
    """Return where the Temporal program is looked for, given these surroundings."""
    setting = environ.get(PREFIX + "TEMPORAL_BIN")
    return Search(
        setting=Path(setting) if setting else None,
        path=environ.get("PATH", os.defpath),
        cache=cache_folder(environ, Path.home()),
        may_download=environ.get("CI", "") != "true",
        say=say,
    )


def _database(given: Mapping[str, str], layout: Layout) -> Secret:
    """Return the database's URL: given, in a file, or the home's own SQLite file."""
    file = _path(given, "DATABASE_URL_FILE")
    if file is not None and "DATABASE_URL" in given:
        raise SettingInvalidError("TRINHKY_DATABASE_URL and TRINHKY_DATABASE_URL_FILE are both set")
    if file is not None:
        return _secret_in(file, PREFIX + "DATABASE_URL_FILE")
    return Secret(given.get("DATABASE_URL", layout.database_url))


def _blobs(value: str) -> str:
    """Return the blob store's address with an absolute path."""
    if not value.startswith(DIRECTORY) or value == DIRECTORY:
        raise SettingInvalidError(f"TRINHKY_BLOBS: not of the form dir:/path: {value}")
    return DIRECTORY + str(Path(value.removeprefix(DIRECTORY)).absolute())


def _secret_in(file: Path, name: str) -> Secret:
    """Return what `file` holds, less a line end; the message names the setting and the file."""
    try:
        value = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as unreadable:
        raise SettingInvalidError(f"{name}: cannot be read: {file}") from unreadable
    if not value:
        raise SettingInvalidError(f"{name}: is empty: {file}")
    return Secret(value)


def _path(given: Mapping[str, str], name: str) -> Path | None:
    """Return a path setting made absolute, or None."""
    return Path(given[name]).expanduser().absolute() if name in given else None


def _port(value: str) -> int:
    """Return a port number."""
    if not (value.isascii() and value.isdigit() and 0 < int(value) <= HIGHEST_PORT):
        raise SettingInvalidError(f"TRINHKY_WEB_PORT: not a port: {value}")
    return int(value)


def _flag(given: Mapping[str, str], name: str) -> bool:
    """Return a yes-or-no setting, written 1 or 0."""
    value = given.get(name, "0")
    if value not in {"0", "1"}:
        raise SettingInvalidError(f"{PREFIX}{name}: neither 0 nor 1: {value}")
    return value == "1"
