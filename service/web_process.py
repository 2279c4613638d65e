"""The web process under gunicorn: threads, one master, services made after the fork."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4  # noqa: TID251 - composition root

from gunicorn.app.base import BaseApplication
from typing_extensions import override

from service.accounts.secret_box import box_of
from service.app import create_app
from service.desk.client import DeskClient
from service.services import EXTENSION, Services
from service.verifying.verifier import Verifier
from workflows.stores import open_database

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from gunicorn.workers.base import Worker

    from service.config import Settings

THREADS = 16
WORKERS = 1  # the desk keeps one process's unlocked keys; threads share the Temporal client
TIMEOUT = 120  # seconds; a signature waits for its timestamp
KEEP_ALIVE = 5


class WebProcess(BaseApplication):  # type: ignore[misc] # gunicorn is not annotated
    """Gunicorn with its settings given, none read from files or the environment."""

    def __init__(self, options: dict[str, Any], build: Callable[[], Flask]) -> None:
        self._options = options
        self._build = build
        super().__init__()

    @override
    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    @override
    def load(self) -> Flask:
        """Build the application in the process that serves it: no connection crosses a fork."""
        return self._build()


def run(settings: Settings) -> None:
    """Serve until SIGTERM, which lets requests under way finish.

    Raises:
        StorageError: the database does not answer, or is not of this version; said here, before
            the fork, where somebody reads it.
    """
    open_database(settings).close()
    options = {
        "bind": f"{settings.web_host}:{settings.web_port}",
        "worker_class": "gthread",
        "workers": WORKERS,
        "threads": THREADS,
        "timeout": TIMEOUT,
        "keepalive": KEEP_ALIVE,
        "preload_app": False,
        "accesslog": None,  # paths hold document ids; visits are in the ledger
        "control_socket_disable": True,
        "worker_exit": _ended,
    }
    WebProcess(options, lambda: create_app(services_for(settings))).run()


def _ended(_arbiter: object, worker: Worker) -> None:
    """Let lists that are being signed end where they are: the ledger knows how far they came."""
    if worker.wsgi is not None:  # it was built
        worker.wsgi.extensions[EXTENSION].runs.stop()


def services_for(settings: Settings) -> Services:
    """Build what the pages need; the one place where this process reads a clock or a random id."""
    from service.temporal_gateway import build  # noqa: PLC0415 - owns a thread: after the fork

    gateway = build(settings, _now)
    demo_password, demo_code = _of_demo(settings)
    return Services(
        gateway=gateway,
        database=gateway.recorder.database,
        blobs=gateway.recorder.blobs,
        clock=_now,
        new_id=_new_id,
        secret_key=settings.secret_key.reveal(),
        box=box_of(settings),
        base_url=settings.base_url,
        demo_password=demo_password,
        demo_code=demo_code,
        pki_dir=settings.pki_dir,
        verifier=Verifier(settings.pki_dir / "trust.pem"),
        desk=DeskClient(settings.desk_socket),
        public_verify=settings.public_verify,
        ready=gateway.temporal.check,
    )


def _of_demo(settings: Settings) -> tuple[str | None, Callable[[datetime], str] | None]:
    """Return what a demonstration shows of its secrets; nothing where real papers are made."""
    if not settings.demo or settings.production:
        return None, None
    from service.demo import DEMO_PASSWORD, demo_code  # noqa: PLC0415 - real offices load no demo

    return DEMO_PASSWORD, demo_code


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - composition root


def _new_id() -> str:
    return uuid4().hex
