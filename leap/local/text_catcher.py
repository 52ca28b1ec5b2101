"""A gateway for texts on this computer that sends nothing: it takes what LEAP sends and hands it on to be shown.

It speaks what `leap.core.outbox.texts.JsonGateway` speaks by default, so `make run` and the tests go the whole way.
"""

import http.server
import json
import socket
import threading
from collections.abc import Callable

KEY = "only-on-this-computer"
HEADERS = {"Authorization": f"Bearer {KEY}"}
PATH = "/texts"
MOST_BYTES = 10_000

Take = Callable[[str, str, str], int | None]


def gateway_handler(take: Take) -> type[http.server.BaseHTTPRequestHandler]:
    """The class that answers. `take(number, words, reference)` keeps one text and gives the status (201 for None);
    0 hangs up without a word.
    """

    class Gateway(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            if self.headers.get("Authorization") != HEADERS["Authorization"]:
                return self.answer(401, {"error": "who are you?"})
            try:
                length = min(int(self.headers.get("Content-Length", "0")), MOST_BYTES)
                told = json.loads(self.rfile.read(length))
                number, words, reference = (str(told[name]) for name in ("to", "text", "reference"))
            except (ValueError, KeyError, TypeError):
                return self.answer(400, {"error": "a text has to, text and reference"})
            if self.path != PATH:
                return self.answer(404, {"error": "nothing here"})
            status = take(number, words, reference)
            if status == 0:
                self.close_connection = True
                return None
            return self.answer(status or 201, {"reference": reference})

        def answer(self, status: int, told: dict[str, str]) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep no log of who got what."""

    return Gateway


def serve_gateway(take: Take, sock: socket.socket) -> http.server.ThreadingHTTPServer:
    """Take texts in on `sock` (already listening), in a thread of its own."""
    server = http.server.ThreadingHTTPServer(sock.getsockname()[:2], gateway_handler(take), bind_and_activate=False)
    server.socket.close()
    server.socket = sock
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server
