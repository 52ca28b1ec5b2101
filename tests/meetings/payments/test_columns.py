"""Which columns the payment file has, and in which order, is the organisation's to say; a batch keeps its own."""

import pytest
from django.db import InternalError, transaction
from django.urls import reverse

from leap.core.errors import NotAllowed, NotNow
from leap.core.tables import csv_bytes
from meetings.payments import actions, queries
from meetings.payments.models import Batch
from meetings.payments.planning import finance_files
from tests import factories
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db
CHOSEN = ["payment_reference", "payee_legal_name", "cost_centre", "amount_pounds", "line_id"]


@pytest.fixture
def world():
    world = factories.small_panel(members=2)
    money.example_rates(world.programme)
    return world


def keep(world, columns=CHOSEN, by=None):
    return actions.batches.keep_columns(programme_id=world.programme.pk, columns=columns, by=by or world.finance)


def batch(world, hour=10):
    meeting = money.held_meeting(world.panel, hour=hour)
    return money.paid_by_finance(world, money.register(meeting, dict.fromkeys(world.members, "in_person")))


def file_of(world, batch, file="payment"):
    return actions.batches.export(batch_id=batch.pk, file=file, form="csv", by=world.finance)[1]


def test_a_batch_has_the_columns_of_the_day_it_was_made_and_the_same_bytes_for_ever(world):
    first = batch(world)
    before = csv_bytes(file_of(world, first))
    keep(world)
    second = batch(world, hour=14)
    assert csv_bytes(file_of(world, first)) == before
    head, row, _ = file_of(world, second)
    assert head == tuple(CHOSEN)
    assert (row[2], str(row[3])) == ("00123", "82.50")
    bytes_then = csv_bytes(file_of(world, second))
    keep(world, ["line_id", "amount_pence"])
    assert csv_bytes(file_of(world, second)) == bytes_then


def test_the_totals_and_the_coding_file_stay_as_they_are(world):
    keep(world)
    made = batch(world)
    assert file_of(world, made, "coding")[0] == finance_files.CODING_COLUMNS
    assert file_of(world, made, "control")[1][1:3] == (2, 16500)


def test_without_a_choice_and_for_a_batch_from_before_there_was_one_the_columns_are_leaps_own(world):
    assert queries.columns_of(world.programme) == list(finance_files.PAYMENT_COLUMNS)
    assert file_of(world, batch(world))[0] == finance_files.PAYMENT_COLUMNS
    lines = finance_files.example()
    assert finance_files.payment(lines)[0] == finance_files.PAYMENT_COLUMNS


def test_the_columns_of_a_batch_are_never_edited(world):
    made = batch(world)
    with pytest.raises(InternalError, match="never edited"), transaction.atomic():
        Batch.objects.filter(pk=made.pk).update(payment_columns=["line_id"])


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (["payee_ref", "amount_pence"], "keep “line_id”"),
        (["line_id", "payee_ref"], "one of the amounts"),
        (["line_id", "line_id", "amount_pence"], "each column once"),
        (["line_id", "amount_pence", "activity_date"], "each column once"),
    ],
)
def test_columns_with_which_a_file_would_not_work_are_refused_in_a_sentence(world, columns, sentence):
    with pytest.raises(NotNow, match=sentence):
        keep(world, columns)


def test_those_who_keep_the_money_choose_and_nobody_else(world):
    for by in (world.coordinator, world.members[0], factories.small_panel("Elsewhere").finance):
        with pytest.raises(NotAllowed):
            keep(world, by=by)
    assert keep(world, by=world.lead).columns == CHOSEN


def test_the_file_is_looked_at_before_the_columns_are_kept_and_nothing_typed_is_lost(world, as_):
    finance, url = as_(world.finance), reverse("payments:columns-edit", args=[world.programme.pk])
    assert "Robin O&#x27;Example" in finance.get(url).content.decode()
    typed = {"amount_pounds": "3", "line_id": "1", "payee_legal_name": "2"}
    assert queries.columns_of(world.programme) == list(finance_files.PAYMENT_COLUMNS)
    look = finance.post(url, typed).content.decode()
    assert "cost_centre" not in look
    assert finance.post(url, typed | {"agreed": "yes", "change": "yes"}).status_code == 200
    assert queries.columns_of(world.programme) == list(finance_files.PAYMENT_COLUMNS)
    assert finance.post(url, typed | {"agreed": "yes"}).status_code == 302
    assert queries.columns_of(world.programme) == ["line_id", "payee_legal_name", "amount_pounds"]
    twice = finance.post(url, typed | {"payee_ref": "3"})
    assert twice.status_code == 422
    assert "same place" in twice.content.decode()
    assert as_(world.coordinator).get(url).status_code == 404
