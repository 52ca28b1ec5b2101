"""The pages of meetings, through the browser's eyes."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leap.core import clock
from leap.core.errors import NotNow
from leap.core.ids import new_id
from meetings.schedule import actions, registration
from meetings.schedule.models import Meeting
from tests import factories
from tests.meetings import rooms

pytestmark = pytest.mark.django_db

READS = ("SELECT", "DECLARE")
NEW, CHECK, LIST = "/meetings/new/", "/meetings/new/check/", "/meetings/"


@pytest.fixture
def world():
    return factories.small_panel()


def detail(meeting):
    return reverse("schedule:meeting-detail", args=[meeting.pk])


def answers(world, **changed):
    day = clock.today() + timedelta(days=30)
    return {
        "panel": str(world.panel.pk),
        "title": "Advisory meeting",
        "day_day": str(day.day),
        "day_month": str(day.month),
        "day_year": str(day.year),
        "at": "2pm",
        "minutes": "120",
        "meets": "hybrid",
        "place": "The long room",
        "joining": "Call 01632 960111",
        "places": "12",
        "about": "The summer plan.\nTea first.",
        "fee_band": "half_day",
        **changed,
    }


def on(day):
    return {"day_day": str(day.day), "day_month": str(day.month), "day_year": str(day.year)}


def text_of(response):
    return response.content.decode()


# The list


def test_the_list_shows_what_is_coming_and_what_has_been(world, as_):
    coming = rooms.meeting(world.panel, place="The old mill")
    past = rooms.meeting(world.panel, days=-30, state="held")
    page = text_of(as_(world.members[0]).get(LIST))
    assert detail(coming) in page
    assert detail(past) in page
    assert "The old mill" in page
    assert "Make a meeting" not in page
    assert "Make a meeting" in text_of(as_(world.coordinator).get(LIST))


def test_the_list_of_somebody_without_a_panel_is_kind_and_empty(as_):
    page = text_of(as_(factories.person()).get(LIST))
    assert "There is no meeting ahead just now" in page
    assert "Meetings that have been" not in page


@pytest.mark.parametrize("who", ["coordinator", "lead", "member"])
def test_the_list_asks_the_database_as_often_for_forty_meetings_as_for_four(world, as_, who):
    viewer = world.members[0] if who == "member" else getattr(world, who)
    client = as_(viewer)

    def queries_for(number):
        for day in range(number):
            rooms.reply(rooms.meeting(world.panel, days=2 * day - 3), viewer)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        return len(asked)

    assert queries_for(4) == queries_for(36)


# One meeting


def test_a_meeting_page_says_when_where_and_what_about(world, as_):
    meeting = rooms.meeting(world.panel, about="One <b>line</b>\nand another", joining="Call 01632 960111")
    assert "Call 01632 960111" not in text_of(as_(world.members[0]).get(detail(meeting)))
    assert "Call 01632 960111" in text_of(as_(world.coordinator).get(detail(meeting)))
    rooms.reply(meeting, world.members[0], word="waiting")
    page = text_of(as_(world.members[0]).get(detail(meeting)))
    assert "The long room" in page
    assert "Call 01632 960111" in page
    assert "One &lt;b&gt;line&lt;/b&gt;" in page
    assert "Call off this meeting" not in page


def test_a_stranger_and_an_unknown_meeting_get_the_same_page(world, as_):
    other = factories.small_panel("Bracken", programme=world.programme)
    planned = rooms.meeting(world.panel, state="planned")
    opened = rooms.meeting(world.panel)
    unknown = Meeting(pk=new_id())
    for viewer in (other.members[0], other.coordinator, world.finance):
        client = as_(viewer)
        bytes_of = {client.get(detail(meeting)).content for meeting in (opened, planned, unknown)}
        assert len(bytes_of) == 1
        assert client.get(detail(opened)).status_code == 404
    assert as_(world.members[0]).get(detail(planned)).status_code == 404


def test_what_higher_rooms_register_is_shown_in_order(world, as_, monkeypatch):
    meeting = rooms.meeting(world.panel)
    monkeypatch.setattr(registration, "_links", {})
    registration.register_meeting_link(
        order=2, label=lambda viewer, meeting: f"For {viewer.called_name}", url_name="schedule:meeting-detail",
        shown_to=lambda viewer, meeting: True,
    )  # fmt: skip
    registration.register_meeting_link(
        order=1,
        label="First",
        url_name="schedule:meeting-cancel",
        shown_to=lambda viewer, meeting: viewer == world.lead,
    )
    assert [link["label"] for link in registration.links_for(world.lead, meeting)] == [
        "First",
        f"For {world.lead.called_name}",
    ]
    assert len(registration.links_for(world.members[0], meeting)) == 1


def test_something_still_to_do_comes_before_something_done(world, monkeypatch):
    steps = {
        lambda viewer, meeting: registration.NextStep("a", "Done", "/", done=True): 1,
        lambda viewer, meeting: None: 2,
        lambda viewer, meeting: registration.NextStep("b", "Open", "/"): 3,
    }
    monkeypatch.setattr(registration, "_steps", steps)
    assert registration.next_step_for(world.lead, rooms.meeting(world.panel)).label == "Open"


# Making one


def test_a_coordinator_makes_a_meeting_in_two_steps(world, as_):
    client = as_(world.coordinator)
    assert "it neutral" in text_of(client.get(NEW))
    assert client.post(NEW, answers(world)).headers["Location"] == CHECK
    check = client.get(CHECK)
    assert "2:00pm" in text_of(check)
    assert not Meeting.objects.exists()
    made = client.post(CHECK, check.context["kept"])
    meeting = Meeting.objects.get()
    assert made.headers["Location"] == detail(meeting)
    assert (meeting.panel, meeting.minutes, meeting.state) == (world.panel, 120, "planned")
    assert meeting.places == 12
    assert meeting.about == "The summer plan.\nTea first."
    assert "Nobody has been told about it yet" in text_of(client.get(detail(meeting)))


def test_pressing_the_last_button_twice_makes_one_meeting(world, as_):
    client = as_(world.coordinator)
    client.post(NEW, answers(world))
    kept = client.get(CHECK).context["kept"]
    first, second = client.post(CHECK, kept), client.post(CHECK, kept)
    assert first.headers["Location"] == second.headers["Location"] == detail(Meeting.objects.get())


def test_two_windows_do_not_mix_their_answers(world, as_):
    client = as_(world.coordinator)
    client.post(NEW, answers(world, place="The first place"))
    first_window = client.get(CHECK).context["kept"]
    client.post(NEW, answers(world, place="The second place"))
    assert client.post(CHECK, first_window).headers["Location"] == CHECK
    assert not Meeting.objects.exists()
    page = client.get(CHECK)
    assert "another window" in text_of(page)
    client.post(CHECK, page.context["kept"])
    assert Meeting.objects.get().place == "The second place"


def test_going_back_shows_what_was_typed(world, as_):
    client = as_(world.coordinator)
    client.post(NEW, answers(world, place="The old mill, Mill Lane"))
    page = client.get(NEW)
    assert page.status_code == 200
    assert "The old mill, Mill Lane" in text_of(page)
    assert "Something needs another look" not in text_of(page)


def test_the_check_page_without_answers_leads_to_the_form(world, as_):
    client = as_(world.coordinator)
    assert client.get(CHECK).headers["Location"] == NEW
    assert client.post(CHECK, {"meeting_id": "nonsense"}).headers["Location"] == NEW


def test_a_time_that_passes_while_checking_is_said_kindly(world, as_):
    with time_machine.travel("2026-06-01 12:00:00+00:00", tick=False) as time:
        client = as_(world.coordinator)
        client.post(NEW, answers(world, **on(date(2026, 6, 1)), at="14:00"))
        kept = client.get(CHECK).context["kept"]
        time.shift(timedelta(hours=2))
        page = client.post(CHECK, kept)
    assert page.status_code == 422
    assert "That time has already gone today" in text_of(page)
    assert "Call 01632 960111" in text_of(page)
    assert not Meeting.objects.exists()


def test_what_the_action_refuses_is_said_on_the_form(world, as_, monkeypatch):
    def refuses(**facts):
        raise NotNow("That time has already gone.")

    client = as_(world.coordinator)
    client.post(NEW, answers(world))
    monkeypatch.setattr(actions, "plan_meeting", refuses)
    page = client.post(CHECK, client.get(CHECK).context["kept"])
    assert page.status_code == 422
    assert "That time has already gone." in text_of(page)
    assert "Call 01632 960111" in text_of(page)


SENTENCES = [
    ({"title": "  "}, "Give the meeting a short name"),
    ({"title": "x" * 81}, "Please make this shorter"),
    ({"title": "One\nTwo"}, "hidden character"),
    ({"day_day": "", "day_month": "", "day_year": ""}, "Tell us the day, month and year"),
    ({"day_day": "31", "day_month": "2", "day_year": "2027"}, "February 2027 has 28 days"),
    ({"day_day": "x"}, "Tell us the day as a number"),
    (on(date(2020, 1, 1)), "That day has already gone"),
    (on(date(2199, 1, 1)), "more than 3 years away"),
    ({"at": "2"}, "morning or afternoon"),
    ({"at": "half past two"}, "Tell us the time like"),
    ({"at": ""}, "Tell us the time it starts"),
    ({"minutes": "7"}, "choose one of the answers shown"),
    ({"places": "a dozen"}, "Write the number of places in figures"),
    ({"places": "0"}, "Write 1 or more, or leave this empty"),
    ({"places": "501"}, "Write a number up to 500"),
    ({"place": ""}, "Tell people where the meeting is"),
    ({"about": "x" * 2001}, "Please make this shorter"),
    ({"fee_band": "gold"}, "choose one of the answers shown"),
    ({"panel": ""}, "Choose which panel"),
]


@pytest.mark.parametrize(("wrong", "sentence"), SENTENCES)
def test_bad_input_is_refused_in_a_sentence_and_nothing_typed_is_lost(world, as_, wrong, sentence):
    client = as_(world.coordinator)
    typed = answers(world, **{"joining": "Ring the brass bell", **wrong})
    page = client.post(NEW, typed)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert "Ring the brass bell" in text_of(page)
    assert not Meeting.objects.exists()


@time_machine.travel("2026-02-01 12:00:00+00:00", tick=False)
@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 3, 29), "the clocks go forward and 1:30am does not happen"),
        (date(2026, 10, 25), "the clocks go back and 1:30am happens twice"),
    ],
)
def test_a_time_at_the_clock_change_is_asked_about(world, as_, day, sentence):
    page = as_(world.coordinator).post(NEW, answers(world, **on(day), at="1:30am"))
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert 'value="1:30am"' in text_of(page)


@time_machine.travel("2026-06-01 12:00:00+00:00", tick=False)
def test_a_time_earlier_today_is_refused(world, as_):
    page = as_(world.coordinator).post(NEW, answers(world, **on(date(2026, 6, 1)), at="12:30"))
    assert page.status_code == 422
    assert "That time has already gone today" in text_of(page)


def test_a_coordinator_cannot_choose_a_panel_they_do_not_run(world, as_):
    other = factories.small_panel("Bracken", programme=world.programme)
    page = as_(world.coordinator).post(NEW, answers(other))
    assert page.status_code == 422
    assert "Bracken" not in text_of(page)


def test_members_cannot_make_a_meeting(world, as_):
    client = as_(world.members[0])
    for response in (client.get(NEW), client.post(NEW, answers(world)), client.get(CHECK), client.post(CHECK)):
        assert response.status_code == 403
    assert not Meeting.objects.exists()


# Calling one off


def test_calling_off_asks_first_then_says_so(world, as_):
    meeting = rooms.meeting(world.panel)
    client = as_(world.coordinator)
    url = reverse("schedule:meeting-cancel", args=[meeting.pk])
    assert "Call off this meeting?" in text_of(client.get(url))
    assert client.post(url).headers["Location"] == detail(meeting)
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"
    assert "This meeting is called off" in text_of(as_(world.members[0]).get(detail(meeting)))
    assert as_(world.coordinator).post(url).status_code == 409


def test_members_cannot_call_a_meeting_off(world, as_):
    meeting = rooms.meeting(world.panel)
    url = reverse("schedule:meeting-cancel", args=[meeting.pk])
    assert as_(world.members[0]).post(url).status_code == 403
    assert as_(world.finance).post(url).status_code == 404
    meeting.refresh_from_db()
    assert meeting.state == "open"


def test_looking_changes_nothing(world, as_):
    meeting = rooms.meeting(world.panel)
    client = as_(world.coordinator)
    sessions = list(Session.objects.values_list("session_key", "session_data", "expire_date"))
    with CaptureQueriesContext(connection) as asked:
        for url in (LIST, NEW, CHECK, detail(meeting), reverse("schedule:meeting-cancel", args=[meeting.pk])):
            client.get(url)
            client.head(url)
    assert not [query for query in asked if not query["sql"].lstrip().upper().startswith(READS)]
    assert list(Session.objects.values_list("session_key", "session_data", "expire_date")) == sessions


@pytest.mark.parametrize(
    ("days", "state", "words"),
    [
        (3, "planned", "Nobody invited yet"),
        (3, "open", "Coming up"),
        (0, "open", "On now"),
        (-3, "open", "No register yet"),
        (-3, "held", "Held"),
        (3, "cancelled", "Called off"),
    ],
)
def test_a_meetings_status_is_said_in_words(world, as_, days, state, words):
    rooms.meeting(world.panel, days=days, state=state)
    assert words in text_of(as_(world.coordinator).get(LIST)).split("Coming up</h2>")[1]


def test_somebody_who_runs_one_panel_is_not_asked_which(world, as_):
    assert "Which panel is it for?" not in text_of(as_(world.coordinator).get(NEW))
    factories.small_panel("Bracken", programme=world.programme)
    assert "Which panel is it for?" in text_of(as_(world.lead).get(NEW))
