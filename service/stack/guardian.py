"""One small process around one child, so that nothing outlives a supervisor that was killed.

Run as `python guardian.py SUPERVISOR_PID COMMAND...`. When the supervisor ends, however suddenly,
the kernel tells the guardian (PR_SET_PDEATHSIG), and the guardian ends the child and everything
the child started in its process group: politely first, then surely. When the guardian itself is
killed, the kernel kills the child. Imports nothing of ours, so that it is up in milliseconds.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import FrameType

PR_SET_PDEATHSIG = 1  # prctl(2)
GRACE_S = 10.0
NOT_FOUND = 127  # as shells have it
OWN_FAULT = 125


def die_with_parent(parent: int, with_signal: signal.Signals) -> None:
    """Ask the kernel to send `with_signal` when `parent` ends; leave at once if it already has."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        os._exit(OWN_FAULT)


def guard(supervisor: int, command: list[str]) -> int:
    """Start `command`, pass the order to stop on, and return its exit code as shells have it."""
    guardian = os.getpid()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # until we know whom to stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the supervisor decides, not the terminal
    child = os.fork()
    if child == 0:
        _become(guardian, command)

    def stop(_number: int, _frame: FrameType | None) -> None:
        os.kill(child, signal.SIGTERM)
        signal.setitimer(signal.ITIMER_REAL, GRACE_S)

    def end(_number: int, _frame: FrameType | None) -> None:
        os.kill(child, signal.SIGKILL)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGALRM, end)
    die_with_parent(supervisor, signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    return _wait(child)


def _become(guardian: int, command: list[str]) -> NoReturn:
    """In the child: restore signals, tie it to the guardian, and turn into the command."""
    try:
        os.setsid()  # a group of its own, which the guardian can end without ending itself
        die_with_parent(guardian, signal.SIGKILL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        os.execvp(command[0], command)  # noqa: S606  # no shell is the point
    except OSError as failed:
        sys.stderr.write(f"{command[0]}: {failed}\n")
        sys.stderr.flush()
    os._exit(NOT_FOUND)


def _wait(child: int) -> int:
    """Wait for the child, then end what it left in its group; its pid is ours until we reap it."""
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGALRM})
    os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return _shell_code(os.waitstatus_to_exitcode(status))


def _shell_code(code: int) -> int:
    """Return 128 + n for a child ended by signal n."""
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(guard(int(sys.argv[1]), sys.argv[2:]))
