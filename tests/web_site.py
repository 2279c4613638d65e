"""A small real web server on loopback that says what a test tells it to say."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, TypeAlias

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Answer: TypeAlias = "tuple[int, dict[str, str], bytes]"


@contextmanager
def web_site(answer: Callable[[str, bytes], Answer], port: int = 0) -> Iterator[str]:
    """Serve `answer(path, body)` until the block ends; gives the address without a path.

    Without `port` any free one is taken.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._give(answer(self.path, b""))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._give(answer(self.path, body))

        def _give(self, answered: Answer) -> None:
            status, headers, body = answered
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):  # the client had enough
                self.wfile.write(body)

        @override
        def log_message(self, *_: object) -> None:
            """Say nothing: a test's output is its failures."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
