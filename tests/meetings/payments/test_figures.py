"""How payments are going, what people were paid in a tax year, and what involvement cost without a name."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import openpyxl
import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.models import AuditEvent
from leap.core.tables import person_ref
from meetings.payments import actions, queries, states
from meetings.payments.models import PanelBudget
from meetings.payments.planning import figures
from tests import factories
from tests.meetings.payments import factories as money

PAGES = {
    name: reverse(f"payments:{name}") for name in ("figures", "year-end", "year-end-csv", "year-end-xlsx", "costs")
}


@pytest.fixture
def world(db):
    world = factories.small_panel(members=2)
    money.example_rates(world.programme)
    return world


def at(day):
    return clock.held_at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def paid(world, meeting_on, paid_on, *people):
    with at(meeting_on):
        lines = money.register(money.held_meeting(world.panel, on=meeting_on), dict.fromkeys(people, "in_person"))
    with at(paid_on):
        money.paid_by_finance(world, lines)
    return lines


def closed():
    return figures.last_year_closed(clock.today(), 90)


def text_of(response):
    return " ".join(response.content.decode().partition("<main")[2].partition('class="leap-contact"')[0].split())


# Plain numbers


def test_how_long_money_takes_is_said_by_half_and_by_the_longest():
    on = date(2026, 3, 1)
    found = [(on, date(2026, 3, 31), on + timedelta(days=days)) for days in (10, 20, 40)]
    assert figures.waits_of(found) == figures.Waits(lines=3, half_within=20, longest=40, late=1)
    assert figures.waits_of([]) is None


@pytest.mark.parametrize(
    ("days", "age"), [(-1, "not_due"), (0, "not_due"), (1, "late"), (30, "late"), (31, "later"), (61, "latest")]
)
def test_a_line_is_late_from_the_day_after_it_was_promised(days, age):
    today = date(2026, 6, 30)
    assert figures.age_of(today - timedelta(days=days), today) == age
    assert figures.age_of(None, today) == "not_due"


def test_a_year_ends_the_day_before_it_begins_again_and_is_closed_when_the_days_to_claim_are_over():
    assert figures.year_from(date(2027, 4, 1)) == (date(2027, 4, 1), date(2028, 3, 31))
    assert figures.year_from(date(2028, 2, 29)) == (date(2028, 2, 29), date(2029, 2, 28))
    assert figures.financial_year(date(2027, 3, 31)) == date(2026, 4, 1)
    assert figures.financial_year(date(2027, 4, 1)) == date(2027, 4, 1)
    assert figures.last_year_closed(date(2027, 6, 29), 90) == date(2025, 4, 1)
    assert figures.last_year_closed(date(2027, 6, 30), 90) == date(2026, 4, 1)
    assert figures.last_year_closed(date(2027, 4, 1), 0) == date(2026, 4, 1)


COSTS = st.lists(
    st.tuples(st.integers(1, 50_000), st.frozensets(st.integers(1, 12), min_size=1)), min_size=1, max_size=6
)


@settings(max_examples=200, deadline=None)
@given(COSTS)
def test_no_amount_that_is_told_is_of_fewer_than_five_people_nor_can_one_be_worked_out(found):
    costs = [figures.Cost(f"a{number}", pence, people) for number, (pence, people) in enumerate(found)]
    told = figures.without_names(costs)
    everybody = frozenset().union(*(each.people for each in costs))
    assert (told is None) == (len(everybody) < figures.FEWEST)
    if told is None:
        return
    assert sum(each.pence for each in told) == sum(each.pence for each in costs)
    assert all(len(each.people) >= figures.FEWEST for each in told)
    # Whatever is left of all that is told, when some of it is taken away, is of five people or more, too.
    for size in range(1, len(told)):
        for rest in combinations(told, size):
            assert len(frozenset().union(*(each.people for each in rest))) >= figures.FEWEST


# How payments are going


def test_late_payments_are_seen_by_those_who_run_the_panel_with_names_and_by_finance_with_references(world, as_):
    wren = world.members[0]
    with at(clock.today() - timedelta(days=40)):
        lines = money.register(
            money.held_meeting(world.panel, on=clock.today()), {wren: "in_person", world.members[1]: "in_person"}
        )
    actions.steps.deny(line_id=lines[1].pk, reason="Another purse paid it.", by=world.coordinator)
    line = lines[0]
    shown = text_of(as_(world.coordinator).get(PAGES["figures"]))
    assert "1 payment is late" in shown
    assert line.person.shown_name in shown
    assert "Up to 30 days late" in shown
    told = text_of(as_(world.finance).get(PAGES["figures"]))
    assert person_ref(line.person_id) in told
    for secret in (line.person.shown_name, world.panel.name, line.meeting.title):
        assert secret not in told
    own = as_(line.person).get(reverse("payments:payment-list")).content.decode()
    assert ": late" in own, "whose money it is sees it, too"
    for stranger in (wren, world.researchers[0]):
        assert as_(stranger).get(PAGES["figures"]).status_code == 403


def test_how_long_it_took_is_shown_by_panel_to_who_runs_it_and_as_one_to_finance(world, as_):
    today = clock.today()
    paid(world, today - timedelta(days=50), today - timedelta(days=10), world.members[0])
    other = factories.small_panel("Bracken", programme=world.programme)
    shown = text_of(as_(world.coordinator).get(PAGES["figures"]))
    assert "40 days" in shown
    assert world.panel.name in shown
    assert "40 days" in text_of(as_(world.finance).get(PAGES["figures"]))
    assert world.panel.name not in text_of(as_(world.finance).get(PAGES["figures"]))
    elsewhere = text_of(as_(other.coordinator).get(PAGES["figures"]))
    assert "40 days" not in elsewhere
    assert world.panel.name not in elsewhere


def test_a_panels_budget_stands_beside_what_is_paid_and_what_is_still_to_be_paid(world, as_):
    first = figures.financial_year(clock.today())
    url = reverse("payments:amount-edit", args=[world.programme.pk])
    assert "Not written down" in text_of(as_(world.coordinator).get(PAGES["figures"]))
    days = {"starts_on_day": "1", "starts_on_month": "4", "starts_on_year": str(first.year)}
    sent = {"panel_id": str(world.panel.pk), "amount_pence": "200", **days}
    assert as_(world.lead).post(url, sent).status_code == 302
    paid(world, clock.today(), clock.today(), world.members[0])
    money.register(money.held_meeting(world.panel, on=clock.today(), hour=8), {world.members[1]: "in_person"})
    [year] = queries.years_for(world.coordinator)
    assert (year.amount, year.paid, year.committed) == (20000, 8250, 8250)
    shown = text_of(as_(world.coordinator).get(PAGES["figures"]))
    assert "£35.00" in shown
    assert as_(world.lead).post(url, {**sent, "amount_pence": "150"}).status_code == 302
    assert "minus £15.00" in text_of(as_(world.coordinator).get(PAGES["figures"]))
    assert PanelBudget.objects.count() == 1, "what is written anew takes the place of what was there"
    assert queries.years_for(world.finance) == []
    moved = {**sent, "starts_on_month": "5", "amount_pence": "150"}
    assert "kept, for the year from" in as_(world.lead).post(url, moved, follow=True).content.decode()
    assert PanelBudget.objects.get().starts_on.month == 5, "a first day that was typed wrong is put right"
    assert as_(world.lead).post(url, {**sent, "starts_on_year": str(first.year - 1)}).status_code == 302
    assert PanelBudget.objects.count() == 2
    wrong = as_(world.lead).post(url, {**sent, "starts_on_month": "1"})
    assert wrong.status_code == 422
    assert states.YEARS_MEET in text_of(wrong)
    assert as_(world.lead).post(url, {**sent, "amount_pence": ""}).status_code == 422
    assert as_(world.coordinator).get(url).status_code == 404


def test_only_the_lead_of_the_programme_says_how_much_there_is(world):
    other = factories.small_panel("Gorse")
    facts = {"starts_on": date(2026, 4, 1), "amount_pence": 100}
    for by, panel in [
        (world.coordinator, world.panel),
        (world.finance, world.panel),
        (other.lead, world.panel),
        (world.lead, other.panel),
    ]:
        with pytest.raises(NotAllowed):
            actions.batches.keep_amount(programme_id=world.programme.pk, panel_id=panel.pk, **facts, by=by)
    actions.batches.keep_amount(programme_id=world.programme.pk, panel_id=world.panel.pk, **facts, by=world.lead)
    facts["starts_on"] = date(2027, 4, 1)
    actions.batches.keep_amount(programme_id=world.programme.pk, panel_id=world.panel.pk, **facts, by=world.lead)
    facts["starts_on"] = date(2027, 3, 31)
    with pytest.raises(NotNow):
        actions.batches.keep_amount(programme_id=world.programme.pk, panel_id=world.panel.pk, **facts, by=world.lead)


# A tax year


def test_the_year_end_counts_by_the_day_of_payment_and_keeps_income_apart_from_what_comes_back(world, as_):
    wren, finch = world.members
    wren.legal_name = "=O'Neill, Ines"
    wren.save()
    paid(world, date(2026, 3, 1), date(2026, 4, 5), wren, finch)
    paid(world, date(2026, 3, 2), date(2026, 4, 6), wren)
    finance = as_(world.finance)
    shown = text_of(finance.get(PAGES["year-end"], {"year": "2025"}))
    assert person_ref(wren.pk) in shown
    assert "£165.00" in shown
    assert "Ines" not in shown, "the name is in the file alone"
    rows = list(
        csv.DictReader(io.StringIO(finance.get(f"{PAGES['year-end-csv']}?year=2025").content.decode("utf-8-sig")))
    )
    by_ref = {row["payee_ref"]: row for row in rows}
    mine = by_ref[person_ref(wren.pk)]
    assert (mine["for_time_pounds"], mine["paid_back_pounds"]) == ("82.50", "0.00")
    assert mine["payee_legal_name"] == "'=O'Neill, Ines"
    assert by_ref[person_ref(finch.pk)]["legal_name_known"] == "no"
    book = openpyxl.load_workbook(io.BytesIO(finance.get(f"{PAGES['year-end-xlsx']}?year=2026").content)).active
    assert [row[0].value.year for row in list(book.iter_rows())[1:]] == [2026]
    taken = AuditEvent.objects.filter(verb="payments.year_end_exported").order_by("at")
    assert [(each.facts["people"], each.facts["amount_pence"]) for each in taken] == [(2, 16500), (1, 8250)]
    for text in (shown, str(rows)):
        assert world.panel.name not in text


def test_the_year_end_is_for_those_who_keep_the_money_and_of_their_programme_alone(world, as_):
    far = factories.small_panel("Gorse")
    money.example_rates(far.programme)
    paid(far, date(2026, 3, 1), date(2026, 4, 5), far.members[0])
    assert queries.paid_to_people_for(world.finance, date(2020, 1, 1), date(2030, 1, 1)) == []
    assert len(queries.paid_to_people_for(far.finance, date(2020, 1, 1), date(2030, 1, 1))) == 1
    for stranger in (world.coordinator, world.members[0], world.researchers[0]):
        for name in ("year-end", "year-end-csv", "year-end-xlsx"):
            assert as_(stranger).get(PAGES[name]).status_code == 403
    for odd in ("1066", "x", "-1", ""):
        assert as_(world.lead).get(PAGES["year-end"], {"year": odd}).status_code == 200


# What it cost


def test_what_involvement_cost_is_told_to_the_lead_without_a_name_once_the_year_is_closed(world, as_):
    people = [*world.members, *(factories.member(world.panel) for _ in range(3))]
    on = closed() + timedelta(days=364)
    year = {"year": str(closed().year)}
    money.register(money.held_meeting(world.panel, on=on), dict.fromkeys(people, "in_person"))
    money.register(money.held_meeting(world.panel, on=on, band="full_day", hour=8), {people[0]: "in_person"})
    money.register(money.held_meeting(world.panel, on=on + timedelta(days=1)), dict.fromkeys(people, "in_person"))
    shown = text_of(as_(world.lead).get(PAGES["costs"], year))
    assert "£577.50" in shown, "the one day of one person is told with the rest, and the next year is not"
    assert "£165.00" not in shown
    assert "All activities together" in shown
    for later in (closed().year + 1, closed().year + 2):
        assert f">{later} to {later + 1}<" not in shown, "a year that is not closed is not offered"
        assert "£577.50" in text_of(as_(world.lead).get(PAGES["costs"], {"year": str(later)}))
    for person in people:
        assert person.shown_name not in shown
        assert person_ref(person.pk) not in shown
    for stranger in (world.coordinator, world.finance, world.members[0]):
        assert as_(stranger).get(PAGES["costs"]).status_code == 403
    assert queries.costs_for(world.finance, world.programme, on, on) is None
    assert queries.costs_for(world.lead, factories.small_panel("Gorse").programme, on, on) is None


def test_of_fewer_than_five_people_no_amount_is_told_at_all(world, as_):
    on = closed() + timedelta(days=364)
    money.register(money.held_meeting(world.panel, on=on), dict.fromkeys(world.members, "in_person"))
    shown = text_of(as_(world.lead).get(PAGES["costs"], {"year": str(closed().year)}))
    assert "Fewer than five people were paid" in shown
    assert "£" not in shown


def test_whoever_gets_nothing_after_a_correction_is_not_one_of_the_five(world):
    people = [*world.members, *(factories.member(world.panel) for _ in range(3))]
    meeting = money.held_meeting(world.panel, on=closed() + timedelta(days=364))
    money.register(meeting, dict.fromkeys(people, "in_person"))
    asked = (world.lead, world.programme, *figures.year_from(closed()))
    assert [cost.pence for cost in queries.costs_for(*asked)] == [sum(map(money.owed_pence, people))]
    money.register(meeting, {people[0]: "away"})
    assert queries.costs_for(*asked) is None


def test_whoever_is_shown_no_panel_by_name_reads_of_all_panels_and_not_of_others(world, as_):
    paid(world, clock.today() - timedelta(days=50), clock.today() - timedelta(days=10), world.members[0])
    shown = text_of(as_(world.finance).get(PAGES["figures"]))
    assert "All panels" in shown
    assert "All other panels" not in shown
    factories.role(world.finance, factories.small_panel("Bracken", programme=world.programme).panel, "ppi_coordinator")
    assert "All panels" in text_of(as_(world.finance).get(PAGES["figures"]))


@pytest.mark.parametrize("name", ["figures", "year-end", "costs"])
def test_each_page_asks_the_database_as_often_for_many_lines_as_for_few(
    world, as_, name, django_assert_num_queries, django_assert_max_num_queries
):
    client = as_(world.lead)
    paid(world, clock.today() - timedelta(days=5), clock.today(), *world.members)
    client.get(PAGES[name])
    with django_assert_max_num_queries(40) as few:
        client.get(PAGES[name])
    for number in range(4):
        paid(world, clock.today() - timedelta(days=6 + number), clock.today(), *world.members)
    with django_assert_num_queries(len(few)):
        client.get(PAGES[name])
