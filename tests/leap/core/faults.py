"""What the fault tests share: real servers and workers to break, and a checker of what became of every message.

The checker holds what was acknowledged (the rows) against what arrived (the letters), as people who test databases do.
"""

import asyncio
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import redis
from celery import Celery
from django.db import connection

from leap.core import clock, outbox
from leap.core.ids import new_id
from leap.core.outbox import OutboxMessage, states
from leap.core.outbox.claiming import LEASE
from leap.local.processes import Program, wait_until
from leap.local.servers import Valkey, start_and_wait
from tests.leap.core import kinds
from tests.leap.core.half_open import Wire
from tests.leap.core.post_office import PostOffice

REPOSITORY = Path(__file__).parents[3]
APP = "tests.leap.core.worker_process:app"
WORKER = ["-m", "celery", "-A", APP, "worker", "--without-gossip", "--without-mingle", "--loglevel=ERROR"]
LONGEST_SWEEP = 20  # seconds that a worker takes with what it was asked, in these tests
FINAL = {states.SENT, states.UNCERTAIN, states.FAILED, states.CANCELLED}


@dataclass(frozen=True)
class Became:
    """What became of all messages. `lost`: neither arrived nor shown to a person. `twice`: more than one copy."""

    states: dict[str, int]
    lost: int
    twice: int

    def __str__(self) -> str:
        return f"{dict(sorted(self.states.items()))}, lost unflagged {self.lost}, sent twice {self.twice}"


def until_earlier_writers_are_done(seconds: int = 300) -> None:
    """Wait until every transaction is over that writes and was open when the last row was written, in any database of
    this server. Until then what was written looks new to whoever reads ahead, and letters go the slow way, one by one:
    the other process of the tests may hold a transaction open for a minute.
    """
    end = time.monotonic() + seconds
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (ours,) = cursor.fetchone()
        while time.monotonic() < end:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] > ours:
                return
            time.sleep(0.05)
    raise AssertionError(f"somebody has been writing for more than {seconds} seconds")


def write_down(number: int) -> None:
    """So many due messages, each to a person of its own."""
    now = clock.now()
    people = [(new_id(), new_id()) for _ in range(number)]
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            key=f"note:{thing}:{person}:5-days",
            kind="note",
            channel="email",
            to_person_id=person,
            about_type="core_tests.shelf",
            about_id=thing,
            occasion="5-days",
            state="pending",
            due_at=now,
        )
        for person, thing in people
    )


def check(office: PostOffice) -> Became:
    """Hold every row against what arrived."""
    copies = Counter(office.addresses())
    lost = 0
    counted: Counter[str] = Counter()
    for message in OutboxMessage.objects.all():
        counted[message.state] += 1
        arrived = copies[kinds.address(message.to_person_id)]
        lost += message.state not in FINAL or (message.state == states.SENT and arrived == 0)
    return Became(dict(counted), lost, sum(number > 1 for number in copies.values()))


def settle_the_rest() -> None:
    """As LEAP does when leases are over, without waiting for them."""
    for days in (1, 2, 3, 4):
        while outbox.deliver_due(now=lambda days=days: clock.now() + LEASE * 2 + timedelta(days=days)):
            pass


def environment(settings, **more: str) -> dict[str, str]:
    """For a process of its own that works on this test's database and speaks to its mail server."""
    database = connection.settings_dict
    account = f"{database['USER']}:{database['PASSWORD']}@" if database["PASSWORD"] else f"{database['USER']}@"
    return {
        **os.environ,
        "DATABASE_URL": f"postgres://{account}{database['HOST']}:{database['PORT']}/{database['NAME']}",
        "EMAIL_HOST": settings.EMAIL_HOST,
        "EMAIL_PORT": str(settings.EMAIL_PORT),
        **more,
    }


@contextmanager
def broker() -> Iterator[Valkey]:
    """A Valkey of this test's own, to be broken."""
    valkey = Valkey("only-for-this-test")
    valkey.log = valkey.log.with_name(f"valkey-faults-{os.getpid()}.log")
    start_and_wait(valkey)
    try:
        yield valkey
    finally:
        valkey.stop(at_once=True)


@contextmanager
def running(name: str, command: list[str], env: dict[str, str]) -> Iterator[Program]:
    """A program of ours, killed with all it started when the test is over."""
    program = Program(f"{name}-faults-{os.getpid()}", [sys.executable, *command], env=env)
    program.start()
    try:
        yield program
    finally:
        program.stop(at_once=True)


@contextmanager
def kept_running(name: str, command: list[str], env: dict[str, str]) -> Iterator[list[int]]:
    """The same, started anew whenever it ends, as an installation does it. Gives the exit codes so far."""
    ended: list[int] = []
    over = threading.Event()

    def keep() -> None:
        while not over.is_set():
            with running(name, command, env) as program:
                while program.running() and not over.wait(0.2):
                    pass
                if not over.is_set():
                    ended.append(program.exit_code() or 0)

    keeper = threading.Thread(target=keep)
    keeper.start()
    try:
        yield ended
    finally:
        over.set()
        keeper.join(30)


