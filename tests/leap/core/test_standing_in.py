"""Standing in for beat and the workers while the broker, beat or every worker is away."""

import pytest
from celery import current_app
from django.db import OperationalError

from leap.core import outbox
from leap.core.standing_in import NOT_OURS, StandIn, is_quiet
from leap.local.places import ROOT
from tests.leap.core.shelf import Shelf

AWAY = "redis://127.0.0.1:1/0"
A_MINUTE, AN_HOUR = 60, 3600

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch):
    """The names of what was asked for, in order. Nothing of it is done."""
    names = []
    current_app.autodiscover_tasks(force=True)
    for name in current_app.tasks:
        if not name.startswith("celery."):
            monkeypatch.setitem(current_app.tasks, name, lambda name=name: names.append(name))
    return names


@pytest.fixture
def no_broker(settings):
    settings.REDIS_URL = AWAY


def everything_beat_asks_for(settings):
    return {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def test_without_a_broker_everything_is_noticed_that_beat_would_ask_for(done, no_broker, settings):
    StandIn().round()
    assert set(done) == everything_beat_asks_for(settings) - NOT_OURS
    assert len(done) == len(set(done))


def test_what_it_leaves_out_is_a_sign_of_life_and_the_sending_it_does_anyway(settings):
    assert everything_beat_asks_for(settings) >= NOT_OURS == {"core.heartbeat", "core.deliver_due_messages"}


def test_each_thing_is_noticed_as_often_as_beat_would(done, no_broker):
    time = [1000.0]
    stand_in = StandIn(now=lambda: time[0])
    for seconds in (0, A_MINUTE - 1, A_MINUTE, AN_HOUR):
        time[0] = 1000.0 + seconds
        stand_in.round()
    assert done.count("invitations.queue_due_reminders") == 3
    assert done.count("people.expire_invitations") == 2


@pytest.mark.parametrize("silent", ["worker", "beat", "both"])
def test_it_stands_in_when_the_worker_or_beat_is_silent(done, pulses, silent):
    if silent != "both":
        pulses.mark(pulses.BEAT if silent == "worker" else pulses.WORKER)
    assert is_quiet()
    StandIn().round()
    assert "invitations.queue_due_reminders" in done


def test_while_all_are_there_it_only_sends(done, pulses, note_kind, post_office):
    pulses.mark(pulses.BEAT)
    pulses.mark(pulses.WORKER)
    outbox.queue(kind="note", to=Shelf(), about=Shelf(), occasion="now")
    assert StandIn().round() == 1
    assert len(post_office.letters) == 1
    assert done == []


def test_trouble_with_one_thing_keeps_no_other_waiting_and_is_said_without_its_words(
    done, no_broker, monkeypatch, caplog, settings
):
    def trouble():
        raise ValueError("sam@people.example")

    monkeypatch.setitem(current_app.tasks, "people.expire_invitations", trouble)
    StandIn().round()
    assert set(done) == everything_beat_asks_for(settings) - NOT_OURS - {"people.expire_invitations"}
    assert "people.expire_invitations could not be done while others are away: ValueError" in caplog.text
    assert "sam@" not in caplog.text


@pytest.mark.parametrize("before", [False, True])
def test_what_the_database_dropped_is_done_again_in_the_next_round(done, no_broker, monkeypatch, before):
    """Every hour it is due: it does not wait an hour because the database was away for a moment."""
    name, time = "people.expire_invitations", [1000.0]
    stand_in, does = StandIn(now=lambda: time[0]), current_app.tasks[name]
    if before:
        stand_in.round()
        time[0] += AN_HOUR

    def away():
        raise OperationalError("the connection is lost")

    monkeypatch.setitem(current_app.tasks, name, away)
    with pytest.raises(OperationalError):
        stand_in.round()
    monkeypatch.setitem(current_app.tasks, name, does)
    done.clear()
    time[0] += 15
    stand_in.round()
    assert done.count(name) == 1


def test_what_is_due_leaves_before_anything_is_noticed_and_what_is_noticed_leaves_at_once(
    done, no_broker, note_kind, post_office, monkeypatch
):
    outbox.queue(kind="note", to=Shelf(), about=Shelf(), occasion="before")
    left = []

    def takes_long():
        left.append(len(post_office.letters))
        outbox.queue(kind="note", to=Shelf(), about=Shelf(), occasion="noticed")

    monkeypatch.setitem(current_app.tasks, "people.expire_invitations", takes_long)
    assert StandIn().round() == 2
    assert left == [1]
    assert len(post_office.letters) == 2


def test_a_limit_holds_for_the_whole_round(done, no_broker, note_kind, post_office):
    for number in range(3):
        outbox.queue(kind="note", to=Shelf(), about=Shelf(), occasion=str(number))
    assert StandIn().round(limit=2) == 2
    assert len(post_office.letters) == 2


def test_the_local_site_starts_it_as_the_compose_file_does():
    assert 'python("manage.py", "send_due", "--loop")' in (ROOT / "leap/local/supervisor.py").read_text()
    assert "[python, manage.py, send_due, --loop," in (ROOT / "docker-compose.yml").read_text()
