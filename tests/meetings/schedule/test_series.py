"""Series: dates, the clocks that change, and changing or calling off one or the rest."""

from dataclasses import replace
from datetime import date, time, timedelta
from types import SimpleNamespace

import pytest
import time_machine

from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import new_id
from leap.design.times import say_clock, there
from meetings.invitations import actions as invitations
from meetings.schedule import actions
from meetings.schedule.models import Meeting, MeetingSeries
from meetings.schedule.planning import days, series
from tests import factories
from tests.meetings.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    with time_machine.travel("2026-12-01 12:00:00+00:00", tick=False):
        yield


@pytest.fixture
def world(now):
    return factories.small_panel()


def plan(world, **facts):
    known = {
        "panels": [world.panel],
        "days": series.quarterly(date(2027, 1, 12), 4),
        "at": time(14),
        "pattern": "quarterly",
        "title": "Advisory meeting",
        "minutes": 120,
        "place": "The long room",
        "by": world.coordinator,
    }
    return actions.plan_series(**{**known, **facts})


def starts():
    return [there(meeting.starts_at).replace(tzinfo=None) for meeting in Meeting.objects.order_by("starts_at")]


def test_a_quarter_keeps_its_weekday_and_its_week():
    assert [str(day) for day in series.quarterly(date(2027, 1, 12), 5)] == [
        "2027-01-12", "2027-04-13", "2027-07-13", "2027-10-12", "2028-01-11",
    ]  # fmt: skip
    fifth = series.quarterly(date(2027, 3, 31), 3)
    assert [str(day) for day in fifth] == ["2027-03-31", "2027-06-30", "2027-09-29"]
    assert [str(day) for day in series.quarterly(date(2027, 11, 30), 2)] == ["2027-11-30", "2028-02-29"]
    assert [str(day) for day in series.quarterly(date(2026, 11, 30), 2)] == ["2026-11-30", "2027-02-22"]
    assert series.every_weeks(date(2027, 1, 12), 6, 2)[1] == date(2027, 2, 23)
    assert series.chosen([date(2027, 2, 1), date(2027, 1, 1), date(2027, 2, 1)]) == [date(2027, 1, 1), date(2027, 2, 1)]


def test_a_series_is_at_the_same_time_on_the_wall_all_year(world):
    other = factories.small_panel("Bracken", programme=world.programme)
    made = plan(world, panels=[world.panel, other.panel], by=world.lead)
    assert len(made) == 8
    assert MeetingSeries.objects.count() == 1
    assert {say_clock(meeting.starts_at, meeting.panel) for meeting in made} == {"2:00pm"}
    assert {meeting.starts_at.hour for meeting in made} == {13, 14}
    with pytest.raises(NotAllowed):
        plan(world, panels=[world.panel, other.panel])


def test_a_time_that_is_not_there_or_there_twice_is_asked_about(world):
    for night, sentence in ((date(2027, 3, 28), "does not happen"), (date(2027, 10, 31), "happens twice")):
        with pytest.raises(NotNow, match=sentence):
            plan(world, days=[date(2027, 1, 12), night], at=time(1, 30))
    assert not Meeting.objects.exists()
    assert not MeetingSeries.objects.exists()


def test_too_few_and_too_many_days_are_refused(world):
    for dates in ([date(2027, 1, 12)], series.every_weeks(date(2027, 1, 12), 1, 27)):
        with pytest.raises(NotNow, match="2 to 26 days"):
            plan(world, days=dates)


@pytest.mark.django_db(transaction=True)
def test_eight_presses_make_one_series(world):
    key = new_id()
    made = at_once(lambda number: [meeting.pk for meeting in plan(world, series_id=key)])
    assert all(sorted(each) == sorted(made[0]) for each in made)
    assert Meeting.objects.count() == 4


def test_the_rest_moves_with_one_and_what_went_before_stays(world):
    made = plan(world)
    invitations.invite_panel(meeting_id=made[1].pk, by=world.coordinator)
    second = Meeting.objects.get(pk=made[1].pk)
    new = replace(actions.facts_of(second), starts_at=second.starts_at + timedelta(days=1, hours=-3), joining="A link")
    moved = actions.move_rest(meeting_id=second.pk, revision=0, facts=new, by=world.coordinator)
    assert len(moved) == 3
    assert [(at.day, at.hour) for at in starts()] == [(12, 14), (14, 11), (14, 11), (13, 11)]
    assert list(Meeting.objects.order_by("starts_at").values_list("joining", flat=True)) == ["", *["A link"] * 3]


