"""Eight people press at once."""

from time import sleep
from unittest import mock

import pytest
from django.db.models import QuerySet

from leap.core.errors import NotNow
from meetings.notes import actions, queries, states
from meetings.notes.models import MeetingNotes, NotesVersion, Suggestion
from tests.meetings import rooms
from tests.meetings.at_once import THREADS, at_once
from tests.meetings.notes.conftest import make_world, send, write


@pytest.fixture
def world(transactional_db):
    return make_world()


def test_of_eight_who_save_at_once_one_is_kept_and_the_others_are_told(world):
    results = at_once(lambda number: write(world, [("", f"Words of {number}.")]))
    assert sum(isinstance(each, states.Overtaken) for each in results) == THREADS - 1, results
    assert NotesVersion.objects.unscoped("a test").count() == 1
    assert queries.written_for(world.lead, world.meeting)[0] == 1


@pytest.mark.parametrize("locked", [True, False])
def test_nobody_suggests_after_the_notes_are_agreed(world, locked):
    """On the last day: seven suggest while one agrees as if the day had gone. Without the lock it goes wrong."""
    write(world)
    send(world)
    next_time = rooms.held(world.panel, world.wren, days=-1)
    real = states.check_takes_suggestions

    def slow(*told):
        real(*told)
        sleep(0.3)

    def step(number):
        if number == 0:
            return actions.agree(
                meeting_id=world.meeting.pk, at_meeting_id=next_time.pk, revision=1, by=world.coordinator
            )
        return actions.suggest(meeting_id=world.meeting.pk, words="It rained.", by=world.wren)

    past = mock.patch.object(states, "check_can_be_agreed", lambda until, today, waiting: _none(waiting))
    rest = mock.patch.object(states, "check_takes_suggestions", slow)
    no_locks = mock.patch.object(QuerySet, "select_for_update", lambda found, **how: found)
    with past, rest:
        if locked:
            results = at_once(step)
        else:
            with no_locks:
                results = at_once(step)
    notes = MeetingNotes.objects.unscoped("a test").get()
    waiting = Suggestion.objects.unscoped("a test").filter(answer="waiting").count()
    assert (notes.state == "agreed" and waiting > 0) is not locked, results
    assert all(not isinstance(each, Exception) or isinstance(each, NotNow) for each in results), results


def _none(waiting):
    if waiting:
        raise NotNow("Somebody waits.")


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
