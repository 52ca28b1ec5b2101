"""Eight people press at once."""

from contextlib import nullcontext
from datetime import timedelta
from threading import Event
from types import SimpleNamespace
from unittest import mock

import pytest
import time_machine
from django.db.models import QuerySet

from leap.core import clock
from leap.core.errors import ChangedMeanwhile, NotNow
from meetings.notes import actions, queries, states
from meetings.notes.models import MeetingNotes, NotesAction, NotesVersion, Suggestion
from tests.meetings import rooms
from tests.meetings.at_once import THREADS, at_once
from tests.meetings.notes.conftest import make_world, send, write


@pytest.fixture
def world(transactional_db):
    return make_world()


def test_of_eight_who_save_at_once_one_is_kept_and_the_others_are_told(world):
    results = at_once(lambda number: write(world, [("", f"Words of {number}.")]))
    assert sum(isinstance(each, ChangedMeanwhile) for each in results) == THREADS - 1, results
    assert NotesVersion.objects.unscoped("a test").count() == 1
    assert queries.written_for(world.lead, world.meeting)[0] == 1


@pytest.mark.parametrize("locked", [True, False])
def test_nobody_suggests_after_the_notes_are_agreed(world, locked):
    """Somebody has been let in to suggest on the last day and rests there; meanwhile the day is over, and one agrees.

    Without the lock the notes are agreed over their head.
    """
    write(world)
    send(world)
    next_time = rooms.held(world.panel, world.wren, days=-1)
    told = {"meeting_id": world.meeting.pk, "at_meeting_id": next_time.pk, "revision": 1, "by": world.coordinator}
    real, let_in, agreed = states.check_takes_suggestions, Event(), Event()

    def rest(*facts):
        real(*facts)
        let_in.set()
        agreed.wait(timeout=0.5)

    def step(number):
        if number == 0:
            with mock.patch.object(states, "check_takes_suggestions", rest):
                return actions.suggest(meeting_id=world.meeting.pk, words="It rained.", by=world.wren)
        let_in.wait(timeout=5)
        with time_machine.travel(clock.now() + timedelta(days=40), tick=True):
            actions.agree(**told)
        return agreed.set()

    no_locks = mock.patch.object(QuerySet, "select_for_update", lambda found, **how: found)
    with nullcontext() if locked else no_locks:
        suggested, answer = at_once(step, range(2))
    assert suggested == Suggestion.objects.unscoped("a test").get(answer="waiting")
    assert isinstance(answer, NotNow) is locked, answer
    assert (MeetingNotes.objects.unscoped("a test").get().state == "agreed") is not locked


def test_an_action_ends_once(world):
    write(world)
    send(world)
    action = actions.add_action(meeting_id=world.meeting.pk, words="Ring", person=world.wren, by=world.coordinator)
    results = at_once(
        lambda number: actions.end_action(
            action_id=action.pk, to="done", outcome=f"Outcome {number}", by=world.coordinator
        )
    )
    assert sum(isinstance(each, NotNow) for each in results) == THREADS - 1, results


def test_of_eight_who_write_down_an_answer_and_the_person_one_is_first(world):
    write(world)
    send(world)
    told = {"meeting_id": world.meeting.pk, "words": "Ring", "by": world.coordinator}
    action = actions.add_action(**told, person=world.wren)

    def step(number):
        if number == 0:
            return actions.say_yes(action_id=action.pk, by=world.wren)
        facts = {"said": "yes" if number % 2 else "no", "how": "phone", "read_back": False, "by": world.coordinator}
        return actions.record_answer(action_id=action.pk, **facts)

    results = at_once(step)
    recorded = [each for each in results[1:] if not isinstance(each, NotNow)]
    now = queries.action_behind(SimpleNamespace(about_id=action.pk))
    assert len(recorded) <= 1
    assert all(isinstance(each, NotesAction) for each in recorded), results
    assert now.was_written_down == (bool(recorded) and recorded[0].said_yes_at is not None)
    assert recorded or now.said_yes_at, "the person's own yes stands"
