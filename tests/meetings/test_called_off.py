"""A meeting that is called off has no chair and no seats any more, and nobody goes on being asked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leap.core import clock, outbox
from meetings.chairing import actions as chairing
from meetings.chairing.models import BringIn, ChairTalk, ChairTurn, ChairWillingness
from meetings.schedule import actions as schedule
from meetings.seating.actions import make_plan
from meetings.seating.models import SeatingPlan
from tests import factories
from tests.meetings import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = factories.small_panel(members=6, researchers=2)
    for person in world.members:
        chairing.set_willingness(panel=world.panel, answer="willing", by=person)
    ChairWillingness.objects.update(said_at=clock.now() - timedelta(days=300))
    rooms.held(world.panel, *world.members, days=-100)
    return world


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, *world.members, *world.researchers)
    make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    return meeting


def page(as_, person, meeting):
    return as_(person).get(reverse("schedule:meeting-detail", args=[meeting.pk])).content.decode()


@pytest.mark.parametrize("agreed", [True, False])
def test_a_meeting_that_is_off_has_no_chair_and_no_seats(world, meeting, as_, agreed):
    turn = chairing.propose_chair(meeting_id=meeting.pk, by=world.coordinator)
    if agreed:
        chairing.accept(meeting_id=meeting.pk, by=turn.person)
        assert "Your seat" in page(as_, turn.person, meeting)
    schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    for person in (turn.person, world.members[0], world.coordinator):
        shown = page(as_, person, meeting)
        assert not [word for word in ("Chair", "Your seat", "Who sits where") if f">{word}<" in shown]
        assert reverse("seating:plan-detail", args=[meeting.pk]) not in shown
    turn.refresh_from_db()
    assert (turn.state, turn.recorded_by) == ("passed", world.coordinator)
    assert not SeatingPlan.objects.filter(meeting=meeting, replaced_at__isnull=True).exists()
    told = outbox.OutboxMessage.objects.filter(kind__in=["chair_offer", "chair_free", "chair_briefing"])
    assert not [each for each in told if outbox.kind_called(each.kind).still_true(each)], "nobody goes on being asked"


def test_a_turn_at_a_meeting_that_is_off_is_no_turn_and_no_answer_of_theirs(world, meeting):
    turn = chairing.propose_chair(meeting_id=meeting.pk, by=world.coordinator)
    schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    later = rooms.meeting(world.panel, days=30)
    rooms.reply(later, turn.person)
    assert chairing.propose_chair(meeting_id=later.pk, by=world.coordinator).person == turn.person
    assert not ChairTurn.objects.filter(person=turn.person, state="chaired").exists()


def test_a_chair_asked_by_phone_is_off_the_list_of_calls(world, meeting):
    for person in world.members:
        person.email = None
        person.save()
    turn = chairing.propose_chair(meeting_id=meeting.pk, by=world.coordinator)
    schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    assert not outbox.waiting_for_a_person().filter(about_id=turn.pk).exists()


def test_nothing_is_left_of_who_would_have_helped_of_talks_and_of_who_wanted_in(world, meeting):
    """Each part ends, agreed or asked about; a talk somebody gave their time to stays."""
    chair, helper, watches, shy = world.members[:4]
    parts = ((chair, "chair", "accepted"), (helper, "beside", "accepted"), (watches, "watch", "offered"))
    for person, part, state in parts:
        answered = {} if state == "offered" else {"answered_at": clock.now(), "recorded_by": person}
        ChairTurn.objects.create(meeting=meeting, person=person, part=part, state=state, **answered)
    chairing.bring_me_in(meeting_id=meeting.pk, wanted=True, by=shy)
    for kind, days in (("before", -2), ("after", 2)):
        talk = {"kind": kind, "starts_at": meeting.starts_at + timedelta(days=days), "minutes": 30, "way": "phone"}
        chairing.set_talk(meeting_id=meeting.pk, **talk, by=world.coordinator)
    ChairTalk.objects.filter(kind="before").update(starts_at=clock.now() - timedelta(hours=1))
    schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    assert list(ChairTurn.objects.filter(meeting=meeting).values_list("state", flat=True)) == ["passed"] * 3
    assert not BringIn.objects.unscoped("a test").exists()
    assert [talk.kind for talk in ChairTalk.objects.all()] == ["before"], "it may still be noted who was there"
