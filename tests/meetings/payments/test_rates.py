from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, transaction

from leap.core import audit
from leap.core.errors import NotAllowed
from meetings.payments import actions, queries
from meetings.payments.models import PaymentLine, Rate
from tests import factories
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db


@pytest.fixture
def rates():
    return money.example_rates(factories.programme())


@pytest.mark.parametrize(
    ("band", "on", "pence"),
    [
        ("half_day", date(2025, 12, 15), 7500),
        ("half_day", date(2025, 12, 16), 8250),
        ("under_1h", date(2025, 12, 16), 1380),
        ("1h", date(2026, 1, 1), 2750),
        ("2h", date(2025, 1, 1), 5000),
        ("full_day", date(2026, 7, 1), 16500),
    ],
)
def test_the_date_of_the_meeting_picks_the_rate(rates, band, on, pence):
    assert queries.rate_for(rates, band, on).amount_pence == pence


def test_no_rate_is_known_before_the_first_one_starts(rates):
    assert queries.rate_for(rates, "half_day", date(2019, 12, 31)) is None


def test_what_was_known_at_a_moment_can_be_asked_again(rates):
    announced = datetime(2026, 5, 21, 9, tzinfo=UTC)
    money.rate(rates, "half_day", 9000, date(2026, 4, 6), announced)
    on = date(2026, 4, 20)
    assert queries.rate_for(rates, "half_day", on, datetime(2026, 5, 20, tzinfo=UTC)).amount_pence == 8250
    assert queries.rate_for(rates, "half_day", on, announced).amount_pence == 9000


def test_a_later_record_of_the_same_start_counts_and_never_that_of_an_older_start(rates):
    money.rate(rates, "half_day", 8300, money.NEW_RATES_FROM, datetime(2026, 1, 5, tzinfo=UTC))
    money.rate(rates, "half_day", 7600, money.FIRST_DAY, datetime(2026, 2, 5, tzinfo=UTC))
    assert queries.rate_for(rates, "half_day", date(2026, 3, 1)).amount_pence == 8300
    assert queries.rate_for(rates, "half_day", date(2025, 3, 1)).amount_pence == 7600


def test_the_day_is_that_of_the_panel_and_not_of_greenwich():
    rates = money.example_rates(factories.programme())
    far = factories.panel("Kowhai", programme=rates.programme, time_zone="Pacific/Auckland")
    meeting = money.held_meeting(far, on=date(2025, 12, 15), hour=20)  # already the 16th there
    assert queries.rate_of_meeting(meeting).amount_pence == 8250


def test_the_offer_is_said_in_words_to_those_who_are_offered_it():
    world = factories.small_panel()
    money.example_rates(world.programme)
    meeting = money.held_meeting(world.panel, on=date(2026, 6, 1))
    assert queries.offer_for(world.members[0], meeting) == (
        "We offer £82.50 for this meeting. It takes 3 hours. Time to get ready is counted in. "
        "You can choose a lower amount or no payment and still come: on the meeting’s page, at “Payment”."
    )
    money.choice(meeting, world.members[0], answer="none")
    assert queries.offer_for(world.members[0], meeting) == (
        "We offer £82.50 for this meeting. It takes 3 hours. Time to get ready is counted in. "
        "You chose no payment. You can change that on the meeting’s page, at “Payment”."
    )
    assert "You can choose a lower amount" in queries.offer_for(world.members[1], meeting)
    for person in [world.researchers[0], world.coordinator, world.lead]:
        assert queries.offer_for(person, meeting) == ""


def test_the_offer_says_so_when_the_amount_is_not_known_or_nothing_is_offered():
    world = factories.small_panel()
    member = world.members[0]
    assert queries.offer_for(member, money.held_meeting(world.panel)).startswith("We pay for this meeting. We do not")
    rates = money.example_rates(world.programme)
    unpaid = money.held_meeting(world.panel, band="none")
    assert queries.offer_for(member, unpaid) == "No payment is offered for this meeting."
    assert queries.offer_for(world.researchers[0], unpaid) == "", "money is for members: no word of it to others"
    rates.counts_preparation = False
    rates.save()
    assert "It does not pay for time to get ready." in queries.offer_for(member, money.held_meeting(world.panel))


def test_recording_a_rate_pays_those_who_waited_for_it_and_changes_nobody_else():
    world = factories.small_panel(members=2)
    rates = money.rate_set(world.programme)
    waiting = money.held_meeting(world.panel)
    money.register(waiting, {world.members[0]: "in_person", world.members[1]: "away"})
    assert list(queries.meetings_waiting_for_a_rate(world.coordinator)) == [waiting]

    rate = actions.rates.record_rate(
        rate_set=rates, band="half_day", amount_pence=8250, valid_from=date(2026, 1, 1), by=world.lead
    )

    line = PaymentLine.objects.get()
    assert (line.person, line.amount_pence, line.rate) == (world.members[0], 8250, rate)
    assert not queries.meetings_waiting_for_a_rate(world.coordinator)
    event = audit.events_about(rate, "rate.recorded").get()
    assert event.facts == {"band": "half_day", "amount_pence": 8250, "valid_from": "2026-01-01"}

    actions.rates.record_rate(
        rate_set=rates, band="half_day", amount_pence=9000, valid_from=date(2026, 1, 1), by=world.lead
    )
    assert PaymentLine.objects.get().amount_pence == 8250


def test_a_rate_that_comes_late_pays_nobody_who_chose_no_payment_and_nobody_is_waited_for():
    world = factories.small_panel(members=2)
    rates = money.rate_set(world.programme)
    waiting = money.held_meeting(world.panel)
    money.choice(waiting, world.members[0], answer="none")
    money.register(waiting, {world.members[0]: "in_person", world.members[1]: "away"})
    assert not queries.meetings_waiting_for_a_rate(world.coordinator)

    facts = {"rate_set": rates, "band": "half_day", "amount_pence": 8250, "valid_from": date(2026, 1, 1)}
    actions.rates.record_rate(**facts, by=world.lead)
    money.register(waiting, {world.members[1]: "in_person"})

    assert [line.person for line in PaymentLine.objects.all()] == [world.members[1]]
    assert not queries.meetings_waiting_for_a_rate(world.coordinator)


def test_only_the_lead_records_rates():
    world = factories.small_panel()
    rates = money.rate_set(world.programme)
    for person in [world.coordinator, world.finance, world.members[0]]:
        with pytest.raises(NotAllowed):
            actions.rates.record_rate(
                rate_set=rates, band="1h", amount_pence=2500, valid_from=date(2026, 1, 1), by=person
            )
    assert not Rate.objects.exists()


@pytest.mark.parametrize(("band", "pence"), [("none", 2500), ("a_year", 2500), ("1h", 0), ("1h", -1)])
def test_a_rate_that_makes_no_sense_is_refused(rates, band, pence):
    with pytest.raises(ValidationError):
        actions.rates.record_rate(rate_set=rates, band=band, amount_pence=pence, valid_from=date(2026, 1, 1), by=None)


def test_the_database_refuses_what_the_forms_would(rates):
    for facts in [{"band": "none", "amount_pence": 1}, {"band": "1h", "amount_pence": 0}]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Rate.objects.create(rate_set=rates, valid_from=date(2026, 1, 1), **facts)
    with pytest.raises(InternalError), transaction.atomic():
        rates.rates.update(amount_pence=1)
    with pytest.raises(InternalError), transaction.atomic():
        rates.rates.all().delete()
