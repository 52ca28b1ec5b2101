"""The promise held against faults, in short: real brokers, workers and mail servers are broken while messages leave.

`make test-faults` runs the long forms (tests/faults). Each has its negative control: the same fault with the thing that
protects us taken away, to show that the test can fail.
"""

import asyncio
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
import redis
import time_machine
from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from leap.core import clock, outbox
from leap.core.outbox import OutboxMessage, claiming, nudge
from leap.core.outbox.claiming import LEASE
from leap.core.outbox.delivery import MUCH
from leap.local.processes import wait_until
from leap.local.servers import start_and_wait
from tests.leap.core import faults, kinds
from tests.leap.core.shelf import Shelf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("note_kind")]


def queue(occasion: str = "5-days") -> OutboxMessage:
    with transaction.atomic():
        return outbox.queue(kind="note", to=Shelf(), about=Shelf(), occasion=occasion)


@pytest.fixture
def our_broker(monkeypatch):
    """A broker of this test's own that the site publishes to."""
    with faults.broker() as valkey:
        monkeypatch.setattr(current_app.conf, "broker_write_url", valkey.url)
        monkeypatch.setattr(nudge, "_resting_until", 0.0)
        yield valkey


def send_due(settings, **more: str) -> subprocess.CompletedProcess:
    """The fallback: what is due goes out with the database and the mail server alone. No broker is there to ask."""
    env = faults.environment(settings, REDIS_URL="redis://127.0.0.1:1/0", **more)
    command = [sys.executable, "-m", "tests.leap.core.sender_process"]
    return subprocess.run(
        command, cwd=faults.REPOSITORY, env=env, capture_output=True, text=True, timeout=60, check=False
    )


def test_r1_workers_killed_in_the_middle_lose_nothing_unseen_and_send_nothing_twice(settings, post_office):
    faults.slow_yes(post_office, 0.02)
    killed = faults.kill_workers(settings, messages=120, kills=8)
    faults.settle_the_rest()
    became = faults.check(post_office)
    assert killed >= 3, "too few were killed to say anything"
    assert (became.lost, became.twice) == (0, 0), str(became)


def test_r1_without_the_second_phase_workers_killed_in_the_middle_send_twice(settings, post_office):
    """One sender killed after each text is on its way; whoever comes next sends it again."""
    faults.slow_yes(post_office, 0.0)
    faults.write_down(3)
    dies = {"LEAP_CRASHPOINT": "after_reply", "LEAP_TEST_NAIVE": "1"}
    assert send_due(settings, **dies).returncode == -signal.SIGKILL
    outbox.deliver_due(now=lambda: clock.now() + LEASE * 2)
    assert faults.check(post_office).twice == 1


@pytest.mark.parametrize(("due", "senders"), [(MUCH, 1 + nudge.HELPERS), (MUCH - 1, 1)])
def test_when_much_is_due_every_process_of_the_worker_sends(settings, post_office, due, senders):
    """Asked once, as by beat: how many letters does the mail server have in hand at a time?"""
    in_hand, most = 0, 0

    async def takes_its_time(server, envelope):
        nonlocal in_hand, most
        in_hand += 1
        most = max(most, in_hand)
        await asyncio.sleep(5 * senders / due)  # five seconds for all: the last sender comes while some are left
        in_hand -= 1

    post_office.after_text = takes_its_time
    faults.write_down(due)
    with faults.broker() as valkey:
        env = faults.environment(settings, REDIS_URL=valkey.url)
        with faults.running("worker", [*faults.WORKER, f"--concurrency={1 + nudge.HELPERS}"], env):
            assert faults.sweep(faults.caller(valkey))
            assert wait_until(lambda: not faults.unfinished(), seconds=60)
    assert most == senders
    assert faults.check(post_office) == faults.Became({"sent": due}, 0, 0)


def test_r3_with_no_broker_nobody_waits_long_and_the_fallback_sends_everything(settings, post_office, our_broker):
    our_broker.stop(at_once=True)
    with pytest.raises(OperationalError):
        nudge._publish(
            "core.deliver_message", "without what protects the person who pressed the button, they get an error"
        )
    longest = max(faults.timed(queue) for _ in range(30))
    assert longest < 1.5
    assert send_due(settings).stdout == "30 dealt with\n"
    assert faults.check(post_office).states == {"sent": 30}


def test_r4_a_broker_that_is_emptied_loses_the_asking_and_no_message(settings, post_office, our_broker):
    for _ in range(25):
        queue()
    with our_store(our_broker) as store:
        assert store.llen("celery") == 25, "what would be lost if the broker were the truth"
        store.flushall()
        assert store.llen("celery") == 0
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db", "nobody is signed out by it"
    assert send_due(settings).stdout == "25 dealt with\n"
    assert faults.check(post_office).states == {"sent": 25}


