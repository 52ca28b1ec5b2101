"""People taken along in a car, and the step after the first 10,000 miles of a tax year: to the penny, and no mile is
counted twice."""

import re
import threading
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from leap.core import clock
from leap.core.errors import NotNow
from meetings.invitations.models import Invitation
from meetings.payments import actions, queries, states
from meetings.payments.actions import expenses
from meetings.payments.actions.expenses import Spent
from meetings.payments.models import Expense, PaymentLine
from meetings.payments.planning import mileage
from tests import factories
from tests.meetings.at_once import THREADS, all_look_first, at_once
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db
NEARLY = 99_900  # tenths of a mile: ten miles are left
LAST_YEAR, THIS_YEAR = date(2026, 4, 5), date(2026, 4, 6)


@pytest.fixture
def world():
    world = factories.small_panel(members=3)
    rates = money.example_rates(world.programme)
    money.rate(rates, "car_mile", 45, date(2011, 4, 6))
    money.rate(rates, "car_mile", 55, THIS_YEAR)
    money.rate(rates, "car_mile_over", 25, date(2011, 4, 6))
    money.rate(rates, "passenger_mile", 5, date(2002, 4, 6))
    return world


def asked(world, on=THIS_YEAR, panel=None):
    meeting = money.held_meeting(panel or world.panel, on=on)
    for person in world.members:
        Invitation.objects.create(meeting=meeting, person=person, invited_at=meeting.starts_at, invited_by=world.lead)
    return meeting


def drive(world, miles, *, on=THIS_YEAR, who=0, passengers=0, panel=None, kind="car"):
    """What a journey of so many tenths of a mile is paid, as (band, tenths, pence)."""
    told = {"meeting_id": asked(world, on, panel).pk, "spent": Spent(kind, passengers=passengers)}
    claim = actions.expenses.claim(**told, by=world.members[who])
    lines = actions.expenses.work_out(expense_id=claim.pk, miles_tenths=miles, by=world.coordinator)
    return [(line.rate.band, line.miles_tenths, line.amount_pence) for line in lines]


def deny(world, line):
    actions.steps.deny(line_id=line.pk, reason="It was another journey.", by=world.coordinator)


def facts(world):
    shorts = queries.short_lines(world.coordinator)
    return [(short.so_far_pence, short.due_pence, short.miles_tenths) for short in shorts]


def add_all(world):
    keys = [short.line.pk for short in queries.short_lines(world.coordinator)]
    return actions.uplifts.add(line_ids=keys, by=world.coordinator)


def test_somebody_taken_along_is_5p_a_mile_more_each_and_needs_no_name(world):
    assert drive(world, 424, passengers=2) == [("car_mile", 424, 2332), ("passenger_mile", 848, 424)]
    assert drive(world, 424, on=LAST_YEAR, passengers=1) == [("car_mile", 424, 1908), ("passenger_mile", 424, 212)]


def test_the_first_10000_miles_are_worth_more_and_a_journey_across_the_step_has_two_parts(world):
    assert drive(world, NEARLY) == [("car_mile", NEARLY, 549450)]
    assert drive(world, 424, passengers=1) == [
        ("car_mile", 100, 550), ("car_mile_over", 324, 810), ("passenger_mile", 424, 212),
    ]  # fmt: skip
    assert drive(world, 424) == [("car_mile_over", 424, 1060)]


def test_a_tax_year_begins_on_6_april_and_each_person_has_their_own_miles(world):
    drive(world, NEARLY, on=LAST_YEAR)
    assert drive(world, 424, on=LAST_YEAR - timedelta(days=1))[-1] == ("car_mile_over", 324, 810)
    assert drive(world, 424) == [("car_mile", 424, 2332)]
    assert drive(world, 424, on=LAST_YEAR, who=1) == [("car_mile", 424, 1908)]


def test_miles_for_another_panel_of_the_programme_count_and_for_another_programme_do_not(world):
    other = factories.small_panel("Second panel", programme=world.programme, members=0).panel
    for person in world.members:
        factories.role(person, other)
    factories.role(world.coordinator, other, kind="ppi_coordinator")
    drive(world, NEARLY, panel=other)
    assert drive(world, 424)[-1] == ("car_mile_over", 324, 810)
    elsewhere = factories.small_panel("Far panel", members=0)
    rates = money.example_rates(elsewhere.programme)
    money.rate(rates, "car_mile", 55, THIS_YEAR)
    money.rate(rates, "car_mile_over", 25, THIS_YEAR)
    used = queries.left_of_first_miles(world.members[0].pk, rates, THIS_YEAR)
    assert used == states.FIRST_TENTHS


