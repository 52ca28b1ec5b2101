"""Fifty people use five main pages at once, against a bare signed-in Django page in the same run.

Each page is asked for without a pause by 50 signed-in people of the demo programme, through the production web server
(gunicorn, gthread) and a real PostgreSQL on the same computer. Each person waits for their answer before asking again.
The bare page is what Django costs anyone: a session, a person, one small template.
"""

import asyncio
import contextlib
import itertools
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from leap.local.figures import figure
from leap.local.ports import LOOPBACK, free_port
from leap.local.processes import Program, wait_until
from leap.local.supervisor import GUNICORN

PEOPLE = 50
WARM_UP = 3.0  # seconds, not counted
MEASURED = 10.0  # seconds for each page

# The design notes on trust ask of a burst of 200 people on 2 cores: at least 60 requests a second, and 95 of 100 within
# 4 s. Fifty people are a quarter of that, so a quarter of the time.
REQUESTS_A_SECOND = 60
P95_MS = 1000
# The same notes allow a page 15 queries; the bare page makes 2, so a page may cost about four bare ones.
PART_OF_BARE = 0.25

LINKS = {"meeting": r'href="(/meetings/[0-9a-f-]{36}/)"', "panel": r'href="(/people/panels/[0-9a-f-]{36}/)"'}


@dataclass(frozen=True)
class Visit:
    """One request somebody makes again and again: where, and as whom."""

    path: str
    cookie: str


@dataclass(frozen=True)
class Result:
    """How one page did."""

    a_second: float
    p50_ms: float
    p95_ms: float


def main() -> None:
    """Measure the bare page, then LEAP's five, and print the figures."""
    env = bare_environment()
    visits = bare_visits(env)
    with web_server("benchmarks._bare:application", env) as port:
        bare = measure(port, visits)
    show("bare", bare)
    with web_server("leap.wsgi:application", dict(os.environ)) as port:
        results = {name: measure(port, visits) for name, visits in leap_visits(port).items()}
    for name, result in results.items():
        show(name, result)
        figure(f"load-{name}-requests", result.a_second, "per_second", REQUESTS_A_SECOND)
        figure(f"load-{name}-p95", result.p95_ms, "ms", P95_MS, at_most=True)
        figure(f"load-{name}-of-bare", result.a_second / bare.a_second, "ratio", PART_OF_BARE)


def show(name: str, result: Result) -> None:
    """Print one page's numbers for a person to read."""
    print(f"{name:10} {result.a_second:7.1f} a second   p50 {result.p50_ms:6.0f} ms   p95 {result.p95_ms:6.0f} ms")


# The site under load


@contextlib.contextmanager
def web_server(application: str, env: dict[str, str]) -> Iterator[int]:
    """Run gunicorn as `make run` does, with `application`; yield its port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, *GUNICORN, f"--bind={LOOPBACK}:{port}"]
    program = Program("load-web", command, env=env)
    program.start()
    try:
        ready = wait_until(lambda: asyncio.run(answers(port)), seconds=30, give_up=lambda: not program.running())
        if not ready:
            raise RuntimeError(f"The web server did not start:\n{program.last_words()}")
        yield port
    finally:
        program.stop()


async def answers(port: int) -> bool:
    """Return whether something answers HTTP on `port`."""
    try:
        async with asyncio.timeout(5):
            status, _ = await ask(*await asyncio.open_connection(LOOPBACK, port), Visit("/healthz", ""))
    except (OSError, EOFError, TimeoutError):
        return False
    return status > 0


def leap_visits(port: int) -> dict[str, list[Visit]]:
    """Return, for each main page, the visits of the demo people who have it. They are signed in on the way."""
    cookies = leap_cookies()
    homes = [Visit("/", cookie) for cookie in cookies]
    pages = {
        "home": homes,
        "meetings": [Visit("/meetings/", cookie) for cookie in cookies],
        "meeting": linked(port, [Visit("/meetings/", cookie) for cookie in cookies], LINKS["meeting"]),
        "panel": linked(port, homes, LINKS["panel"]),
        "writing": [Visit("/reflections/writing/", cookie) for cookie in cookies],
    }
    empty = [name for name, visits in pages.items() if not visits]
    if empty:
        raise RuntimeError(f"Nobody in the demo programme can open these pages: {', '.join(empty)}")
    return pages


def leap_cookies() -> list[str]:
    """Sign in everyone who holds a panel role in the demo programme; return their session cookies."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    from accounts.people.models import Role
    from tests.conftest_second_step import sign_in_as

    members = get_user_model().objects.filter(pk__in=Role.objects.filter(panel__isnull=False).values("person"))
    cookies = []
    for person in members.order_by("pk"):
        client = Client()  # Django's test client makes a real session
        sign_in_as(client, "", person)
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")
    return cookies


