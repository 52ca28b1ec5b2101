"""Eight people press at once: one meeting, and no answer after the end. Without the lock both go wrong."""

from contextlib import contextmanager, nullcontext, suppress
from threading import Barrier, BrokenBarrierError, Event
from time import sleep
from unittest import mock

import pytest
from django.db import transaction
from django.db.models import QuerySet

from leap.core import audit, outbox
from leap.core.errors import NotNow
from leap.core.outbox import OutboxMessage
from meetings.availability import actions, notices, states
from meetings.availability.models import DatePoll, DateReply
from meetings.schedule.models import Meeting
from tests import factories
from tests.accounts.needs.factories import reached
from tests.meetings.at_once import THREADS, at_once
from tests.meetings.availability.polls import make_poll, says


@pytest.fixture
def world(transactional_db):
    return factories.small_panel()


def no_locks():
    """Nothing is held still."""
    return mock.patch.object(QuerySet, "select_for_update", lambda found, **how: found)


@contextmanager
def all_look_first():
    """Nothing is held still, and everybody has looked before anybody writes."""
    looked, real = Barrier(THREADS), states.check

    def together(*told):
        real(*told)
        with suppress(BrokenBarrierError):
            looked.wait(timeout=5)

    with no_locks(), mock.patch.object(states, "check", together):
        yield


def take(world, poll, numbers=(1,)):
    dates = {date.number: date for date in poll.dates.all()}
    return at_once(
        lambda number: actions.take_date(
            poll_id=poll.pk, date_id=dates[numbers[number % len(numbers)]].pk, by=world.coordinator
        )
    )


def test_eight_presses_take_one_date_and_make_one_meeting(world, poll):
    results = take(world, poll)
    meetings = {meeting.pk for _, meeting in results}
    assert meetings == set(Meeting.objects.values_list("pk", flat=True))
    assert len(meetings) == 1


def test_of_two_dates_taken_at_once_one_is_taken_and_the_others_are_told(world, poll):
    results = take(world, poll, (1, 2))
    assert sum(isinstance(result, NotNow) for result in results) == THREADS // 2, results
    assert Meeting.objects.count() == poll.dates.filter(is_taken=True).count() == 1


def test_without_the_lock_there_would_be_several_meetings(world, poll):
    with all_look_first():
        take(world, poll)
    assert Meeting.objects.count() > 1


def test_no_answer_comes_after_the_end(world, poll):
    people = [world.coordinator, *world.members, *world.researchers]

    def answer_or_close(number):
        if number == 0:
            return actions.close_poll(poll_id=poll.pk, by=world.coordinator)
        return says(poll, people[number], "yes")

    results = at_once(answer_or_close, range(len(people)))
    assert not answered_after_the_end(poll)
    assert all(result is None or isinstance(result, NotNow) for result in results[1:]), results
    answered = DateReply.objects.unscoped("a test").exclude(answered_at=None)
    assert answered.count() == sum(result is None for result in results[1:]), "who was told it is kept finds it kept"


@pytest.mark.parametrize("locked", [True, False])
def test_whoever_is_answering_while_it_closes_comes_before_the_end_only_with_the_lock(world, poll, locked):
    """One person has been let in to answer and rests there; the poll is closed meanwhile."""
    real, let_in, closed = states.check_takes_answers, Event(), Event()

    def rest(*told):
        real(*told)
        let_in.set()
        closed.wait(timeout=0.5)

    def step(number):
        if number == 0:
            with mock.patch.object(states, "check_takes_answers", rest):
                return says(poll, world.members[0], "yes")
        let_in.wait(timeout=5)
        actions.close_poll(poll_id=poll.pk, by=world.coordinator)
        return closed.set()

    with nullcontext() if locked else no_locks():
        assert at_once(step, range(2)) == [None, None]
    assert answered_after_the_end(poll) is not locked


def answered_after_the_end(poll):
    poll.refresh_from_db()
    return DateReply.objects.unscoped("a test").filter(answered_at__gt=poll.ended_at).exists()


def test_one_poll_is_made_however_often_the_button_is_pressed(world):
    key = factories.person("Ash").pk  # any key
    results = at_once(lambda number: make_poll(world.panel, world.coordinator, poll_id=key))
    assert {result.pk for result in results} == {key}, results
    assert DatePoll.objects.count() == 1
    assert DateReply.objects.unscoped("a test").count() == len(world.on_panel)


@pytest.mark.parametrize("locked", [True, False])
def test_an_answer_stands_when_the_call_about_it_is_marked_at_the_same_moment(world, locked):
    """The button "I told them" is pressed and not written down for good yet, while the person answers on the page."""
    member = world.members[0]
    reached(member, channel="phone", phone_number="01632 960 003")
    poll = make_poll(world.panel, world.coordinator)
    call = OutboxMessage.objects.get(to_person_id=member.pk)
    pressed, real = Event(), notices.settle

    def answers_meanwhile(*told):
        pressed.wait(timeout=5)
        real(*told)

    def step(number):
        if number == 0:
            with mock.patch.object(notices, "settle", answers_meanwhile):
                return says(poll, member, "yes")
        with transaction.atomic():
            outbox.mark_done(message_id=call.pk, by=world.coordinator, how="reached")
            pressed.set()
            sleep(0.5)
        return None

    with nullcontext() if locked else no_locks():
        assert at_once(step, range(2)) == [None, None]
    answered = DateReply.objects.unscoped("a test").get(person=member).answered_at
    assert answered is not None, "what they said is kept"
    call.refresh_from_db()
    assert (call.state, call.reason) == ("done", "reached" if locked else "")
    assert audit.events_about(call, "message.done_by_hand").count() == (1 if locked else 2)
