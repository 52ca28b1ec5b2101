"""A mail server and a gateway for texts that deliver nothing: they keep each message and show it on a page.

`make run` starts both. Messages live in memory and are gone when LEAP stops; the newest few hundred are kept.
"""

import argparse
import asyncio
import dataclasses
import datetime
import email
import email.policy
import html
import http.server
import re
import socket
import threading
from collections import deque
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from leap.local.demo_codes import code_now
from leap.local.text_catcher import serve_gateway

KEPT = 500
STYLE = (Path(__file__).parent / "mail_catcher.css").read_text()
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
LINK = re.compile(r"https?://[^\s<>\"']+")


@dataclasses.dataclass(frozen=True)
class Letter:
    """One message as it came in."""

    number: int
    came_at: datetime.datetime
    to: tuple[str, ...]
    sender: str
    subject: str
    text: str


class Postbag:
    """The messages that came in since the catcher started, safe to use from several threads."""

    def __init__(self) -> None:
        self._letters: deque[Letter] = deque(maxlen=KEPT)
        self._lock = threading.Lock()
        self._count = 0

    def put(self, to: list[str], sender: str, content: bytes) -> Letter:
        """Keep one message and return it."""
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        return self._keep(
            to=tuple(to),
            sender=str(message.get("From", sender)),
            subject=str(message.get("Subject", "")).strip() or "(no subject)",
            text=text_of(message),
        )

    def put_text(self, number: str, words: str, reference: str) -> None:
        """Keep one text to a telephone."""
        self._keep(to=(number,), sender="a text", subject=f"Text: {words[:60]}", text=words)

    def _keep(self, **facts: Any) -> Letter:
        with self._lock:
            self._count += 1
            letter = Letter(number=self._count, came_at=datetime.datetime.now().astimezone(), **facts)
            self._letters.appendleft(letter)
        return letter

    def newest_first(self) -> list[Letter]:
        """Return the messages, the newest first."""
        with self._lock:
            return list(self._letters)

    def find(self, number: int) -> Letter | None:
        """Return message `number`, or None when there is none."""
        return next((letter for letter in self.newest_first() if letter.number == number), None)


