"""Web, workers, beat and sender were off past the use of a reminder: nobody is sent it, and the page says so."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from leap.core import outbox
from meetings.invitations import actions
from meetings.invitations.models import Look
from tests import factories
from tests.meetings import rooms
from tests.meetings.autumn import MINUTE, STARTS_AT, early_october

pytestmark = pytest.mark.django_db

SEVEN_DAYS = datetime(2026, 10, 20, 8, tzinfo=UTC)
ONE_DAY = datetime(2026, 10, 26, 9, tzinfo=UTC)
OFF = "Not sent: LEAP was not running then."


@pytest.fixture
def time():
    with early_october() as time:
        yield time


@pytest.fixture
def world(time):
    return factories.small_panel()


@pytest.fixture
def meeting(world):
    """Everybody is invited and comes; LEAP looks each minute."""
    meeting = rooms.meeting(world.panel, state="planned", starts_at=STARTS_AT)
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    for person in world.on_panel:
        actions.reply(meeting_id=meeting.pk, reply="coming", by=person)
    meeting.refresh_from_db()
    return meeting


def off(occasion="1-day"):
    return outbox.OutboxMessage.objects.filter(reason="all-was-off", occasion=occasion)


def to(messages):
    return set(messages.values_list("to_person_id", flat=True))


def on_page(client, world, meeting):
    client.force_login(world.coordinator)
    return client.get(reverse("invitations:reached-list", args=[meeting.pk])).content.decode()


def stops_and_comes_back(time, stops, back):
    time.move_to(stops)
    actions.queue_due_reminders()
    time.move_to(back)
    return actions.queue_due_reminders()


def test_the_page_says_once_which_reminder_was_not_sent_to_how_many_and_beside_each_name(world, meeting, time, client):
    wren = world.members[0]
    actions.reply(meeting_id=meeting.pk, reply="not_coming", by=wren)
    assert stops_and_comes_back(time, ONE_DAY - MINUTE, STARTS_AT + timedelta(hours=2)) == 0, "nothing is sent late"
    assert to(off()) == {person.pk for person in world.on_panel if person != wren}
    page = on_page(client, world, meeting)
    assert "The reminder of Monday 26 October 2026 was not sent to 5 people: LEAP was not running then." in page
    assert page.count(OFF) == 5
    actions.queue_due_reminders()
    time.move_to(STARTS_AT + timedelta(hours=9))
    actions.queue_due_reminders()
    assert off().count() == 5, "and it is written down once"


def test_a_reminder_that_gave_way_to_the_next_one_while_all_was_off_is_told_too(world, meeting, time, client):
    back = stops_and_comes_back(time, SEVEN_DAYS - MINUTE, ONE_DAY + MINUTE)
    assert back == off("7-days").count() == len(world.on_panel), "the later one goes, the earlier one is noted"
    assert "The reminder of Tuesday 20 October 2026 was not sent to 6 people" in on_page(client, world, meeting)


def test_whoever_had_not_answered_was_not_asked_again_either(world, time, client):
    meeting = rooms.meeting(world.panel, state="planned", starts_at=STARTS_AT)
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    stops_and_comes_back(time, datetime(2026, 10, 17, 7, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC))
    page = on_page(client, world, meeting)
    assert "The message of Saturday 17 October 2026 about answers still to come was not sent to 6 people" in page


def test_nobody_is_named_who_was_not_to_be_reminded_then(world, meeting, time):
    """Somebody invited in between, somebody who left, and a date to which nobody was to be reminded any more."""
    late = factories.member(world.panel, "Newcomer")
    gone = world.members[1]
    time.move_to(ONE_DAY - MINUTE)
    actions.queue_due_reminders()
    factories.end_roles(gone)
    time.move_to(ONE_DAY + MINUTE)
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    time.move_to(STARTS_AT + MINUTE)
    actions.queue_due_reminders()
    assert off().exists()
    assert not {late.pk, gone.pk} & to(off())


def test_while_leap_looks_now_and_then_nothing_is_said_to_be_missed(world, meeting, time, client):
    """Away for a day, but not past the use of anything; and nobody is promised anything before LEAP looked once."""
    time.move_to(SEVEN_DAYS - MINUTE)
    actions.queue_due_reminders()
    moment = SEVEN_DAYS + timedelta(hours=20)
    while moment < STARTS_AT + timedelta(days=2):
        time.move_to(moment)
        actions.queue_due_reminders()
        moment += timedelta(hours=20)
    assert not outbox.OutboxMessage.objects.filter(reason="all-was-off").exists()
    assert "not running" not in on_page(client, world, meeting)


def test_a_first_look_finds_nothing_missed(world, meeting, time):
    time.move_to(STARTS_AT + MINUTE)
    actions.queue_due_reminders()
    assert not outbox.OutboxMessage.objects.filter(reason="all-was-off").exists()
    assert Look.objects.get().looked_at == STARTS_AT + MINUTE


def test_there_is_one_last_look_and_no_more(world, meeting, time):
    actions.queue_due_reminders()
    for more in ({}, {"is_the_one": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Look.objects.create(looked_at=STARTS_AT, **more)