def test_the_rest_in_another_place_keeps_no_reason_of_the_place_before(world):
    made = plan(world)
    old = "A lift from the street."
    Meeting.objects.filter(pk__in=[each.pk for each in made[1:]]).update(place_reason=old)
    second = Meeting.objects.get(pk=made[1].pk)
    new = replace(actions.facts_of(second), place="The cellar", place_reason="")
    actions.move_rest(meeting_id=second.pk, revision=0, facts=new, by=world.coordinator)
    reasons = Meeting.objects.order_by("starts_at").values_list("place_reason", flat=True)
    assert list(reasons) == [""] * 4
    Meeting.objects.filter(pk=made[3].pk).update(place_reason="A lift at the cellar.")
    third = Meeting.objects.get(pk=made[2].pk)
    later = replace(actions.facts_of(third), starts_at=third.starts_at + timedelta(hours=1), place_reason="")
    actions.move_rest(meeting_id=third.pk, revision=1, facts=later, by=world.coordinator)
    assert list(reasons.all()) == ["", "", "", "A lift at the cellar."]
    Meeting.objects.filter(pk__in=[each.pk for each in made[2:]]).update(place_reason=old)
    third.refresh_from_db()
    same_words = replace(actions.facts_of(third), place="The barn", place_reason=old)
    actions.move_rest(meeting_id=third.pk, revision=2, facts=same_words, by=world.coordinator)
    assert list(reasons.all()) == ["", "", old, old]
    third.refresh_from_db()
    actions.move_rest(
        meeting_id=third.pk, revision=3, by=world.coordinator,
        facts=replace(actions.facts_of(third), place="The mill", place_reason=""),
    )  # fmt: skip
    assert list(reasons.all()) == [""] * 4


def test_a_week_earlier_or_later_no_meeting_stands_in_the_way_of_the_next(world):
    made = plan(world, days=series.every_weeks(date(2027, 1, 12), 1, 3), pattern="weeks", every_weeks=1)
    for weeks in (1, -1):
        first = Meeting.objects.get(pk=made[0].pk)
        new = replace(actions.facts_of(first), starts_at=first.starts_at + timedelta(weeks=weeks))
        actions.move_rest(meeting_id=first.pk, revision=first.revision, facts=new, by=world.coordinator)
    assert [at.day for at in starts()] == [12, 19, 26]


def test_the_rest_onto_a_night_of_changing_clocks_is_refused_whole(world):
    made = plan(world, days=[date(2027, 2, 28), date(2027, 3, 28)])
    first = Meeting.objects.get(pk=made[0].pk)
    new = replace(actions.facts_of(first), starts_at=first.starts_at - timedelta(hours=12, minutes=30))
    with pytest.raises(NotNow, match="does not happen"):
        actions.move_rest(meeting_id=first.pk, revision=0, facts=new, by=world.coordinator)
    assert {at.hour for at in starts()} == {14}
    with pytest.raises(actions.ChangedMeanwhile):
        actions.move_rest(meeting_id=first.pk, revision=4, facts=new, by=world.coordinator)
    with pytest.raises(NotAllowed):
        actions.move_rest(meeting_id=first.pk, revision=0, facts=new, by=world.members[0])


def test_one_or_the_rest_is_called_off(world, client):
    made = plan(world)
    client.force_login(world.coordinator)
    client.post(f"/meetings/{made[0].pk}/cancel/")
    assert Meeting.objects.filter(state="cancelled").count() == 1
    later = f"later ones of {world.panel.name} in its series"
    for page in ("cancel", "move"):
        shown = client.get(f"/meetings/{made[1].pk}/{page}/").content.decode()
        assert f"This one and all {later}" in shown
        assert "from that day on" not in shown, "no other panel is in this series"
    client.post(f"/meetings/{made[1].pk}/cancel/", {"which": "rest"})
    assert Meeting.objects.filter(state="cancelled").count() == 4


