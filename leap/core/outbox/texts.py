"""Texts to telephones, through whatever gateway an installation has. The only file in LEAP that speaks to one.

As with letters the conversation has two halves: connecting, when nothing has left and any trouble is safe to try again;
then the caller writes down that sending has begun, and only then number and words go. When no clear answer comes after
that, the text may have been sent.
"""

import http.client
import json
import re
import ssl
from collections.abc import Callable, Mapping
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

from leap.core.crashpoints import crashpoint
from leap.core.outbox import states
from leap.core.outbox.mail import Outcome

MOST_IN_ONE = 160  # what one text carries, as long as every sign is in the alphabet below
MOST_IN_TWO = 306
ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)  # GSM 03.38; one sign outside it more than halves what a text carries
PLAINER = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "})
AWAY = (OSError, http.client.HTTPException)
NOT_NOW = (408, 425, 429, 503)
OUR_SIGN_IN = (401, 403, 407)


class BadText(ValueError):
    """The text cannot be sent as it is: no telephone number that a text can go to."""


class Gateway(Protocol):
    """What LEAP asks of a gateway."""

    def send(self, number: str, words: str, reference: str, may_start: Callable[[], bool]) -> Outcome:
        """Offer one text and say what became of it. `may_start` is asked once, before anything leaves."""


def gateway_is_there() -> bool:
    """Does this installation have a gateway for texts?"""
    return bool(settings.TEXT_GATEWAY_URL)


def send(number: str, words: str, reference: str, may_start: Callable[[], bool]) -> Outcome:
    """Offer one text to this installation's gateway. The number is as `international` gives it."""
    gateway: Gateway = import_string(settings.TEXT_GATEWAY)()
    return gateway.send(number, words, reference, may_start)


def international(number: str) -> str:
    """A number as people write it, as gateways want it: 07700 900 123 becomes +447700900123.

    What is no number is a BadText, which does not repeat it.
    """
    digits = re.sub(r"[\s().-]", "", number)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("0"):
        digits = f"+{settings.TEXT_COUNTRY_CODE}{digits[1:]}"
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", digits):
        raise BadText("not a telephone number")
    return digits


def plain(words: str) -> str:
    """The words on one line, in signs every telephone has where there is one that means the same."""
    return " ".join(words.split()).translate(PLAINER)


def parts(words: str) -> int:
    """How many texts it takes to send these words."""
    outside = any(sign not in ALPHABET for sign in words)
    one, more = (70, 67) if outside else (MOST_IN_ONE, MOST_IN_TWO // 2)
    return 1 if len(words) <= one else -(-len(words) // more)


class JsonGateway:
    """A gateway that takes one text as one JSON object by POST, with headers of its own: most of them.

    TEXT_GATEWAY_URL says where, TEXT_GATEWAY_HEADERS how LEAP signs in, TEXT_GATEWAY_FIELDS how the object looks:
    {number}, {words} and {reference} are filled in wherever they stand.
    """

    def send(self, number: str, words: str, reference: str, may_start: Callable[[], bool]) -> Outcome:
        """Connect, ask `may_start`, then send; what the answer means is in `_meaning`."""
        place = urlsplit(settings.TEXT_GATEWAY_URL)
        body = json.dumps(_filled(settings.TEXT_GATEWAY_FIELDS, number=number, words=words, reference=reference))
        connection = _connection(place)
        try:
            try:
                connection.connect()
            except AWAY:
                return Outcome(states.RETRY, "gateway-away")
            crashpoint("before_data_started")
            if not may_start():
                return Outcome(states.CLAIMED, "taken-over")
            crashpoint("after_data_started")
            return _offer(connection, place, body)
        finally:
            connection.close()


def _connection(place: SplitResult) -> http.client.HTTPConnection:
    host, wait = place.hostname or "", settings.TEXT_GATEWAY_TIMEOUT
    if place.scheme == "https":
        return http.client.HTTPSConnection(host, place.port, timeout=wait, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, place.port, timeout=wait)


def _offer(connection: http.client.HTTPConnection, place: SplitResult, body: str) -> Outcome:
    path = (place.path or "/") + (f"?{place.query}" if place.query else "")
    headers = {"Content-Type": "application/json", "Accept": "application/json", **settings.TEXT_GATEWAY_HEADERS}
    try:
        connection.request("POST", path, body.encode(), headers)
        crashpoint("after_text")
        status = connection.getresponse().status
    except AWAY:
        return Outcome(states.UNCERTAIN, "no-answer-after-text")
    crashpoint("after_reply")
    return _meaning(status)


def _meaning(status: int) -> Outcome:
    """Only a clear no is a no. A gateway that stumbled (500, 502, 504) may have sent it all the same."""
    if 200 <= status < 300:
        return Outcome(states.SENT)
    if status in NOT_NOW:
        return Outcome(states.RETRY, f"gateway-not-now-{status}")
    if status in OUR_SIGN_IN:
        return Outcome(states.RETRY, "gateway-refused-sign-in")
    if 400 <= status < 500:
        return Outcome(states.FAILED, f"gateway-refused-{status}")
    return Outcome(states.UNCERTAIN, "unclear-answer-after-text")


def _filled(pattern: object, **facts: str) -> object:
    """The pattern with the facts put in. Each is put in once, so that words which look like a place stay words."""
    if isinstance(pattern, Mapping):
        return {key: _filled(value, **facts) for key, value in pattern.items()}
    if isinstance(pattern, list):
        return [_filled(each, **facts) for each in pattern]
    if isinstance(pattern, str):
        return re.sub(r"\{(number|words|reference)\}", lambda place: facts[place.group(1)], pattern)
    return pattern
