"""What a worker must be told: where its servers, stores and programs are. Values only.

The environment is read by the composition root, which hands the mapping in.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import final

from typing_extensions import override

DIRECTORY = "dir:"  # how a blob store on a local directory is written


@final
class Secret:
    """A string that does not show itself in logs, reprs and tracebacks."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the string. Call it where it is used, and keep the result in no field."""
        return self._value

    @override
    def __repr__(self) -> str:
        return "Secret(...)"

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.reveal() == self._value

    @override
    def __hash__(self) -> int:
        return hash(self._value)


@dataclass(frozen=True, kw_only=True)
class CoreSettings:
    """The surroundings of a worker."""

    temporal_address: str  # host:port, loopback or behind mTLS
    temporal_namespace: str
    task_queue: str
    database_url: Secret  # SQLAlchemy's form; may hold a password
    blobs: str  # "dir:/path"
    pki_dir: Path  # the development authority, or the anchors of a real one
    desk_socket: Path
    tsa_urls: tuple[str, ...]  # none: the development timestamp authority in pki_dir
    soffice: str  # LibreOffice's program

    @property
    def blob_directory(self) -> Path:
        """Return the directory of the local blob store.

        Raises:
            ValueError: `blobs` names another kind of store.
        """
        if not self.blobs.startswith(DIRECTORY):
            raise ValueError(f"not a local blob store: {self.blobs}")
        return Path(self.blobs.removeprefix(DIRECTORY))
