"""News of a date in somebody's quiet hours: it waits for their end, or the page says that it did not go. Nights are
quiet by the person's own clock, unless they said that any time will do.
"""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.needs.actions import contact
from accounts.needs.models import ContactPreference
from accounts.reaching import actions as reaching
from accounts.reaching import queries as work
from accounts.reaching.actions import TOLD
from accounts.reaching.views import parts
from leap.core import outbox
from leap.core.errors import NotNow
from leap.core.outbox import OutboxMessage
from meetings.invitations import actions
from meetings.schedule import actions as schedule
from tests import factories
from tests.accounts.needs.factories import reached
from tests.leap.core.conftest import post_office  # noqa: F401 - a fixture
from tests.meetings import rooms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("post_office")]

EVENING = datetime(2026, 11, 23, 22, tzinfo=UTC)  # and in London
NINE, TWO = datetime(2026, 11, 24, 9, tzinfo=UTC), datetime(2026, 11, 24, 14, tzinfo=UTC)
OWN = {"quiet_hours": (time(21), time(9, 30))}


@pytest.fixture
def now():
    with time_machine.travel(EVENING - timedelta(days=30), tick=False) as now:
        yield now


@pytest.fixture
def world(now):
    return factories.small_panel()


@pytest.fixture
def wren(world):
    return world.members[0]


def invited(world, starts_at):
    meeting = rooms.meeting(world.panel, state="planned", starts_at=starts_at)
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    OutboxMessage.objects.all().delete()
    meeting.refresh_from_db()
    return meeting


def calls_off(world, starts_at, now, moment=EVENING):
    meeting = invited(world, starts_at)
    now.move_to(moment)
    schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    outbox.deliver_due()
    return meeting


def became(person):
    message = OutboxMessage.objects.get(to_person_id=person.pk)
    return message.state, message.reason


def test_what_can_wait_comes_when_quiet_hours_end(world, wren, now):
    reached(wren, **OWN)
    calls_off(world, TWO, now)
    assert became(wren) == ("retry", "quiet-hours")
    now.move_to(datetime(2026, 11, 24, 9, 30, tzinfo=UTC))
    outbox.deliver_due()
    assert became(wren) == ("sent", "")


def test_what_would_come_after_the_meeting_is_for_somebody_to_decide_at_once(world, wren, now, client):
    reached(wren, **OWN)
    meeting = calls_off(world, NINE, now)
    assert became(wren) == ("failed", "quiet-too-long")
    client.force_login(world.coordinator)
    page = client.get(reverse("invitations:reached-list", args=[meeting.pk])).content.decode()
    assert "Not sent: their quiet hours last until it is too late. You may know another way to tell them." in page
    assert "Did not arrive" not in page
    (trouble,) = [one for one in work.work_for(world.coordinator).troubles if one.person == wren]
    assert parts.buttons_for(trouble.message) == [(TOLD, "I told them another way")], "nobody sends it into the night"
    reaching.settle(message_id=trouble.message.pk, what=TOLD, by=world.coordinator)
    assert became(wren) == ("done", "another-way")


def test_another_date_waits_and_the_page_says_that_it_comes_after_the_old_one(world, wren, now, client):
    reached(wren, **OWN)
    meeting = invited(world, NINE)
    now.move_to(EVENING)
    facts = replace(schedule.facts_of(meeting), starts_at=NINE + timedelta(days=7))
    schedule.move_meeting(meeting_id=meeting.pk, revision=meeting.revision, facts=facts, by=world.coordinator)
    outbox.deliver_due()
    assert became(wren) == ("retry", "quiet-hours-late")
    client.force_login(world.coordinator)
    page = client.get(reverse("invitations:reached-list", args=[meeting.pk])).content.decode()
    assert "That is after the old date: you may know another way." in page


def test_a_reminder_that_would_come_too_late_is_no_loss_to_anybody(world, wren, now):
    reached(wren, quiet_hours=(time(8), time(23)))
    meeting = invited(world, TWO)
    rooms.reply(meeting, wren)
    now.move_to(datetime(2026, 11, 23, 9, tzinfo=UTC))
    actions.queue_due_reminders()
    now.move_to(datetime(2026, 11, 24, 8, 30, tzinfo=UTC))
    outbox.deliver_due()
    assert became(wren) == ("cancelled", "quiet-too-long")


@pytest.mark.parametrize("said", ["a clock", "any time", "nothing"])
def test_nights_are_quiet_by_the_clock_somebody_said_unless_any_time_will_do(world, wren, now, said):
    """Five in the afternoon in London is half past ten at night in Kolkata."""
    if said != "nothing":
        reached(wren, time_zone="Asia/Kolkata", any_time=said == "any time")
    calls_off(world, TWO + timedelta(days=3), now, EVENING - timedelta(hours=5))
    if said == "a clock":
        assert became(wren) == ("retry", "quiet-hours")
        assert OutboxMessage.objects.get(to_person_id=wren.pk).due_at == datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
    else:
        assert became(wren) == ("sent", "")


def test_the_usual_night_gives_way_to_news_that_could_not_wait_for_its_end(world, wren, now):
    """Nobody asked for these hours: better a message at ten than a journey for nothing at seven."""
    reached(wren, any_time=False)
    calls_off(world, datetime(2026, 11, 24, 7, 30, tzinfo=UTC), now)
    assert became(wren) == ("sent", "")


def test_any_time_and_quiet_hours_are_one_or_the_other(wren):
    kept = reached(wren, **OWN)
    assert not kept.any_time
    kept = reached(wren, any_time=True)
    assert (kept.any_time, kept.quiet_from) == (True, None)
    kept = reached(wren, **OWN)
    assert (kept.any_time, kept.quiet_from) == (False, time(21))
    with pytest.raises(NotNow):
        contact.change_contact(ways=contact.Ways(any_time=True, **OWN), by=wren)
    every = ContactPreference.objects.unscoped("a test")
    with pytest.raises(IntegrityError), transaction.atomic():
        every.filter(person=wren).update(any_time=True)


def test_the_page_asks_about_the_night_and_keeps_what_was_typed(wren, client):
    client.force_login(wren)
    page = reverse("needs:contact-edit")
    said = {"channel": "email", "leave_message": "no", "is_discreet": "yes", "time_zone": "Europe/London"}
    both = client.post(page, {**said, "any_time": "yes", "quiet_from": "9pm", "quiet_until": "8am"})
    assert both.status_code == 422
    assert contact.QUIET_OR_ANY_TIME in both.content.decode()
    assert 'value="9pm"' in both.content.decode()
    client.post(page, {**said, "any_time": "yes"})
    every = ContactPreference.objects.unscoped("a test")
    assert every.get(person=wren).any_time
    assert client.get(page).content.decode().count("checked") >= 1
    client.post(page, {**said, "any_time": "no"})
    assert not every.get(person=wren).any_time