def test_r5_a_worker_works_again_after_its_broker_restarts(settings, post_office):
    """The same worker, or the next one. When the broker goes just before a task is ticked off, kombu opens a channel
    that it has closed, and Celery 5.7 ends with code 1: so it is kept running, as an installation does it."""
    with faults.broker() as valkey:
        app = faults.caller(valkey)
        env = faults.environment(settings, REDIS_URL=valkey.url)
        with faults.kept_running("worker", [*faults.WORKER, "--pool=solo"], env) as ended:
            faults.write_down(1)
            assert wait_until(lambda: faults.sweep(app) and not faults.waiting(), seconds=30)
            valkey.stop(at_once=True)
            faults.write_down(1)
            assert not faults.sweep(app), "without a broker nobody can be asked"
            start_and_wait(valkey)
            assert wait_until(lambda: faults.sweep(app) and not faults.waiting(), seconds=60)
    assert set(ended) <= {1}, "it may end itself, and nothing else may end it"
    assert faults.check(post_office).twice == 0


def test_r5_a_worker_whose_wire_to_the_broker_went_dead_works_again(settings, post_office):
    """Half-open: nothing comes back and nobody is told. The waits are a fifth of an installation's."""
    with faults.half_open(settings, LEAP_TEST_WAIT="1") as (app, wire, ended):
        assert faults.works(app, seconds=30)
        wire.cut()
        assert not faults.works(app, seconds=2), "the control: nothing gets across"
        wire.mend()
        assert faults.works(app, seconds=30)
    assert ended == []
    assert faults.check(post_office).twice == 0


def test_r5_a_worker_that_waits_for_ever_ends_itself_and_the_next_one_works(settings, post_office):
    """The control of the test above: with no end to its waits it stays deaf. Then the watchdog ends it."""
    with faults.half_open(settings, LEAP_TEST_WAIT="0", WORKER_SILENCE_SECONDS="4") as (app, wire, ended):
        assert faults.works(app, seconds=30)
        wire.cut()
        wire.mend()
        assert not faults.works(app, seconds=2)
        assert ended == []
        assert faults.works(app, seconds=30)
        assert ended == [1]
    assert faults.check(post_office).twice == 0


def test_r6_a_full_broker_refuses_and_no_message_is_lost(settings, post_office, our_broker):
    with our_store(our_broker) as store:
        store.config_set("maxmemory-policy", "noeviction")
        store.config_set("maxmemory", "1")
        with pytest.raises((OperationalError, redis.ResponseError)):
            nudge._publish("core.deliver_message", "refused, not forgotten in silence")
    longest = max(faults.timed(queue) for _ in range(10))
    assert longest < 1.5
    assert send_due(settings).stdout == "10 dealt with\n"
    assert faults.check(post_office).states == {"sent": 10}


def our_store(valkey):
    """A client of the broker."""
    return redis.Redis.from_url(valkey.url)


APART = [timedelta(hours=1), timedelta(hours=-1), timedelta(seconds=90), timedelta(seconds=-90)]


@pytest.mark.parametrize("ahead", APART)
def test_r14_clocks_that_are_apart_or_jump_send_each_message_once(post_office, ahead):
    """One sender's clock is ahead of the other's, or behind it: that may be early or late by as much, and no more."""
    faults.write_down(20)
    for _ in range(3):
        outbox.deliver_due(limit=3, now=lambda: clock.now() + ahead)
        outbox.deliver_due(limit=3)
    outbox.deliver_due()
    assert faults.check(post_office) == faults.Became({"sent": 20}, 0, 0)


@pytest.mark.parametrize("ahead", APART)
def test_r14_a_sender_whose_clock_is_wrong_leaves_alone_what_another_has_in_hand(settings, post_office, ahead):
    """A process whose whole clock is wrong, beside one whose clock is right: both go by the database's."""
    settings.ONE_CLOCK = True
    assert _doubts_while_both_send(settings, post_office, ahead) == (0, 0)
    assert faults.check(post_office) == faults.Became({"sent": 4}, 0, 0)


@pytest.mark.parametrize("ahead", APART[:2])
def test_r14_each_by_its_own_clock_they_take_each_other_for_dead(settings, post_office, ahead):
    """The control: a letter that is leaving is shown as "may have been sent", two count as taking a sender down."""
    assert _doubts_while_both_send(settings, post_office, ahead) == (1, 2)


