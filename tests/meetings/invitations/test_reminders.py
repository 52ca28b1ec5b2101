"""Reminders: due ones are queued once, stale ones never, and only to people who may still come."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.people.actions import panels as people
from leap.core import outbox
from leap.core.ids import new_id
from leap.core.standing_in import StandIn
from meetings.invitations import actions, tasks
from meetings.schedule import actions as schedule
from tests import factories
from tests.leap.core.conftest import post_office  # noqa: F401 - a fixture
from tests.meetings import rooms
from tests.meetings.autumn import FIVE_DAYS, MINUTE, STARTS_AT, early_october
from tests.meetings.together import at_once

pytestmark = pytest.mark.django_db

SEVEN_DAYS = datetime(2026, 10, 20, 8, tzinfo=UTC)
TEN_DAYS = datetime(2026, 10, 17, 8, tzinfo=UTC)
ONE_DAY = datetime(2026, 10, 26, 9, tzinfo=UTC)  # nine in winter time


@pytest.fixture
def time():
    with early_october() as time:
        yield time


@pytest.fixture
def world(time):
    """A panel that is reminded five days before, when those who have not answered are asked again too."""
    world = factories.small_panel()
    people.describe_panel(panel=world.panel, by=world.coordinator, first_reminder_days=5)
    return world


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(world.panel, state="planned", starts_at=STARTS_AT)
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    meeting.refresh_from_db()
    return meeting


def reminded(occasion="5-days", kind="meeting_reminder"):
    found = outbox.OutboxMessage.objects.filter(kind=kind, occasion=occasion)
    return set(found.values_list("to_person_id", flat=True))


def everybody_comes(world, meeting):
    for person in world.on_panel:
        actions.reply(meeting_id=meeting.pk, reply="coming", by=person)


def keys(people):
    return {person.pk for person in people}


def test_each_reminder_is_queued_at_nine_on_its_own_side_of_the_clock_change(world, meeting, time):
    everybody_comes(world, meeting)
    time.move_to(FIVE_DAYS - MINUTE)
    assert actions.queue_due_reminders() == 0
    time.move_to(FIVE_DAYS)
    assert actions.queue_due_reminders() == len(world.on_panel)
    assert actions.queue_due_reminders() == 0
    time.move_to(ONE_DAY - MINUTE)
    assert actions.queue_due_reminders() == 0
    time.move_to(ONE_DAY)
    assert tasks.queue_due_reminders() == len(world.on_panel)
    assert reminded("5-days") == reminded("1-day") == keys(world.on_panel)


def test_a_panel_says_when_it_is_reminded_and_a_change_counts_at_once(world, meeting, time):
    everybody_comes(world, meeting)
    people.describe_panel(panel=world.panel, by=world.coordinator, first_reminder_days=7)
    time.move_to(SEVEN_DAYS)
    assert actions.queue_due_reminders() == len(world.on_panel)
    message = outbox.OutboxMessage.objects.filter(kind="meeting_reminder", occasion="7-days").first()
    kind = next(kind for kind in outbox.kinds() if kind.name == message.kind)
    assert kind.still_true(message)
    people.describe_panel(panel=world.panel, by=world.coordinator, first_reminder_days=None)
    assert not kind.still_true(message)
    time.move_to(ONE_DAY - MINUTE)
    assert actions.queue_due_reminders() == 0
    time.move_to(ONE_DAY)
    assert actions.queue_due_reminders() == len(world.on_panel)


def test_people_who_are_not_coming_are_left_in_peace(world, meeting, time):
    wren, finch, hazel = world.members[:3]
    actions.reply(meeting_id=meeting.pk, reply="not_coming", by=wren)
    actions.reply(meeting_id=meeting.pk, reply="online", by=finch)
    factories.end_roles(hazel)
    time.move_to(FIVE_DAYS)
    actions.queue_due_reminders()
    assert reminded() == keys([finch])
    undecided = keys(world.on_panel) - keys([wren, finch, hazel])
    assert reminded("5-days", "meeting_reply_open") == undecided
    time.move_to(ONE_DAY)
    actions.queue_due_reminders()
    assert reminded("1-day") == undecided | keys([finch])


def test_only_the_undecided_are_asked_again_and_twice_at_most(world, meeting, time):
    wren, finch = world.members[:2]
    actions.reply(meeting_id=meeting.pk, reply="comments", by=wren)
    moment = datetime(2026, 10, 2, tzinfo=UTC)
    while moment < STARTS_AT:  # a minute past each hour of all the days until then
        time.move_to(moment + MINUTE)
        actions.queue_due_reminders()
        moment += timedelta(hours=1)
    asked = outbox.OutboxMessage.objects.filter(kind="meeting_reply_open", to_person_id=finch.pk).order_by("due_at")
    assert [(each.occasion, each.created_at - MINUTE) for each in asked] == [
        ("10-days", TEN_DAYS),
        ("5-days", FIVE_DAYS),
    ]
    assert not outbox.OutboxMessage.objects.filter(to_person_id=wren.pk).exclude(kind="meeting_invitation").exists()
    kind = next(kind for kind in outbox.kinds() if kind.name == "meeting_reply_open")
    time.move_to(FIVE_DAYS)
    assert [kind.still_true(each) for each in asked] == [False, True]
    actions.reply(meeting_id=meeting.pk, reply="waiting", by=wren)
    actions.reply(meeting_id=meeting.pk, reply="phone", by=finch)
    assert not kind.still_true(asked[1])


def test_a_late_worker_sends_the_last_reminder_only(world, meeting, time):
    time.move_to(ONE_DAY + timedelta(hours=2))
    actions.queue_due_reminders()
    assert reminded("5-days") == set()
    assert reminded("1-day") == keys(world.on_panel)


def test_nothing_is_sent_once_the_meeting_has_started_or_is_called_off(world, meeting, time):
    time.move_to(STARTS_AT)
    assert actions.queue_due_reminders() == 0
    time.move_to(FIVE_DAYS)
    schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    assert actions.queue_due_reminders() == 0


def test_somebody_just_invited_is_not_reminded_at_once(world, meeting, time):
    time.move_to(FIVE_DAYS + timedelta(hours=1))
    rowan = factories.member(world.panel, "Newcomer")
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    actions.queue_due_reminders()
    assert rowan.pk not in reminded("5-days", "meeting_reply_open")
    time.move_to(ONE_DAY)
    actions.queue_due_reminders()
    assert rowan.pk in reminded("1-day")


@pytest.mark.parametrize("change", ["not_coming", "left", "cancelled", "too_late", "inactive"])
def test_a_reminder_that_is_no_longer_true_is_cancelled_at_the_last_moment(world, meeting, time, change):
    wren = world.members[0]
    actions.reply(meeting_id=meeting.pk, reply="coming", by=wren)
    time.move_to(FIVE_DAYS)
    actions.queue_due_reminders()
    message = outbox.OutboxMessage.objects.get(kind="meeting_reminder", to_person_id=wren.pk)
    kind = next(kind for kind in outbox.kinds() if kind.name == message.kind)
    assert kind.still_true(message)
    if change == "not_coming":
        actions.reply(meeting_id=meeting.pk, reply="not_coming", by=wren)
    elif change == "left":
        factories.end_roles(wren)
    elif change == "cancelled":
        schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    elif change == "inactive":
        type(wren).objects.filter(pk=wren.pk).update(is_active=False)
    else:
        time.move_to(ONE_DAY)
    assert not kind.still_true(message)


def test_a_message_about_an_invitation_that_is_gone_is_not_true(world, meeting):
    message = outbox.OutboxMessage.objects.filter(kind="meeting_invitation").first()
    kind = next(kind for kind in outbox.kinds() if kind.name == message.kind)
    assert kind.still_true(message)
    message.about_id = new_id()
    assert not kind.still_true(message)


def test_an_invitation_is_not_sent_after_the_meeting_is_called_off_and_the_other_way_round(world, meeting):
    invited = outbox.OutboxMessage.objects.filter(kind="meeting_invitation").first()
    by_name = {kind.name: kind for kind in outbox.kinds()}
    outbox.OutboxMessage.objects.exclude(pk=invited.pk).update(state="sent")
    schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    cancelled = outbox.OutboxMessage.objects.filter(kind="meeting_cancelled").first()
    assert not by_name["meeting_invitation"].still_true(invited)
    assert by_name["meeting_cancelled"].still_true(cancelled)


@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(hours=1)])
def test_a_clock_that_steps_back_or_on_reminds_each_person_once(world, meeting, time, step):
    """A step back delays what is due; nothing that was written down is written down again."""
    everybody_comes(world, meeting)
    time.move_to(FIVE_DAYS + MINUTE)
    tasks.queue_due_reminders()
    time.move_to(FIVE_DAYS + MINUTE + step)
    tasks.queue_due_reminders()
    time.move_to(FIVE_DAYS + 2 * MINUTE)
    tasks.queue_due_reminders()
    assert reminded() == keys(world.on_panel)
    assert outbox.OutboxMessage.objects.filter(kind="meeting_reminder").count() == len(world.on_panel)


@pytest.mark.django_db(transaction=True)
def test_eight_beats_at_once_remind_each_person_once(world, meeting, time):
    everybody_comes(world, meeting)
    time.move_to(FIVE_DAYS)
    at_once(lambda number: actions.queue_due_reminders())
    assert outbox.OutboxMessage.objects.filter(kind="meeting_reminder").count() == len(world.on_panel)


def test_without_broker_beat_and_worker_reminders_are_noticed_and_sent_all_the_same(
    world,
    meeting,
    time,
    settings,
    post_office,  # noqa: F811
):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    everybody_comes(world, meeting)
    StandIn().round()
    post_office.letters.clear()
    time.move_to(FIVE_DAYS)
    StandIn().round()
    by_email = {person.email for person in world.on_panel if person.email}
    assert set(post_office.addresses()) == by_email != set()
    StandIn().round()
    assert sorted(post_office.addresses()) == sorted(by_email)
