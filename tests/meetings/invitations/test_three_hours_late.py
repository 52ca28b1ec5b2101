"""R21: beat was away and everything is noticed three hours late. What is still useful leaves, and only once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from leap.core import outbox
from leap.core.outbox import OutboxMessage
from meetings.invitations import actions, notices
from meetings.schedule.models import Meeting
from tests import factories
from tests.leap.core.conftest import post_office  # noqa: F401 - a fixture
from tests.meetings import rooms

pytestmark = pytest.mark.django_db

EIGHT = datetime(2026, 11, 10, 8, tzinfo=UTC)  # the last round of beat, in winter
ELEVEN = EIGHT + timedelta(hours=3)


@pytest.fixture
def meetings() -> list[Meeting]:
    """Everybody comes to all three. At eight the reminders of the first two are written down, and nothing leaves any
    more; the third's last one is due at nine.
    """
    with time_machine.travel(EIGHT - timedelta(days=8), tick=False):
        world = factories.small_panel()
        starts = [EIGHT + timedelta(hours=hours) for hours in (2, 6, 30)]
        found = [rooms.meeting(world.panel, state="planned", starts_at=at, minutes=60) for at in starts]
        for meeting in found:
            actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
            for person in world.on_panel:
                actions.reply(meeting_id=meeting.pk, reply="coming", by=person)
    OutboxMessage.objects.all().delete()
    with time_machine.travel(EIGHT, tick=False):
        actions.queue_due_reminders()
    return found


def became(meeting: Meeting) -> set[tuple[str, str]]:
    about = OutboxMessage.objects.filter(about_id__in=meeting.invitations.values("pk"))
    return set(about.values_list("occasion", "state"))


def notice_and_send() -> int:
    with time_machine.travel(ELEVEN, tick=False):
        return actions.queue_due_reminders() + outbox.deliver_due()


def test_r21_three_hours_late_only_what_is_still_useful_leaves(meetings, post_office):  # noqa: F811
    begun, to_come, tomorrow = meetings
    assert became(begun) == became(to_come) == {("1-day", "pending")}
    assert became(tomorrow) == {("7-days", "pending")}
    notice_and_send()
    assert became(begun) == {("1-day", "cancelled")}, "nobody is reminded of what has begun"
    assert became(to_come) == {("1-day", "sent")}
    assert became(tomorrow) == {("7-days", "cancelled"), ("1-day", "sent")}, "the later one says it all"
    assert len(post_office.letters) == OutboxMessage.objects.filter(state="sent").count()
    assert notice_and_send() == 0, "and nothing leaves twice"


def test_r21_unasked_people_would_be_reminded_of_a_meeting_that_has_begun(meetings, post_office, monkeypatch):  # noqa: F811
    """The control: nobody asks at the last moment."""
    monkeypatch.setattr(notices, "STILL", dict.fromkeys(notices.STILL, lambda *facts: True))
    notice_and_send()
    assert became(meetings[0]) == {("1-day", "sent")}
