"""Eight people at once, at plans and at rooms: one in use, nobody seated twice, nothing lost."""

import pytest
from django.db import IntegrityError

from leap.core.errors import ChangedMeanwhile
from meetings.schedule.actions import make_venue
from meetings.schedule.models import Meeting, Venue
from meetings.seating import actions, queries, states
from meetings.seating.actions import make_plan, reseat, swap
from meetings.seating.models import Room, Seat, SeatingPlan
from tests import factories
from tests.meetings import rooms
from tests.meetings.at_once import THREADS, all_look_first, at_once


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


def without_the_lock(monkeypatch) -> None:
    """Nothing holds the meeting still, and everybody has looked at the plan before anybody changes it."""
    monkeypatch.setattr(actions.plans, "lock_to_run", lambda meeting_id, by: Meeting.objects.get(pk=meeting_id))
    look = all_look_first(states.check_plan_is_the_one_seen)
    monkeypatch.setattr(states, "check_plan_is_the_one_seen", look)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_would_run_into_the_constraint(monkeypatch):
    """The lock is what makes the test above pass; the constraint still lets nobody have two plans in use."""
    without_the_lock(monkeypatch)
    _, meeting, results = swaps_at_once()

    assert any(isinstance(result, IntegrityError) for result in results), results
    assert SeatingPlan.objects.filter(meeting=meeting, replaced_at__isnull=True).count() == 1


def changes_on_the_day_at_once():
    """Eight people at the door change the same plan at the same moment: each ticks somebody else as missing."""
    world = factories.small_panel(members=8, researchers=0)
    meeting = rooms.meeting(world.panel, days=0)
    rooms.reply(meeting, *world.members)
    plan = SeatingPlan.objects.create(meeting=meeting, seats_per_table=4, seed=1)
    for number, person in enumerate(world.members):
        Seat.objects.create(plan=plan, person=person, table=number // 4 + 1, place=number % 4 + 1)
    results = at_once(
        lambda number: reseat(
            meeting_id=meeting.pk,
            plan_id=plan.pk,
            missing=[world.members[number].pk],
            arrived=[],
            moves=0,
            by=world.coordinator,
        )
    )
    return world, meeting, results


@pytest.mark.django_db(transaction=True)
def test_on_the_day_one_change_is_made_and_the_others_hear_of_it():
    world, meeting, results = changes_on_the_day_at_once()

    assert sum(isinstance(result, SeatingPlan) for result in results) == 1, results
    assert sum(isinstance(result, ChangedMeanwhile) for result in results) == THREADS - 1, results
    seats = set(queries.plan_in_use(meeting).seats.values_list("person", flat=True))
    assert len(seats) == 7, "one is missing, and nobody else lost their seat"
    assert seats < {person.pk for person in world.members}


@pytest.mark.django_db(transaction=True)
def test_on_the_day_they_would_run_into_the_constraint_without_the_lock(monkeypatch):
    without_the_lock(monkeypatch)
    _, meeting, results = changes_on_the_day_at_once()

    assert any(isinstance(result, IntegrityError) for result in results), results
    assert SeatingPlan.objects.filter(meeting=meeting, replaced_at__isnull=True).count() == 1


def rooms_changed_at_once():
    """Eight people put right the same room at the same moment."""
    world = factories.small_panel()
    venue = make_venue(programme=world.programme, name="Teal Hall", address="1 Teal Lane", by=world.coordinator)
    room = actions.describe_room(venue_id=venue.pk, name="Hall", shape="round", sizes=(4,), by=world.coordinator)
    seats = queries.seats_in(room)
    results = at_once(
        lambda number: actions.change_room(room_id=room.pk, name=f"Hall {number}", seats=seats, by=world.coordinator)
    )
    return room, results


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_change_a_room_at_once_one_does_and_the_others_hear_of_it():
    _, results = rooms_changed_at_once()

    assert sum(isinstance(result, Room) for result in results) == 1, results
    assert sum(isinstance(result, ChangedMeanwhile) for result in results) == THREADS - 1, results
    assert Room.objects.filter(replaced_at__isnull=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_would_run_into_the_constraint_of_rooms(monkeypatch):
    """The lock is what makes the test above pass; the constraint still lets no two rooms follow the same one."""
    monkeypatch.setattr(actions.rooms, "_hold", lambda venue_id, by: Venue.objects.get(pk=venue_id))
    look = all_look_first(states.check_room_is_the_one_seen)
    monkeypatch.setattr(states, "check_room_is_the_one_seen", look)
    _, results = rooms_changed_at_once()

    assert any(isinstance(result, IntegrityError) for result in results), results
    assert Room.objects.filter(replaced_at__isnull=True).count() == 1
