"""Eight plans at once: one in use, nobody seated twice."""

import pytest
from django.db import IntegrityError

from leap.core.errors import ChangedMeanwhile
from meetings.schedule.models import Meeting
from meetings.seating import actions, queries
from meetings.seating.actions import make_plan, swap
from meetings.seating.models import Seat, SeatingPlan
from tests import factories
from tests.meetings import rooms
from tests.meetings.at_once import THREADS, at_once


@pytest.mark.django_db(transaction=True)
def test_eight_plans_at_once_leave_one_in_use():
    world = factories.small_panel(members=6)
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, *world.members)

    results = at_once(lambda number: make_plan(meeting_id=meeting.pk, seats_per_table=3, by=world.coordinator))

    assert all(isinstance(result, SeatingPlan) for result in results), results
    assert SeatingPlan.objects.count() == THREADS
    in_use = SeatingPlan.objects.get(replaced_at__isnull=True)
    assert set(in_use.seats.values_list("person", flat=True)) == {person.pk for person in world.members}
    assert Seat.objects.count() == THREADS * 6


def swaps_at_once():
    """Eight people change the same plan at the same moment, each in their own way."""
    world = factories.small_panel(members=8, researchers=0)
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, *world.members)
    plan = SeatingPlan.objects.create(meeting=meeting, seats_per_table=4, seed=1)
    for number, person in enumerate(world.members):
        Seat.objects.create(plan=plan, person=person, table=number // 4 + 1, place=number % 4 + 1)
    pairs = [(one, other) for one in world.members[:4] for other in world.members[4:6]]
    results = at_once(
        lambda number: swap(
            meeting_id=meeting.pk,
            plan_id=plan.pk,
            person_id=pairs[number][0].pk,
            other_id=pairs[number][1].pk,
            by=world.coordinator,
        )
    )
    return world, meeting, results


@pytest.mark.django_db(transaction=True)
def test_of_eight_changes_at_once_one_is_made_and_the_others_hear_of_it():
    world, meeting, results = swaps_at_once()

    assert sum(isinstance(result, SeatingPlan) for result in results) == 1, results
    assert sum(isinstance(result, ChangedMeanwhile) for result in results) == THREADS - 1, results
    seats = queries.plan_in_use(meeting).seats.values_list("person", flat=True)
    assert sorted(seats) == sorted(person.pk for person in world.members)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_would_run_into_the_constraint(monkeypatch):
    """The lock is what makes the test above pass; the constraint still lets nobody have two plans in use."""
    monkeypatch.setattr(actions.plans, "lock_to_run", lambda meeting_id, by: Meeting.objects.get(pk=meeting_id))
    _, meeting, results = swaps_at_once()

    assert any(isinstance(result, IntegrityError) for result in results), results
    assert SeatingPlan.objects.filter(meeting=meeting, replaced_at__isnull=True).count() == 1
