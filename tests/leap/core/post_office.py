"""Mail servers for the tests: a real one that keeps its letters and can be told to misbehave, and a scripted one."""

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class PostOffice:
    """Keeps every letter it said yes to. `answers` maps an address to what RCPT says instead."""

    def __init__(self) -> None:
        self.letters: list[Envelope] = []
        self.answers: dict[str, str] = {}
        self.asked: list[str] = []
        self.after_text: Callable[[SMTP, Envelope], Any] | None = None

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:
        self.asked.append(address)
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.after_text is not None:
            answer = self.after_text(server, envelope)
            answer = await answer if asyncio.iscoroutine(answer) else answer
            if answer is not None:
                return answer
        self.letters.append(envelope)
        return "250 OK"

    def read(self) -> list[EmailMessage]:
        """The letters, opened."""
        return [message_from_bytes(letter.original_content, policy=policy.default) for letter in self.letters]

    def addresses(self) -> list[str]:
        """Who got one, in order, once for each letter."""
        return [address for letter in self.letters for address in letter.rcpt_tos]


def open_post_office(office: PostOffice, **options: Any) -> Controller:
    """Start it on a free port of the loopback address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port, **options)
    controller.start()
    return controller


SILENCE = ""


class ScriptedServer:
    """Speaks fixed lines: one when somebody connects, then one for each line it hears; None hangs up.

    From SILENCE on it says nothing and stays, until who connected has had enough.
    """

    def __init__(self, *lines: str | None) -> None:
        self.lines = lines
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.client: socket.socket | None = None
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "ScriptedServer":
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Whoever still waits for an answer is hung up on."""
        self.listener.close()
        if self.client is not None:
            with suppress(OSError):
                self.client.shutdown(socket.SHUT_RDWR)
        self.thread.join(5)

    def _serve(self) -> None:
        try:
            client, _ = self.listener.accept()
        except OSError:
            return
        self.client = client
        with client, client.makefile("rb") as heard:
            for line in self.lines:
                if line is None:
                    return
                if line == SILENCE:
                    heard.read()
                    return
                client.sendall(line.encode() + b"\r\n")
                if line.startswith("354"):
                    while heard.readline() not in (b".\r\n", b""):
                        pass
                elif not heard.readline():
                    return
