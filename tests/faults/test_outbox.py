"""The outbox against faults that last: `make test-faults`. The short forms are in tests/leap/core/test_faults.py."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from random import Random
from tempfile import TemporaryDirectory

import pytest
import redis
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from leap.core import clock, outbox
from leap.core.outbox import OutboxMessage, claiming, nudge
from leap.core.outbox.claiming import LEASE
from leap.local.processes import wait_until
from leap.local.servers import start_and_wait
from tests.leap.core import faults
from tests.leap.core.shelf import Shelf
from tests.meetings.at_once import at_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("note_kind")]

MESSAGES, KILLS = 5000, 300
TWO_BEATS_SECONDS = float(os.environ.get("LEAP_TWO_BEATS_SECONDS", "20"))
NO_BEAT_SECONDS = float(os.environ.get("LEAP_NO_BEAT_SECONDS", "90"))


def test_r1_three_hundred_kills_over_five_thousand_messages(settings, post_office, tell):
    faults.slow_yes(post_office, 0.01)
    began = time.monotonic()
    killed = faults.kill_workers(settings, messages=MESSAGES, kills=KILLS)
    faults.settle_the_rest()
    became = faults.check(post_office)
    tell(f"R1: {killed} workers killed over {MESSAGES} messages in {time.monotonic() - began:.0f} s: {became}")
    assert killed >= KILLS
    assert (became.lost, became.twice) == (0, 0)


def test_r1_without_the_second_phase_the_same_kills_send_twice(settings, post_office, tell):
    faults.slow_yes(post_office, 0.05)
    killed = faults.kill_workers(settings, messages=300, kills=40, naive=True)
    faults.settle_the_rest()
    became = faults.check(post_office)
    tell(f"R1, control: {killed} killed over 300 messages: {became}")
    assert became.twice > 0


@pytest.mark.parametrize("full", [False, True], ids=["R3-away", "R6-full"])
def test_r3_r6_a_hundred_people_press_while_the_broker_takes_nothing(settings, post_office, tell, monkeypatch, full):
    """Nobody waits long or meets an error, and all of it leaves within the two minutes of the fallback."""
    with faults.broker() as valkey:
        monkeypatch.setattr(current_app.conf, "broker_write_url", valkey.url)
        if full:
            with redis.Redis.from_url(valkey.url) as store:
                store.config_set("maxmemory-policy", "noeviction")
                store.config_set("maxmemory", "1")
        else:
            valkey.stop(at_once=True)
        with pytest.raises((OperationalError, redis.RedisError)):
            nudge._publish("core.deliver_message", "the control: unprotected, the person who pressed gets an error")
        presses = [faults.timed(_press) for _ in range(100)]
        env = faults.environment(settings, REDIS_URL=valkey.url)
        with faults.running("fallback", ["-m", "tests.leap.core.sender_process", "--loop"], env):
            left = faults.timed(lambda: wait_until(lambda: not faults.unfinished(), seconds=120))
    faults.settle_the_rest()
    became = faults.check(post_office)
    tell(f"{'R6' if full else 'R3'}: longest press {max(presses):.2f} s, all left after {left:.0f} s: {became}")
    assert max(presses) < 1.5
    assert became == faults.Became({"sent": 100}, 0, 0)


def _press() -> None:
    with transaction.atomic():
        outbox.queue(kind="note", to=Shelf(), about=Shelf(), occasion="5-days")


def test_r4_the_broker_is_emptied_while_five_hundred_are_sent(settings, post_office, tell):
    faults.slow_yes(post_office, 0.005)
    faults.write_down(500)
    with faults.broker() as valkey:
        app = faults.caller(valkey)
        env = faults.environment(settings, REDIS_URL=valkey.url)
        with faults.running("worker", [*faults.WORKER, "--concurrency=2"], env):
            for _ in range(5):
                faults.sweep(app)
            assert wait_until(lambda: faults.waiting() < 400, seconds=60)
            redis.Redis.from_url(valkey.url).flushall()
        with faults.running("fallback", ["-m", "tests.leap.core.sender_process", "--loop"], env):
            assert wait_until(lambda: not faults.waiting(), seconds=120), "the rest is with the worker that ended"
    faults.settle_the_rest()
    became = faults.check(post_office)
    tell(f"R4: emptied in the middle of 500: {became}")
    assert (became.lost, became.twice) == (0, 0)


def test_r5_the_broker_restarts_five_times_in_a_minute(settings, post_office, tell):
    """A worker that cannot go on ends, and is started anew by what keeps it running. (Celery 5.7 with kombu's redis
    transport does end now and then: the channel is gone while it is being opened.)"""
    with faults.broker() as valkey:
        app = faults.caller(valkey)
        env = faults.environment(settings, REDIS_URL=valkey.url)
        with faults.kept_running("worker", [*faults.WORKER, "--concurrency=2"], env) as ended:
            longest = 0.0
            for _ in range(5):
                valkey.stop(at_once=True)
                time.sleep(2)
                start_and_wait(valkey)
                longest = max(longest, _until_it_works(app))
    faults.settle_the_rest()
    became = faults.check(post_office)
    tell(f"R5: working again {longest:.1f} s after a restart at the latest, {len(ended)} workers ended: {became}")
    assert longest < 60
    assert (became.lost, became.twice) == (0, 0)


def test_r5_the_wire_to_the_broker_goes_dead_three_times(settings, post_office, tell):
    """With the settings of an installation. No FIN and no RST: only a wait that has an end finds out."""
    with faults.half_open(settings) as (app, wire, ended):
        assert faults.works(app, seconds=60)
        longest = 0.0
        for silent in (1, 5, 20):
            wire.cut()
            assert not faults.works(app, seconds=silent), "the control: nothing gets across"
            wire.mend()
            longest = max(longest, _until_it_works(app))
    faults.settle_the_rest()
    became = faults.check(post_office)
    tell(f"R5, half-open: working again {longest:.1f} s later at the latest, {len(ended)} workers ended: {became}")
    assert longest < 60
    assert (became.lost, became.twice) == (0, 0)


def test_r5_a_deaf_worker_is_ended_by_its_watchdog_within_three_minutes(settings, post_office, tell):
    with faults.half_open(settings, LEAP_TEST_WAIT="0") as (app, wire, ended):
        assert faults.works(app, seconds=60)
        wire.cut()
        wire.mend()
        assert not faults.works(app, seconds=60), "the control: it waits for ever"
        deaf = _until_it_works(app, seconds=200) + 60
        assert ended == [1]
    became = faults.check(post_office)
    tell(f"R5, watchdog: a worker that heard nothing ended, and the next worked {deaf:.0f} s after: {became}")
    assert deaf < 180
    assert (became.lost, became.twice) == (0, 0)


def _until_it_works(app, seconds: float = 90) -> float:
    faults.write_down(19)
    return faults.timed(lambda: _works(app, seconds))


def _works(app, seconds: float) -> None:
    assert faults.works(app, seconds=seconds)


def test_r7_a_server_that_says_not_now_for_long_gets_each_letter_once_in_the_end(settings, post_office, tell):
    chance = Random(7)
    faults.write_down(300)
    busy_until = clock.now() + timedelta(minutes=10)
    moment = [clock.now()]

    def answer(server, envelope):
        return chance.choice(["421 not now", "450 not now", "451 not now"]) if moment[0] < busy_until else None

    post_office.after_text = answer
    end = clock.now() + timedelta(hours=3)
    while faults.waiting() and moment[0] < end:
        outbox.deliver_due(limit=500, now=lambda: moment[0])
        moment[0] += timedelta(seconds=30)
    became = faults.check(post_office)
    tell(f"R7: 10 minutes of not now, all sent by {moment[0] - busy_until} after it: {became}")
    assert became == faults.Became({"sent": 300}, 0, 0)
    assert OutboxMessage.objects.filter(attempts__gt=1).count() == 300, "the control: every one was refused at first"


@contextmanager
def beats(env: dict[str, str], number: int) -> Iterator[None]:
    """So many beats at the same time, each asking for a sweep every second."""
    beat = ["-m", "celery", "-A", faults.APP, "beat", "--pidfile=", "--loglevel=ERROR", "--schedule"]
    with ExitStack() as running, TemporaryDirectory() as kept:
        for each in range(number):
            running.enter_context(faults.running(f"beat-{each}", [*beat, f"{kept}/{each}"], env))
        yield


def test_r21_two_beats_then_none_then_one_again(settings, post_office, client, tell):
    """How long there are two, and none, comes from the environment: nightly ten minutes and an hour."""
    with faults.broker() as valkey:
        settings.REDIS_URL = valkey.url  # whose marks the health page looks for
        env = faults.environment(settings, REDIS_URL=valkey.url, LEAP_TEST_BEAT="1")
        # Without a beat for minutes the worker takes itself for deaf and ends; what keeps it running starts it anew.
        with faults.kept_running("worker", [*faults.WORKER, "--concurrency=2"], env):
            with beats(env, 2):
                _letters_arrive_for(TWO_BEATS_SECONDS, every=1, number=5)
                assert wait_until(lambda: client.get("/healthz").status_code == 200, seconds=60)
            twice_beaten = faults.check(post_office)
            began = time.monotonic()
            faults.write_down(50)
            time.sleep(5)
            assert faults.waiting() == 50, "the control: with no beat and no fallback nothing happens"
            with faults.running("fallback", ["-m", "tests.leap.core.sender_process", "--loop"], env):
                assert wait_until(lambda: client.get("/healthz").status_code == 503, seconds=300)
                red, away = time.monotonic() - began, client.get("/healthz").json()
                left = began + NO_BEAT_SECONDS - time.monotonic()
                longest = _letters_arrive_for(left, every=10, number=2)
                with beats(env, 1):
                    _letters_arrive_for(10, every=1, number=5)
                    assert wait_until(lambda: client.get("/healthz").status_code == 200, seconds=60)
    became, written = faults.check(post_office), OutboxMessage.objects.count()
    tell(
        f"R21: two beats for {TWO_BEATS_SECONDS:.0f} s: {twice_beaten}; none for {NO_BEAT_SECONDS:.0f} s: red after"
        f" {red:.0f} s, the fallback sent within {longest:.1f} s; and one again: {became}"
    )
    assert away["beat"] == "away"
    assert became == faults.Became({"sent": written}, 0, 0)


def _letters_arrive_for(seconds: float, every: float, number: int) -> float:
    """For so long, `number` letters become due again and again, and each time all of them leave; the longest wait."""
    end, longest = time.monotonic() + seconds, 0.0
    while not longest or time.monotonic() < end:
        faults.write_down(number)
        began = time.monotonic()
        assert wait_until(lambda: not faults.unfinished(), seconds=120)
        longest = max(longest, time.monotonic() - began)
        time.sleep(every)
    return longest


def test_r16_twenty_identical_askings_at_once_are_one_message(settings, post_office, tell):
    person, thing = Shelf(), Shelf()

    def ask(number: int) -> None:
        outbox.queue(kind="note", to=person, about=thing, occasion="5-days")

    raised = [each for each in at_once(ask, range(20)) if isinstance(each, Exception)]
    outbox.deliver_due(now=lambda: clock.now() + LEASE)
    became = faults.check(post_office)
    tell(f"R16: twenty at once: {became}")
    assert raised == []
    assert became == faults.Became({"sent": 1}, 0, 0)


@pytest.mark.parametrize("most_crashes", [claiming.MOST_CRASHES, 10_000], ids=["capped", "the control"])
def test_r25_five_letters_that_take_every_sender_down_among_two_hundred(settings, post_office, tell, most_crashes):
    for _ in range(5):
        outbox.queue(kind="note", to=Shelf(), about=Shelf(), occasion="takes-the-sender-down")
    faults.write_down(200)
    poison = OutboxMessage.objects.filter(occasion="takes-the-sender-down")
    with faults.broker() as valkey:
        app = faults.caller(valkey)
        env = faults.environment(settings, REDIS_URL=valkey.url, LEAP_TEST_MOST_CRASHES=str(most_crashes))
        with faults.running("worker", [*faults.WORKER, "--concurrency=2"], env):
            end = time.monotonic() + 60
            while OutboxMessage.objects.exclude(state__in=faults.FINAL).exists() and time.monotonic() < end:
                faults.sweep(app)
                time.sleep(0.5)
                over = OutboxMessage.objects.filter(state="claimed", reason="", occasion="takes-the-sender-down")
                over = over | OutboxMessage.objects.filter(state="claimed", reason="sender-stopped")
                over.update(lease_until=clock.now() - LEASE)
    became = faults.check(post_office)
    crashes = sum(poison.values_list("crashes", flat=True))
    tell(f"R25, at most {most_crashes} crashes each: {crashes} crashes: {became}")
    if most_crashes == claiming.MOST_CRASHES:
        assert became == faults.Became({"sent": 200, "failed": 5}, 0, 0)
        assert crashes == 5 * claiming.MOST_CRASHES
    else:
        assert crashes > 5 * claiming.MOST_CRASHES
        assert not poison.filter(state="failed").exists()