def text_of(message: EmailMessage) -> str:
    """Return the words of a message: its plain part, or its HTML with the tags taken out. Never fails on odd mail."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        words = part.get_content()
    except (LookupError, ValueError):
        words = bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace")  # type: ignore[arg-type]
    if part.get_content_subtype() == "html":
        words = html.unescape(re.sub(r"<[^>]+>", "", words))
    return words.strip()


class Handler:
    """What aiosmtpd calls for each message."""

    def __init__(self, postbag: Postbag) -> None:
        self.postbag = postbag

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        """Keep the message and say yes."""
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content or "").encode()
        self.postbag.put(list(envelope.rcpt_tos), envelope.mail_from or "", content)
        return "250 Kept, not delivered"


def page(title: str, body: str) -> str:
    """Return a whole page. `title` is text; `body` is HTML that is already safe."""
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n"
        '<link rel="stylesheet" href="/style.css">\n</head>\n<body>\n'
        '<a class="skip" href="#main">Skip to the messages</a>\n'
        '<header><p>LEAP on this computer. <a href="/">All messages</a> '
        '<a href="/codes">Codes for demo staff</a></p></header>\n'
        f'<main id="main">\n<h1>{html.escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n'
    )


def list_page(letters: list[Letter]) -> str:
    """Return the page that lists `letters`."""
    lead = "<p>LEAP wrote these messages. They were kept here and sent to nobody.</p>"
    if not letters:
        return page(
            "Messages LEAP sent", f"{lead}<p>Nothing yet. Load this page again after you have done something.</p>"
        )
    rows = "".join(
        f'<tr><td><a href="/{letter.number}">{html.escape(letter.subject)}</a></td>'
        f"<td>{html.escape(', '.join(letter.to))}</td><td>{spoken_time(letter)}</td></tr>\n"
        for letter in letters
    )
    head = '<tr><th scope="col">Subject</th><th scope="col">To</th><th scope="col">Came in</th></tr>'
    table = f"<table>\n<caption>Newest first</caption>\n<thead>{head}</thead>\n<tbody>\n{rows}</tbody>\n</table>"
    return page("Messages LEAP sent", lead + table)


def letter_page(letter: Letter) -> str:
    """Return the page of one message, its links made into links."""
    facts = {"To": ", ".join(letter.to), "From": letter.sender, "Came in": spoken_time(letter)}
    items = "".join(f"<div><dt>{name}</dt><dd>{html.escape(value)}</dd></div>" for name, value in facts.items())
    return page(letter.subject, f'<dl>{items}</dl>\n<div class="letter">{linked(letter.text)}</div>')


def codes_page() -> str:
    """Return the page with the second step of the invented staff."""
    words = (
        "<p>Staff take a second step when they sign in. For the invented staff, the app would show this:</p>"
        f'<p class="letter">{code_now()}</p>'
        "<p>It is new every half minute. Load this page again when it is not taken.</p>"
    )
    return page("Codes for demo staff", words)


def linked(text: str) -> str:
    """Return `text` as safe HTML with its web addresses made into links."""
    out, end = [], 0
    for match in LINK.finditer(text):
        address = match.group().rstrip(".,;:)")
        out.append(html.escape(text[end : match.start()]))
        out.append(f'<a href="{html.escape(address)}" rel="noreferrer">{html.escape(address)}</a>')
        end = match.start() + len(address)
    return "".join(out) + html.escape(text[end:])


def spoken_time(letter: Letter) -> str:
    """Return when the message came, as people write it: "3:05pm and 9 seconds, 2 March 2026"."""
    at = letter.came_at
    half = "am" if at.hour < 12 else "pm"
    return f"{at.hour % 12 or 12}:{at:%M}{half} and {at.second} seconds, {at.day} {at:%B %Y}"


def page_handler(postbag: Postbag) -> type[http.server.BaseHTTPRequestHandler]:
    """Return the class that answers page requests from `postbag`."""

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            number = path.strip("/")
            letter = postbag.find(int(number)) if re.fullmatch(r"[0-9]{1,9}", number) else None
            if not re.fullmatch(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?", self.headers.get("Host", "")):
                # Another site's name that points here must not read these messages.
                self.answer(400, page("Not here", "<p>Open this page at localhost.</p>"))
            elif path == "/style.css":
                self.answer(200, STYLE, "text/css")
            elif path == "/":
                self.answer(200, list_page(postbag.newest_first()))
            elif path == "/codes":
                self.answer(200, codes_page())
            elif letter:
                self.answer(200, letter_page(letter))
            else:
                lost = "<p>It may have been from before LEAP last started.</p>"
                self.answer(404, page("There is no such message", lost))

        def answer(self, status: int, text: str, kind: str = "text/html") -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in HEADERS.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep no log of who read what."""

    return Pages


def serve_pages(postbag: Postbag, sockets: list[socket.socket]) -> None:
    """Answer page requests on each of `sockets` (already listening) until the process ends, in threads of their own."""
    for sock in sockets:
        server = http.server.ThreadingHTTPServer(sock.getsockname()[:2], page_handler(postbag), bind_and_activate=False)
        server.socket.close()
        server.socket = sock
        threading.Thread(target=server.serve_forever, daemon=True).start()


async def catch_mail(postbag: Postbag, sockets: list[socket.socket]) -> None:
    """Take in mail on each of `sockets` (already listening) until the process ends."""
    loop = asyncio.get_running_loop()
    handler = Handler(postbag)
    for sock in sockets:
        await loop.create_server(lambda: SMTP(handler, enable_SMTPUTF8=True, ident="LEAP mail catcher"), sock=sock)
    await asyncio.Event().wait()


def main() -> None:
    """Run it on sockets the supervisor opened: `--smtp 5 --pages 6 7 --texts 8` names their file descriptors."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--smtp", type=int, nargs="+", required=True)
    parser.add_argument("--pages", type=int, nargs="+", required=True)
    parser.add_argument("--texts", type=int, nargs="*", default=[])
    given = parser.parse_args()
    postbag = Postbag()
    serve_pages(postbag, [socket.socket(fileno=number) for number in given.pages])
    for number in given.texts:
        serve_gateway(postbag.put_text, socket.socket(fileno=number))
    asyncio.run(catch_mail(postbag, [socket.socket(fileno=number) for number in given.smtp]))


if __name__ == "__main__":
    main()
