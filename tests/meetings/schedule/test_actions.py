"""Making, opening, holding and calling off a meeting."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import new_id
from meetings.schedule import actions, registration, states
from meetings.schedule.models import Meeting
from tests import factories
from tests.meetings import rooms
from tests.meetings.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.small_panel()


def plan(world, by=None, **facts):
    known = {
        "panel": world.panel,
        "title": "Advisory meeting",
        "starts_at": clock.now() + timedelta(days=20),
        "minutes": 120,
        "place": "The long room",
    }
    return actions.plan_meeting(**{**known, **facts}, by=by or world.coordinator)


def test_a_coordinator_makes_a_meeting_that_nobody_is_told_about(world):
    meeting = plan(world, title=" Advisory meeting ")
    meeting.refresh_from_db()
    assert (meeting.state, meeting.title, meeting.opened_at) == ("planned", "Advisory meeting", None)
    assert meeting.made_by == world.coordinator
    assert [event.verb for event in audit.events_about(meeting)] == ["meeting.planned"]


def test_nobody_else_makes_a_meeting(world):
    other = factories.small_panel("Bracken", programme=world.programme)
    for person in (world.members[0], world.researchers[0], world.finance, other.coordinator):
        with pytest.raises(NotAllowed):
            plan(world, by=person)
    assert plan(world, by=world.lead).made_by == world.lead


def test_a_meeting_cannot_start_in_the_past(world):
    with pytest.raises(NotNow, match="already gone"):
        plan(world, starts_at=clock.now() - timedelta(minutes=1))


def test_a_meeting_of_five_minutes_is_refused(world):
    with pytest.raises(ValidationError):
        plan(world, minutes=5)


def test_the_same_press_twice_makes_one_meeting(world):
    key = new_id()
    assert plan(world, meeting_id=key) == plan(world, meeting_id=key, title="Another name")
    assert Meeting.objects.get().title == "Advisory meeting"
    assert audit.events_about(Meeting.objects.get()).count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_make_one_meeting(world):
    key = new_id()
    made = at_once(lambda number: plan(world, meeting_id=key).pk)
    assert set(made) == {key}
    assert Meeting.objects.count() == 1
    assert audit.events_about(Meeting.objects.get()).count() == 1


def test_opening_shows_when_and_once_is_enough(world):
    meeting = rooms.meeting(world.panel, state="planned")
    opened = actions.open_meeting(meeting_id=meeting.pk, by=world.coordinator)
    again = actions.open_meeting(meeting_id=meeting.pk, by=world.coordinator)
    assert opened.state == again.state == "open"
    assert opened.opened_at == again.opened_at is not None
    assert [event.verb for event in audit.events_about(meeting)] == ["meeting.opened"]


def test_a_meeting_is_held_once_it_has_started(world):
    early = rooms.meeting(world.panel)
    with pytest.raises(NotNow, match="not started"):
        actions.mark_held(meeting_id=early.pk, by=world.coordinator)
    meeting = rooms.meeting(world.panel, days=0)
    actions.mark_held(meeting_id=meeting.pk, by=world.coordinator)
    assert actions.mark_held(meeting_id=meeting.pk, by=world.coordinator).state == "held"
    assert [event.verb for event in audit.events_about(meeting)] == ["meeting.held"]


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("open_meeting", "held"),
        ("open_meeting", "cancelled"),
        ("mark_held", "planned"),
        ("mark_held", "cancelled"),
        ("cancel_meeting", "held"),
        ("cancel_meeting", "cancelled"),
    ],
)
def test_a_step_that_makes_no_sense_is_refused_kindly(world, action, state):
    meeting = rooms.meeting(world.panel, days=-1, state=state)
    with pytest.raises(NotNow):
        getattr(actions, action)(meeting_id=meeting.pk, by=world.coordinator)
    meeting.refresh_from_db()
    assert meeting.state == state
    assert not audit.events_about(meeting).exists()


def test_a_meeting_that_has_started_is_not_opened(world):
    meeting = rooms.meeting(world.panel, days=-1, state="planned")
    with pytest.raises(NotNow, match="already started"):
        actions.open_meeting(meeting_id=meeting.pk, by=world.coordinator)


@pytest.mark.parametrize("action", ["open_meeting", "mark_held", "cancel_meeting"])
def test_only_those_who_run_the_panel_move_a_meeting(world, action):
    other = factories.small_panel("Bracken", programme=world.programme)
    meeting = rooms.meeting(world.panel, days=0)
    for person in (world.members[0], world.researchers[0], world.finance, other.coordinator):
        with pytest.raises(NotAllowed):
            getattr(actions, action)(meeting_id=meeting.pk, by=person)


def test_calling_off_lets_the_higher_rooms_know(world, monkeypatch):
    told = []
    monkeypatch.setattr(registration, "_when_cancelled", {lambda meeting, by: told.append((meeting, by)): None})
    meeting = rooms.meeting(world.panel)
    actions.cancel_meeting(meeting_id=meeting.pk, by=world.lead)
    assert told == [(meeting, world.lead)]
    assert [event.verb for event in audit.events_about(meeting)] == ["meeting.cancelled"]


@pytest.mark.django_db(transaction=True)
def test_calling_off_eight_times_at_once_tells_once(world, monkeypatch):
    told = []
    monkeypatch.setattr(registration, "_when_cancelled", {lambda meeting, by: told.append(meeting): None})
    meeting = rooms.meeting(world.panel)

    def press(number):
        try:
            return actions.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator).state
        except NotNow:
            return "refused"

    assert sorted(at_once(press)) == ["cancelled"] + ["refused"] * 7
    assert len(told) == 1


def test_the_state_table_names_every_state():
    assert set(states.MOVES) == set(Meeting.State.values)
    assert all(after <= set(Meeting.State.values) for after in states.MOVES.values())