def _doubts_while_both_send(settings, post_office, ahead: timedelta) -> tuple[int, int]:
    """One sender has three of four letters in hand, the first of them leaving, when the other looks for what is due.

    Whoever is behind comes first: its leases would be over already. Gives how many letters were in doubt then, and how
    many senders the letters were said to have taken down.
    """
    settings.EMAIL_TIMEOUT = 60
    go_on = threading.Event()

    async def keeps_the_second_waiting(server, envelope):
        post_office.letters.append(envelope)
        is_second = len(post_office.letters) == 2
        while is_second and not go_on.is_set():
            await asyncio.sleep(0.02)
        return "250 OK"

    def wrong() -> None:
        one_clock = {"LEAP_TEST_ONE_CLOCK": "1"} if settings.ONE_CLOCK else {}
        seconds = str(ahead.total_seconds())
        done = send_due(settings, LEAP_TEST_AHEAD=seconds, LEAP_TEST_PATIENCE="60", **one_clock)
        assert done.returncode == 0, done.stderr

    post_office.after_text = keeps_the_second_waiting
    faults.write_down(4)
    OutboxMessage.objects.update(due_at=clock.now() - timedelta(hours=2))
    first, second = (_sweep_to_the_end, wrong) if ahead > timedelta(0) else (wrong, _sweep_to_the_end)
    in_hand = threading.Thread(target=first)
    in_hand.start()
    try:
        assert wait_until(lambda: len(post_office.letters) == 2, seconds=40)
        second()
        doubts = OutboxMessage.objects.filter(state="uncertain").count()
        crashes = sum(OutboxMessage.objects.values_list("crashes", flat=True))
    finally:
        go_on.set()
        in_hand.join(60)
    return doubts, crashes


@pytest.mark.parametrize(("one_clock", "letters"), [(True, 0), (False, 1)], ids=["", "the control"])
def test_r14_a_sender_that_is_an_hour_fast_sends_nothing_an_hour_early(settings, post_office, one_clock, letters):
    """It notices at eight what is for nine, and writes it down for nine: at nine by the database it leaves."""
    settings.ONE_CLOCK = one_clock
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        queue()
        outbox.deliver_due()
    assert len(post_office.letters) == letters


def test_r14_a_sender_that_is_an_hour_slow_does_not_take_what_is_due_for_too_early(settings, post_office):
    """What a kind of message asks of the time while it is sent, it asks of the same clock."""
    settings.ONE_CLOCK = True
    queue("once-due")
    with time_machine.travel(clock.now() - timedelta(hours=1)):
        outbox.deliver_due()
    assert faults.check(post_office) == faults.Became({"sent": 1}, 0, 0)


def test_r21_two_sweeps_and_none_send_each_message_once(settings, post_office):
    """Two beats ask two workers at the same time; with no beat the fallback alone sends."""
    faults.write_down(40)
    threads = [threading.Thread(target=_sweep_to_the_end) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults.check(post_office) == faults.Became({"sent": 40}, 0, 0)
    faults.write_down(5)
    assert send_due(settings).stdout == "5 dealt with\n"
    assert faults.check(post_office) == faults.Became({"sent": 45}, 0, 0)


def _sweep_to_the_end() -> None:
    try:
        while outbox.deliver_due():
            pass
    finally:
        connection.close()


def test_r25_a_message_that_takes_every_sender_down_is_put_aside_and_the_others_arrive(settings, post_office):
    poison = queue("takes-the-sender-down")
    faults.write_down(3)
    for turn in range(claiming.MOST_CRASHES):
        late = str(int((LEASE * 2 * (turn + 1)).total_seconds()))
        died = send_due(settings, LEAP_TEST_LATE=late)
        assert died.returncode == -signal.SIGABRT, died.stderr
    assert faults.check(post_office).states.get("sent", 0) == 3 or faults.waiting()
    outbox.deliver_due(now=lambda: clock.now() + timedelta(days=1))
    poison.refresh_from_db()
    assert (poison.state, poison.reason) == ("failed", "crashed-the-sender")
    assert faults.check(post_office).states == {"failed": 1, "sent": 3}
    assert poison in outbox.waiting_for_a_person()


def test_r25_without_the_cap_it_would_go_on_for_ever(monkeypatch):
    monkeypatch.setattr(claiming, "MOST_CRASHES", 10_000)
    poison = queue("takes-the-sender-down")
    for _ in range(5):
        poison.refresh_from_db()
        at = clock.now() + LEASE * 2 + timedelta(days=poison.crashes)
        assert claiming.claim(claiming.due(at), at)
        claiming.settle_what_stopped(at + LEASE * 2)
    poison.refresh_from_db()
    assert (poison.state, poison.crashes) == ("retry", 5)


def test_the_checker_sees_what_is_lost_and_what_came_twice(post_office):
    """The negative control of the checker itself."""
    faults.write_down(3)
    lost, twice, _ = OutboxMessage.objects.order_by("pk")
    OutboxMessage.objects.filter(pk=lost.pk).update(state="sent")
    for _ in range(2):
        OutboxMessage.objects.filter(pk=twice.pk).update(state="pending")
        outbox.deliver_one(twice.pk)
    became = faults.check(post_office)
    assert (became.lost, became.twice) == (2, 1)
    assert "sent twice 1" in str(became)
    assert kinds.address(twice.to_person_id) in post_office.addresses()
