"""School holidays: a panel writes down its own, and they are shown beside the dates they fall on."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from leap.core.errors import NotAllowed, NotNow
from leap.core.models import AuditEvent
from meetings.schedule import actions, queries
from meetings.schedule.models import SchoolHoliday
from meetings.schedule.planning.school_holidays import MOST_LINES, Holiday, NotRead, read_line
from tests import factories
from tests.meetings import rooms
from tests.meetings.at_once import at_once

pytestmark = pytest.mark.django_db

LIST, NEW, REMOVE = (f"/meetings/school-holidays/{end}" for end in ("", "new/", "remove/"))
YEAR = "/meetings/year/"
HALF_TERM = Holiday("Half-term, Heathshire", date(2027, 2, 15), date(2027, 2, 19))
SAID = "School holidays: Half-term, Heathshire"


@pytest.fixture
def world():
    with time_machine.travel("2026-12-01 12:00:00+00:00", tick=False):
        yield factories.small_panel()


def add(world, *holidays, panels=None, by=None):
    found = holidays or [HALF_TERM]
    return actions.add_school_holidays(panels=panels or [world.panel], holidays=found, by=by or world.coordinator)


def page_of(client, person, address):
    client.force_login(person)
    return client.get(address).content.decode()


# Reading a list


@pytest.mark.parametrize(
    ("line", "name", "first", "last"),
    [
        ("Half-term: 15 2 2027 to 19 2 2027", "Half-term", "15 2 2027", "19 2 2027"),
        ("Half-term, Heathshire: 15/2/2027 - 19/2/2027", "Half-term, Heathshire", "15 2 2027", "19 2 2027"),
        (
            "Easter (Heathshire) Monday 29th March 2027 until Friday 9th of April 2027",
            "Easter (Heathshire)",
            "29 March 2027",
            "9 April 2027",
        ),
        ("Term 2 ends 17 December, 2027 – 3 January 2028", "Term 2 ends", "17 December 2027", "3 January 2028"),
        ("Easter 2027 (29.3.2027 to 9.4.2027)", "Easter 2027", "29 3 2027", "9 4 2027"),
        ("A day for teachers 2: 4 1 2027", "A day for teachers 2", "4 1 2027", "4 1 2027"),
        ("Christmas - 25 12 2027", "Christmas", "25 12 2027", "25 12 2027"),
    ],
)
def test_a_line_has_a_name_and_days_as_people_write_them(line, name, first, last):
    found = read_line(line)
    assert (found.name, " ".join(found.first), " ".join(found.last)) == (name, first, last)


@pytest.mark.parametrize(
    "line",
    [
        "Half-term",
        "15 2 2027 to 19 2 2027",
        "Half-term: 15 to 19 February 2027",
        "Half-term: 15-19 February 2027",
        "Half-term: Monday 15 to Friday 19 February 2027",
        "Half-term: 15 February to 19 February 2027",
        "Half-term: Monday 15 February - Friday 19 February 2027",
        "Half-term: 15 2 2027 to 19 2 2027 and 22 2 2027",
        "Half-term: 15 2 2027 not 19 2 2027",
        "Half-term: 15 2 2027 to 19 2 2027 or so",
        "Half-term: 15 2 27 to 19 2 27",
    ],
)
def test_what_can_be_read_in_two_ways_is_not_guessed(line):
    with pytest.raises(NotRead):
        read_line(line)


# Writing down and taking away


def test_each_is_written_down_once_for_each_panel(world):
    beside = factories.panel("Bracken", programme=world.programme)
    assert len(add(world)) == 1
    made = add(world, HALF_TERM, Holiday("A day for teachers", date(2027, 3, 1), date(2027, 3, 1)),
               panels=[world.panel, beside], by=world.lead)  # fmt: skip
    assert [(each.panel.name, each.name) for each in made] == [
        ("Heather", "A day for teachers"),
        ("Bracken", "Half-term, Heathshire"),
        ("Bracken", "A day for teachers"),
    ]
    assert SchoolHoliday.objects.count() == 4
    told = AuditEvent.objects.filter(verb="school_holidays.added").order_by("at", "pk")
    assert sorted(event.facts["number"] for event in told) == [1, 1, 2]


def test_only_those_who_run_all_the_panels_write_them_down(world):
    beside = factories.small_panel("Bracken", programme=world.programme)
    for by in (world.members[0], world.finance, beside.coordinator):
        with pytest.raises(NotAllowed):
            add(world, by=by)
    with pytest.raises(NotAllowed):
        add(world, panels=[world.panel, beside.panel])
    with pytest.raises(NotAllowed):
        actions.add_school_holidays(panels=[], holidays=[HALF_TERM], by=world.coordinator)
    assert not SchoolHoliday.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (date(2027, 2, 19), date(2027, 2, 15), "Half-term"),
        (date(2027, 2, 15), date(2028, 2, 15), "Half-term"),
        (date(2027, 2, 15), date(2027, 2, 19), "x" * 81),
    ],
)
def test_one_that_cannot_be_is_refused_and_none_is_kept(world, first, last, name):
    with pytest.raises(NotNow):
        add(world, HALF_TERM, Holiday(name, first, last))
    assert not SchoolHoliday.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"name": ""},
        {"last_day": date(2027, 2, 14)},
        {"last_day": date(2027, 5, 27)},
        {},
    ],
)
def test_the_database_keeps_its_part_of_the_promise(world, facts):
    add(world)
    row = {**vars(HALF_TERM), "panel": world.panel, "added_by": world.coordinator, **facts}
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolHoliday.objects.create(**row)
    with pytest.raises(ValidationError):
        SchoolHoliday(**row).full_clean()


def test_they_are_taken_away_by_those_who_run_the_panel_alone(world):
    beside = factories.small_panel("Bracken", programme=world.programme)
    mine = add(world)[0]
    theirs = add(beside)[0]
    with pytest.raises(NotAllowed):
        actions.remove_school_holidays(holiday_ids=[mine.pk, theirs.pk], by=world.coordinator)
    assert SchoolHoliday.objects.count() == 2
    assert actions.remove_school_holidays(holiday_ids=[mine.pk], by=world.coordinator) == 1
    assert actions.remove_school_holidays(holiday_ids=[mine.pk], by=world.coordinator) == 0
    assert list(SchoolHoliday.objects.all()) == [theirs]
    assert AuditEvent.objects.get(verb="school_holidays.removed").facts == {"number": 1}


@pytest.mark.django_db(transaction=True)
def test_eight_who_paste_the_same_list_and_eight_who_take_it_away(world):
    made = at_once(lambda number: len(add(world, Holiday("A", date(2027, 1, 1), date(2027, 1, 2)), HALF_TERM)))
    assert sum(made) == SchoolHoliday.objects.count() == 2
    keys = list(SchoolHoliday.objects.values_list("pk", flat=True))
    gone = at_once(lambda number: actions.remove_school_holidays(holiday_ids=keys, by=world.coordinator))
    assert sorted(gone) == [0, 0, 0, 0, 0, 0, 0, 2]


# Where they are shown


def test_everyone_on_the_panel_sees_them_in_the_year_and_nobody_else_does(world, client):
    beside = factories.small_panel("Bracken", programme=world.programme)
    add(world)
    for panel in (world.panel, beside.panel):
        rooms.meeting(panel, starts_at=datetime(2027, 2, 17, 14, tzinfo=UTC))
        rooms.meeting(panel, starts_at=datetime(2027, 2, 20, 14, tzinfo=UTC))
    for person in (world.members[0], world.researchers[0], world.coordinator, world.lead):
        assert page_of(client, person, YEAR).count(SAID) == 1
    for person in (beside.members[0], beside.coordinator, world.finance):
        assert SAID not in page_of(client, person, YEAR)
    wanted = (world.panel.pk, date(2027, 2, 17))
    assert SAID not in [note.words for note in queries.known_of(beside.coordinator, [wanted])[wanted]]
    assert queries.known_of(world.coordinator, []) == {}


def test_the_first_and_the_last_day_belong_to_it(world):
    add(world)
    days = [date(2027, 2, day) for day in (14, 15, 19, 20)]
    known = queries.known_of(world.members[0], [(world.panel.pk, day) for day in days])
    said = {day.day for (_, day), notes in known.items() if SAID in [note.words for note in notes]}
    assert said == {15, 19}


def test_the_year_asks_the_database_the_same_with_one_and_with_forty(world, client):
    rooms.meeting(world.panel, starts_at=datetime(2027, 2, 17, 14, tzinfo=UTC))

    def asked():
        client.force_login(world.members[0])
        with CaptureQueriesContext(connection) as found:
            client.get(YEAR)
        return len(found)

    none = asked()
    add(world, *(Holiday(f"Day {number}", date(2027, 2, 17), date(2027, 2, 17)) for number in range(40)))
    assert asked() == none


# The pages


def written(world, **changed):
    lines = "Half-term, Heathshire: 15 2 2027 to 19 2 2027\n\nA day for teachers: 1 March 2027"
    return {"panels": [str(world.panel.pk)], "lines": lines, **changed}


def test_a_list_is_pasted_and_some_are_taken_away_again(world, client):
    add(world, Holiday("Long ago", date(2026, 10, 26), date(2026, 10, 30)))
    page = page_of(client, world.coordinator, LIST)
    assert "None is written down yet." in page
    assert "Take some away" not in page
    assert client.get(NEW).status_code == 200
    told = client.post(NEW, written(world), follow=True).content.decode()
    assert "2 are written down." in told
    assert "Monday 15 February 2027" in told
    assert "Long ago" not in told
    assert "All of them were on the list already." in client.post(NEW, written(world), follow=True).content.decode()
    assert "Half-term, Heathshire, Monday 15 February 2027 to Friday 19 February 2027 (Heather)" in page_of(
        client, world.coordinator, REMOVE
    )
    none = client.post(REMOVE, {})
    assert none.status_code == 422
    assert "Tick those that are to go" in none.content.decode()
    going = SchoolHoliday.objects.get(name="A day for teachers")
    gone = client.post(REMOVE, {"holidays": [str(going.pk)]}, follow=True).content.decode()
    assert "They are gone from the list." in gone
    assert "A day for teachers" not in gone
    late = client.post(REMOVE, {"holidays": [str(going.pk)]})
    assert late.status_code == 422
    assert "gone already" in late.content.decode()
    assert "1 is written down." in client.post(NEW, written(world), follow=True).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"panels": []}, "Choose which panels"),
        ({"lines": "  "}, "at least one holiday"),
        ({"lines": "Half-term in spring"}, "We could not keep “Half-term in spring”. Write its name, then"),
        ({"lines": "Half-term: 31 2 2027"}, "February 2027 has 28 days"),
        ({"lines": "Half-term: 15 smarch 2027"}, "month as a number"),
        ({"lines": "Half-term: 19 2 2027 to 15 2 2027"}, "The last day is before the first"),
        ({"lines": "Half-term: 15 2 2027 to 15 8 2027"}, "more than 100 days"),
        ({"lines": "Half-term: 15 2 2097"}, "more than 3 years away"),
        ({"lines": f"{'x' * 81}: 15 2 2027"}, "a shorter name"),
        ({"lines": "\n".join(f"Day {number}: 15 2 2027" for number in range(MOST_LINES + 1))}, "40 at a time"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(world, client, wrong, sentence):
    client.force_login(world.coordinator)
    page = client.post(NEW, written(world, **wrong))
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert wrong.get("lines", "Heathshire").strip() in page.content.decode()
    assert not SchoolHoliday.objects.exists()


def test_somebody_cannot_choose_a_panel_or_a_holiday_that_is_not_theirs(world, client):
    beside = factories.small_panel("Bracken", programme=world.programme)
    theirs = add(beside)[0]
    client.force_login(world.coordinator)
    assert client.post(NEW, written(world, panels=[str(beside.panel.pk)])).status_code == 422
    assert client.post(REMOVE, {"holidays": [str(theirs.pk)]}).status_code == 422
    for person in (world.members[0], world.finance):
        client.force_login(person)
        for address in (LIST, NEW, REMOVE):
            assert client.get(address).status_code == 403


SERIES = {
    "title": "Advisory meeting", "pattern": "weeks", "first_day": "10", "first_month": "2", "first_year": "2027",
    "how_many": "2", "every_weeks": "1", "chosen": "", "at": "2pm", "minutes": "120", "meets": "hybrid",
    "place": "The long room", "fee_band": "half_day",
}  # fmt: skip


def test_they_are_shown_before_a_series_is_made_and_for_whom_when_not_for_all(world, client):
    beside = factories.panel("Bracken", programme=world.programme)
    add(world)
    client.force_login(world.lead)
    for panels, said in (([world.panel], f"{SAID}<"), ([world.panel, beside], f"{SAID} (for Heather)")):
        client.post("/meetings/series/new/", {**SERIES, "panels": [str(panel.pk) for panel in panels]})
        assert said in client.get("/meetings/series/new/check/").content.decode()


def test_they_are_shown_before_one_meeting_is_made(world, client):
    add(world)
    client.force_login(world.coordinator)
    typed = {**SERIES, "panel": str(world.panel.pk), "day_day": "17", "day_month": "2", "day_year": "2027"}
    client.post("/meetings/new/", typed)
    assert SAID in client.get("/meetings/new/check/").content.decode()
    client.post("/meetings/new/", {**typed, "day_day": "5"})
    assert "Nothing that we know of" in client.get("/meetings/new/check/").content.decode()


def test_they_are_shown_before_people_are_asked_about_dates(world, client):
    add(world)
    client.force_login(world.coordinator)
    dates = {"day_1_day": "17", "day_1_month": "2", "day_1_year": "2027", "at_1": "2pm", "day_2_day": "10",
             "day_2_month": "3", "day_2_year": "2027", "at_2": "2pm"}  # fmt: skip
    by = {"answer_by_day": "20", "answer_by_month": "1", "answer_by_year": "2027"}
    typed = {"title": "Advisory meeting", "minutes": "120", "meets": "online", **dates, **by}
    page = client.post(f"/meetings/dates/new/{world.panel.pk}/", typed).content.decode()
    assert "Good to know about date 1" in page
    assert SAID in page
    assert "Good to know about date 2" not in page
