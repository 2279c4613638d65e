"""What the pages are given: ports, the database, a clock, and the few settings they show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast

from flask import current_app

from service.accounts.proof import Door
from service.accounts.secret_box import SecretBox
from service.desk.client import DeskClient
from service.gateway import Gateway
from service.signing_runs import Runs
from service.verifying.verifier import Verifier
from storage.blobs.port import BlobStore
from storage.database import Database
from workflows.recording.record import Recorder

EXTENSION = "trinhky"


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything outside that a page may touch.

    `demo_password` is shown on the sign-in page together with the people of the demo organisation,
    `demo_code` gives the code that their second factor has at an instant, where it is asked for;
    both are None outside a demonstration. `new_id` gives ids of acts.
    """

    gateway: Gateway
    database: Database
    blobs: BlobStore
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    secret_key: str
    box: SecretBox
    base_url: str
    demo_password: str | None = None
    demo_code: Callable[[datetime], str] | None = None
    pki_dir: Path | None = None
    verifier: Verifier = field(default_factory=Verifier)
    desk: DeskClient | None = None  # who signs reports of verification
    public_verify: bool = False  # who has not signed in may have files judged too
    runs: Runs = field(default_factory=Runs)  # lists that are being signed
    ready: Callable[[], None] = lambda: None  # raises when a process behind does not answer

    @property
    def door(self) -> Door:
        """Where accounts are kept, and what opens their secrets."""
        return Door(self.database, self.box)

    @property
    def recorder(self) -> Recorder:
        """What changes of registers are recorded with; documents go through the gateway."""
        return Recorder(self.database, self.blobs, self.clock)


def services() -> Services:
    """Return the services of the application that serves this request."""
    return cast("Services", current_app.extensions[EXTENSION])
