"""Whoever goes by another clock reads their own time beside the panel's: in messages, in calls, on paper, on pages."""

from datetime import UTC, datetime, time

import pytest
from django.urls import reverse

from accounts.needs import queries as needs
from accounts.needs.actions import contact
from accounts.reaching import queries as reaching
from leap.core import clock, outbox
from leap.core.outbox import texts
from leap.core.outbox.writing import write, write_text
from leap.design import times
from meetings.invitations import actions as invitations
from tests import factories as make
from tests.accounts.needs.factories import reached
from tests.meetings import rooms

pytestmark = pytest.mark.django_db
AT = datetime(2027, 6, 8, 13, tzinfo=UTC)
SAID, IN_KOLKATA = "Tuesday 8 June 2027, 2:00pm", "(6:30pm your time)"


@pytest.fixture
def here():
    return make.small_panel()


def invited(world):
    meeting = rooms.meeting(world.panel, state="planned", starts_at=AT)
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    return meeting


@pytest.mark.parametrize(
    ("zone", "also"),
    [
        ("", ""),
        ("Europe/London", ""),
        ("Europe/Jersey", ""),
        ("Asia/Kolkata", f" {IN_KOLKATA}"),
        ("Pacific/Auckland", " (Wednesday, 1:00am your time)"),
    ],
)
def test_another_time_is_said_where_the_clock_differs_at_that_moment(zone, also):
    with clock.read_by(lambda: zone):
        assert times.say_when_to_reader(AT, "Europe/London") == f"{SAID}{also}"
        assert times.say_clock_to_reader(AT, "Europe/London") == f"2:00pm{also}"
    assert times.say_when_to_reader(AT, "Europe/London") == SAID, "nobody is known to read it"


def test_whoever_calls_reads_by_whose_clock_somebody_wants_quiet(here):
    person, near = here.members[:2]
    quiet = {"channel": "phone", "phone_number": "01632 960 003", "safe_times": "After 11"}
    quiet |= {"quiet_hours": (time(21), time(8))}
    reached(person, **quiet, time_zone="Asia/Kolkata")
    reached(near, **quiet)
    ways = needs.ways_to_reach(here.coordinator, here.panel.pk, [person, near], "to_call")
    by = ", by the clock of Kolkata"
    assert ways[person.pk].lines[1:] == [f"Good times: After 11{by}", f"Not between 9:00pm and 8:00am{by}"]
    assert ways[near.pk].lines[1:] == ["Good times: After 11", "Not between 9:00pm and 8:00am"]
    here.panel.time_zone = "Asia/Kolkata"
    here.panel.save()
    ways = needs.ways_to_reach(here.coordinator, here.panel.pk, [person, near], "to_call")
    assert ways[person.pk].lines[1] == "Good times: After 11"
    assert ways[near.pk].lines[1] == "Good times: After 11, by the clock of London"


def test_whoever_never_spoke_of_a_clock_goes_by_the_one_of_their_panel(here):
    here.panel.time_zone = "Asia/Kolkata"
    here.panel.save()
    person, other = here.members[:2]
    assert needs.my_contact(person).time_zone == "Asia/Kolkata"
    ways = contact.Ways(channel="phone", phone_number="01632 960 003")
    kept = contact.record_contact(person_id=person.pk, ways=ways, how="phone", read_back=True, by=here.coordinator)
    assert kept.time_zone == "Asia/Kolkata"
    assert reached(other, channel="phone", phone_number="01632 960 004").time_zone == "Asia/Kolkata"


def test_only_on_the_days_when_it_differs():
    """Ghana has no summer time: in winter it is the same time there."""
    with clock.read_by(lambda: "Africa/Accra"):
        assert times.say_when_to_reader(AT).endswith("(1:00pm your time)")
        assert times.say_when_to_reader(datetime(2027, 1, 12, 14, tzinfo=UTC)) == "Tuesday 12 January 2027, 2:00pm"


def message_to(person):
    return outbox.OutboxMessage.objects.get(to_person_id=person.pk)


def test_messages_say_it_and_a_text_stays_one_text(here):
    far, near = here.members[:2]
    reached(far, channel="email", time_zone="Asia/Kolkata")
    invited(here)
    for person, is_said in ((far, True), (near, False)):
        message = message_to(person)
        kind = outbox.kind_called(message.kind)
        letter = write(kind, message, "a@example.org", clock.now()).decode()
        assert (IN_KOLKATA in letter) == is_said
        words = write_text(kind, message)
        assert SAID in words
        assert texts.parts(words) == 1
    assert IN_KOLKATA in write_text(outbox.kind_called("meeting_invitation"), message_to(far))


def test_a_caller_reads_out_the_time_of_whom_they_ring_and_never_their_own(here):
    far, near = here.members[:2]
    reached(here.coordinator, channel="email", time_zone="Asia/Tokyo")
    for person, zone in ((far, "Asia/Kolkata"), (near, "Europe/London")):
        reached(person, channel="phone", phone_number="01632 960 003", time_zone=zone)
    invited(here)
    with clock.read_by(lambda: "Asia/Tokyo"):
        said = [" ".join(reaching.call_or_404(here.coordinator, message_to(each).pk).say) for each in (far, near)]
    assert f"{SAID} {IN_KOLKATA}" in said[0]
    assert "your time" not in said[1]


def test_pages_say_it_to_whom_it_concerns(here, as_):
    far, near = here.members[:2]
    reached(far, channel="email", time_zone="Asia/Kolkata")
    meeting = invited(here)
    for name in ("schedule:meeting-detail", "invitations:reply-edit"):
        page = reverse(name, args=[meeting.pk])
        assert IN_KOLKATA in as_(far).get(page).text
        assert "your time)" not in as_(near).get(page).text
