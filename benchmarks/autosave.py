"""Fifty people write at once: their words save themselves, against a bare signed-in Django POST in the same run.

Each of 50 signed-in people of the demo programme sends the 5,000 words of an account of their own, hears that it is
saved, and sends the next state of it, without a pause, through the production web server and a real PostgreSQL on the
same computer. The bare request takes a form of the same size from somebody who is signed in, checks its safety mark,
and answers; it keeps nothing.
"""

import asyncio
import itertools
import json
import os
import statistics
import time
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from benchmarks.load import LOOPBACK, MEASURED, PEOPLE, WARM_UP, bare_environment, bare_visits, read_answer, web_server
from leap.local.figures import figure

WORDS = "We met again and the kettle spoke before anybody else did, as ever. "
MANY = 5000 // len(WORDS.split()) + 1  # times, so that an account has 5,000 words
OF_BARE = 2  # from the issue: at most twice the bare request's p95
MARK = "m" * 32  # a safety mark: the same in the cookie and in the form, as Django asks


@dataclass
class Writer:
    """Somebody at one page: where it saves to, who they are, and the number of the state that is saved."""

    path: str
    cookie: str
    person: str = ""
    revision: int = 0
    turn: int = 0

    def request(self) -> bytes:
        """The next state of the words, as the page sends it by itself."""
        self.turn += 1
        typed = {
            "csrfmiddlewaretoken": MARK,
            "title": "Kettles",
            "body": f"{WORDS * MANY}{self.turn}",
            "written_as": "plain",
            "revision": self.revision,
            "device": f"page of {self.person}"[:36],
            "turn": self.turn,
            "writer": self.person,
        }
        body = urlencode(typed).encode()
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: localhost\r\nCookie: {self.cookie}\r\nAccept: application/json\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def main() -> None:
    """Measure the bare request, then fifty people whose words save themselves, and print the ratio."""
    env = bare_environment()
    bare_writers = [Writer("/save/", f"{visit.cookie}; csrftoken={MARK}") for visit in bare_visits(env)]
    with web_server("benchmarks._bare:application", env) as port:
        bare = p95_ms(port, bare_writers)
    writers = leap_writers()
    with web_server("leap.wsgi:application", dict(os.environ)) as port:
        saved = p95_ms(port, writers)
    print(f"bare {bare:.0f} ms, saved {saved:.0f} ms (p95); {sum(each.turn for each in writers)} states of the words")
    figure("autosave-p95-of-bare", saved / bare, "ratio", OF_BARE, at_most=True)


def leap_writers() -> list[Writer]:
    """Fifty accounts with an author each, who is signed in."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from accounts.people.models import Person, Role
    from accounts_reflective.inquiries.queries import open_inquiries_for
    from accounts_reflective.writing.actions import drafts
    from tests.conftest_second_step import sign_in_as

    on_panels = Person.objects.filter(pk__in=Role.objects.filter(panel__isnull=False).values("person")).order_by("pk")
    able = [person for person in on_panels if open_inquiries_for(person).exists()]
    writers = []
    for person in itertools.islice(itertools.cycle(able), PEOPLE):
        account = drafts.start(title="Kettles", inquiry=open_inquiries_for(person)[0], by=person)
        client = Client()
        sign_in_as(client, "", person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={MARK}"
        writers.append(Writer(path_of(account.pk), cookie, str(person.pk)))
    return writers


def path_of(account_id: UUID) -> str:
    """Where the page of this account saves to."""
    from django.urls import reverse

    return reverse("writing:account-save", args=[account_id])


def p95_ms(port: int, writers: list[Writer]) -> float:
    """How long 95 of 100 of them wait at most to hear that their words are saved."""
    times = asyncio.run(crowd(port, writers))
    return statistics.quantiles(times, n=100)[94] * 1000


async def crowd(port: int, writers: list[Writer]) -> list[float]:
    """The seconds each measured round trip took."""
    begin = time.perf_counter() + WARM_UP
    lists = await asyncio.gather(*(one_writer(port, each, begin, begin + MEASURED) for each in writers))
    return list(itertools.chain.from_iterable(lists))


async def one_writer(port: int, writer: Writer, begin: float, end: float) -> list[float]:
    """Send one state after the other until `end`. Raises RuntimeError when one is not taken."""
    reader, pipe = await asyncio.open_connection(LOOPBACK, port)
    times = []
    while (asked := time.perf_counter()) < end:
        pipe.write(writer.request())
        status, body = await read_answer(reader)
        if status != 200:
            raise RuntimeError(f"{writer.path} answered {status}: {body[:300].decode(errors='replace')}")
        writer.revision = json.loads(body).get("revision", 0)
        if begin <= (answered := time.perf_counter()) <= end:
            times.append(answered - asked)
    pipe.close()
    return times
