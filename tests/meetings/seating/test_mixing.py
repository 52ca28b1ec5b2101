"""How much earlier meetings count is a panel's own choice, with a name to it."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from leap.core import audit, clock
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


def counted(as_, world, meeting):
    page = as_(world.members[0]).get(reverse("seating:plan-detail", args=[meeting.pk])).content.decode()
    assert "How much earlier meetings count" not in page
    return page.split("over time everyone meets everyone. ")[1].split("</p>")[0]


def test_everyone_on_the_panel_reads_what_this_plan_looked_at(as_, world):
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, *world.members)
    plan = actions.make_plan(meeting_id=meeting.pk, seats_per_table=2, by=world.coordinator)
    as_it_was = "This plan looked at who really sat together before, from the register."
    assert counted(as_, world, meeting) == as_it_was
    actions.choose_mixing(panel_id=world.panel.pk, recency="lately", by=world.coordinator)
    assert counted(as_, world, meeting) == as_it_was, "the plan was made before, so it did not look at them so"
    one, other = plan.seats.filter(table=1).first(), plan.seats.filter(table=2).first()
    changed = actions.swap(
        meeting_id=meeting.pk,
        plan_id=plan.pk,
        person_id=one.person_id,
        other_id=other.person_id,
        by=world.coordinator,
    )
    assert counted(as_, world, meeting) == as_it_was, "two changed places; nothing was looked at anew"
    another = actions.try_another(meeting_id=meeting.pk, plan_id=changed.pk, by=world.coordinator)
    actions.use_plan(meeting_id=meeting.pk, plan_id=changed.pk, other_id=another.pk, by=world.coordinator)
    assert counted(as_, world, meeting).endswith("The last three meetings counted three times as much.")


def test_plans_from_before_say_what_was_chosen_when_they_were_searched(world):
    sql = import_module("meetings.seating.migrations.0005_supporters_beside").AS_CHOSEN_THEN
    meeting, now = rooms.meeting(world.panel), clock.now()
    elsewhere = factories.small_panel("Bracken", programme=world.programme)
    told = [(40, "last_six", world.panel), (20, "lately", world.panel), (5, "last_six", elsewhere.panel)]
    for days, recency, panel in told:
        MixingChoice.objects.create(
            panel=panel, recency=recency, chosen_at=now - timedelta(days=days), chosen_by=world.lead
        )

    def plan(days, how="planned", follows=None):
        made = now - timedelta(days=days)
        facts = {"meeting": meeting, "seats_per_table": 4, "seed": 1, "made_at": made, "replaced_at": now}
        return SeatingPlan.objects.create(**facts, how=how, follows=follows)

    first, second = plan(50), plan(30)
    changed = plan(10, "on_the_day", plan(12, "swapped", second))
    searched = plan(9, "locked", changed)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    found = dict(SeatingPlan.objects.values_list("pk", "recency"))
    assert [found[each.pk] for each in (first, second, changed, searched)] == [
        "alike",
        "last_six",
        "last_six",
        "lately",
    ]


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
