"""Putting right what a meeting is called and about: nobody is asked again or sent away, nothing typed is lost."""

from dataclasses import replace

import pytest
from django.urls import reverse

from leap.core import audit, outbox
from leap.core.errors import NotAllowed, NotNow
from meetings.invitations import actions as invitations
from meetings.invitations import tasks
from meetings.invitations.models import Answer, Invitation
from meetings.schedule import actions
from meetings.schedule.models import Meeting
from tests import factories
from tests.meetings import rooms
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.small_panel()


@pytest.fixture
def meeting(world):
    """Everyone is invited; three said that they come."""
    meeting = rooms.meeting(world.panel, state="planned", fee_band="2h")
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    for person in world.members[:3]:
        invitations.reply(meeting_id=meeting.pk, reply="coming", by=person)
    meeting.refresh_from_db()
    return meeting


def correct(meeting, by, revision=None, **words):
    new = replace(actions.words_of(Meeting.objects.get(pk=meeting.pk)), **words)
    seen = meeting.revision if revision is None else revision
    return actions.correct_meeting(meeting_id=meeting.pk, revision=seen, words=new, by=by)


def page(meeting):
    return reverse("schedule:meeting-correct", args=[meeting.pk])


def typed(**more):
    return {"title": "Spring meeting", "about": "", "places": "", "fee_band": "2h", "revision": "0", **more}


def test_the_name_is_put_right_in_calendars_and_nobody_is_told_or_asked_again(world, meeting, client):
    before = outbox.OutboxMessage.objects.count()
    now = correct(meeting, world.coordinator, title=" Summer meeting ", about="Two leaflets.", fee_band="full_day")
    assert (now.title, now.about, now.fee_band, now.revision, now.asked_at) == (
        "Summer meeting", "Two leaflets.", "full_day", 1, None,
    )  # fmt: skip
    assert outbox.OutboxMessage.objects.count() == before
    assert Invitation.objects.filter(reply="coming").count() == Answer.objects.filter(reply="coming").count() == 3
    client.force_login(world.members[0])
    calendar = client.get(reverse("schedule:meeting-calendar", args=[meeting.pk])).content.decode()
    assert "SEQUENCE:1" in calendar
    trail = audit.events_about(meeting, "meeting.corrected").get()
    assert set(trail.facts) == {"panel", "revision"}, "the trail keeps no words"


def test_nothing_different_changes_nothing(world, meeting):
    assert correct(meeting, world.coordinator).revision == 0
    assert not audit.events_about(meeting, "meeting.corrected").exists()


def test_only_those_who_run_the_panel_put_it_right_and_only_while_it_is_ahead(world, meeting):
    for by in (world.members[0], world.finance, factories.small_panel("Bracken").coordinator):
        with pytest.raises(NotAllowed):
            correct(meeting, by, title="Mine")
    for days, state in ((-1, "open"), (-1, "held"), (3, "cancelled")):
        with pytest.raises(NotNow, match="stays as it was"):
            correct(rooms.meeting(world.panel, days=days, state=state), world.coordinator, title="Late")


def test_fewer_places_send_nobody_away_and_the_next_who_wants_to_come_is_put_in_line(world, meeting):
    correct(meeting, world.coordinator, places=2)
    tasks.keep_lines_moving()
    coming = Invitation.objects.filter(meeting=meeting, reply="coming")
    assert sorted(coming.values_list("place", flat=True)) == [1, 2, 3]
    with pytest.raises(NotNow, match="All the places"):
        invitations.reply(meeting_id=meeting.pk, reply="coming", by=world.members[3])
    invitations.reply(meeting_id=meeting.pk, reply="in_line", by=world.members[3])
    with pytest.raises(NotNow, match="in line for a place"):
        correct(meeting, world.coordinator, revision=1, places=None)
    correct(meeting, world.coordinator, revision=1, places=4)
    tasks.keep_lines_moving()
    assert Invitation.objects.get(meeting=meeting, person=world.members[3]).place == 4


def test_what_people_were_told_of_their_pay_can_be_made_more_and_not_less(world, meeting):
    with pytest.raises(NotNow, match="more now, not less"):
        correct(meeting, world.coordinator, fee_band="none")
    planned = rooms.meeting(world.panel, days=40, state="planned")
    assert correct(planned, world.coordinator, fee_band="none").fee_band == "none"


def test_a_longer_band_is_not_taken_when_its_money_is_less_or_not_known(world, meeting):
    rates = money.rate_set(world.programme)
    for band, pence in (("2h", 5000), ("half_day", 4000), ("full_day", 9000)):
        money.rate(rates, band, pence, money.FIRST_DAY)
    for band in ("half_day", "max"):
        with pytest.raises(NotNow, match="more now, not less"):
            correct(meeting, world.coordinator, fee_band=band)
    assert correct(meeting, world.coordinator, fee_band="full_day").fee_band == "full_day"
    planned = rooms.meeting(world.panel, days=40, state="planned", fee_band="2h")
    assert correct(planned, world.coordinator, fee_band="max").fee_band == "max"


def test_two_coordinators_see_both_versions_and_lose_nothing(world, meeting, client):
    client.force_login(world.coordinator)
    assert "nobody is asked again" in client.get(page(meeting)).content.decode()
    correct(meeting, world.lead, title="The blue meeting")
    refused = client.post(page(meeting), typed(title="The green meeting", about="Tea and two leaflets."))
    shown = refused.content.decode()
    assert refused.status_code == 422
    for words in ("The blue meeting", "Tea and two leaflets.", world.lead.shown_name):
        assert words in shown
    assert shown.count("The green meeting") == 2
    again = client.post(page(meeting), typed(title="The green meeting", revision="1"))
    assert again.headers["Location"] == reverse("schedule:meeting-detail", args=[meeting.pk])
    assert "The green meeting" in client.get(again.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": " "}, "Give the meeting a short name"),
        ({"places": "0"}, "Write 1 or more, or leave this empty"),
        ({"fee_band": "none"}, "more now, not less"),
        ({"fee_band": "gold"}, "choose one of the answers"),
    ],
)
def test_what_cannot_be_is_said_in_words_and_nothing_is_lost(world, meeting, client, wrong, sentence):
    client.force_login(world.coordinator)
    answer = client.post(page(meeting), typed(about="Ring the brass bell", **wrong))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Ring the brass bell" in answer.content.decode()


def test_places_are_asked_only_where_people_come_to_a_room_and_a_series_has_them_too(world, client):
    online = rooms.meeting(world.panel, meets="online", place="", places=None)
    client.force_login(world.coordinator)
    assert "How many people can come in person?" not in client.get(page(online)).content.decode()
    assert client.post(page(online), typed(title="Other", fee_band="half_day")).status_code == 302
    assert "How many people can come in person?" in client.get("/meetings/series/new/").content.decode()
    client.force_login(world.members[0])
    assert client.get(page(online)).status_code == 403
