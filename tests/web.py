"""A server on this machine that answers as it is told to: late, wrongly, in part, or not at all."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from ssl import SSLContext

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Web:
    """The server: what it was asked, and what it answers to each question in turn."""

    url: str
    answers: list[Answer] = field(default_factory=list)
    """The last one is for all questions that follow."""
    asked: list[dict[str, str]] = field(default_factory=list)
    """Headers of each question, in small letters, and its path."""
    posted: list[bytes] = field(default_factory=list)
    """What was sent to it."""


def answer(status: int = 200, body: bytes = b"", **headers: object) -> Answer:
    """Answer whole and in time; a header's _ is a -."""

    def give(it: BaseHTTPRequestHandler) -> None:
        it.send_response(status)
        said = {"Content-Length": len(body)} | {k.replace("_", "-"): v for k, v in headers.items()}
        for name, value in said.items():
            it.send_header(name, str(value))
        it.end_headers()
        it.wfile.write(body)

    return give


def drips(*parts: bytes, every_s: float = 0.05) -> Answer:
    """Send parts one after the other, the last one again and again, for a minute."""

    def give(it: BaseHTTPRequestHandler) -> None:
        for number in range(1_200):
            it.wfile.write(parts[min(number, len(parts) - 1)])
            it.wfile.flush()
            time.sleep(every_s)

    return give


HANDSHAKE = b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03"
"""The beginning of a handshake of TLS: a record of 16 KiB, and in it a greeting of the server."""


@contextmanager
def drips_handshake(*parts: bytes, every_s: float = 0.05) -> Iterator[str]:
    """Run a server that never ends its handshake: parts, the last one again and again."""

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            with suppress(BrokenPipeError, ConnectionResetError):
                for number in range(1_200):
                    self.wfile.write(parts[min(number, len(parts) - 1)])
                    time.sleep(every_s)

    class Server(ThreadingTCPServer):
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def web(context: SSLContext | None = None) -> Iterator[Web]:
    """Run a server of the loopback on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            it.asked.append(headers | {"path": self.path})
            give = it.answers[min(len(it.asked), len(it.answers)) - 1]
            with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked had enough
                give(self)
            self.close_connection = True

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            it.posted.append(self.rfile.read(size))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Ignore those who hang up during the handshake."""

    server = Server(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "https" if context else "http"
    it = Web(f"{scheme}://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield it
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
