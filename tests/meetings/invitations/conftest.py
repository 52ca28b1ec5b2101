"""A small panel, and a meeting to which everyone on it is invited."""

import pytest

from meetings.invitations import actions
from tests import factories
from tests.meetings import rooms


@pytest.fixture
def world():
    return factories.small_panel()


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(world.panel, state="planned")
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    meeting.refresh_from_db()
    return meeting
