"""The desk's socket: who may speak, how long and how much; one request a connection."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import socket
import struct
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from service.desk.errors import BadRequestError, DeskFailedError, refusal
from service.desk.files import PRIVATE_FILE, SHARED_FILE, make_private, make_shared
from service.desk.protocol import (
    MAX_LINE,
    Answered,
    CameBack,
    Lock,
    MakeReport,
    Ping,
    Sign,
    Unlock,
    read_request,
    to_line,
)
from signing.errors import DeskClosedError, SigningError
from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from service.desk.desk import Desk
    from service.desk.reporting import Reporter

_LOG: Final = logging.getLogger(__name__)

MAX_CONNECTIONS: Final = 64
READ_SECONDS: Final = 5.0  # for a whole request, so that a trickle of bytes holds no thread
FILE_SECONDS: Final = 20.0  # for a whole file
TICK_SECONDS: Final = 0.5  # how soon a stop is seen and expired keys are forgotten
_PEER: Final = struct.Struct("3i")  # struct ucred: pid, uid, gid
_CHUNK: Final = 1 << 16


class DeskServer:
    """Listens until it is told to stop."""

    def __init__(
        self, path: Path, desk: Desk, reporter: Reporter, caller_uid: int | None = None
    ) -> None:
        """Serve `desk` on a unix socket at `path`.

        Only our own user may open it; with `caller_uid`, that user as well, who reaches it by our
        group.
        """
        self._path = path
        self._desk, self._reporter = desk, reporter
        self._callers = {os.geteuid()} if caller_uid is None else {os.geteuid(), caller_uid}
        self._stopping = threading.Event()
        self._places = threading.BoundedSemaphore(MAX_CONNECTIONS)

    def serve(self) -> None:
        """Answer until `stop`; then forget all keys and take the socket away."""
        with _listening(self._path, is_shared=len(self._callers) > 1) as listener:
            _LOG.info("desk is open: %s", self._path)
            try:
                while not self._stopping.is_set():
                    self._accept(listener)
            finally:
                self._drain()
                self._desk.sessions.forget_all()
        _LOG.info("desk is closed")

    def stop(self) -> None:
        """End `serve` soon. Safe in a signal handler and from any thread."""
        self._stopping.set()

    def _drain(self) -> None:
        """Let those who are being answered hear the end of it, within the time for one request."""
        ends = time.monotonic() + READ_SECONDS
        for _ in range(MAX_CONNECTIONS):
            self._places.acquire(timeout=max(ends - time.monotonic(), 0))

    def _accept(self, listener: socket.socket) -> None:
        self._desk.sessions.forget_expired()
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            return
        if not self._places.acquire(timeout=TICK_SECONDS):
            connection.close()  # the caller sees a desk that does not answer
            return
        thread = threading.Thread(target=self._converse, args=(connection,), daemon=True)
        thread.start()

    def _converse(self, connection: socket.socket) -> None:
        try:
            with connection:
                if peer_uid(connection) in self._callers:
                    self._speak(connection)
                else:
                    _LOG.warning("another user's process was refused")
        except (OSError, EOFError) as gone:
            _LOG.info("a caller went away: %s", type(gone).__name__)
        finally:
            self._places.release()

    def _speak(self, connection: socket.socket) -> None:
        """Do what is asked; every outcome is an answer, and no answer repeats a request."""
        line, signed = _line(connection), b""
        try:
            request = read_request(line)
            if isinstance(request, MakeReport):
                signed = self._report(connection, request)
                told = {"size": len(signed), "sha256": hashlib.sha256(signed).hexdigest()}
            else:
                told = self._do(request)
        except (EOFError, TimeoutError, ConnectionError):
            raise  # nobody is there to be answered
        except Exception as error:  # noqa: BLE001 -- one caller's trouble must not end the desk
            told = _refused(error)
        _send(connection, to_line(told) + signed)

    def _report(self, connection: socket.socket, asked: MakeReport) -> bytes:
        """Take the file only when there is a place for it, and let go of it with the place."""
        with self._reporter.place():
            _send(connection, to_line({"ready": True}))
            signed = self._reporter.report(asked.name, _file(connection, asked.size))
        _LOG.info("a report was signed: sha256 %s", hashlib.sha256(signed).hexdigest())
        return signed

    def _do(self, request: Ping | Unlock | Sign | Lock | Answered | CameBack) -> dict[str, Any]:
        match request:
            case Ping():
                return {"ok": True}
            case Unlock():
                opened = self._desk.unlock(request)
                _LOG.info("opened for %s: %d items", request.authority, len(request.items))
                return {"session": opened.session, "ttl": opened.ttl}
            case Sign():
                cms = self._desk.sign(request)
                return {"key": cms.key, "sha256": cms.sha256, "size": cms.size}
            case Lock():
                self._desk.lock(request.session)
            case Answered():
                self._desk.answer(request)
            case CameBack():
                self._desk.came_back(request)
        return {"ok": True}


def peer_uid(connection: socket.socket) -> int:
    """Return the user id of who called, as the kernel knows it (unix(7))."""
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
    _, uid, _ = _PEER.unpack(raw)
    return int(uid)


@contextmanager
def _listening(path: Path, *, is_shared: bool) -> Iterator[socket.socket]:
    """A socket that a desk before us left behind is removed: our lock says that it is dead."""
    (make_shared if is_shared else make_private)(path.parent)
    mode = SHARED_FILE if is_shared else PRIVATE_FILE
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        before = os.umask(0o777 & ~mode)  # a moment between bind and chmod would be too much
        try:
            listener.bind(str(path))
        finally:
            os.umask(before)
        path.chmod(mode)
        listener.listen(MAX_CONNECTIONS)
        listener.settimeout(TICK_SECONDS)
        try:
            yield listener
        finally:
            path.unlink(missing_ok=True)


def _line(connection: socket.socket) -> bytes:
    """Read one line within the time and size allowed; nothing, where there is more than one.

    Raises:
        EOFError: the caller said nothing, or not to the end.
        TimeoutError: he took too long.
    """
    ends = time.monotonic() + READ_SECONDS
    read = bytearray()
    while b"\n" not in read[-_CHUNK:]:
        connection.settimeout(max(ends - time.monotonic(), 0.001))
        chunk = connection.recv(_CHUNK)
        if not chunk:
            raise EOFError
        read += chunk
        if len(read) > MAX_LINE:
            return b""
    line, _, more = bytes(read).partition(b"\n")
    return b"" if more else line


def _file(connection: socket.socket, size: int) -> bytes:
    """Read a file of exactly so many bytes, and the end that its sender sets after it.

    Raises:
        BadRequestError: more comes.
        EOFError: less does.
        TimeoutError: he took too long.
    """
    ends = time.monotonic() + FILE_SECONDS
    read = bytearray()
    while len(read) <= size:
        connection.settimeout(max(ends - time.monotonic(), 0.001))
        chunk = connection.recv(min(_CHUNK, size + 1 - len(read)))
        if not chunk:
            break
        read += chunk
    if len(read) > size:
        raise BadRequestError("more than was announced")
    if len(read) < size:
        raise EOFError
    return bytes(read)


def _send(connection: socket.socket, said: bytes) -> None:
    connection.settimeout(READ_SECONDS)
    connection.sendall(said)


def _refused(error: Exception) -> dict[str, Any]:
    if isinstance(error, StorageError):
        _LOG.warning("storage did not answer: %s", error.code)
        return {"error": DeskClosedError.code if error.retryable else DeskFailedError.code}
    told = refusal(error) if isinstance(error, SigningError) else None
    return _failed(error) if told is None else told


def _failed(error: Exception) -> dict[str, Any]:
    """Log what nobody expected, without its message or values: they could hold a PIN."""
    incident = secrets.token_hex(8)
    places = []
    step = error.__traceback__
    while step is not None:
        places.append(f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno}")
        step = step.tb_next
    _LOG.error("incident %s: %s at %s", incident, type(error).__name__, " > ".join(places))
    return {"error": DeskFailedError.code, "incident": incident}
