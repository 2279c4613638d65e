"""The settings of every process: read once from a mapping, refused when one is misspelt.

`Settings.from_env` reads no environment by itself; the composition roots hand it theirs.
Every name is in `NAMES`, and `.env.example` lists the same ones.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from service.config_renewal import renewing
from service.config_stores import (
    PREFIX,
    blobs,
    database_url,
    path,
    s3_access,
    secret_in,
    temporal_tls,
)
from service.config_trust import revocation, tsa_policies
from service.errors import SettingInvalidError, SettingUnknownError
from service.stack.layout import Layout, layout_of
from service.stack.temporal_binary import Search, cache_folder
from workflows.config import CoreSettings, Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["DEFAULT_HOME", "NAMES", "PREFIX", "Settings", "refuse_unknown", "temporal_search"]

DEFAULT_HOME = "var"
HIGHEST_PORT = 65535
NAMES = frozenset(
    PREFIX + name
    for name in (
        "HOME",
        "TEMPORAL_ADDRESS",
        "TEMPORAL_NAMESPACE",
        "TEMPORAL_TLS_CA_FILE",
        "TEMPORAL_TLS_CERT_FILE",
        "TEMPORAL_TLS_KEY_FILE",
        "TEMPORAL_BIN",
        "TASK_QUEUE",
        "DATABASE_URL",
        "DATABASE_URL_FILE",
        "DATABASE_PASSWORD_FILE",
        "BLOBS",
        "S3_ACCESS_KEY_FILE",
        "S3_SECRET_KEY_FILE",
        "S3_REGION",
        "S3_CA_FILE",
        "PKI_DIR",
        "DESK_SOCKET",
        "DESK_DIR",
        "DESK_CALLER_UID",
        "TSA_URLS",
        "RENEW_DAYS",
        "ALGORITHM_ENDS",
        "TSA_POLICIES",
        "REVOCATION_HOSTS",
        "REVOCATION_PRIVATE_HOSTS",
        "REVOCATION_CACHE",
        "WEB_HOST",
        "WEB_PORT",
        "BASE_URL",
        "SECRET_KEY_FILE",
        "SECOND_FACTOR_KEY_FILE",
        "PUBLIC_VERIFY",
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
    desk_caller_uid: int | None  # the user under whom the web runs; None: the desk's own
    web_host: str
    web_port: int
    base_url: str  # as people type it, without a slash at the end
    secret_key_file: Path
    second_factor_key_file: Path
    public_verify: bool  # whoever has no account may have files judged too
    demo: bool  # seed the demo organisation
    production: bool  # doctor then refuses what is only fit for trying out
    temporal_bin: Path | None

    @property
    def secret_key(self) -> Secret:
        """Read the key that signs the cookies.

        Raises:
            SettingInvalidError: the file cannot be read, or is empty.
        """
        return secret_in(self.secret_key_file, PREFIX + "SECRET_KEY_FILE")

    @property
    def second_factor_keys(self) -> Secret:
        """Read the keys that seal second factors, one a line, the newest first.

        Raises:
            SettingInvalidError: the file cannot be read, or is empty.
        """
        return secret_in(self.second_factor_key_file, PREFIX + "SECOND_FACTOR_KEY_FILE")

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Return the settings that `environ` holds; what is not set lies below the home directory.

        Raises:
            SettingUnknownError: a `TRINHKY_*` name that nothing reads.
            SettingInvalidError: a value that cannot be used.
        """
        given = _given(environ)
        layout = layout_of(given.get("HOME", DEFAULT_HOME))
        host, port = given.get("WEB_HOST", "127.0.0.1"), _port(given.get("WEB_PORT", "8080"))
        kept = blobs(given, layout)
        second_factors = path(given, "SECOND_FACTOR_KEY_FILE") or layout.second_factor_key
        return cls(
            layout=layout,
            temporal_address=given.get("TEMPORAL_ADDRESS", "127.0.0.1:7233"),
            temporal_namespace=given.get("TEMPORAL_NAMESPACE", "default"),
            temporal_tls=temporal_tls(given),
            temporal_bin=path(given, "TEMPORAL_BIN"),
            task_queue=given.get("TASK_QUEUE", "trinhky"),
            database_url=database_url(given, layout),
            blobs=kept,
            s3=s3_access(given, kept),
            pki_dir=path(given, "PKI_DIR") or layout.pki,
            desk_socket=path(given, "DESK_SOCKET") or layout.desk_socket,
            desk_dir=path(given, "DESK_DIR") or layout.desk,
            desk_caller_uid=_uid(given),
            tsa_urls=tuple(given.get("TSA_URLS", "").split()),
            tsa_policies=tsa_policies(given),
            revocation=revocation(given, layout),
            web_host=host,
            web_port=port,
            base_url=given.get("BASE_URL", f"http://{host}:{port}").rstrip("/"),
            secret_key_file=path(given, "SECRET_KEY_FILE") or layout.session_secret,
            second_factor_key_file=second_factors,
            public_verify=_flag(given, "PUBLIC_VERIFY"),
            demo=_flag(given, "DEMO"),
            production=_flag(given, "PRODUCTION"),
            soffice=given.get("SOFFICE", "soffice"),
            renewing=renewing(given),
        )


def _given(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what is set and not empty, by name without the prefix. Raises as refuse_unknown."""
    refuse_unknown(environ)
    named = {name.removeprefix(PREFIX): environ[name] for name in NAMES & environ.keys()}
    return {name: value for name, value in named.items() if value}


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


def _uid(given: Mapping[str, str]) -> int | None:
    """Return a user's number, if one is set."""
    value = given.get("DESK_CALLER_UID")
    if value is not None and not (value.isascii() and value.isdigit()):
        raise SettingInvalidError(f"TRINHKY_DESK_CALLER_UID: not the number of a user: {value}")
    return None if value is None else int(value)
