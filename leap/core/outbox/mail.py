"""Plain letters and the conversation with the mail server. The only file in LEAP that speaks SMTP.

The conversation has two halves. Until the server has accepted the one recipient, nothing has left and any trouble is
safe to try again. Then the caller writes down that sending has begun, and only then the text goes.
"""

import re
import smtplib
import ssl
from binascii import b2a_qp
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings

from leap.core.crashpoints import crashpoint
from leap.core.outbox import states

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")  # one bare address: no comma, quote or space
LETTER = SMTP.clone(cte_type="7bit")  # any server can carry it
MESSAGE_ID = re.compile(r"<[a-z0-9-]+@[a-z0-9.-]{1,60}>")
FOR_EVERY_LETTER = (
    "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
    'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
)
LINE_START_DOT = re.compile(rb"(?m)^\.")
AWAY = (OSError, smtplib.SMTPException)
MOST_ON_ONE_LINE = 50  # many servers take no more letters than 100 on one connection


@dataclass(frozen=True)
class Outcome:
    """What became of one conversation: a state word and a short reason (never the server's own text).

    `until` is set when nothing went wrong and the message only waits for that moment.
    """

    state: str
    reason: str = ""
    until: datetime | None = None


class BadLetter(ValueError):
    """The letter cannot be sent as it is: no single usable address, or a line break in the subject."""


def site_host() -> str:
    """The host name of SITE_ORIGIN, used to name ourselves and our messages; never the machine's own name."""
    return urlsplit(settings.SITE_ORIGIN).hostname or "localhost"


def check_address(address: str) -> str:
    """The address if it is exactly one plain address; else BadLetter, which does not repeat it."""
    if not isinstance(address, str) or not ADDRESS.fullmatch(address):
        raise BadLetter("not one plain email address")
    return address


def letter(*, to: str, subject: str, body: str, message_id: str, at: datetime) -> bytes:
    """One plain-text message to one address as bytes, with the fewest headers; BadLetter when it cannot be made.

    Put together by hand, because the library takes longer over one letter than the mail server does; what anybody can
    have typed still goes through the library.
    """
    try:
        headers = [
            _header("From", settings.DEFAULT_FROM_EMAIL),
            f"To: {check_address(to)}\r\n",
            _header("Subject", subject),
            f"Date: {format_datetime(at)}\r\n",
            f"Message-ID: {message_id}\r\n" if MESSAGE_ID.fullmatch(message_id) else _header("Message-ID", message_id),
            FOR_EVERY_LETTER,
        ]
        text = b"\r\n".join([*body.encode().splitlines(), b""])
        return "".join(headers).encode("ascii") + b2a_qp(text, istext=True)
    except BadLetter:
        raise
    except ValueError:  # its text may repeat the header, so it goes no further
        raise BadLetter("a header or the text cannot be written down") from None


@lru_cache(maxsize=200)
def _header(name: str, value: str) -> str:
    """One header as the library writes it: in ASCII, in lines that are not too long. A line break is a ValueError."""
    message = EmailMessage(policy=LETTER)
    message[name] = value
    return message.as_string().removesuffix("\r\n")