def test_without_a_rate_for_the_miles_after_there_is_no_step_and_a_bicycle_has_none(world):
    money.rate(world.programme.rate_set, "bicycle_mile", 20, THIS_YEAR)
    assert drive(world, 100_100, kind="bicycle") == [("bicycle_mile", 100_100, 200200)]
    plain = factories.small_panel("Plain panel", members=3)
    money.rate(money.rate_set(plain.programme), "car_mile", 40, THIS_YEAR)
    assert drive(plain, 100_100) == [("car_mile", 100_100, 400400)]
    with pytest.raises(NotNow, match="leave that box empty"):
        drive(plain, 424, passengers=1)


@given(miles=st.integers(1, 20_000), left=st.none() | st.integers(-5, 100_000), passengers=st.integers(0, 8))
def test_every_mile_of_a_journey_is_in_one_part_and_every_passenger_rides_the_whole_way(miles, left, passengers):
    parts = mileage.split("car", miles, left_tenths=left, passengers=passengers)
    own = sum(part.miles_tenths for part in parts if part.band != states.PASSENGER)
    assert own == miles
    assert sum(part.miles_tenths for part in parts) == miles * (1 + passengers)
    first = sum(part.miles_tenths for part in parts if part.band == "car_mile")
    assert left is None or first <= max(left, 0)
    assert all(part.miles_tenths > 0 for part in parts)


def test_an_earlier_journey_that_is_taken_out_moves_later_miles_up_as_a_proposal_and_edits_nothing(world):
    drive(world, NEARLY)
    drive(world, 424, on=THIS_YEAR + timedelta(days=7))
    before = list(PaymentLine.objects.order_by("pk").exclude(miles_tenths=NEARLY).values())
    assert facts(world) == []
    deny(world, PaymentLine.objects.get(miles_tenths=NEARLY))
    assert facts(world) == [(810, 1782, 324)], "32.4 miles at 55p and no more at 25p"
    assert add_all(world) == 1
    assert facts(world) == []
    assert add_all(world) == 0
    added = PaymentLine.objects.get(kind="uplift")
    assert (added.amount_pence, added.miles_tenths, added.rate.amount_pence) == (972, 324, 55)
    assert list(PaymentLine.objects.exclude(pk=added.pk).order_by("pk").exclude(miles_tenths=NEARLY).values()) == before
    assert queries.left_of_first_miles(world.members[0].pk, added.rate.rate_set, THIS_YEAR) == 100_000 - 424


def test_only_as_many_miles_move_up_as_were_taken_out_the_oldest_first(world):
    drive(world, NEARLY)
    drive(world, 200)
    drive(world, 300, on=THIS_YEAR + timedelta(days=1))
    drive(world, 300, on=THIS_YEAR + timedelta(days=2))
    deny(world, PaymentLine.objects.get(miles_tenths=100, rate__band="car_mile"))
    assert facts(world) == [(250, 550, 100)]
    add_all(world)
    deny(world, PaymentLine.objects.get(kind="uplift"))
    assert facts(world) == [(750, 1050, 100)], "what was denied is not proposed again, and the miles go to the next"


def test_a_journey_that_comes_late_takes_what_is_left_and_nothing_is_taken_back_from_a_later_one(world):
    drive(world, NEARLY, on=THIS_YEAR + timedelta(days=40))
    drive(world, 424, on=THIS_YEAR + timedelta(days=50))
    assert drive(world, 424, on=THIS_YEAR) == [("car_mile_over", 424, 1060)]
    assert facts(world) == []
    assert money.owed_pence(world.members[0]) == 549450 + 550 + 810 + 1060


def test_a_late_rate_counts_for_the_miles_after_the_step_and_for_those_that_moved_up(world):
    drive(world, NEARLY)
    drive(world, 424, on=THIS_YEAR + timedelta(days=7))

    def announce(**amounts):
        by = {"programme_id": world.programme.pk, "by": world.lead}
        with clock.held_at(clock.now() - timedelta(minutes=1)):
            actions.rates.announce(valid_from=THIS_YEAR, amounts=amounts, **by)

    announce(car_mile_over=30)
    assert facts(world) == [(810, 972, None)]
    add_all(world)
    assert facts(world) == []
    deny(world, PaymentLine.objects.get(miles_tenths=NEARLY))
    assert facts(world) == [(972, 1782, 324)]
    add_all(world)
    with clock.held_at(clock.now() + timedelta(hours=1)):
        announce(car_mile=60)
        assert sorted(facts(world)) == [(550, 600, None), (1782, 1944, None)]
        add_all(world)
        assert facts(world) == []
    standing = PaymentLine.objects.exclude(state="denied")
    assert sum(standing.values_list("amount_pence", flat=True)) == 424 * 6, "42.4 miles at 60p"


def test_what_was_denied_is_looked_at_again_only_while_its_miles_are_there(world):
    drive(world, NEARLY)
    drive(world, 424)
    line = PaymentLine.objects.get(miles_tenths=NEARLY)
    deny(world, line)
    actions.steps.look_again(line_id=line.pk, by=world.coordinator)
    deny(world, line)
    add_all(world)
    with pytest.raises(NotNow, match="as a new claim"):
        actions.steps.look_again(line_id=line.pk, by=world.coordinator)