@pytest.fixture
def three_panels(world):
    """A series of three panels; the coordinator runs two of them."""
    bracken = factories.small_panel("Bracken", programme=world.programme).panel
    sedge = factories.small_panel("Sedge", programme=world.programme).panel
    factories.role(world.coordinator, kind="ppi_coordinator", panel=bracken)
    plan(world, panels=[world.panel, bracken, sedge], by=world.lead)
    first, second, *_ = Meeting.objects.filter(panel=world.panel).order_by("starts_at")
    return SimpleNamespace(bracken=bracken, sedge=sedge, first=first, second=second)


def test_the_rest_of_every_panel_one_runs_is_called_off_and_those_of_others_stay(world, three_panels, client):
    client.force_login(world.coordinator)
    shown = client.get(f"/meetings/{three_panels.second.pk}/cancel/").content.decode()
    assert "Those, and the ones of Bracken from that day on" in shown
    assert "Sedge" not in shown
    client.post(f"/meetings/{three_panels.second.pk}/cancel/", {"which": "every_panel"})
    off = Meeting.objects.filter(state="cancelled").values_list("panel__name", flat=True)
    assert sorted(off) == sorted([*["Bracken"] * 3, *[world.panel.name] * 3])
    assert not Meeting.objects.filter(state="cancelled", starts_at__lt=three_panels.second.starts_at).exists()


def test_the_rest_of_every_panel_one_runs_moves_and_what_is_not_changed_stays_theirs(world, three_panels, client):
    Meeting.objects.filter(panel=three_panels.bracken).update(title="Bracken meets")
    second = three_panels.second
    new = replace(actions.facts_of(second), starts_at=second.starts_at + timedelta(days=1))
    facts = {"meeting_id": second.pk, "revision": 0, "facts": new}
    moved = actions.move_rest(**facts, by=world.coordinator, every_panel=True)
    assert [meeting.panel.name for meeting in moved].count("Bracken") == 3
    assert {meeting.title for meeting in moved if meeting.panel == three_panels.bracken} == {"Bracken meets"}
    days = {name: [] for name in ("Bracken", "Sedge", world.panel.name)}
    for meeting in Meeting.objects.select_related("panel").order_by("starts_at"):
        days[meeting.panel.name].append(meeting.starts_at.date())
    assert days["Bracken"] == days[world.panel.name]
    assert [was != now for was, now in zip(days["Sedge"], days["Bracken"], strict=True)] == [False, True, True, True]


def words_on(day):
    return [note.words for note in days.notes_on(day)]


def test_what_is_known_of_a_day():
    assert words_on(date(2027, 3, 26)) == ["Bank holiday in the whole UK: Good Friday", "Good Friday"]
    assert words_on(date(2027, 8, 2)) == ["Bank holiday in Scotland: Summer Bank Holiday"]
    assert words_on(date(2027, 3, 29)) == ["Bank holiday in England, Wales and Northern Ireland: Easter Monday"]
    assert words_on(date(2027, 10, 11)) == ["Yom Kippur, a fast"]
    assert words_on(date(2027, 2, 8)) == ["About this day: Ramadan begins"]
    assert words_on(date(2027, 2, 22)) == ["In Ramadan: some people fast from dawn to sunset"]
    assert words_on(date(2030, 12, 30)) == ["In Ramadan: some people fast from dawn to sunset"]
    assert words_on(date(2027, 3, 9)) == ["About this day: Eid al-Fitr"]
    assert words_on(date(2027, 3, 10)) == []
    assert words_on(date(2027, 3, 6)) == [
        "About this day: Laylat al-Qadr", "In Ramadan: some people fast from dawn to sunset",
    ]  # fmt: skip
    assert words_on(date(2027, 4, 30)) == ["Orthodox Good Friday"]
    assert words_on(date(2027, 5, 2)) == ["Orthodox Easter Sunday"]
    assert words_on(date(2027, 5, 15)) == ["About this day: Day of Arafah, a fast for some"]
    assert words_on(date(2027, 8, 25)) == ["About this day: Janmashtami"]
    assert words_on(date(2027, 9, 30)) == ["About this day: Navratri begins"]
    assert set(days.notes_on_each([date(2027, 3, 10), date(2027, 10, 29)])) == {date(2027, 10, 29)}


