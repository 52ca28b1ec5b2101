"""How much earlier meetings count is a panel's own choice, with a name to it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from leap.core import audit
from leap.core.errors import NotAllowed
from meetings.seating import actions, queries
from meetings.seating.models import MixingChoice, Seat, SeatingPlan
from tests import factories
from tests.meetings import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.small_panel(members=4, researchers=0)


def sat(panel, days, *tables):
    past = rooms.held(panel, *(person for table in tables for person in table), days=days)
    plan = SeatingPlan.objects.create(meeting=past, seats_per_table=2, seed=1)
    for number, people in enumerate(tables, start=1):
        for place, person in enumerate(people, start=1):
            Seat.objects.create(plan=plan, person=person, table=number, place=place)


def test_until_somebody_chooses_every_meeting_counts_the_same(world):
    assert queries.recency_of(world.panel.pk) == "alike"


def test_a_plan_counts_meetings_as_the_panel_chose(world):
    a, b, c, d = world.members
    for days in (-300, -270):
        sat(world.panel, days, [a, b], [c, d])
    for days in (-240, -210, -180, -150, -120):
        sat(world.panel, days, [a, d], [b, c])
    sat(world.panel, -30, [a, c], [b, d])
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, a, b, c, d)

    def with_a():
        plan = actions.make_plan(meeting_id=meeting.pk, seats_per_table=2, by=world.coordinator)
        table = plan.seats.get(person=a).table
        return plan.seats.filter(table=table).exclude(person=a).get().person

    assert with_a() == c
    actions.choose_mixing(panel_id=world.panel.pk, recency="lately", by=world.coordinator)
    assert with_a() == b
    told = queries.plan_for(a, meeting).about_mixing
    assert told[0].startswith("2 pairs have sat at the same table before."), "what is told is counted as it was"


def test_who_chose_what_is_kept_and_shown(as_, world):
    address = reverse("seating:mixing-edit", args=[world.panel.pk])
    client = as_(world.coordinator)
    assert "Nobody has chosen yet" in client.get(address).content.decode()
    assert client.post(address, {"recency": "lately"}).status_code == 302
    actions.choose_mixing(panel_id=world.panel.pk, recency="last_six", by=world.lead)
    text = client.get(address).content.decode().split("Who chose what")[1]
    assert text.index(world.lead.shown_name) < text.index(world.coordinator.shown_name)
    assert "Only the last six meetings count" in text
    first = MixingChoice.objects.get(recency="lately")
    assert audit.events_about(first, "mixing.chosen").get().actor_id == world.coordinator.pk


def test_everyone_on_the_panel_reads_how_meetings_count(as_, world):
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, *world.members)
    actions.make_plan(meeting_id=meeting.pk, seats_per_table=2, by=world.coordinator)
    actions.choose_mixing(panel_id=world.panel.pk, recency="lately", by=world.coordinator)
    page = as_(world.members[0]).get(reverse("seating:plan-detail", args=[meeting.pk])).content.decode()
    assert "The last three meetings count three times as much." in page
    assert "How much earlier meetings count" not in page


def test_only_those_who_run_the_panel_choose(as_, world):
    address = reverse("seating:mixing-edit", args=[world.panel.pk])
    elsewhere = factories.small_panel("Bracken", programme=world.programme)
    assert as_(world.members[0]).get(address).status_code == 403
    assert as_(world.members[0]).post(address, {"recency": "lately"}).status_code == 403
    assert as_(elsewhere.coordinator).get(address).status_code == 404
    with pytest.raises(NotAllowed):
        actions.choose_mixing(panel_id=world.panel.pk, recency="lately", by=world.members[0])
    assert not MixingChoice.objects.exists()


@pytest.mark.parametrize("typed", [{}, {"recency": ""}, {"recency": "never"}])
def test_bad_input_is_refused_in_a_sentence(as_, world, typed):
    sent = as_(world.coordinator).post(reverse("seating:mixing-edit", args=[world.panel.pk]), typed)
    assert sent.status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        MixingChoice.objects.create(panel=world.panel, recency="never", chosen_by=world.lead)
