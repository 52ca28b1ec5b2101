"""The health page, the tasks, the pulse and the sender without a broker."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from celery import current_app
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leap.core import outbox, pulse, tasks
from leap.core.management.commands import send_due
from tests.leap.core.shelf import Shelf

REPOSITORY = Path(__file__).parents[3]
AWAY = "redis://127.0.0.1:1/0"


pytestmark = pytest.mark.urls("tests.leap.core.urls")


@pytest.mark.django_db
def test_health_says_ok_when_all_four_are_there(client, pulses):
    pulse.mark(pulse.BEAT)
    pulse.mark(pulse.WORKER)
    answer = client.get(reverse("core:healthz"))
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "broker": "ok", "worker": "ok", "beat": "ok"}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("quiet", ["worker", "beat"])
def test_health_says_which_one_is_quiet(client, pulses, quiet):
    pulse.mark(pulse.BEAT if quiet == "worker" else pulse.WORKER)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "broker": "ok", "worker": "ok", "beat": "ok", quiet: "away"}


@pytest.mark.django_db
def test_health_answers_soon_when_the_broker_is_away(client, settings):
    settings.REDIS_URL = AWAY
    started = time.monotonic()
    answer = client.get("/healthz")
    assert time.monotonic() - started < 3
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "broker": "away", "worker": "away", "beat": "away"}


@pytest.mark.django_db
def test_health_says_when_the_database_is_away(client, pulses, monkeypatch):
    def refuse(*args):
        raise OperationalError("FATAL: secret host name")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "away"
    assert b"secret" not in answer.content


@pytest.mark.django_db
def test_health_asks_the_database_one_small_question_and_opens_no_session(client, pulses):
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/healthz")
    assert [query["sql"] for query in asked] == ["select 1"]
    assert not answer.cookies
    assert client.post("/healthz").status_code == 405
    assert client.head("/healthz").content == b""


def test_a_mark_fades(pulses):
    pulse.mark(pulse.WORKER)
    assert pulse.read() == (True, False)
    with pulse.client() as store:
        assert 0 < store.ttl(pulse.WORKER) <= pulse.ALIVE_SECONDS


@pytest.mark.django_db
def test_r21_the_health_page_is_red_soon_after_beat_was_last_heard(client, pulses):
    """The alarm: within a minute, where five are promised. The control: a mark that does not fade tells nobody."""
    assert pulse.ALIVE_SECONDS <= 60
    pulse.mark(pulse.WORKER)
    pulse.mark(pulse.BEAT)
    with pulse.client() as store:
        store.persist(pulse.BEAT)
        assert client.get("/healthz").status_code == 200, "the control"
        pulse.mark(pulse.BEAT)
        store.pexpire(pulse.BEAT, store.pttl(pulse.BEAT) - (pulse.ALIVE_SECONDS * 1000 - 50))
        time.sleep(0.2)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["beat"]) == (503, "away")


def test_the_worker_marks_when_it_runs_the_heartbeat(pulses):
    tasks.heartbeat()
    assert pulse.read() == (True, False)


def test_beat_marks_when_it_publishes_the_heartbeat(pulses):
    with current_app.connection_for_write("memory://") as nowhere:
        tasks.heartbeat.apply_async(connection=nowhere)
        assert pulse.read() == (False, True)
        tasks.deliver_message.apply_async(args=["x"], connection=nowhere)


def test_beat_goes_on_when_redis_is_away(settings, caplog):
    settings.REDIS_URL = AWAY
    tasks.beat_is_alive()
    assert "no mark for beat: ConnectionError" in caplog.text


def test_the_tasks_have_the_names_that_the_schedule_uses(settings):
    seldom = {"core.recheck_tasks": 300.0, "core.sweep_files": 3600.0, "core.forget_presses": 3600.0}
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        if entry["task"].startswith("core."):
            assert entry["task"] in current_app.tasks
            assert entry["schedule"] == seldom.get(entry["task"], 15.0)
    assert current_app.conf.timezone == "UTC"


@pytest.mark.django_db
def test_the_tasks_send(note_kind, post_office):
    first, _ = (outbox.queue(kind="note", to=Shelf(), about=Shelf(), occasion="now") for _ in range(2))
    assert tasks.deliver_message(str(first.pk)) is True
    assert tasks.deliver_due_messages() == 1
    outbox.queue(kind="note", to=Shelf(), about=Shelf(), occasion="now")
    assert tasks.help_with_due_messages() == 1
    assert len(post_office.letters) == 3


@pytest.mark.django_db
def test_send_due_sends_without_a_broker(note_kind, post_office, settings):
    settings.REDIS_URL = AWAY
    outbox.queue(kind="note", to=Shelf(), about=Shelf(), occasion="now")
    said = StringIO()
    call_command("send_due", stdout=said)
    assert said.getvalue() == "1 dealt with\n"


@pytest.mark.django_db
def test_send_due_goes_on_until_it_is_told_to_stop(pulses, note_kind, post_office, monkeypatch):
    pulse.mark(pulse.BEAT)
    pulse.mark(pulse.WORKER)
    handlers, said = {}, StringIO()
    rounds = iter([2, 0, OperationalError("FATAL: row (sam@people.example)"), 1])

    def deliver_due(limit=None):
        done = next(rounds)
        if done == 1:
            handlers[signal.SIGTERM](signal.SIGTERM, None)
        if isinstance(done, Exception):
            raise done
        return done

    monkeypatch.setattr(send_due.signal, "signal", lambda name, handler: handlers.update({name: handler}))
    monkeypatch.setattr(outbox, "deliver_due", deliver_due)
    call_command("send_due", "--loop", "--every", "0.01", stdout=said, stderr=said)
    lines = said.getvalue().splitlines()
    assert lines == ["2 dealt with", "database away: OperationalError", "1 dealt with", "stopped"]


@pytest.mark.django_db
def test_send_due_stops_cleanly_when_asked_from_outside():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    environment["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/nothing"
    command = [sys.executable, "-m", "django", "send_due", "--loop", "--every", "0.1", "--skip-checks"]
    with subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as sender:
        assert "database away: OperationalError" in sender.stderr.readline()
        sender.send_signal(signal.SIGTERM)
        said, _ = sender.communicate(timeout=timedelta(seconds=10).total_seconds())
    assert (sender.returncode, said) == (0, "stopped\n")
