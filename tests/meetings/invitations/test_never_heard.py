"""A date that is off or moved: whoever never heard of it gets no bewildering word, whoever may have heard is told."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from accounts.reaching import actions as reaching
from accounts.reaching import queries as work
from leap.core import clock, outbox
from leap.core.outbox import OutboxMessage
from meetings.chairing.models import ChairTurn
from meetings.invitations import actions, notices
from meetings.invitations.models import Invitation
from meetings.papers import notices as papers
from meetings.schedule import actions as schedule
from meetings.schedule.models import Meeting
from tests import factories
from tests.accounts.needs.factories import reached
from tests.leap.core.post_office import PostOffice, open_post_office
from tests.meetings import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def wren(world):
    return world.members[0]


@pytest.fixture
def post_office(settings):
    office = PostOffice()
    controller = open_post_office(office)
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 2
    yield office
    controller.stop()


@pytest.fixture
def meeting(world):
    return rooms.meeting(world.panel, state="planned")


def invite(world, meeting):
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    meeting.refresh_from_db()


def call_off(world, meeting):
    schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)


def move(world, meeting):
    now = Meeting.objects.select_related("panel", "venue").get(pk=meeting.pk)
    new = replace(schedule.facts_of(now), starts_at=now.starts_at + timedelta(days=7))
    schedule.move_meeting(meeting_id=meeting.pk, revision=now.revision, facts=new, by=world.coordinator)


def invitation_to(person):
    return OutboxMessage.objects.get(kind=notices.INVITATION, to_person_id=person.pk)


def hears(person, kind=notices.CANCELLED):
    return OutboxMessage.objects.filter(kind=kind, to_person_id=person.pk).exists()


def is_true(message):
    return outbox.kind_called(message.kind).still_true(message)


def by_hand(person, way):
    facts = {"phone": {"phone_number": "01632 960 003"}, "letter": {"postal_address": "1 Beck Lane"}}
    facts["supporter"] = {"supporter": "Sam", "supporter_number": "01632 960 009", "scope": "dates"}
    reached(person, channel=way, **facts[way])


NEVER_LEFT = ["pending", "retry", "cancelled"]
MAY_HAVE = ["claimed", "data_started", "sent", "uncertain", "failed"]


@pytest.mark.parametrize("state", NEVER_LEFT + MAY_HAVE)
def test_only_whose_invitation_never_left_hears_nothing_of_a_date_that_is_off(world, wren, meeting, state):
    invite(world, meeting)
    lease = clock.now() + timedelta(minutes=3) if state in ("claimed", "data_started") else None
    OutboxMessage.objects.filter(pk=invitation_to(wren).pk).update(state=state, lease_until=lease)
    call_off(world, meeting)
    assert hears(wren) == (state in MAY_HAVE)
    assert not is_true(invitation_to(wren)), "an invitation that still waits does not go"


def test_an_invitation_that_quiet_hours_hold_never_goes_and_nothing_follows_it(world, wren, meeting, post_office):
    night = datetime(2026, 10, 1, 22, tzinfo=UTC)
    with time_machine.travel(night, tick=False) as now:
        reached(wren, channel="email", quiet_hours=(time(21), time(9)))
        meeting = rooms.meeting(world.panel, state="planned")
        invite(world, meeting)
        while outbox.deliver_due():
            pass
        assert invitation_to(wren).reason == "quiet-hours"
        call_off(world, meeting)
        now.move_to(night + timedelta(days=1))
        while outbox.deliver_due():
            pass
    letters = [(letter["To"], letter["Subject"]) for letter in post_office.read()]
    assert wren.email not in dict(letters)
    assert (world.members[1].email, "A date that is off") in letters


@pytest.mark.parametrize("way", ["phone", "supporter", "letter"])
def test_a_call_not_made_and_a_letter_not_printed_leave_the_list_and_no_other_comes(world, wren, meeting, way):
    by_hand(wren, way)
    invite(world, meeting)
    call_off(world, meeting)
    assert not hears(wren)
    assert work.work_for(world.coordinator).is_empty
    outbox.recheck_tasks()
    assert invitation_to(wren).state == "cancelled"


@pytest.mark.parametrize("way", ["phone", "supporter"])
def test_a_call_whose_page_was_opened_may_have_been_made(world, wren, meeting, way):
    by_hand(wren, way)
    invite(world, meeting)
    work.call_or_404(world.coordinator, invitation_to(wren).pk)
    call_off(world, meeting)
    assert hears(wren)


def test_so_may_a_call_to_somebody_whose_number_is_not_in_leap(world, wren, meeting):
    wren.email = None
    wren.save()
    invite(world, meeting)
    work.call_or_404(world.coordinator, invitation_to(wren).pk)
    call_off(world, meeting)
    assert hears(wren)


def test_a_call_that_nobody_answered_told_nobody_until_somebody_tries_again(world, wren, meeting):
    by_hand(wren, "phone")
    invite(world, meeting)
    call = invitation_to(wren).pk
    work.call_or_404(world.coordinator, call)
    reaching.record_call(message_id=call, result="no-answer", by=world.coordinator)
    other = rooms.meeting(world.panel, state="open", days=40)
    Invitation.objects.filter(meeting=meeting).update(meeting=other)
    call_off(world, other)
    assert not hears(wren)
    Meeting.objects.filter(pk=other.pk).update(state="open")
    work.call_or_404(world.coordinator, call)
    call_off(world, other)
    assert hears(wren)


@pytest.mark.parametrize("result", ["reached", "left-a-message", "could-not-reach"])
def test_whoever_was_told_or_was_for_somebody_to_sort_out_is_told(world, wren, meeting, result):
    reached(wren, channel="phone", phone_number="01632 960 003", leave_message="yes")
    invite(world, meeting)
    reaching.record_call(message_id=invitation_to(wren).pk, result=result, by=world.coordinator)
    call_off(world, meeting)
    assert hears(wren)


def test_a_letter_in_a_file_that_was_made_may_be_in_the_post(world, wren, meeting):
    by_hand(wren, "letter")
    invite(world, meeting)
    assert len(work.sheets_for(world.coordinator)) == 1
    reached(wren, channel="email")  # it goes another way since; the paper may lie on their mat all the same
    outbox.recheck_tasks()
    assert invitation_to(wren).state == "pending"
    call_off(world, meeting)
    assert hears(wren)


def test_the_list_of_letters_alone_prints_nothing(world, wren, meeting):
    by_hand(wren, "letter")
    invite(world, meeting)
    work.letters_for(world.coordinator)
    call_off(world, meeting)
    assert not hears(wren)


@pytest.mark.parametrize("heard_by", ["answer", "answer written down", "reminder", "papers", "agreed to chair"])
def test_whoever_heard_of_the_date_in_another_way_is_told(world, wren, meeting, heard_by):
    invite(world, meeting)
    invitation, about = Invitation.objects.get(person=wren), {"meeting_id": meeting.pk, "reply": "coming"}
    if heard_by == "answer":
        actions.reply(**about, by=wren)
    elif heard_by == "answer written down":
        actions.record_reply(**about, person_id=wren.pk, how="phone", by=world.coordinator)
    elif heard_by == "reminder":
        notices.tell_reminder(invitation, "1-day")
    elif heard_by == "papers":
        outbox.queue(kind=papers.READY, to=wren, about=meeting, occasion="out")
    else:
        agreed = {"answered_at": clock.now(), "recorded_by": wren}
        ChairTurn.objects.create(meeting=meeting, person=wren, part="chair", state="accepted", **agreed)
    OutboxMessage.objects.filter(kind__in=(notices.REMINDER, papers.READY)).update(state="sent")
    call_off(world, meeting)
    assert hears(wren)
    assert not hears(world.members[1])


def test_an_answer_that_was_asked_for_again_since_still_says_that_they_know(world, wren, meeting):
    invite(world, meeting)
    actions.reply(meeting_id=meeting.pk, reply="coming", by=wren)
    move(world, meeting)
    assert Invitation.objects.get(person=wren).reply == "waiting"
    call_off(world, meeting)
    assert hears(wren)


def test_those_who_run_the_panel_saw_it_on_their_pages(world, meeting):
    invite(world, meeting)
    call_off(world, meeting)
    told = OutboxMessage.objects.filter(kind=notices.CANCELLED).values_list("to_person_id", flat=True)
    assert list(told) == [world.coordinator.pk]


# Moved


@pytest.mark.parametrize("way", ["phone", "supporter", "letter"])
def test_who_waits_for_a_call_or_letter_is_told_only_the_date_as_it_is(world, wren, meeting, way):
    by_hand(wren, way)
    invite(world, meeting)
    move(world, meeting)
    assert not hears(wren, notices.CHANGED)
    waits = work.what_waits(world.coordinator)
    assert [errand.message for errand in (*waits.calls, *waits.letters)] == [invitation_to(wren)]


@pytest.mark.parametrize("way", ["phone", "letter"])
def test_who_may_have_been_rung_or_written_to_hears_what_changed(world, wren, meeting, way):
    by_hand(wren, way)
    invite(world, meeting)
    if way == "phone":
        work.call_or_404(world.coordinator, invitation_to(wren).pk)
    else:
        work.sheets_for(world.coordinator)
    move(world, meeting)
    assert hears(wren, notices.CHANGED)


@pytest.mark.parametrize("state", ["pending", "retry", *MAY_HAVE])
def test_a_message_that_may_be_leaving_does_not_count_as_waiting(world, wren, meeting, state):
    invite(world, meeting)
    lease = clock.now() + timedelta(minutes=3) if state in ("claimed", "data_started") else None
    OutboxMessage.objects.filter(pk=invitation_to(wren).pk).update(state=state, lease_until=lease)
    move(world, meeting)
    assert hears(wren, notices.CHANGED) == (state in MAY_HAVE)


def test_nobody_is_found_out_to_have_said_no_to_the_chair(world, wren, meeting):
    """That somebody said no is shown to nobody, so it does not show in who is told."""
    invite(world, meeting)
    said = {"answered_at": clock.now(), "recorded_by": wren}
    ChairTurn.objects.create(meeting=meeting, person=wren, part="chair", state="passed", **said)
    call_off(world, meeting)
    assert hears(wren) == hears(world.members[1])


def test_somebody_who_joined_later_and_was_not_invited_hears_nothing(world, meeting):
    invite(world, meeting)
    late = factories.member(world.panel, "Newcomer")
    call_off(world, meeting)
    assert not hears(late)
