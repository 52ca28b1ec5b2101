"""Eight registers saved at once; a choice about the money and a register at the same moment."""

from datetime import timedelta

import pytest
from django.db import transaction

from leap.core import audit, clock
from leap.core.errors import NotNow
from meetings.attendance.actions import take_register
from meetings.payments import actions
from meetings.payments.models import FeeChoice, PaymentLine
from tests import factories
from tests.meetings import rooms
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


@pytest.mark.parametrize("round_", range(3))
def test_a_choice_and_the_register_at_once_never_leave_a_line_for_somebody_whose_no_was_kept(world, round_):
    """Half of them press "No payment" just before the start, half take the register just after it, all at once."""
    wren = world.members[0]
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, *world.members)
    people = [*world.members, world.coordinator]

    def press(number):
        if number % 2:
            with clock.held_at(meeting.starts_at - timedelta(seconds=1)):
                return actions.choices.choose(meeting_id=meeting.pk, answer="none", by=wren).answer
        with clock.held_at(meeting.starts_at + timedelta(seconds=1)):
            marks = {person.pk: "in_person" for person in people}
            take_register(meeting_id=meeting.pk, marks=marks, by=world.coordinator)

    answers = at_once(press)

    said_no = FeeChoice.objects.filter(person=wren, answer="none").exists()
    assert all(answer in (None, "none") or isinstance(answer, NotNow) for answer in answers)
    assert said_no == ("none" in answers), "who was told that it is kept finds it kept"
    assert money.owed_pence(wren, meeting) == (0 if said_no else 8250)
    assert PaymentLine.objects.filter(person=wren).count() == (0 if said_no else 1)
    assert all(money.owed_pence(person, meeting) == 8250 for person in world.members[1:])


def test_the_same_choice_pressed_eight_times_is_kept_once(world):
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, *world.members)
    wren = world.members[0]

    made = at_once(lambda number: actions.choices.choose(meeting_id=meeting.pk, answer="none", by=wren).pk)

    choice = FeeChoice.objects.get()
    assert made == [choice.pk] * THREADS
    assert audit.events_about(choice).count() == 1