def linked(port: int, visits: list[Visit], pattern: str) -> list[Visit]:
    """Open each page once and return a visit to the first link on it that matches, for those who have one."""

    async def follow() -> list[Visit]:
        found = []
        for visit in visits:
            status, body = await ask(*await asyncio.open_connection(LOOPBACK, port), visit)
            link = re.search(pattern, body.decode())
            if status == 200 and link:
                found.append(Visit(link.group(1), visit.cookie))
        return found

    return asyncio.run(follow())


# The load


def measure(port: int, visits: list[Visit]) -> Result:
    """Let 50 people make `visits` (shared out in turn) without a pause. Raises RuntimeError on any answer but 200."""
    times = asyncio.run(crowd(port, list(itertools.islice(itertools.cycle(visits), PEOPLE))))
    if len(times) < 2:
        raise RuntimeError(f"{visits[0].path}: hardly an answer in {MEASURED} s")
    cuts = statistics.quantiles(times, n=100)
    return Result(a_second=len(times) / MEASURED, p50_ms=cuts[49] * 1000, p95_ms=cuts[94] * 1000)


async def crowd(port: int, visits: list[Visit]) -> list[float]:
    """Return the seconds each measured request took."""
    begin = time.perf_counter() + WARM_UP
    lists = await asyncio.gather(*(one_person(port, visit, begin, begin + MEASURED) for visit in visits))
    return list(itertools.chain.from_iterable(lists))


async def one_person(port: int, visit: Visit, begin: float, end: float) -> list[float]:
    """Ask for one page again and again until `end`; return the seconds of each answer between `begin` and `end`."""
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    times = []
    while (asked := time.perf_counter()) < end:
        status, _ = await ask(reader, writer, visit)
        if status != 200:
            raise RuntimeError(f"{visit.path} answered {status}")
        if begin <= (answered := time.perf_counter()) <= end:
            times.append(answered - asked)
    writer.close()
    return times


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, visit: Visit) -> tuple[int, bytes]:
    """Make one request on an open connection; return the status and the body."""
    writer.write(f"GET {visit.path} HTTP/1.1\r\nHost: localhost\r\nCookie: {visit.cookie}\r\n\r\n".encode())
    return await read_answer(reader)


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """The status and the body of the next answer on this connection."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = re.search(r"(?mi)^content-length: *(\d+)", head)
    return int(head.split(" ", 2)[1]), await reader.readexactly(int(length.group(1)) if length else 0)


# The bare page (benchmarks/_bare.py), in a database of its own


def bare_environment() -> dict[str, str]:
    """Make the bare project's database and return the environment the project runs in."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE bare")
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return env | {"BARE_DATABASE_URL": urlunsplit(parts._replace(path="/bare"))}


def bare_visits(env: dict[str, str]) -> list[Visit]:
    """Sign 50 people in to the bare project; return their visits to its one page."""
    program = f"from benchmarks._bare import print_cookies; print_cookies({PEOPLE})"
    done = subprocess.run([sys.executable, "-c", program], env=env, check=True, stdout=subprocess.PIPE, text=True)
    return [Visit("/", cookie) for cookie in done.stdout.split()]


if __name__ == "__main__":
    main()
