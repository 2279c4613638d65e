"""`trinhky up`: the whole product on this machine, in one terminal, with a clean stop."""

from __future__ import annotations

import dataclasses
import signal
import socket
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4  # noqa: TID251  # composition root

import click

from service.catalogue import sentence
from service.cli.surroundings import environ, say, temporal_program
from service.config import PREFIX, Settings
from service.errors import PortTakenError
from service.stack.embedded import Ports, start_embedded
from service.stack.first_run import prepare
from service.stack.ports import LOOPBACK, free_ports
from workflows.stores import try_blobs

if TYPE_CHECKING:
    from types import FrameType

    from service.stack.embedded import Stack
    from service.stack.first_run import Seed
    from service.stack.supervisor import Event


@click.command()
def up() -> None:
    """Chạy toàn bộ Trình Ký trên máy này; Ctrl-C để dừng."""
    begun = time.monotonic()
    settings = _settings()
    _refuse_taken(settings.web_port)
    program = temporal_program()
    _turn_signals_into_one_interrupt()
    try:
        try_blobs(settings, datetime.now(UTC), uuid4().hex)  # noqa: TID251
        people = prepare(settings, datetime.now(UTC), _say_made, _seed(settings))  # noqa: TID251
        with start_embedded(settings, _ports(settings), program, environ(), _say_event) as stack:
            _bring_in_founding_plan(settings, stack)
            seconds = time.monotonic() - begun
            say(sentence("stack", "up.ready", url=stack.web_url, seconds=f"{seconds:.1f}"))
            for line in people:
                say(f"  {line}")
            say(sentence("stack", "up.how_to_stop"))
            stack.supervisor.wait_ended()
    except KeyboardInterrupt:
        say(sentence("stack", "up.stopped"))


def _settings() -> Settings:
    """Return the settings; here, unlike elsewhere, the demo organisation is the default."""
    own = environ()
    settings = Settings.from_env(own)
    wanted = settings.demo or not (own.get(PREFIX + "DEMO") or settings.production)
    return dataclasses.replace(settings, demo=wanted)


def _bring_in_founding_plan(settings: Settings, stack: Stack) -> None:
    """Let a demonstration begin with the founding plan as a draft; later starts find it there."""
    if not settings.demo:
        return
    from service.demo import founding  # noqa: PLC0415  # loads what only a demonstration needs
    from service.temporal_gateway import build  # noqa: PLC0415

    here = dataclasses.replace(settings, temporal_address=stack.temporal_address, temporal_tls=None)
    founding.bring_in(build(here, lambda: datetime.now(UTC)))  # noqa: TID251  # root


def _ports(settings: Settings) -> Ports:
    """Return the web's port as set, and a free one for Temporal, which nobody has to know."""
    return Ports(temporal=free_ports(1)[0], web=settings.web_port)


def _refuse_taken(port: int) -> None:
    """Refuse a port on which another program listens, before anything is made."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as taken:
            raise PortTakenError(f"{LOOPBACK}:{port}") from taken


def _seed(settings: Settings) -> Seed | None:
    """Return what fills an empty database with the demo organisation, if it is wanted."""
    if not settings.demo:
        return None
    from service.demo import seed_home  # noqa: PLC0415  # loads what only a demonstration needs

    return seed_home


def _turn_signals_into_one_interrupt() -> None:
    """Let SIGINT and SIGTERM stop us once; a second one must not cut the clean stop short."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)


def _say_made(key: str, what: str) -> None:
    """Say one thing that the first run made."""
    say(sentence("stack", key, what=what))


def _say_event(event: Event) -> None:
    """Say one thing that happened to a process."""
    values = {"name": event.child, "seconds": f"{event.seconds:.1f}", "code": event.exit_code}
    say(sentence("stack", f"child.{event.happening}", **values))
