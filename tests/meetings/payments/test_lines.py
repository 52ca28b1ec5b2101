from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.people import actions as people
from leap.core import audit, clock
from meetings.attendance import queries as attendance_queries
from meetings.attendance.actions import take_register
from meetings.attendance.models import Attendance
from meetings.payments import actions, queries
from meetings.payments.models import PaymentLine, RateSet
from meetings.payments.states import PAID_STAFF_KINDS, amount_to_add, first_state
from tests import factories
from tests.meetings import rooms
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = factories.small_panel(members=2)
    money.example_rates(world.programme)
    return world


@pytest.mark.parametrize("came", ["in_person", "online", "phone", "part"])
def test_whoever_was_there_is_owed_the_whole_fee_of_the_day(world, came):
    meeting = money.held_meeting(world.panel)
    [line] = money.register(meeting, {world.members[0]: came, world.members[1]: "away"}, by=world.coordinator)
    assert (line.person, line.kind, line.amount_pence, line.state) == (world.members[0], "fee", 8250, "owed")
    assert line.activity_on == date(2026, 3, 10)
    event = audit.events_about(line, "payment_line.added").get()
    assert event.actor_id == world.coordinator.pk
    assert event.whose_id == world.members[0].pk
    assert event.facts == {"kind": "fee", "amount_pence": 8250, "state": "owed", "meeting": str(meeting.pk)}


def test_saving_the_same_register_again_adds_nothing(world):
    meeting = money.held_meeting(world.panel)
    money.register(meeting, {world.members[0]: "in_person"})
    assert money.register(meeting, {world.members[0]: "online"}) == []
    assert money.owed_pence(world.members[0]) == 8250


def test_a_correction_is_a_line_of_its_own_and_back_again_is_another(world):
    wren = world.members[0]
    meeting = money.held_meeting(world.panel)
    [fee] = money.register(meeting, {wren: "in_person"})
    [back] = money.register(meeting, {wren: "away"})
    assert (back.kind, back.amount_pence, back.rate, back.activity_on) == (
        "adjustment",
        -8250,
        fee.rate,
        fee.activity_on,
    )
    assert money.owed_pence(wren) == 0
    [again] = money.register(meeting, {wren: "part"})
    assert (again.kind, again.amount_pence) == ("adjustment", 8250)
    assert money.owed_pence(wren) == 8250
    fee.refresh_from_db()
    assert fee.amount_pence == 8250


def test_a_correction_takes_back_what_was_given_even_if_the_rate_has_changed_since(world):
    wren = world.members[0]
    meeting = money.held_meeting(world.panel)
    money.register(meeting, {wren: "in_person"})
    actions.rates.record_rate(
        rate_set=world.programme.rate_set, band="half_day", amount_pence=9900, valid_from=date(2026, 1, 1), by=None
    )
    [back] = money.register(meeting, {wren: "away"})
    assert back.amount_pence == -8250
    [again] = money.register(meeting, {wren: "in_person"})
    assert again.amount_pence == 8250


def test_only_members_on_that_day_are_owed_a_fee(world):
    meeting = money.held_meeting(world.panel)
    left = factories.person("Linnet")
    factories.role(left, world.panel, starts_on=date(2020, 1, 1), ends_on=date(2026, 3, 9))
    stayed = factories.person("Heron")
    factories.role(stayed, world.panel, starts_on=date(2020, 1, 1), ends_on=date(2026, 3, 10))
    other = factories.member(factories.panel("Bracken", programme=world.programme))
    here = [left, stayed, other, world.researchers[0], world.coordinator]
    lines = money.register(meeting, dict.fromkeys(here, "in_person"))
    assert [line.person for line in lines] == [stayed]


@pytest.mark.parametrize("kind", PAID_STAFF_KINDS)
def test_somebody_with_a_paid_role_too_is_checked_first(world, kind):
    wren = world.members[0]
    on_panel = None if kind == "ppi_lead" else world.panel
    factories.role(wren, on_panel, kind, programme=world.programme, starts_on=date(2026, 3, 10))
    [early] = money.register(money.held_meeting(world.panel, on=date(2026, 3, 9)), {wren: "in_person"})
    [late] = money.register(money.held_meeting(world.panel, on=date(2026, 3, 10)), {wren: "in_person"})
    assert (early.state, late.state) == ("owed", "to_check")
    [back] = money.register(late.meeting, {wren: "away"})
    assert back.state == "to_check"


def test_no_offer_makes_no_line(world):
    meeting = money.held_meeting(world.panel, band="none")
    assert money.register(meeting, {world.members[0]: "in_person"}) == []
    assert not queries.meetings_waiting_for_a_rate(world.coordinator)


def test_without_a_rate_the_register_still_saves_and_the_meeting_is_listed():
    world = factories.small_panel()
    meeting = money.held_meeting(world.panel)
    assert money.register(meeting, {world.members[0]: "in_person"}) == []
    assert Attendance.objects.count() == 1
    for viewer in [world.coordinator, world.lead, world.finance]:
        assert list(queries.meetings_waiting_for_a_rate(viewer)) == [meeting]
    assert not queries.meetings_waiting_for_a_rate(world.members[0])
    assert not queries.meetings_waiting_for_a_rate(factories.small_panel("Bracken").coordinator)


def test_nobody_waits_for_a_rate_when_only_staff_came_or_the_register_says_away():
    world = factories.small_panel()
    meeting = money.held_meeting(world.panel)
    money.register(meeting, {world.researchers[0]: "in_person", world.members[0]: "away"})
    assert not queries.meetings_waiting_for_a_rate(world.coordinator)


