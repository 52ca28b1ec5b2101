"""A gateway for texts that keeps what it was given, and misbehaves when told to. The same one `make run` uses."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from leap.local.text_catcher import HEADERS, PATH, serve_gateway


class TextGateway:
    """`kept`: number, words and reference of each text it said yes to. `answers` are given in turn, then 201."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, str, str]] = []
        self.answers: list[int] = []

    def take(self, number: str, words: str, reference: str) -> int:
        """Keep one text, as a gateway that hangs up (0) or stumbles (5xx) may have done as well."""
        status = self.answers.pop(0) if self.answers else 201
        if not 400 <= status < 500:
            self.kept.append((number, words, reference))
        return status


@contextmanager
def open_gateway(settings: Any) -> Iterator[TextGateway]:
    """A gateway, and settings that lead to it."""
    gateway = TextGateway()
    sock = socket.create_server(("127.0.0.1", 0))
    server = serve_gateway(gateway.take, sock)
    settings.TEXT_GATEWAY_URL = f"http://127.0.0.1:{sock.getsockname()[1]}{PATH}"
    settings.TEXT_GATEWAY_HEADERS, settings.TEXT_GATEWAY_TIMEOUT = HEADERS, 2
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
