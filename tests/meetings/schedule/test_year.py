"""The year: twelve months with what is known of each day, and clashes for those who run the panels that clash."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leap.core import clock
from meetings.attendance.models import Attendance
from meetings.attendance.queries import records
from meetings.schedule import actions, queries
from meetings.schedule.models import Meeting
from meetings.schedule.planning.days import working_days_after, working_days_before
from meetings.schedule.views.parts import add_months
from tests import factories
from tests.meetings import rooms

pytestmark = pytest.mark.django_db

YEAR = "/meetings/year/"


@pytest.fixture
def world():
    with time_machine.travel("2026-12-01 12:00:00+00:00", tick=False):
        yield factories.small_panel()


def at(month, day, year=2027):
    return {"starts_at": datetime(year, month, day, 14, tzinfo=UTC)}


def page_of(client, person, address=YEAR):
    client.force_login(person)
    return client.get(address).content.decode()


def test_the_year_shows_each_month_with_what_is_known_of_its_days(world, client):
    rooms.meeting(world.panel, **at(3, 29))
    rooms.meeting(world.panel, state="planned", **at(10, 11))
    rooms.meeting(world.panel, state="cancelled", title="An evening that is off", **at(5, 5))
    page = page_of(client, world.members[0])
    assert "December 2026" in page
    assert "November 2027" in page
    assert "December 2027" not in page
    assert "Bank holiday in England, Wales and Northern Ireland: Easter Monday" in page
    assert "Yom Kippur" not in page
    assert "An evening that is off" not in page
    assert "those that your panels wrote down" in page
    assert "Plan several meetings" not in page
    page = page_of(client, world.coordinator)
    assert "Yom Kippur" in page
    assert "Plan several meetings" in page


def test_the_year_can_begin_in_another_month_and_nonsense_is_this_month(world, client):
    rooms.meeting(world.panel, **at(1, 5, 2028))
    assert "Wednesday 5 January 2028" in page_of(client, world.members[0], f"{YEAR}?from=2027-12")
    for nonsense in ("2027-13", "yesterday", "9999-01", "0001-01"):
        assert "December 2026" in page_of(client, world.members[0], f"{YEAR}?from={nonsense}")


LATE = {"hour": 23, "minute": 30, "tzinfo": UTC}
EDGES = [  # half past eleven in the evening by UTC on the last day of a month, and the month on the wall
    ("Europe/London", datetime(2027, 2, 28, **LATE), "February 2027"),
    ("Europe/London", datetime(2027, 3, 31, **LATE), "April 2027"),  # the clocks went forward on the 28th
    ("Europe/London", datetime(2027, 9, 30, **LATE), "October 2027"),
    ("Europe/London", datetime(2027, 10, 31, **LATE), "October 2027"),  # they went back on this very day
    ("Europe/London", datetime(2030, 3, 31, 0, 30, tzinfo=UTC), "March 2030"),  # half an hour before they go forward
    ("Europe/London", datetime(2030, 3, 31, **LATE), "April 2030"),
    ("Pacific/Auckland", datetime(2027, 11, 30, **LATE), "December 2027"),
    ("America/New_York", datetime(2027, 2, 1, 2, tzinfo=UTC), "January 2027"),
]


def months_with_a_meeting(page):
    """Which months of the page show a meeting, by their headings."""
    parts = re.split(r"<h2[^>]*>\s*([A-Z][a-z]+ [0-9]{4})\s*</h2>", page)
    return [name for name, below in zip(parts[1::2], parts[2::2], strict=True) if "No meeting." not in below]


@pytest.mark.parametrize(("zone", "starts_at", "month"), EDGES)
def test_a_meeting_at_the_edge_of_a_month_is_in_the_month_on_its_own_wall(world, client, zone, starts_at, month):
    """In the year whichever month that begins or ends with, among the clashes of a day, and in files."""
    far = factories.panel("Far", programme=world.programme, time_zone=zone)
    meeting = rooms.meeting(far, starts_at=starts_at)
    day = datetime.strptime(f"1 {month}", "%d %B %Y").date()
    for begins in (day, add_months(day, -11)):
        page = page_of(client, world.lead, f"{YEAR}?from={begins:%Y-%m}")
        assert months_with_a_meeting(page) == [month]
    for begins in (add_months(day, 1), add_months(day, -12)):
        assert months_with_a_meeting(page_of(client, world.lead, f"{YEAR}?from={begins:%Y-%m}")) == []
    first, last = day, add_months(day, 1) - timedelta(days=1)
    assert list(queries.meetings_between(world.lead, first, last)) == [meeting]
    Attendance.objects.create(meeting=meeting, person=world.members[0], came="online")
    Meeting.objects.filter(pk=meeting.pk).update(state="held")
    assert records.attendance_records_for(world.lead, records.Wanted(first=first, last=last)).count() == 1
    before = records.Wanted(last=first - timedelta(days=1))
    after = records.Wanted(first=last + timedelta(days=1))
    assert not [each for each in (before, after) if records.attendance_records_for(world.lead, each).exists()]


def test_two_meetings_clash_on_the_day_on_their_walls_in_the_night_of_either_change(world):
    beside = factories.panel("Bracken", programme=world.programme)
    factories.role(world.members[0], beside)
    sharing = queries.panels_sharing_people(world.lead)
    for evening, same_day in (
        (datetime(2027, 3, 31, **LATE), datetime(2027, 4, 1, 14, tzinfo=UTC)),
        (datetime(2027, 10, 31, **LATE), datetime(2027, 10, 31, 14, tzinfo=UTC)),
    ):
        one, other = rooms.meeting(world.panel, starts_at=evening), rooms.meeting(beside, starts_at=same_day)
        assert queries.clashes([one, other], sharing) == {one.pk: [other], other.pk: [one]}
        day = clock.day_of(same_day)
        assert queries.shared_days(world.lead, [(world.panel.pk, day)]) == {(world.panel.pk, day): [other]}


def test_panels_that_share_people_clash_for_those_who_run_both_and_nobody_is_named(world, client):
    beside = factories.small_panel("Bracken", programme=world.programme)
    rooms.meeting(world.panel, **at(3, 2))
    rooms.meeting(beside.panel, **at(3, 2))
    rooms.meeting(beside.panel, **at(3, 3))
    assert "share people" not in page_of(client, world.lead)
    both = world.members[0]
    factories.role(both, beside.panel)
    page = page_of(client, world.lead)
    assert page.count("share people") == 2
    assert "Bracken meets on this day too, at 2:00pm" in page
    assert both.shown_name not in page
    for person in (both, world.coordinator, beside.coordinator):
        assert "share people" not in page_of(client, person)
    assert queries.panels_sharing_people(world.coordinator) == set()


def test_the_year_says_of_each_place_ahead_if_it_has_steps_whoever_needs_none(world, client):
    def hall(name, step_free):
        told = {"programme": world.programme, "name": name, "address": "1 Mill Lane", "by": world.coordinator}
        return actions.make_venue(step_free=step_free, **told)

    steps, unsure = "This place has steps", "We do not know if this place has steps"
    for month, facts in enumerate(
        ({"venue": hall("Steps", "no")}, {"venue": hall("Unsure", "not_known")}, {"venue": hall("Flat", "yes")},
         {"place": "In words"}, {"place": "", "meets": "online"}),
        start=1,
    ):  # fmt: skip
        rooms.meeting(world.panel, **{"meets": "in_person", **facts}, **at(month, 20))
    for viewer in (world.members[0], world.coordinator):
        page = page_of(client, viewer)
        assert (page.count(f"<li>{steps}"), page.count(f"<li>{unsure}")) == (1, 2)
    with time_machine.travel("2027-06-01 12:00:00+00:00", tick=False):
        page = page_of(client, world.members[0], f"{YEAR}?from=2026-12")
        assert f"<li>{steps}" not in page, "what is over is not warned of"


def test_twelve_meetings_of_sixty_people_ask_no_more_than_one_of_four(world, client):
    def asked():
        client.force_login(world.lead)
        with CaptureQueriesContext(connection) as found:
            assert client.get(YEAR).status_code == 200
        return len(found)

    first = rooms.meeting(world.panel, **at(1, 4))
    rooms.reply(first, *world.members)
    few = asked()
    people = [factories.member(world.panel) for _ in range(56)]
    for month in range(1, 12):
        rooms.reply(rooms.meeting(world.panel, **at(month, 20)), *people)
    assert asked() == few


@pytest.mark.parametrize(
    ("day", "number", "nation", "expected"),
    [
        (date(2026, 11, 18), 5, "ENG", date(2026, 11, 25)),
        (date(2026, 11, 27), 1, "SCT", date(2026, 12, 1)),  # Saint Andrew's Day on the Monday
        (date(2026, 11, 27), 1, "ENG", date(2026, 11, 30)),
        (date(2026, 12, 24), 1, "WLS", date(2026, 12, 29)),  # Christmas, and Boxing Day on the Monday
        (date(2026, 7, 10), 1, "NIR", date(2026, 7, 14)),  # the Battle of the Boyne
        (date(2026, 11, 25), 0, "ENG", date(2026, 11, 25)),
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays_of_the_nation(day, number, nation, expected):
    assert working_days_after(day, number, nation) == expected
    assert number == 0 or working_days_before(expected, number, nation) == day
