"""What was there before rates had panels and lines had work: it moves over and stays what it was, to the penny."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from meetings.payments import queries
from meetings.payments.models import PaymentLine, Rate
from tests import factories
from tests.meetings.payments import factories as money

BEFORE = [("payments", "0008_what_the_money_pages_need")]
FACTS = ("pk", "person", "meeting", "kind", "rate", "amount_pence", "way", "activity_on", "state", "promised_on")


def migrate(to):
    executor = MigrationExecutor(connection)
    executor.migrate(to)


def newest():
    return [key for key in MigrationExecutor(connection).loader.graph.leaf_nodes() if key[0] == "payments"]


@pytest.mark.django_db(transaction=True)
def test_lines_and_rates_from_before_are_of_their_panel_and_for_every_kind_and_nothing_paid_changes():
    world = factories.small_panel(members=2)
    money.example_rates(world.programme)
    first, second = money.held_meeting(world.panel), money.held_meeting(world.panel, hour=15)
    money.paid_by_finance(world, money.register(first, dict.fromkeys(world.members, "in_person")))
    money.register(second, {world.members[0]: "in_person"})
    money.register(first, {world.members[1]: "away"})
    lines, rates = list(PaymentLine.objects.values_list(*FACTS).order_by("pk")), Rate.objects.count()
    latest = newest()
    try:
        migrate(BEFORE)
    finally:
        migrate(latest)
    assert list(PaymentLine.objects.values_list(*FACTS).order_by("pk")) == lines
    assert set(PaymentLine.objects.values_list("panel", "work", "activity")) == {(world.panel.pk, None, "meeting")}
    assert set(Rate.objects.values_list("panel", "activity", "counts_preparation")) == {(None, "any", None)}
    assert Rate.objects.count() == rates
    assert queries.short_lines(world.coordinator) == []
    assert money.register(first, dict.fromkeys(world.members, "in_person"))[0].amount_pence == 8250
