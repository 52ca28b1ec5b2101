"""Calendar files and links, read back by a parser that is not the one that wrote them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.needs.actions import contact
from leap.core import audit
from leap.core.errors import NotAllowed
from meetings.invitations import actions as invitations
from meetings.schedule import actions
from meetings.schedule.models import CalendarFeed, Meeting
from meetings.schedule.views import ics
from tests import factories
from tests.meetings import rooms
from tests.meetings.together import at_once

pytestmark = pytest.mark.django_db

# Two o'clock on the wall on the day after the clocks go back.
STARTS = datetime(2026, 10, 26, 14, tzinfo=UTC)


@pytest.fixture
def world():
    with time_machine.travel("2026-09-01 09:00:00+00:00", tick=False):
        yield factories.small_panel()


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(world.panel, state="planned", starts_at=STARTS, place="Ward 7", joining="https://x.example")
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    return Meeting.objects.get(pk=meeting.pk)


def file_of(meeting):
    return reverse("schedule:meeting-calendar", args=[meeting.pk])


def read(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return vobject.readOne(response.content.decode())


def feed_of(token):
    return reverse("schedule:calendar-feed", args=[token])


def move(meeting, by, **facts):
    meeting = Meeting.objects.get(pk=meeting.pk)
    new = replace(actions.facts_of(meeting), **facts)
    return actions.move_meeting(meeting_id=meeting.pk, revision=meeting.revision, facts=new, by=by)


def test_a_meeting_moves_and_is_called_off_in_the_calendar_too(world, meeting, client):
    client.force_login(world.members[0])
    first = read(client.get(file_of(meeting)))
    event = first.vevent
    assert (first.method.value, event.sequence.value, event.status.value) == ("REQUEST", "0", "CONFIRMED")
    assert (event.dtstart.value, event.dtend.value) == (STARTS, STARTS + timedelta(minutes=180))
    assert event.valarm.trigger.value == timedelta(days=-1)
    move(meeting, world.coordinator, starts_at=STARTS + timedelta(days=7))
    second = read(client.get(file_of(meeting))).vevent
    assert (second.uid.value, second.sequence.value) == (event.uid.value, "1")
    assert second.dtstart.value == STARTS + timedelta(days=7)
    actions.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    off = read(client.get(file_of(meeting)))
    assert (off.method.value, off.vevent.status.value, off.vevent.sequence.value) == ("CANCEL", "CANCELLED", "2")
    assert "valarm" not in off.vevent.contents


def test_an_invitation_and_a_cancellation_have_an_organizer_and_their_owner_alone(world, meeting, client):
    """RFC 5546 asks REQUEST and CANCEL for an ORGANIZER and at least one ATTENDEE; PUBLISH for no ATTENDEE."""
    with_address, without = world.members[:2]
    without.email = None
    without.save()

    def is_right(person, methods):
        client.force_login(person)
        found = read(client.get(file_of(meeting)))
        assert found.method.value in methods
        assert found.vevent.organizer.value.startswith("mailto:")
        assert "@" in found.vevent.organizer.value
        invited = [each.value for each in found.vevent.contents.get("attendee", [])]
        assert invited == ([f"mailto:{person.email}"] if person.email else [])
        if person.email:
            assert found.vevent.attendee.params["RSVP"] == ["FALSE"], "nobody waits for a calendar program"
        return found.vevent

    first = [is_right(with_address, {"REQUEST"}), is_right(without, {"PUBLISH"})]
    with time_machine.travel("2026-09-02 09:00:00+00:00", tick=False):
        actions.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
        then = [is_right(with_address, {"CANCEL"}), is_right(without, {"PUBLISH"})]
    for was, off in zip(first, then, strict=True):
        assert (off.uid.value, off.status.value) == (was.uid.value, "CANCELLED")
        assert int(off.sequence.value) > int(was.sequence.value)
        assert off.dtstamp.value > was.dtstamp.value, "it is newer"


def test_a_meeting_somebody_said_no_to_wakes_nobody_and_keeps_no_time_busy(world, meeting, client):
    wren, finch = world.members[:2]
    invitations.reply(meeting_id=meeting.pk, reply="not_coming", by=wren)
    for person, is_busy in ((wren, False), (finch, True)):
        client.force_login(person)
        token = actions.make_calendar_link(by=person)
        for event in (read(client.get(feed_of(token))).vevent, read(client.get(file_of(meeting))).vevent):
            assert event.transp.value == ("OPAQUE" if is_busy else "TRANSPARENT")
            assert ("valarm" in event.contents) == is_busy
            assert event.status.value == "CONFIRMED", "it takes place all the same"


def test_a_file_tells_nothing_but_the_day_and_the_time(world, meeting, client):
    client.force_login(world.members[0])
    text = client.get(file_of(meeting)).content.decode()
    event = vobject.readOne(text).vevent
    assert (event.summary.value, getattr(event, "class").value) == ("A date", "PRIVATE")
    assert "location" not in event.contents
    assert [each.value for each in event.attendee_list] == [f"mailto:{world.members[0].email}"], "nobody else is named"
    for hidden in (world.panel.name, meeting.title, "Ward 7", "x.example", *(who.shown_name for who in world.on_panel)):
        assert hidden not in text
    ways = contact.Ways(channel="email", is_discreet=False)
    contact.change_contact(ways=ways, by=world.members[0])
    event = read(client.get(file_of(meeting))).vevent
    assert (event.summary.value, event.location.value) == ("Spring meeting", "Ward 7")
    assert "x.example" not in str(event.serialize())


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_line_ends_in_a_title_make_no_lines_of_their_own(world, end):
    meeting = rooms.meeting(world.panel, title=f"Tea{end}ATTENDEE:mailto:rowan@example.org; and, more" + "é" * 20)
    event = vobject.readOne(ics.feed([meeting], ics.Owner(is_discreet=False)).decode()).vevent
    assert event.summary.value == "Tea ATTENDEE:mailto:rowan@example.org; and, more" + "é" * 20
    assert "attendee" not in event.contents


def test_a_link_shows_the_dates_of_its_holder_and_moves_with_them(world, meeting, client):
    rooms.meeting(world.panel, state="planned", days=90)
    token = actions.make_calendar_link(by=world.members[0])
    found = read(client.get(feed_of(token)))
    assert "method" not in found.contents, "a feed is no message"
    assert [event.dtstart.value for event in found.vevent_list] == [STARTS]
    assert not {"organizer", "attendee"} & set(found.vevent.contents)
    move(meeting, world.coordinator, starts_at=STARTS + timedelta(days=1))
    assert read(client.get(feed_of(token))).vevent.dtstart.value == STARTS + timedelta(days=1)
    assert client.get(feed_of(token))["Cache-Control"] == "private, no-store"
    assert token not in str(list(CalendarFeed.objects.values()))


def test_a_dead_link_is_as_unknown_as_one_that_never_was(world, meeting, client):
    wren, finch, hazel, teasel = world.members
    replaced, live = (actions.make_calendar_link(by=wren) for _ in range(2))
    ended, left, off = (actions.make_calendar_link(by=who) for who in (finch, hazel, teasel))
    assert client.get(feed_of(live)).status_code == 200
    actions.end_calendar_link(by=finch)
    actions.end_calendar_link(by=finch)
    factories.end_roles(hazel)
    type(teasel).objects.filter(pk=teasel.pk).update(is_active=False)
    seen = set()
    for token in ("never-was", replaced, ended, left, off):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(feed_of(token))
        assert answer.status_code == 404
        seen.add((answer.content, len(asked)))
    assert len(seen) == 1
    assert {event.verb for event in audit.events_whose(finch)} >= {"calendar_link.made", "calendar_link.ended"}


def test_leaving_one_of_two_panels_takes_its_dates_away(world, meeting, client):
    beside = factories.small_panel("Bracken", programme=world.programme)
    theirs = rooms.meeting(beside.panel, days=3)
    rowan = world.members[0]
    factories.role(rowan, beside.panel)
    token = actions.make_calendar_link(by=rowan)
    assert len(read(client.get(feed_of(token))).vevent_list) == 2
    factories.end_roles(rowan, world.panel)
    assert [event.dtstart.value for event in read(client.get(feed_of(token))).vevent_list] == [theirs.starts_at]


def test_the_page_of_the_link_shows_it_once(world, client):
    client.force_login(world.members[0])
    page = reverse("schedule:calendar-link")
    assert "Make my link" in client.get(page).content.decode()
    assert not CalendarFeed.objects.exists()
    made = client.post(page)
    assert made.context["link"] in made.content.decode()
    assert made.context["link"].endswith(".ics")
    assert client.get(made.context["link"].partition("8000")[2]).status_code == 200
    again = client.get(page).content.decode()
    assert ".ics" not in again
    assert "Make a new link" in again
    assert client.post(reverse("schedule:calendar-link-end")).headers["Location"] == page
    client.force_login(world.finance)
    assert client.get(page).status_code == 403
    assert client.post(reverse("schedule:calendar-link-end")).headers["Location"] == "/"
    with pytest.raises(NotAllowed):
        actions.make_calendar_link(by=world.finance)


@pytest.mark.django_db(transaction=True)
def test_eight_links_at_once_leave_one(world):
    tokens = at_once(lambda number: actions.make_calendar_link(by=world.members[0]))
    assert len(set(tokens)) == 8
    assert CalendarFeed.objects.filter(ended_at=None).count() == 1


def test_a_meeting_to_which_nobody_was_invited_has_no_file(world, client):
    planned = rooms.meeting(world.panel, state="planned")
    client.force_login(world.coordinator)
    assert client.get(file_of(planned)).status_code == 404
