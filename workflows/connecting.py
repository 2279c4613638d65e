"""The one way to Temporal, for workers, the web and commands: with our converter, and our TLS."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import socket
from typing import TYPE_CHECKING

from temporalio.client import Client
from temporalio.service import TLSConfig

from workflows.failures import CONVERTER

if TYPE_CHECKING:
    from pathlib import Path

    from workflows.config import CoreSettings, TemporalTls

AGAIN_SECONDS = 0.5

_LOG = logging.getLogger(__name__)


async def connect_once(settings: CoreSettings, identity: str) -> Client:
    """Connect to Temporal.

    Args:
        settings: where it is, and how it is trusted.
        identity: what histories call this process; no name of a person or a machine.

    Raises:
        RuntimeError: nobody answers, or not one whom we trust, or who trusts us.
        OSError: a file of a certificate cannot be read.
    """
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        data_converter=CONVERTER,
        identity=identity,
        tls=False if settings.temporal_tls is None else _tls(settings.temporal_tls),
    )


async def connect_waiting(settings: CoreSettings, identity: str) -> Client:
    """Connect to Temporal, waiting for it as long as it takes. Raises OSError as `connect_once`."""
    while True:
        try:
            return await connect_once(settings, identity)
        except RuntimeError:
            _LOG.info("waiting for Temporal at %s", settings.temporal_address)
            await asyncio.sleep(AGAIN_SECONDS)


def identity(process: str) -> str:
    """Return what histories call a process of this machine: not by the machine's name.

    Machines are often named after whoever sits there; the name's hash tells them apart as well.
    """
    return f"{process}-{hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]}"


def _tls(files: TemporalTls) -> TLSConfig:
    return TLSConfig(
        server_root_ca_cert=_bytes(files.ca_file),
        client_cert=_bytes(files.cert_file),
        client_private_key=_bytes(files.key_file),
    )


def _bytes(file: Path | None) -> bytes | None:
    return None if file is None else file.read_bytes()