def caller(valkey: Valkey) -> Celery:
    """What asks the workers on this broker for something."""
    app = Celery("faults", broker=valkey.url, set_as_current=False)
    app.conf.broker_transport_options = {"socket_timeout": 2, "socket_connect_timeout": 1, "max_retries": 0}
    return app


@contextmanager
def half_open(settings, **more: str) -> Iterator[tuple[Celery, Wire, list[int]]]:
    """A worker that hears its broker through a wire that can go dead; somebody to ask it, the wire, and `kept_running`.

    Whoever asks has a connection of their own to the broker.
    """
    with broker() as valkey, Wire(valkey.port) as wire:
        env = environment(settings, REDIS_URL=valkey.url.replace(f":{valkey.port}/", f":{wire.port}/"), **more)
        with kept_running("worker", [*WORKER, "--concurrency=1"], env) as ended:
            yield caller(valkey), wire, ended


def works(app: Celery, seconds: float) -> bool:
    """Does a message that is written down now begin to leave within this time, when workers are asked and asked?"""
    write_down(1)
    left = wait_until(lambda: sweep(app) and not waiting(), seconds=seconds)
    return left and wait_until(lambda: is_idle_or_dead(app), seconds=2 * LONGEST_SWEEP)


def is_idle(app: Celery) -> bool:
    """Is nothing left of what was asked, so that the next thing that happens was asked later?"""
    with redis.Redis.from_url(app.conf.broker_url) as store:
        return not store.llen("celery") and not store.hlen("unacked")


def is_idle_or_dead(app: Celery) -> bool:
    """The same, but for what a worker took a while ago and never gave back: it died, or the wire to it did. The broker
    keeps that for ten minutes, until it is sure.
    """
    with redis.Redis.from_url(app.conf.broker_url) as store:
        return not store.llen("celery") and not store.zcount("unacked_index", time.time() - LONGEST_SWEEP, "+inf")


def sweep(app: Celery) -> bool:
    """Ask for a sweep, as beat does; whether the broker took it."""
    try:
        app.send_task("core.deliver_due_messages", retry=False, expires=60)
    except Exception:
        return False
    return True


def waiting() -> int:
    """How many messages nobody has begun with."""
    return OutboxMessage.objects.filter(state__in=states.WAITING).count()


def unfinished() -> int:
    """How many messages somebody still has to do something with: some are claimed together and go one by one."""
    return OutboxMessage.objects.exclude(state__in=FINAL).count()


def children_of(pid: int) -> list[int]:
    """The processes a process started, for a worker its pool."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(entry.name))
        except (OSError, ValueError, IndexError):
            continue
    return found


def slow_yes(office: PostOffice, seconds: float) -> None:
    """The mail server keeps each letter at once and takes its time to say yes: there the kills do most harm."""

    async def hook(server: object, envelope: object) -> str:
        office.letters.append(envelope)
        await asyncio.sleep(seconds)
        return "250 OK"

    office.after_text = hook


def kill_workers(settings, *, messages: int, kills: int, naive: bool = False, seed: int = 1) -> int:
    """R1: a real worker sends, and its processes are killed in the middle; how often, up to `kills`.

    Goes on until enough were killed or nothing is left, then lets the worker finish in peace.
    """
    chance, killed = Random(seed), 0
    write_down(messages)
    with broker() as valkey:
        env = environment(settings, REDIS_URL=valkey.url, **({"LEAP_TEST_NAIVE": "1"} if naive else {}))
        app = caller(valkey)
        with running("worker", [*WORKER, "--concurrency=2", "--pool=prefork"], env) as worker:
            pid = worker.process.pid
            # A worker whose processes are killed while it starts ends itself, so it has to have sent something.
            assert wait_until(lambda: sweep(app) and waiting() < messages, seconds=60)
            while worker.running() and killed < kills and (waiting() or let_leases_end()):
                sweep(app)
                sweep(app)
                time.sleep(chance.uniform(0.02, 0.25))
                pool = children_of(pid)
                if pool:
                    killed += kill(chance.choice(pool))
            end = time.monotonic() + max(30, messages / 20)
            while waiting() and time.monotonic() < end:
                sweep(app)
                time.sleep(0.2)
    return killed


def let_leases_end() -> int:
    """What waits for the end of a lease, of a sender that was killed or not, need not wait for three minutes."""
    return OutboxMessage.objects.filter(state=states.CLAIMED).update(lease_until=clock.now() - LEASE)


def kill(pid: int) -> int:
    """Kill this process with no chance to tidy up; 0 when it is gone already."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return 0
    return 1


def timed(act: Callable[[], object]) -> float:
    """How many seconds it takes."""
    began = time.monotonic()
    act()
    return time.monotonic() - began