# The pages

NEW, CHECK = "/meetings/series/new/", "/meetings/series/new/check/"


def answers(world, **changed):
    return {
        "panels": [str(world.panel.pk)],
        "title": "Advisory meeting",
        "pattern": "quarterly",
        "first_day": "12",
        "first_month": "1",
        "first_year": "2027",
        "how_many": "4",
        "every_weeks": "6",
        "chosen": "",
        "at": "2pm",
        "minutes": "120",
        "meets": "hybrid",
        "place": "The long room",
        "joining": "Ring the brass bell",
        "phone_in": "",
        "places": "12",
        "about": "",
        "fee_band": "half_day",
        **changed,
    }


def test_a_series_is_made_in_two_steps(world, client):
    client.force_login(world.coordinator)
    assert client.get(CHECK).headers["Location"] == NEW
    assert client.get(NEW).status_code == 200
    assert (
        client.post(NEW, answers(world, first_day="11", first_month="10", pattern="weeks")).headers["Location"] == CHECK
    )
    page = client.get(CHECK)
    assert "Yom Kippur" in page.content.decode()
    assert "Every area sets its own school holidays" in page.content.decode()
    kept = page.context["kept"]
    client.post(NEW, answers(world))
    assert client.post(CHECK, kept).headers["Location"] == CHECK
    assert not Meeting.objects.exists()
    made = client.post(CHECK, client.get(CHECK).context["kept"])
    assert made.headers["Location"] == "/meetings/year/"
    assert list(Meeting.objects.values_list("places", flat=True)) == [12] * 4
    client.post(NEW, answers(world))
    again = client.post(CHECK, client.get(CHECK).context["kept"])
    assert again.status_code == 422
    assert "already has a meeting then" in again.content.decode()
    client.force_login(world.members[0])
    assert client.get(NEW).status_code == 403


def test_a_series_for_panels_that_share_people_says_so_before_it_is_made_and_names_nobody(world, client):
    beside = factories.small_panel("Bracken", programme=world.programme)
    client.force_login(world.lead)

    def checked():
        client.post(NEW, answers(world, panels=[str(world.panel.pk), str(beside.panel.pk)]))
        return client.get(CHECK).content.decode()

    assert "share people" not in checked()
    both = world.members[0]
    factories.role(both, beside.panel)
    page = checked()
    assert "Bracken and Heather share people." in page
    assert page.count("share people") == 1
    assert both.shown_name not in page
    client.post(NEW, answers(world))
    assert "share people" not in client.get(CHECK).content.decode()


def test_days_can_be_chosen(world, client):
    client.force_login(world.coordinator)
    client.post(NEW, answers(world, pattern="chosen", chosen="24 2 2027\n3/5/2027\n\n24 february 2027"))
    client.post(CHECK, client.get(CHECK).context["kept"])
    assert [(at.month, at.day) for at in starts()] == [(1, 12), (2, 24), (5, 3)]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"how_many": "1"}, "whole number from 2 to 26"),
        ({"how_many": "many"}, "whole number"),
        ({"pattern": "weeks", "every_weeks": "0"}, "whole number from 1 to 26"),
        ({"pattern": "chosen", "chosen": "the day after"}, "We could not read “the day after”"),
        ({"pattern": "chosen", "chosen": "31 2 2027"}, "February 2027 has 28 days"),
        ({"pattern": "chosen", "chosen": "1 1 2027"}, "before the first"),
        ({"pattern": "chosen", "chosen": ""}, "Choose 1 to 25 more days"),
        ({"pattern": "chosen", "chosen": "1 1 2199"}, "more than 3 years away"),
        ({"first_year": "2020"}, "already gone"),
        ({"first_day": ""}, "Tell us the day"),
        ({"first_month": "3", "first_day": "28", "at": "1:30am"}, "does not happen"),
        ({"panels": []}, "Choose which panels"),
        ({"pattern": "moon"}, "choose one of the answers"),
    ],
)
def test_what_cannot_be_is_said_in_words(world, client, wrong, sentence):
    client.force_login(world.coordinator)
    page = client.post(NEW, answers(world, **wrong))
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "Ring the brass bell" in page.content.decode()
