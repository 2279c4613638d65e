"""The desk: the only process that holds unlocked keys, one per web host.

It takes references, never digests: what it signs it has fetched, digested and found awaiting this
very signer itself. The web talks to it through `service.desk.client` alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.config import Settings


def main(settings: Settings) -> None:
    """Run `trinhky desk` until it is told to stop.

    Raises:
        DeskInUseError: another desk serves this folder.
        KeyUnusableError: the server key is missing or damaged.
    """
    from service.desk.process import DeskSettings, now, run  # noqa: PLC0415 -- the web loads no key code
    from workflows.believing import trust_of  # noqa: PLC0415
    from workflows.stores import open_blobs  # noqa: PLC0415

    run(
        DeskSettings(
            folder=settings.desk_dir,
            socket=settings.desk_socket,
            database_url=settings.database_url.reveal(),
            blobs=open_blobs(settings),
            caller_uid=settings.desk_caller_uid,
            pki_dir=settings.pki_dir,
            trust=lambda: trust_of(settings, now),
        )
    )
