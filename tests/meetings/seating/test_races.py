"""Eight plans at once: one in use, nobody seated twice."""

import pytest

from meetings.seating.actions import make_plan
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
