"""Letters take days. One that would come after it is of use goes no more, and the page says so in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.reaching import actions as reaching
from accounts.reaching import queries as work
from accounts.reaching.actions import AGAIN, TOLD
from leap.core import outbox
from leap.core.post import POST_TAKES
from meetings.invitations import actions
from meetings.schedule import actions as schedule
from tests import factories
from tests.accounts.needs.factories import reached
from tests.meetings import rooms
from tests.meetings.autumn import MINUTE, STARTS_AT, early_october

pytestmark = pytest.mark.django_db

SEVEN_DAYS = datetime(2026, 10, 20, 8, tzinfo=UTC)
ONE_DAY = datetime(2026, 10, 26, 9, tzinfo=UTC)
TOO_LATE = STARTS_AT - POST_TAKES
BY_LETTER = {"channel": "letter", "postal_address": "1 Beck Lane"}
OR_A_CALL = {**BY_LETTER, "backup": "phone", "phone_number": "01632 960 004"}


@pytest.fixture
def time():
    with early_october() as time:
        yield time


@pytest.fixture
def world(time):
    return factories.small_panel()


@pytest.fixture
def meeting(world):
    return rooms.meeting(world.panel, state="planned", starts_at=STARTS_AT)


@pytest.fixture
def wren(world):
    return world.members[0]


def invite(world, meeting):
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    meeting.refresh_from_db()


def became(person, kind, **more):
    message = outbox.OutboxMessage.objects.get(to_person_id=person.pk, kind=kind, **more)
    return message.channel, message.state, message.reason


def on_page(client, world, meeting):
    client.force_login(world.coordinator)
    return client.get(reverse("invitations:reached-list", args=[meeting.pk])).content.decode()


def test_the_letter_of_a_week_before_goes_and_the_one_of_the_day_before_does_not(world, meeting, wren, time, client):
    reached(wren, **BY_LETTER)
    invite(world, meeting)
    rooms.reply(meeting, wren)
    time.move_to(SEVEN_DAYS)
    actions.queue_due_reminders()
    assert became(wren, "meeting_reminder") == ("letter", "to_do", "")
    time.move_to(ONE_DAY)
    actions.queue_due_reminders()
    assert became(wren, "meeting_reminder", occasion="1-day") == ("letter", "cancelled", "letter-too-late")
    assert "Not sent: a letter would come too late." in on_page(client, world, meeting)
    assert not [one for one in work.work_for(world.coordinator).troubles if one.person == wren], "nobody is nagged"


def test_whoever_said_that_they_may_be_rung_is_rung_instead(world, meeting, wren, time):
    reached(wren, **OR_A_CALL)
    invite(world, meeting)
    rooms.reply(meeting, wren)
    time.move_to(ONE_DAY)
    actions.queue_due_reminders()
    assert became(wren, "meeting_reminder", occasion="1-day") == ("phone", "to_do", "")


def test_a_letter_that_nobody_posted_in_time_is_off_the_pile_and_somebody_is_asked(world, meeting, wren, time, client):
    reached(wren, **BY_LETTER)
    invite(world, meeting)
    rooms.reply(meeting, wren)
    time.move_to(SEVEN_DAYS)
    actions.queue_due_reminders()
    time.move_to(TOO_LATE - MINUTE)
    outbox.recheck_tasks()
    assert became(wren, "meeting_reminder")[1] == "to_do"
    time.move_to(TOO_LATE)
    outbox.recheck_tasks()
    assert became(wren, "meeting_reminder") == ("letter", "failed", "letter-too-late")
    assert not [one for one in work.work_for(world.coordinator).letters if one.message.kind == "meeting_reminder"]
    page = on_page(client, world, meeting)
    assert "You may know another way to tell them." in page
    assert "Would have come too late" in page
    assert "Did not arrive" not in page, "nothing the person did"
    message = outbox.OutboxMessage.objects.get(to_person_id=wren.pk, kind="meeting_reminder")
    reaching.settle(message_id=message.pk, what=TOLD, by=world.coordinator)
    assert became(wren, "meeting_reminder") == ("letter", "done", "another-way")


def test_a_panel_reminded_on_the_day_before_alone_hears_that_its_letters_would_not_do(world, meeting, wren, time):
    world.panel.first_reminder_days = None
    world.panel.save()
    reached(wren, **BY_LETTER)
    invite(world, meeting)
    time.move_to(ONE_DAY)
    actions.queue_due_reminders()
    assert became(wren, "meeting_reminder") == ("letter", "failed", "letter-too-late")


@pytest.mark.parametrize("what", ["off", "invited"])
def test_news_within_four_days_is_for_somebody_to_pass_on_another_way(world, meeting, wren, time, what):
    finch = world.members[1]
    reached(wren, **BY_LETTER)
    reached(finch, **OR_A_CALL)
    if what == "off":
        invite(world, meeting)
        for person in (wren, finch):
            actions.reply(meeting_id=meeting.pk, reply="coming", by=person)  # so they have heard of it
    time.move_to(TOO_LATE + MINUTE)
    if what == "off":
        schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    else:
        invite(world, meeting)
    kind = {"off": "meeting_cancelled", "invited": "meeting_invitation"}[what]
    assert became(wren, kind) == ("letter", "failed", "letter-too-late")
    assert became(finch, kind) == ("phone", "to_do", "")


def test_somebody_can_decide_that_a_late_letter_goes_all_the_same_and_it_stays_so(world, meeting, wren, time):
    reached(wren, **BY_LETTER)
    time.move_to(TOO_LATE + MINUTE)
    invite(world, meeting)
    message = outbox.OutboxMessage.objects.get(to_person_id=wren.pk)
    reaching.settle(message_id=message.pk, what=AGAIN, by=world.coordinator)
    outbox.recheck_tasks()
    assert became(wren, "meeting_invitation") == ("letter", "to_do", "all-the-same")
    assert wren in [letter.person for letter in work.work_for(world.coordinator).letters]


def test_a_letter_after_the_old_date_and_before_the_new_one_goes_and_says_so(world, meeting, wren, time, client):
    reached(wren, **BY_LETTER)
    invite(world, meeting)
    outbox.OutboxMessage.objects.all().delete()
    time.move_to(STARTS_AT - timedelta(days=2))
    facts = replace(schedule.facts_of(meeting), starts_at=STARTS_AT + timedelta(days=10))
    schedule.move_meeting(meeting_id=meeting.pk, revision=meeting.revision, facts=facts, by=world.coordinator)
    assert became(wren, "meeting_changed") == ("letter", "to_do", "letter-late")
    assert "It will come after the old date. You may know a quicker way." in on_page(client, world, meeting)


def test_a_place_whose_letter_would_come_too_late_is_offered_by_a_call_or_shown(world, meeting, wren, time):
    finch = world.members[1]
    meeting.places = 1
    meeting.save()
    reached(wren, **BY_LETTER)
    invite(world, meeting)
    actions.reply(meeting_id=meeting.pk, reply="coming", by=finch)
    actions.reply(meeting_id=meeting.pk, reply="in_line", by=wren)
    time.move_to(STARTS_AT - timedelta(days=6))
    actions.reply(meeting_id=meeting.pk, reply="not_coming", by=finch)
    actions.keep_lines_moving()
    assert became(wren, "meeting_place_offered") == ("letter", "failed", "letter-too-late")
    reached(wren, **OR_A_CALL)
    message = outbox.OutboxMessage.objects.get(to_person_id=wren.pk, kind="meeting_place_offered")
    outbox.send_again(message_id=message.pk, by=world.coordinator)
    assert became(wren, "meeting_place_offered") == ("phone", "to_do", "")


def test_no_query_more_or_less_tells_who_is_reached_by_letter(world, meeting, wren, time):
    """Who calls a meeting off asks the same of each person, however each is reached."""
    other = rooms.meeting(world.panel, state="planned", starts_at=STARTS_AT + timedelta(days=1))
    for each in (meeting, other):
        invite(world, each)
    counted = []
    for each, way in ((meeting, {"channel": "phone", "phone_number": "01632 960 004"}), (other, BY_LETTER)):
        reached(wren, **way)
        with CaptureQueriesContext(connection) as asked:
            schedule.cancel_meeting(meeting_id=each.pk, by=world.coordinator)
        counted.append(len(asked))
    assert counted[0] == counted[1]
