"""R15: a time is typed that the wall never shows, or shows twice. It is asked about, and nothing moves in silence."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.timezone import make_aware

from meetings.schedule import forms
from meetings.schedule.models import Meeting
from tests import factories
from tests.meetings import rooms
from tests.meetings.schedule.test_moving import typed

pytestmark = pytest.mark.django_db

HALF_PAST_ONE = time(1, 30)
NIGHTS = {date(2026, 3, 29): "does not happen", date(2026, 10, 25): "happens twice"}


@pytest.fixture
def meeting():
    with time_machine.travel("2026-03-01 12:00:00+00:00", tick=False):
        world = factories.small_panel()
        meeting = rooms.meeting(world.panel)
        meeting.runs_it = world.coordinator
        yield meeting


def is_asked_about(meeting: Meeting, day: date) -> None:
    """Half past one in the night of that day is typed: the page asks in words, keeps them, and nothing has moved."""
    browser = Client()
    browser.force_login(meeting.runs_it)
    boxes = {f"day_{box}": str(getattr(day, box)) for box in ("day", "month", "year")}
    asked = browser.post(
        reverse("schedule:meeting-move", args=[meeting.pk]),
        typed(meeting, at="1:30am", known_day=day.isoformat(), **boxes),
    )
    was = meeting.starts_at
    meeting.refresh_from_db()
    assert meeting.starts_at == was, "moved in silence"
    assert asked.status_code == 422
    assert NIGHTS[day] in asked.content.decode()
    assert "1:30am" in asked.content.decode()


@pytest.mark.parametrize("day", NIGHTS)
def test_r15_a_time_that_is_not_there_or_there_twice_is_asked_about(meeting, day):
    is_asked_about(meeting, day)


@pytest.mark.parametrize(
    ("day", "taken_for"),
    [
        (date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # half past two on the wall
        (date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # the first of the two
    ],
)
def test_r15_taken_as_django_takes_it_the_meeting_moves_without_a_word(meeting, day, taken_for, monkeypatch):
    """The control: our reading of the wall is taken away, and the same typing is saved as some time or other."""
    monkeypatch.setattr(forms, "moment", lambda day, at, zone: make_aware(datetime.combine(day, at), ZoneInfo(zone)))
    with pytest.raises(AssertionError, match="moved in silence"):
        is_asked_about(meeting, day)
    assert meeting.starts_at == taken_for