class Line:
    """A connection to the mail server for one letter after another: made for the first, left after the last.

    Only after a yes to a whole letter it is kept for the next one, and not for ever. `meanwhile` is called while the
    server thinks about a letter whose text has left, so it raises nothing: its yes is still to come.
    """

    def __init__(self) -> None:
        self.meanwhile: Callable[[], None] = lambda: None
        self._server: smtplib.SMTP | None = None
        self._sent = 0

    @property
    def is_open(self) -> bool:
        """Is there a connection that can be used for the next letter?"""
        return self._server is not None

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *error: object) -> None:
        self._leave(politely=error[0] is None)

    def send(self, to: str, content: bytes, may_start: Callable[[], bool]) -> Outcome:
        """Offer one letter to the mail server and say what happened.

        `may_start` is called when the server has accepted the recipient and nothing has left yet; it writes down that
        sending begins. When it says False (somebody else has taken over) nothing is sent and the outcome is `claimed`.
        """
        try:
            outcome = self._send(to, content, may_start)
        except smtplib.SMTPAuthenticationError:
            outcome = Outcome(states.RETRY, "server-refused-sign-in")
        except AWAY:
            outcome = Outcome(states.RETRY, "server-away")
        self._sent += 1
        if outcome.state != states.SENT or self._sent >= MOST_ON_ONE_LINE:
            self._leave(politely=outcome.state != states.UNCERTAIN)
        return outcome

    def _send(self, to: str, content: bytes, may_start: Callable[[], bool]) -> Outcome:
        server, refusal = self._offer(to)
        if refusal:
            return refusal
        crashpoint("before_data_started")
        if not may_start():
            return Outcome(states.CLAIMED, "taken-over")
        crashpoint("after_data_started")
        return _send_text(server, content, self.meanwhile)

    def _offer(self, to: str) -> tuple[smtplib.SMTP, Outcome | None]:
        """A server that has accepted the recipient, or its refusal.

        On a connection used before only yes and never count: else it may have been open too long, or have heard enough,
        so a new one is asked. Nothing has left by then.
        """
        if self._server is not None:
            with suppress(*AWAY):
                refusal = _refusal_of(self._server, to)
                if refusal is None or refusal.state == states.FAILED:
                    return self._server, refusal
            self._leave(politely=False)
        self._server = _connected()
        return self._server, _refusal_of(self._server, to)

    def _leave(self, *, politely: bool) -> None:
        """By now the outcome is known, and a server that hangs up first changes nothing."""
        server, self._server, self._sent = self._server, None, 0
        if server is None:
            return
        if politely:
            with suppress(*AWAY):
                server.quit()
        server.close()


def _refusal_of(server: smtplib.SMTP, to: str) -> Outcome | None:
    refusal = _refusal("sender", server.docmd("MAIL", f"FROM:<{_bare_address(settings.DEFAULT_FROM_EMAIL)}>"))
    return refusal or _refusal("address", server.docmd("RCPT", f"TO:<{check_address(to)}>"))


@lru_cache(maxsize=2)
def _bare_address(sender: str) -> str:
    return parseaddr(sender)[1]


def _send_text(server: smtplib.SMTP, content: bytes, meanwhile: Callable[[], None]) -> Outcome:
    code, _ = server.docmd("DATA")
    if code != 354:
        return _no("text", code)
    try:
        server.send(LINE_START_DOT.sub(b"..", content) + b".\r\n")
        crashpoint("after_text")
        meanwhile()
        code, _ = server.getreply()
    except AWAY:
        return Outcome(states.UNCERTAIN, "no-answer-after-text")
    crashpoint("after_reply")
    if 200 <= code < 300:
        return Outcome(states.SENT)
    if 400 <= code < 600:
        return _no("text", code)
    return Outcome(states.UNCERTAIN, "unclear-answer-after-text")


def _refusal(what: str, reply: tuple[int, bytes]) -> Outcome | None:
    """None for a yes. smtplib's low-level calls hand back the code and do not raise, so each one is looked at."""
    return None if 200 <= reply[0] < 300 else _no(what, reply[0])


def _no(what: str, code: int) -> Outcome:
    """Never (5xx) or try later (anything else)."""
    if 500 <= code < 600:
        return Outcome(states.FAILED, f"{what}-refused-{code}")
    return Outcome(states.RETRY, f"{what}-not-now-{code}")


def _connected() -> smtplib.SMTP:
    """A greeted and, where the settings say so, private and signed-in connection; every wait has an end."""
    kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
    server = kind(settings.EMAIL_HOST, settings.EMAIL_PORT, local_hostname=site_host(), timeout=settings.EMAIL_TIMEOUT)
    try:
        server.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            server.starttls(context=ssl.create_default_context())
            server.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        server.close()
        raise
    return server
