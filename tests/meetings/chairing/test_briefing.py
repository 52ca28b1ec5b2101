"""Whoever chairs hears, five days before, that there is a page that helps them; and nobody who does not chair."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.people.actions import panels
from leap.core import outbox
from meetings.chairing import actions, notices, queries, tasks
from meetings.chairing.models import ChairTurn
from meetings.chairing.planning import running_order
from meetings.schedule import actions as schedule
from tests import factories
from tests.accounts.needs.factories import reached
from tests.meetings import rooms
from tests.meetings.autumn import FIVE_DAYS, MINUTE, STARTS_AT, early_october

pytestmark = pytest.mark.django_db


@pytest.fixture
def time():
    with early_october() as time:
        yield time


@pytest.fixture
def world(time):
    return factories.small_panel()


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(world.panel, starts_at=STARTS_AT)
    rooms.reply(meeting, *world.members)
    return meeting


def agreed(world, meeting, person):
    ChairTurn.objects.create(meeting=meeting, person=person, offered_by=world.coordinator)
    return actions.accept(meeting_id=meeting.pk, by=person)


def briefings():
    return outbox.OutboxMessage.objects.filter(kind=notices.BRIEFING).order_by("created_at")


def goes(message):
    return outbox.kind_called(message.kind).still_true(message)


def test_the_chair_hears_once_at_nine_five_days_before_and_not_when_anything_changed(world, meeting, time):
    wren, finch = world.members[:2]
    agreed(world, meeting, wren)
    time.move_to(FIVE_DAYS - MINUTE)
    assert tasks.queue_due_briefings() == 0
    time.move_to(FIVE_DAYS)
    assert (tasks.queue_due_briefings(), tasks.queue_due_briefings()) == (1, 0)
    first = briefings().get()
    assert (first.to_person_id, first.channel) == (wren.pk, "email")
    assert goes(first)
    facts = replace(schedule.facts_of(meeting), starts_at=STARTS_AT + timedelta(days=1))
    schedule.move_meeting(meeting_id=meeting.pk, revision=0, facts=facts, by=world.coordinator)
    assert not goes(first), "they are asked if the new date suits them"
    actions.accept(meeting_id=meeting.pk, by=wren)
    assert not goes(first), "it was about another date"
    time.move_to(FIVE_DAYS + timedelta(days=1))
    assert tasks.queue_due_briefings() == 1
    second = briefings().last()
    assert goes(second)
    actions.pass_turn(meeting_id=meeting.pk, by=wren)
    assert not goes(second)
    agreed(world, meeting, finch)
    assert tasks.queue_due_briefings() == 1, "who agrees late hears at once"
    third = briefings().get(to_person_id=finch.pk)
    schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    assert not goes(third)


def test_a_panel_says_how_long_before_and_a_change_of_it_tells_nobody_twice(world, meeting, time):
    agreed(world, meeting, world.members[0])
    panels.describe_panel(panel=world.panel, by=world.coordinator, chair_briefing_days=8)
    time.move_to(FIVE_DAYS - timedelta(days=3))
    assert tasks.queue_due_briefings() == 1
    panels.describe_panel(panel=world.panel, by=world.coordinator, chair_briefing_days=2)
    time.move_to(FIVE_DAYS + timedelta(days=3))
    assert tasks.queue_due_briefings() == 0
    assert goes(briefings().get())


def test_nobody_hears_who_is_only_asked_or_has_left_or_once_it_has_begun(world, meeting, time):
    wren, finch = world.members[:2]
    turn = ChairTurn.objects.create(meeting=meeting, person=wren, offered_by=world.coordinator)
    time.move_to(FIVE_DAYS)
    assert tasks.queue_due_briefings() == 0
    actions.accept(meeting_id=meeting.pk, by=wren)
    tasks.queue_due_briefings()
    factories.end_roles(wren)
    assert not goes(briefings().get())
    turn.delete()
    agreed(world, meeting, finch)
    time.move_to(STARTS_AT)
    assert tasks.queue_due_briefings() == 0


def test_a_chair_without_email_is_rung_and_those_who_arrange_see_that_the_chair_was_reached(world, meeting, time, as_):
    wren, finch = world.members[:2]
    reached(wren, channel="phone", phone_number="01632 960 003")
    agreed(world, meeting, wren)
    time.move_to(FIVE_DAYS)
    tasks.queue_due_briefings()
    message = briefings().get()
    assert (message.channel, message.state) == ("phone", "to_do")
    (errand,) = queries.errands_for(world.coordinator, [message])
    assert (errand.person, errand.answers) == (wren, ())
    page = reverse("invitations:reached-list", args=[meeting.pk])
    shown = as_(world.coordinator).get(page).text
    assert "What helps to chair a meeting" in shown
    assert reverse("reaching:call-detail", args=[message.pk]) in shown
    assert as_(world.coordinator).get(reverse("reaching:call-detail", args=[message.pk])).status_code == 200
    actions.pass_turn(meeting_id=meeting.pk, by=wren)
    assert "What helps to chair a meeting" not in as_(world.coordinator).get(page).text, (
        "who said no is shown to nobody"
    )
    assert queries.errands_for(world.coordinator, [message]) == []
    assert queries.briefings_for(finch, meeting) == []


def test_the_page_is_the_chairs_own_and_has_the_time_the_rules_and_words(world, meeting, as_):
    wren, finch = world.members[:2]
    page = reverse("chairing:chair-briefing", args=[meeting.pk])
    agreed(world, meeting, wren)
    text = as_(wren).get(page).text
    assert "Your panel has not agreed any yet" in text
    panels.agree_document(
        panel=world.panel, kind="ground-rules", words="We listen.", agreed_on=STARTS_AT.date() - timedelta(days=30),
        agreed_by="The panel", by=world.coordinator,
    )  # fmt: skip
    panels.agree_document(
        panel=world.panel, kind="signals", words="A pen up: That was too hard.",
        agreed_on=STARTS_AT.date() - timedelta(days=30), agreed_by="The panel", by=world.coordinator,
    )  # fmt: skip
    assert "A hand flat on the table" in text, "until the panel has its own"
    text = as_(wren).get(page).text
    assert "We listen." in text
    assert "That was too hard." in text
    assert "A hand flat on the table" not in text
    assert "Welcome: who is here, and the ground rules</bdi>, 10 minutes" in text
    for person in (finch, world.coordinator, world.finance):
        assert as_(person).get(page).status_code == 404
    actions.pass_turn(meeting_id=meeting.pk, by=wren)
    assert as_(wren).get(page).status_code == 404


@pytest.mark.parametrize(("minutes", "number"), [(15, 1), (29, 1), (30, 3), (59, 3), (60, 5), (120, 5)])
def test_the_parts_take_the_whole_time_and_only_a_long_meeting_has_a_break(minutes, number):
    parts = running_order.parts(minutes)
    assert len(parts) == number
    assert sum(part.minutes for part in parts) == minutes
    assert all(part.minutes >= 10 for part in parts)


@pytest.mark.parametrize(
    ("minutes", "agenda", "expected"),
    [
        (120, [30, 20, 30], [10, 30, 10, 20, 30, 10, 10]),  # welcome, a thing, a break, two things, what is left, end
        (90, [60], [10, 60, 10, 10]),  # nothing to have a break between
        (60, [30, 18], [10, 30, 18, 2]),
        (60, [40, 40], [40, 40]),  # too long: nothing is made shorter behind anybody's back
        (30, [30], [30]),
    ],
)
def test_an_agenda_keeps_its_times_and_what_is_left_frames_it(minutes, agenda, expected):
    things = [running_order.Part(f"Thing {number}", length) for number, length in enumerate(agenda)]
    parts = running_order.parts(minutes, things)
    assert [part.minutes for part in parts] == expected
    assert [part for part in parts if part in things] == things
