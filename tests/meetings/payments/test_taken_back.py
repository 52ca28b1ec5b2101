"""A fee that a correction takes back: it is not late, and it is never taken off money that somebody still gets."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from leap.core import clock
from meetings.payments import actions, queries
from meetings.payments.models import PaymentLine
from tests import factories
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = factories.small_panel(members=1)
    money.example_rates(world.programme)
    return world


def paid_and_taken_back(world, *, came_back):
    """A fee that finance had, the correction that takes it back, and (if so) the money that did not arrive."""
    wren, meeting = world.members[0], money.held_meeting(world.panel)
    lines = money.register(meeting, {wren: "in_person"})
    money.paid_by_finance(world, lines)
    [correction] = money.register(meeting, {wren: "away"})
    if came_back:
        actions.batches.came_back(line_id=lines[0].pk, reason="The bank sent it back.", by=world.finance)
    money.confirmed_and_approved(world, [correction])
    return lines[0], correction


def next_batch(world):
    """The next fee of the same person, approved, in the next batch."""
    meeting = money.held_meeting(world.panel, on=date(2026, 4, 10), band="full_day")
    [line] = money.confirmed_and_approved(world, money.register(meeting, {world.members[0]: "in_person"}))
    budget = queries.budgets_for(world.finance).get()
    return line, actions.batches.make(budget_id=budget.pk, by=world.finance)


def test_what_was_paid_and_is_taken_back_is_taken_off_the_next_payment(world):
    paid_and_taken_back(world, came_back=False)
    _, batch = next_batch(world)
    assert batch.amount_pence == 16500 - 8250


def test_money_that_never_arrived_is_not_taken_off_the_next_payment(world):
    _, correction = paid_and_taken_back(world, came_back=True)
    line, batch = next_batch(world)
    assert batch.amount_pence == 16500
    assert [each.line for each in queries.batch_lines(world.finance, batch)] == [line]
    correction.refresh_from_db()
    assert correction.state == "approved", "it waits with the fee, and both come to nothing"


def test_both_go_together_once_the_fee_is_looked_at_again(world):
    fee, _ = paid_and_taken_back(world, came_back=True)
    actions.steps.look_again(line_id=fee.pk, by=world.coordinator)
    fee.refresh_from_db()
    money.confirmed_and_approved(world, [fee])
    _, batch = next_batch(world)
    assert (batch.lines_count, batch.amount_pence) == (3, 16500)


@pytest.mark.parametrize("page", ["payments:payment-list", "payments:record-list"])
def test_a_fee_that_was_taken_back_is_not_called_late_anywhere(world, as_, page):
    wren, meeting = world.members[0], money.held_meeting(world.panel)
    [fee] = money.register(meeting, {wren: "in_person"})
    whose = wren if page.endswith("payment-list") else world.coordinator
    with clock.held_at(clock.now() + timedelta(days=60)):
        assert ": late" in as_(whose).get(reverse(page)).content.decode()
        money.register(meeting, {wren: "away"})
        assert ": late" not in as_(whose).get(reverse(page)).content.decode()
        assert ": late" not in as_(wren).get(reverse("payments:line-detail", args=[fee.pk])).content.decode()
    assert PaymentLine.objects.count() == 2