def test_the_database_keeps_journeys_and_who_was_taken_along(world):
    drive(world, 424, passengers=1)
    line, journey = PaymentLine.objects.get(rate__band="car_mile"), Expense.objects.get()
    same = {"person": line.person, "meeting": line.meeting, "panel": line.panel, "rate": line.rate}
    mile = {**same, "kind": "mileage", "miles_tenths": 5, "amount_pence": 3, "activity_on": THIS_YEAR}
    for wrong in (
        lambda: PaymentLine.objects.filter(pk=line.pk).update(journey=None),
        lambda: Expense.objects.filter(pk=journey.pk).update(passengers=2),
        lambda: Expense.objects.create(person=line.person, meeting=line.meeting, kind="bicycle", passengers=1),
        lambda: Expense.objects.create(person=line.person, meeting=line.meeting, kind="car", passengers=9),
        lambda: PaymentLine.objects.create(**mile),
        lambda: PaymentLine.objects.create(**mile, journey=journey),
    ):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            wrong()


def _at_once(world):
    """Tenths of a mile at the first rate, after eight people work out a journey each at the same moment."""
    drive(world, NEARLY)
    keys = []
    for number in range(THREADS):
        told = {"meeting_id": asked(world, THIS_YEAR + timedelta(days=number)).pk, "spent": Spent("car")}
        keys.append(actions.expenses.claim(**told, by=world.members[0]).pk)
    at_once(lambda key: actions.expenses.work_out(expense_id=key, miles_tenths=50, by=world.coordinator), keys)
    lines = PaymentLine.objects.exclude(miles_tenths=NEARLY)
    assert sum(lines.values_list("miles_tenths", flat=True)) == 50 * THREADS
    return sum(lines.filter(rate__band="car_mile").values_list("miles_tenths", flat=True))


@pytest.mark.django_db(transaction=True)
def test_journeys_worked_out_at_the_same_moment_share_the_miles_that_are_left(world):
    assert _at_once(world) == 100


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_miles_would_be_counted_twice(world, monkeypatch):
    monkeypatch.setattr(expenses, "_hold_rates", lambda meeting_id: None)
    look = queries.left_of_first_miles
    wait = all_look_first(look)
    monkeypatch.setattr(queries, "left_of_first_miles", lambda *args: (wait if _in_a_thread() else look)(*args))
    assert _at_once(world) == 50 * THREADS


def _in_a_thread():
    return threading.current_thread() is not threading.main_thread()


def page(name, *keys):
    return reverse(f"payments:{name}", args=keys)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_member_says_whom_they_took_along_staff_see_it_and_the_parts_are_shown_in_words(world, as_):
    drive(world, NEARLY)
    meeting, wren = asked(world), world.members[0]
    client = as_(wren)
    answer = client.post(page("expense-new", meeting.pk), {"kind": "car", "passengers": "9"})
    assert (answer.status_code, "from 0 to 8" in text_of(answer)) == (422, True)
    assert 'value="9"' in text_of(answer)
    client.post(page("expense-new", meeting.pk), {"kind": "car", "passengers": "2"})
    staff = as_(world.coordinator)
    url = page("journey-edit", Expense.objects.get(meeting=meeting).pk)
    assert 'value="2"' in text_of(staff.get(url))
    said = text_of(staff.post(url, {"miles_tenths": "42.4", "passengers": "1"}, follow=True))
    assert "That comes to £15.72. It has 3 parts: 10 miles at 55p a mile; 32.4 miles at 25p a mile, after the" in said
    assert "£15.72" in text_of(staff.get(page("expense-list", meeting.pk)))
    client = as_(wren)
    shown = text_of(client.get(page("payment-list")))
    for words in ("32.4 miles at 25p a mile, after the first 10,000 miles of the tax year",
                  "42.4 miles with 1 passenger, at 5p a mile"):  # fmt: skip
        assert words in shown
    assert "£15.72" in text_of(client.get(page("expense-new", meeting.pk)))


def test_miles_that_move_up_are_proposed_and_shown_in_words(world, as_):
    drive(world, NEARLY)
    drive(world, 424)
    deny(world, PaymentLine.objects.get(miles_tenths=NEARLY))
    staff = as_(world.coordinator)
    assert "32.4 miles are among the first 10,000 of the tax year" in text_of(staff.get(page("uplift-list")))
    add_all(world)
    text = text_of(as_(world.members[0]).get(page("payment-list")))
    assert "these miles are among the first 10,000 after all: 32.4 miles at 55p a mile" in text


def test_nobody_is_asked_about_passengers_where_nothing_is_paid_for_them(world, as_):
    plain = factories.small_panel("Plain panel", members=3)
    money.rate(money.rate_set(plain.programme), "car_mile", 40, THIS_YEAR)
    for here, asks in ((world, True), (plain, False)):
        shown = text_of(as_(here.members[0]).get(page("expense-new", asked(here).pk)))
        assert ("take along" in shown) is asks
