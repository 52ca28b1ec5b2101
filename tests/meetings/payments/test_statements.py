"""Somebody's own statement: by any dates, week, month or tax year, and in agreement with finance's file."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.urls import reverse

from leap.core import clock
from leap.core.models import AuditEvent
from meetings.payments import actions
from meetings.payments.planning import statements
from tests import factories
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db

OWN = reverse("payments:statement-own")


@pytest.fixture
def world():
    world = factories.small_panel(members=2)
    money.example_rates(world.programme)
    return world


def paid(world, meeting_on, paid_on, *people):
    """What these people were paid on a day for a meeting on a day."""
    with clock.held_at(datetime(paid_on.year, paid_on.month, paid_on.day, 12, tzinfo=UTC)):
        lines = money.register(money.held_meeting(world.panel, on=meeting_on), dict.fromkeys(people, "in_person"))
        return money.paid_by_finance(world, lines), lines


def taken(client, **asked):
    return client.post(OWN, {"kind": "tax_year", "counts": "paid", "name": "", "as": "csv", **asked})


def days(name, day):
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def rows_of(response):
    text = response.getvalue().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    empty = next(place for place, line in enumerate(lines) if not any(line))
    head, *rows = lines[empty + 1 :]
    return lines[:empty], [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        ("tax_year", date(2026, 4, 5), date(2025, 4, 6), date(2026, 4, 5)),
        ("tax_year", date(2026, 4, 6), date(2026, 4, 6), date(2027, 4, 5)),
        ("month", date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        ("week", date(2026, 4, 5), date(2026, 3, 30), date(2026, 4, 5)),
    ],
)
def test_a_day_is_in_one_week_month_and_tax_year(kind, day, first, last):
    assert statements.period_around(kind, day) == statements.Period(first, last)


def test_it_holds_what_was_paid_in_the_time_by_the_day_it_was_paid_and_only_their_own(world, as_):
    wren, finch = world.members
    paid(world, date(2026, 3, 10), date(2026, 4, 5), wren, finch)
    paid(world, date(2026, 3, 20), date(2026, 4, 6), wren)
    money.register(money.held_meeting(world.panel, on=date(2026, 3, 25)), {wren: "in_person"})
    _, rows = rows_of(taken(as_(wren), **days("first", date(2026, 4, 5))))
    assert [(row["Date"], row["Paid on"], row["Amount in pounds"]) for row in rows] == [
        ("2026-03-10", "2026-04-05", "82.50")
    ]
    _, rows = rows_of(taken(as_(wren), **days("first", date(2026, 4, 6))))
    assert [row["Date"] for row in rows] == ["2026-03-20"]
    _, rows = rows_of(taken(as_(wren), kind="dates"))
    assert len(rows) == 2, "without a day it is the whole time"
    _, rows = rows_of(taken(as_(wren), kind="dates", counts="meetings", **days("first", date(2026, 3, 20))))
    assert [(row["Status"], bool(row["Paid on"])) for row in rows] == [("Paid", True), ("To be confirmed", False)]
    _, rows = rows_of(taken(as_(world.researchers[0]), kind="dates"))
    assert rows == []


def test_its_lines_and_its_total_are_those_of_finances_file(world, as_):
    wren, finch = world.members
    batch, _ = paid(world, date(2026, 3, 10), date(2026, 3, 20), wren, finch)
    rows = csv.DictReader(
        io.StringIO(
            as_(world.finance)
            .get(reverse("payments:batch-payment-csv", args=[batch.pk]))
            .content.decode("utf-8-sig")
        )
    )  # fmt: skip
    finance = {row["payment_reference"]: row["amount_pounds"] for row in rows}
    mine = [row for who in (wren, finch) for row in rows_of(taken(as_(who), kind="dates"))[1]]
    assert {row["Reference"]: row["Amount in pounds"] for row in mine} == finance
    about, _ = rows_of(taken(as_(wren), kind="dates"))
    assert [said for line in about for said in line if said.startswith("Paid in all")] == ["Paid in all: £82.50."]


def test_it_says_in_sentences_what_was_paid_for_time_paid_back_and_given_away(world, as_):
    wren = world.members[0]
    given = statements.Entry(pence=500, way="charity", is_spent=False, is_paid=True, is_denied=False)
    spent = statements.Entry(pence=120, way="money", is_spent=True, is_paid=True, is_denied=False)
    sums = statements.sums_of([given, spent])
    assert (sums.charity, sums.spent, sums.for_time, sums.in_all) == (500, 120, 0, 620)
    paid(world, date(2026, 3, 10), date(2026, 3, 20), wren)
    denied = money.register(money.held_meeting(world.panel, on=date(2026, 3, 11)), {wren: "in_person"})[0]
    actions.steps.deny(line_id=denied.pk, reason="Another purse paid it.", by=world.coordinator)
    money.register(money.held_meeting(world.panel, on=date(2026, 3, 12)), {wren: "in_person"})
    shown = taken(as_(wren), kind="dates", counts="meetings", **{"as": "page"}).content.decode()
    for words in ("Paid for your time: £82.50.", "Paid in all: £82.50.", "Not paid yet: £82.50.", "Not to be paid"):
        assert words in shown
    assert "Nothing was paid in this time" in taken(as_(world.members[1]), **{"as": "page"}).content.decode()


def test_it_names_no_meeting_and_no_cost_unless_asked_and_the_name_is_theirs(world, as_):
    wren = world.members[0]
    _, lines = paid(world, date(2026, 3, 10), date(2026, 3, 20), wren)
    client, title = as_(wren), lines[0].meeting.title
    plain = taken(client, kind="dates", name="=A poet", **{"as": "page"}).content.decode()
    assert "Advisory meeting" in plain
    assert title not in plain
    assert world.panel.name not in plain.partition("<main")[2].partition('class="leap-contact"')[0]
    assert title in taken(client, kind="dates", tells="on", **{"as": "page"}).content.decode()
    about, _ = rows_of(taken(client, kind="dates", name="=A poet"))
    assert "'=A poet" in about[1], "kept from being a formula"
    book = openpyxl.load_workbook(io.BytesIO(taken(client, kind="dates", **{"as": "xlsx"}).getvalue()))
    head, row = book.worksheets[0].iter_rows(values_only=True)
    assert row[head.index("Amount in pounds")] == 82.5
    notes = AuditEvent.objects.filter(verb="payments.own_statement_taken").order_by("at")
    assert [each.facts for each in notes] == [{"form": form} for form in ("page", "page", "csv", "xlsx")]


def test_what_cannot_be_meant_is_said_and_nothing_typed_is_lost(world, as_):
    client = as_(world.members[0])
    assert "A statement of what you were paid" in client.get(reverse("payments:payment-list")).content.decode()
    assert client.get(OWN).status_code == 200
    turned = {**days("first", date(2026, 4, 6)), **days("last", date(2026, 4, 5))}
    answer = taken(client, kind="dates", name="A poet", **turned)
    assert answer.status_code == 422
    assert "not before Monday 6 April 2026" in answer.content.decode()
    assert 'value="A poet"' in answer.content.decode()
    assert taken(client, kind="month", **turned).status_code == 200, "a second day counts only from one day to another"
    assert taken(client, kind="fortnight").status_code == 422
    assert taken(client, first_day="31", first_month="2", first_year="2026").status_code == 422


def test_a_statement_asks_the_database_as_often_for_many_lines_as_for_few(
    world, as_, django_assert_num_queries, django_assert_max_num_queries
):
    client = as_(world.members[0])
    paid(world, date(2026, 3, 10), date(2026, 3, 20), *world.members)
    asked = {"kind": "dates", "as": "page"}
    taken(client, **asked)
    with django_assert_max_num_queries(40) as few:
        taken(client, **asked)
    for number in range(5):
        paid(world, date(2026, 3, 11 + number), date(2026, 3, 20), *world.members)
    with django_assert_num_queries(len(few)):
        taken(client, **asked)
