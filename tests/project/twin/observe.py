"""Everything one person can notice about one address, and about the letters that go to them."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.people.models import Person
from leap.core.outbox import registry
from leap.core.outbox.models import OutboxMessage
from leap.core.outbox.writing import write
from tests.project.twin.cells import NOTHING_BEHIND, Behind
from tests.project.twin.sameness import NOON, CountedIds

SAVEPOINT = re.compile(r"(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT) \S+")
MESSAGE_ID = re.compile(rb"Message-ID: \S+")  # by chance, and made in an order that nobody sees
GOES_ON = (301, 302, 303)
SEEN_ANYWAY = ("/",)
QUEUE = OutboxMessage._meta.db_table


@dataclass(frozen=True)
class Ask:
    """One request: the address by its full name, the way, what is sent, the word for the meeting it is about, and what
    lies behind it."""

    name: str
    way: str
    url: str
    data: str = ""
    about: str = ""
    behind: Behind = NOTHING_BEHIND

    @property
    def surface(self) -> str:
        return f"{self.way} {self.name}".strip()

    def __str__(self) -> str:
        return f"{self.way} {self.url}" + (f" with {self.data}" if self.data else "")


@dataclass(frozen=True)
class Seen:
    """What came back, and what it took: equal in both worlds, or something has been told."""

    status: int
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[str, ...]
    body: bytes
    queries: tuple[str, ...]
    messages: tuple[tuple, ...]

    def difference(self, other: "Seen") -> str | None:
        """The name of the first part that differs, with a little of both sides; None when all are equal."""
        for part in self.__dataclass_fields__:
            mine, theirs = getattr(self, part), getattr(other, part)
            if mine != theirs:
                return f"{part}: {_around(mine, theirs)}"
        return None


def _around(mine, theirs) -> str:
    if isinstance(mine, tuple):
        pairs = [(a, b) for a, b in zip(mine, theirs, strict=False) if a != b]
        first = pairs[0] if pairs else (f"{len(mine)} of them", f"{len(theirs)} of them")
        return f"{_near(str(first[0]), str(first[1]))} ({len(mine)}, {len(theirs)})"
    if isinstance(mine, bytes):
        return _near(mine.decode(errors="replace"), theirs.decode(errors="replace"))
    return f"{mine!r} | {theirs!r}"


def _near(mine: str, theirs: str) -> str:
    at = next((i for i, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), min(len(mine), len(theirs)))
    return f"{mine[max(0, at - 100) : at + 140]!r} | {theirs[max(0, at - 100) : at + 140]!r}"


class Onlooker:
    """One person at their browser. The whole stack of middleware runs; only the socket is missing."""

    def __init__(self, person, session_key: str, ids: CountedIds) -> None:
        self.person, self.ids = person, ids
        self.factory = RequestFactory(headers={"host": "localhost"})
        if person is not None:
            self.factory.cookies[settings.SESSION_COOKIE_NAME] = session_key
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.signed_in = self._find_out_who()

    def see(self, ask: Ask) -> Seen:
        """Ask once, follow one step where the answer leads on, write everything down, put the world back."""
        self.ids.begin(str(ask))
        told: list[str] = []
        known = self.signed_in
        with put_back_when_changed() as keep:

            def listen(execute, sql, params, many, context):
                told.append(SAVEPOINT.sub(r"\1", sql))
                if not sql.startswith("SELECT"):
                    keep()
                return execute(sql, params, many, context)

            with connection.execute_wrapper(listen):
                response = self._answer(ask.way, ask.url, ask.data)
                bodies = [_body(response)]
                if _leads_on(ask, response):
                    self.signed_in = None  # the button may have changed who that is
                    bodies.append(_body(self._answer("GET", response["Location"], "")))
                    self.signed_in = known
            messages = letters_in_the_queue(self.person) if any(QUEUE in sql for sql in told if _writes(sql)) else ()
        cookies = tuple(sorted(str(morsel) for morsel in response.cookies.values()))
        headers = tuple(sorted(response.headers.items()))
        return Seen(response.status_code, headers, cookies, b"".join(bodies), tuple(told), messages)

    def _answer(self, way: str, url: str, data: str):
        if way == "POST":
            request = self.factory.post(url, data, content_type="application/x-www-form-urlencoded")
        else:
            request = self.factory.generic(way, url)
        request._dont_enforce_csrf_checks = True
        if self.signed_in is not None:
            # Django's own way from a session to its person, walked for every request, took every fifth second.
            request._cached_user = copy(self.signed_in)
        return self.handler.get_response(request)

    def _find_out_who(self) -> Person | None:
        """Whom the session belongs to in the world as it is now, as Django finds it out; None for nobody."""
        request = self.factory.get("/")
        SessionMiddleware(HttpResponse).process_request(request)
        user = get_user(request)
        return user if isinstance(user, Person) else None

    def letters(self) -> Seen:
        """The messages waiting for the person: what would leave for them now, word for word."""
        texts = []
        for message in _queued(self.person):
            kind = registry.kind_called(message.kind)
            if kind.still_true(message):
                texts.append(MESSAGE_ID.sub(b"", write(kind, message, "somebody@example.org", NOON)))
        return Seen(200, (), (), b"\n".join(texts), (), letters_in_the_queue(self.person))


@contextmanager
def put_back_when_changed() -> Iterator[Callable[[], None]]:
    """Gives what to call before anything is changed; then, at the end, everything is as it was before that call.

    Most requests only read. A savepoint around each of those took as long as half of its questions.
    """
    kept: list[str] = []

    def keep() -> None:
        if not kept:
            kept.append("put_back")
            with connection.connection.cursor() as cursor:
                cursor.execute("SAVEPOINT put_back")

    yield keep
    if kept:
        with connection.connection.cursor() as cursor:
            cursor.execute("ROLLBACK TO SAVEPOINT put_back; RELEASE SAVEPOINT put_back")


def form(**data) -> str:
    """What a browser sends."""
    return urlencode(data, doseq=True)


def letters_in_the_queue(person) -> tuple[tuple[str, ...], ...]:
    """What is written down to be sent to one person."""
    rows = (
        (message.kind, message.about_id, message.occasion, message.channel, message.state)
        for message in _queued(person)
    )
    return tuple(tuple(map(str, row)) for row in rows)


def _writes(sql: str) -> bool:
    return sql.startswith(("INSERT", "UPDATE", "DELETE"))


def _queued(person) -> list[OutboxMessage]:
    if person is None:
        return []
    return list(OutboxMessage.objects.filter(to_person_id=person.pk).order_by("key"))


def _leads_on(ask: Ask, response) -> bool:
    """A button that was pressed leads to a page that may say more. (To join is to be shown the draft: declassified.)"""
    goes_on = ask.way == "POST" and response.status_code in GOES_ON and response["Location"] not in SEEN_ANYWAY
    return goes_on and ask.name != "writing:account-join"


def _body(response) -> bytes:
    return response.getvalue() if response.streaming else response.content
