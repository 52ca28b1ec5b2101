"""Money paid before a meeting: what people spend is counted against it, once, and what is left is settled kindly."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from leap.core import clock
from leap.core.audit.models import AuditEvent
from leap.core.errors import NotAllowed, NotNow
from meetings.invitations.models import Invitation
from meetings.payments import actions, queries, states
from meetings.payments.actions.expenses import Spent
from meetings.payments.models import Advance, Expense, PaymentLine
from tests import factories
from tests.meetings.at_once import THREADS, at_once
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = factories.small_panel(members=2)
    money.example_rates(world.programme)
    meeting = money.held_meeting(world.panel)
    for person in world.members:
        Invitation.objects.create(meeting=meeting, person=person, invited_at=meeting.starts_at, invited_by=world.lead)
    return SimpleNamespace(**vars(world), meeting=meeting)


def give(world, pence=5000, who=0, by=None, days=9):
    told = {"meeting_id": world.meeting.pk, "person_id": world.members[who].pk, "by": by or world.coordinator}
    with clock.held_at(world.meeting.starts_at - timedelta(days=days)):
        return actions.advances.give(amount_pence=pence, **told)


def paid(world, pence=5000):
    advance = give(world, pence)
    money.paid_by_finance(world, [advance.line])
    return advance


def spend(world, pence, kind="bus_train", who=0):
    spent = Spent(kind, pence, states.LOST)
    return actions.expenses.claim(meeting_id=world.meeting.pk, spent=spent, by=world.members[who])


def settle(world, advance, rest="kept", by=None):
    return actions.advances.settle(advance_id=advance.pk, rest=rest, by=by or world.coordinator)


def page(name, *keys):
    return reverse(f"payments:{name}", args=keys)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_it_is_a_line_like_any_other_promised_for_the_day_of_the_meeting_and_no_income(world):
    line = give(world).line
    assert (line.kind, line.amount_pence, line.state, line.promised_on) == (
        "advance", 5000, "owed", queries.day_of(world.meeting),
    )  # fmt: skip
    assert queries.is_spent(line)
    assert queries.my_amounts_for(world.members[0]) == []
    money.paid_by_finance(world, [line])
    line.refresh_from_db()
    assert line.state == "paid"


def test_what_somebody_spends_is_counted_against_it_and_only_what_is_more_is_paid(world):
    advance = paid(world)
    train, night = spend(world, 4200), spend(world, 6450, "overnight")
    assert (train.from_advance_pence, train.line) == (4200, None)
    assert (night.from_advance_pence, night.line.amount_pence) == (800, 5650)
    assert spend(world, 900, "taxi").line.amount_pence == 900
    assert queries.left_of_advance(advance) == 0
    assert money.owed_pence(world.members[0]) == 4200 + 6450 + 900
    assert spend(world, 700, who=1).from_advance_pence == 0


def test_miles_are_paid_as_ever_beside_it(world):
    money.rate(world.programme.rate_set, "car_mile", 45, money.FIRST_DAY)
    advance = give(world)
    claim = actions.expenses.claim(meeting_id=world.meeting.pk, spent=Spent("car"), by=world.members[0])
    spend(world, 1000)
    assert [each.pk for each in queries.journeys_for(world.coordinator)] == [claim.pk]
    actions.expenses.work_out(expense_id=claim.pk, miles_tenths=424, by=world.coordinator)
    assert money.owed_pence(world.members[0]) == 5000 + 1908
    assert queries.left_of_advance(advance) == 4000


@pytest.mark.parametrize("rest", ["kept", "returned"])
def test_what_is_left_is_settled_once_after_the_meeting_and_nothing_is_taken_off_other_money(world, rest):
    advance = paid(world)
    spend(world, 4200)
    before = money.owed_pence(world.members[0])
    settled = settle(world, advance, rest)
    assert (settled.rest, settled.rest_pence) == (rest, 800)
    assert money.owed_pence(world.members[0]) == before == 5000
    assert spend(world, 300, "food").line.amount_pence == 300, "a late claim is paid"
    with pytest.raises(NotNow, match="settled already"):
        settle(world, advance)
    trail = AuditEvent.objects.filter(verb__startswith="advance.").order_by("at", "pk")
    assert {each.verb: each.whose_id for each in trail} == dict.fromkeys(
        ("advance.given", "advance.settled"), world.members[0].pk
    )


def test_it_is_not_settled_before_it_is_paid_before_the_meeting_nor_with_another_word(world):
    advance = give(world)
    with pytest.raises(NotNow, match="not with them yet"):
        settle(world, advance)
    money.paid_by_finance(world, [advance.line])
    with clock.held_at(world.meeting.starts_at - timedelta(hours=1)), pytest.raises(NotNow, match="still to come"):
        settle(world, advance)
    with pytest.raises(ValidationError), transaction.atomic():
        settle(world, advance, "lost")
    spend(world, 5000)
    with pytest.raises(NotNow, match="Nothing is left"):
        settle(world, advance)


def test_once_something_was_counted_against_it_it_is_not_denied_and_a_payment_that_did_not_arrive_is_paid_again(world):
    used, free = give(world), give(world, who=1)
    spend(world, 4200)
    with pytest.raises(NotNow, match="counted against this"):
        actions.steps.deny(line_id=used.line_id, reason="A mistake.", by=world.coordinator)
    actions.steps.deny(line_id=free.line_id, reason="A mistake.", by=world.coordinator)
    assert spend(world, 700, who=1).line.amount_pence == 700
    money.paid_by_finance(world, [used.line])
    actions.batches.came_back(line_id=used.line_id, reason="The bank sent it back.", by=world.finance)
    with pytest.raises(NotNow, match="not with them yet"):
        settle(world, used)
    actions.steps.look_again(line_id=used.line_id, by=world.coordinator)
    assert money.owed_pence(world.members[0]) == 5000


def test_only_who_runs_the_panel_gives_it_before_the_meeting_and_never_to_themself(world):
    advance = give(world)
    with pytest.raises(NotNow, match="just kept"):
        give(world)
    for by in (world.members[1], world.finance, factories.small_panel("Elsewhere").coordinator):
        with pytest.raises(NotAllowed):
            give(world, by=by)
        with pytest.raises(NotAllowed):
            settle(world, advance, by=by)
    with pytest.raises(NotNow, match="has started"):
        give(world, 1000, days=-1)
    with pytest.raises(NotNow, match="how much"):
        give(world, 0)
    factories.role(world.coordinator, world.panel)
    Invitation.objects.create(meeting=world.meeting, person=world.coordinator, invited_by=world.lead)
    world.members.append(world.coordinator)
    with pytest.raises(NotAllowed):
        give(world, who=-1)


def test_the_database_keeps_it_to_the_penny(world):
    advance = paid(world)
    claim = spend(world, 4200)
    settle(world, advance)
    other = give(world, who=1)
    taxi = spend(world, 900, "taxi", who=1)
    facts = {"person": world.members[1], "meeting": world.meeting, "kind": "taxi", "amount_pence": 9000}
    for wrong in (
        lambda: Advance.objects.filter(pk=advance.pk).update(rest="returned"),
        lambda: Advance.objects.filter(pk=advance.pk).delete(),
        lambda: Advance.objects.filter(pk=other.pk).update(rest="kept"),
        lambda: Advance.objects.create(line=PaymentLine.objects.create(
            person=world.members[1], meeting=world.meeting, panel=world.panel, kind="expense", amount_pence=5,
            activity_on=money.FIRST_DAY)),
        lambda: Expense.objects.filter(pk=claim.pk).update(from_advance_pence=1),
        lambda: Expense.objects.filter(pk=taxi.pk).update(advance=None, from_advance_pence=0),
        lambda: Expense.objects.create(**facts, advance=other, from_advance_pence=9000),
        lambda: Expense.objects.create(**facts, advance=other, from_advance_pence=10),
        lambda: Expense.objects.create(**facts | {"amount_pence": 10}, advance=advance, from_advance_pence=10),
    ):  # fmt: skip
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            wrong()


@pytest.mark.django_db(transaction=True)
def test_claims_at_the_same_moment_share_what_is_left(world):
    give(world, 1000)
    found = at_once(lambda number: spend(world, 300 + number))
    assert [each for each in found if isinstance(each, Exception)] == []
    claims = Expense.objects.all()
    assert claims.count() == THREADS
    assert sum(each.from_advance_pence for each in claims) == 1000
    assert money.owed_pence(world.members[0]) == sum(each.amount_pence for each in claims)


def test_on_pages_staff_pay_before_the_person_reads_where_it_went_and_the_rest_is_settled(world, as_):
    ahead = timedelta(days=400)
    world.meeting.starts_at += ahead
    world.meeting.save(update_fields=["starts_at"])
    staff, url = as_(world.coordinator), page("advance-new", world.meeting.pk, world.members[0].pk)
    assert url in staff.get(page("expense-list", world.meeting.pk)).content.decode()
    wrong = staff.post(url, {"amount_pence": "fifty"})
    assert (wrong.status_code, 'value="fifty"' in text_of(wrong)) == (422, True)
    assert "like any payment" in text_of(staff.post(url, {"amount_pence": "50"}, follow=True))
    advance = Advance.objects.get()
    spend(world, 4200)
    shown = text_of(as_(world.members[0]).get(page("expense-new", world.meeting.pk)))
    assert "Paid to you before the meeting" in shown
    assert "£42.00 of it is for what you told us. £8.00 is left for what it costs you to come." in shown
    money.paid_by_finance(world, [advance.line])
    with clock.held_at(clock.now() + ahead):
        staff, url = as_(world.coordinator), page("advance-settle", advance.pk)
        assert "£8.00 is left" in text_of(staff.get(url))
        assert staff.post(url, {}).status_code == 422
        assert "is theirs to keep" in text_of(staff.post(url, {"rest": "kept"}, follow=True))
        assert "settled already" in text_of(staff.post(url, {"rest": "kept"}))
        mine = as_(world.members[0])
        assert "The rest, £8.00, is yours to keep." in text_of(mine.get(page("expense-new", world.meeting.pk)))
        assert "Money before the meeting" in text_of(mine.get(page("payment-list")))
    for person, codes in ((world.members[1], (403, 404)), (world.finance, (404, 404))):
        client = as_(person)
        found = (client.get(page("advance-new", world.meeting.pk, world.members[0].pk)).status_code,
                 client.get(page("advance-settle", advance.pk)).status_code)  # fmt: skip
        assert found == codes