def test_taking_the_register_owes_the_fee_and_putting_it_right_takes_it_back(world):
    meeting = rooms.meeting(world.panel, days=-1)
    rooms.reply(meeting, *world.members)
    people = attendance_queries.people_for_register(world.coordinator, meeting)
    for came, pence in [("in_person", 8250), ("away", 0), ("phone", 8250)]:
        marks = dict.fromkeys((person.pk for person in people), came)
        take_register(meeting_id=meeting.pk, marks=marks, by=world.coordinator)
        assert [money.owed_pence(person, meeting) for person in world.members] == [pence, pence]
    assert money.owed_pence(world.researchers[0]) == 0


ANSWERS = ("full", "less", "none", "voucher", "charity")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    registers=st.lists(
        st.lists(
            st.sampled_from(["in_person", "online", "part", "apologies", "comments", None]), min_size=3, max_size=3
        ),
        min_size=1,
        max_size=8,
    ),
    choices=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(ANSWERS), st.integers(1, 8250)), max_size=6),
    wishes=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(ANSWERS), st.integers(1, 20000)), max_size=4),
)
def test_after_any_choices_and_corrections_the_sum_is_what_is_due(registers, choices, wishes):
    with transaction.atomic():
        world = factories.small_panel(members=3, researchers=0)
        money.example_rates(world.programme)
        RateSet.objects.update(voucher="a voucher by post", charity="The Heather Trust")
        meeting = rooms.meeting(world.panel)
        rooms.reply(meeting, *world.members)
        for place, answer, pence in wishes:
            money.wish(world.members[place], answer, pence)
        for place, answer, pence in choices:
            chosen = {"meeting_id": meeting.pk, "answer": answer, "amount_pence": pence}
            actions.choices.choose(**chosen, by=world.members[place])
        holds = {place: (answer, pence) for place, answer, pence in [*wishes, *choices]}
        due = {who: _due(*holds.get(place, ("full", 0))) for place, who in enumerate(world.members)}
        money.begun(meeting)
        for person in world.members:  # too late for this meeting, and it changes nothing
            actions.choices.wish(answer="none", by=person)
        latest: dict = {}
        for words in registers:
            marked = {person: word for person, word in zip(world.members, words, strict=True) if word}
            latest |= marked
            money.register(meeting, marked)
            for person in world.members:
                came = latest.get(person, "away") in ("in_person", "online", "part")
                assert money.owed_pence(person, meeting) == (due[person] if came else 0)
            said_no = [person for person in world.members if not due[person]]
            assert not PaymentLine.objects.filter(person__in=said_no).exists(), "no line at all, not one taken back"
        assert all(PaymentLine.objects.filter(person=person, kind="fee").count() <= 1 for person in world.members)
        transaction.set_rollback(True)


def _due(answer: str, pence: int) -> int:
    return {"none": 0, "less": min(pence, 8250)}.get(answer, 8250)


def test_the_arithmetic_of_a_correction():
    assert amount_to_add(due_pence=0, lines_pence=8250) == -8250
    assert amount_to_add(due_pence=8250, lines_pence=0) == 8250
    assert amount_to_add(due_pence=8250, lines_pence=8250) == 0
    assert first_state(holds_paid_staff_role=False) == "owed"


def test_the_database_refuses_to_edit_delete_or_double_a_line(world):
    meeting = money.held_meeting(world.panel)
    [line] = money.register(meeting, {world.members[0]: "in_person"})
    lines = PaymentLine.objects.filter(pk=line.pk)
    for change in [{"amount_pence": 1}, {"person": world.members[1]}, {"kind": "adjustment"}]:
        with pytest.raises(InternalError, match="never edited"), transaction.atomic():
            lines.update(**change)
    with pytest.raises(InternalError, match="never deleted"), transaction.atomic():
        lines.delete()
    facts = {
        "person": line.person,
        "meeting": meeting,
        "panel": meeting.panel,
        "rate": line.rate,
        "activity_on": line.activity_on,
    }
    bad = [
        {"kind": "fee", "amount_pence": 1},
        {"kind": "fee", "amount_pence": -1},
        {"kind": "adjustment", "amount_pence": 0},
    ]
    for each in bad:
        with pytest.raises(IntegrityError), transaction.atomic():
            PaymentLine.objects.create(**facts, **each)
    with pytest.raises(InternalError, match="does not move"), transaction.atomic():
        lines.update(state="to_check")


@pytest.mark.parametrize("leaves_before_the_register", [True, False])
def test_somebody_who_leaves_the_panel_in_the_evening_is_paid_for_the_afternoon(world, leaves_before_the_register):
    wren = world.members[0]
    meeting = money.held_meeting(world.panel)
    role = wren.roles.get()
    if not leaves_before_the_register:
        money.register(meeting, {wren: "in_person"})
    with clock.held_at(meeting.starts_at + timedelta(hours=4)):
        people.end_role(role=role, by=wren)
    money.register(meeting, {wren: "in_person", world.members[1]: "online"})
    assert money.owed_pence(wren) == 8250


def test_somebody_who_left_the_day_before_is_not_paid(world):
    wren = world.members[0]
    meeting = money.held_meeting(world.panel)
    with clock.held_at(meeting.starts_at - timedelta(days=1)):
        people.end_role(role=wren.roles.get(), by=wren)
    money.register(meeting, {wren: "in_person"})
    assert money.owed_pence(wren) == 0
