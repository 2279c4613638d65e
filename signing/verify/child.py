"""Judges an untrusted file in a process of its own, with limits on time, memory and reach.

A parser is the largest thing between a stranger's file and us. The child gets bytes on its standard
input and answers JSON on its standard output; it may not connect anywhere, start programs or write
files, and it is killed when its time is up. Whatever happens to it, the answer is a report.
"""

from __future__ import annotations

import base64
import json
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from signing.trust.dated_anchors import DatedAnchor, Domain, dated
from signing.verify.codes import Code
from signing.verify.paper import Limits
from signing.verify.report import Report, from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ROOT: Final = str(Path(__file__).resolve().parents[2])
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from signing.verify.child import main; main()"
)
_FORBIDDEN: Final = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.sendto",
    "subprocess.Popen",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one file may cost: `seconds` of a processor, `patience` seconds on the clock."""

    seconds: int = 60
    patience: int = 120
    memory_bytes: int = 2 * 1024**3
    file_bytes: int = Limits().file_bytes


def verify_apart(
    pdf: bytes,
    anchors: Sequence[bytes] | Sequence[DatedAnchor],
    at: datetime,
    bounds: Bounds | None = None,
) -> Report:
    """Judge one PDF in a child process. Never raises on account of the file.

    Args:
        pdf: the whole file, from anywhere.
        anchors: certificates believed without proof, DER for always or dated.
        at: the time of asking, aware.
        bounds: what it may cost; a file that costs more is unusable.
    """
    limits = bounds or Bounds()
    if len(pdf) > limits.file_bytes:
        return Report(frozenset({Code.TOO_LARGE}))
    question = {
        "anchors": [_anchor_to_json(anchor) for anchor in dated(anchors)],
        "at": at.isoformat(),
        "bounds": asdict(limits),
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own module
            [sys.executable, "-I", "-c", _START, _ROOT],
            input=json.dumps(question).encode() + b"\n" + pdf,
            capture_output=True,
            timeout=limits.patience,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        return Report(frozenset({Code.TIMED_OUT}))
    return _answer(done)


def main() -> None:
    """Read one question and answer it; the child's whole life."""
    question = json.loads(sys.stdin.buffer.readline())
    bounds = Bounds(**question["bounds"])
    from signing.verify.judge import verify  # noqa: PLC0415 - everything is loaded before the limits

    _confine(bounds)
    report = verify(
        sys.stdin.buffer.read(),
        [_anchor_from_json(anchor) for anchor in question["anchors"]],
        datetime.fromisoformat(question["at"]),
        limits=Limits(bounds.file_bytes),
    )
    sys.stdout.write(json.dumps(to_json(report)))


def _anchor_to_json(anchor: DatedAnchor) -> dict[str, str | None]:
    return {
        "der": base64.b64encode(anchor.der).decode("ascii"),
        "domain": anchor.domain,
        "since": anchor.since.isoformat(),
        "until": anchor.until.isoformat() if anchor.until else None,
    }


def _anchor_from_json(found: Mapping[str, str | None]) -> DatedAnchor:
    until = found["until"]
    return DatedAnchor(
        der=base64.b64decode(str(found["der"])),
        domain=Domain(str(found["domain"])),
        since=datetime.fromisoformat(str(found["since"])),
        until=datetime.fromisoformat(until) if until else None,
    )


def _confine(bounds: Bounds) -> None:
    """Give up, for good, everything that judging a file does not need."""
    import resource  # noqa: PLC0415 - not on every system that may import this module

    for kind, most in (
        (resource.RLIMIT_AS, bounds.memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    # The soft limit ends it by a signal that tells why; the hard one is for whoever catches that.
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.seconds, bounds.seconds + 1))
    sys.addaudithook(_refuse)


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)


def _answer(done: subprocess.CompletedProcess[bytes]) -> Report:
    if done.returncode == -signal.SIGXCPU:
        return Report(frozenset({Code.TIMED_OUT}))
    try:
        return from_json(json.loads(done.stdout))
    except (KeyError, TypeError, ValueError):
        return Report(frozenset({Code.OUT_OF_MEMORY if _starved(done) else Code.CRASHED}))


def _starved(done: subprocess.CompletedProcess[bytes]) -> bool:
    return b"MemoryError" in done.stderr
