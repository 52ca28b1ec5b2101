"""Eight registers saved at once."""

import pytest
from django.db import transaction

from meetings.payments.models import PaymentLine
from tests import factories
from tests.meetings.at_once import THREADS, at_once
from tests.meetings.payments import factories as money


@pytest.fixture
def world(transactional_db):
    world = factories.small_panel(members=3, researchers=0)
    money.example_rates(world.programme)
    return world


def test_eight_registers_at_once_pay_each_person_once(world):
    meeting = money.held_meeting(world.panel)
    money_for = dict.fromkeys(world.members, "in_person")
    for person, word in money_for.items():
        person.attendances.create(meeting=meeting, came=word)

    made = at_once(lambda number: len(money.register(meeting, {})))

    assert sorted(made) == [0] * (THREADS - 1) + [3]
    assert PaymentLine.objects.filter(kind="fee").count() == 3
    assert all(money.owed_pence(person) == 8250 for person in world.members)


def test_eight_corrections_at_once_leave_the_sum_true_to_the_register(world):
    wren = world.members[0]
    meeting = money.held_meeting(world.panel)
    money.register(meeting, {wren: "in_person"})

    def correct(number):
        with transaction.atomic():
            money.register(meeting, {wren: "away" if number % 2 else "in_person"})

    assert at_once(correct) == [None] * THREADS

    here = wren.attendances.get().came != "away"
    assert money.owed_pence(wren, meeting) == (8250 if here else 0)
    assert PaymentLine.objects.filter(person=wren, kind="fee").count() == 1
