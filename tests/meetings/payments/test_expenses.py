"""What people spent: claimed on a phone or written down, by the mile or with a receipt, and paid like anything else."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.uploads import look_at_picture
from meetings.invitations.models import Invitation
from meetings.payments import actions, queries, states
from meetings.payments.actions.expenses import Spent
from meetings.payments.models import Expense, PaymentLine
from meetings.payments.planning import finance_files, pounds
from tests import factories
from tests.leap.core import hostile
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db
MILES = 424
SINCE, ANNOUNCED = date(2026, 4, 6), datetime(2026, 5, 21, 9, tzinfo=UTC)


@pytest.fixture
def world():
    world = factories.small_panel(members=3)
    rates = money.example_rates(world.programme)
    money.rate(rates, "car_mile", 45, date(2011, 4, 6))
    return world


def asked(world, on=date(2026, 4, 5), band="half_day"):
    meeting = money.held_meeting(world.panel, on=on, band=band)
    for person in [*world.members, *world.researchers]:
        Invitation.objects.create(meeting=meeting, person=person, invited_at=meeting.starts_at, invited_by=world.lead)
    return meeting


def spend(meeting, by, kind="bus_train", pence=1240, receipt="lost", file=None):
    spent = Spent(kind=kind, amount_pence=pence, receipt=receipt, file=file)
    return actions.expenses.claim(meeting_id=meeting.pk, spent=spent, by=by)


def drive(world, meeting, who, miles=MILES):
    journey = spend(meeting, who, kind="car", pence=None, receipt="none")
    return actions.expenses.work_out(expense_id=journey.pk, miles_tenths=miles, by=world.coordinator)[0]


def rule(world, kind="food", cap=1500, over=500, since=date(2026, 1, 1)):
    facts = {"kind": kind, "cap_pence": cap, "receipt_over_pence": over, "valid_from": since}
    return actions.expenses.keep_rule(programme_id=world.programme.pk, **facts, by=world.lead)


def announce_55p(world):
    with clock.held_at(ANNOUNCED):
        actions.rates.announce(
            programme_id=world.programme.pk, valid_from=SINCE, amounts={"car_mile": 55}, by=world.lead
        )


def test_a_journey_of_42_4_miles_comes_to_19_08_until_5_april_and_to_23_32_from_6_april(world):
    announce_55p(world)
    for on, pence in ((date(2026, 4, 5), 1908), (date(2026, 4, 6), 2332)):
        line = drive(world, asked(world, on), world.members[0])
        assert (line.amount_pence, line.miles_tenths, line.kind) == (pence, 424, "mileage")


def test_a_rate_announced_on_21_may_adds_4_24_to_a_journey_of_20_april_and_leaves_its_line_alone(world):
    with clock.held_at(ANNOUNCED - timedelta(days=20)):
        line = drive(world, asked(world, date(2026, 4, 20)), world.members[0])
        drive(world, asked(world, date(2026, 4, 5)), world.members[0])
    old = PaymentLine.objects.values().get(pk=line.pk)
    assert old["amount_pence"] == 1908
    announce_55p(world)
    [short] = queries.short_lines(world.coordinator)
    assert (short.line, short.so_far_pence, short.due_pence, short.more_pence) == (line, 1908, 2332, 424)
    assert actions.uplifts.add(line_ids=[line.pk], by=world.coordinator) == 1
    assert queries.short_lines(world.coordinator) == []
    assert PaymentLine.objects.get(kind="uplift").amount_pence == 424
    assert PaymentLine.objects.values().get(pk=line.pk) == old


def test_half_a_penny_counts_as_a_whole_one():
    assert [states.mileage_pence(tenths, 45) for tenths in (1, 10, 11, 424)] == [5, 45, 50, 1908]


def test_saying_no_to_a_fee_touches_nothing_that_was_spent(world):
    wren, meeting = world.members[0], asked(world)
    money.choice(meeting, wren, answer="none")
    money.register(meeting, {wren: "in_person"})
    spend(meeting, wren)
    drive(world, meeting, wren)
    money.register(meeting, {wren: "away"})
    money.register(meeting, {wren: "in_person"})
    kinds = PaymentLine.objects.order_by("kind").values_list("kind", "amount_pence", "way")
    assert list(kinds) == [("expense", 1240, "money"), ("mileage", 1908, "money")]


def test_what_was_spent_is_no_fee_and_a_register_takes_none_of_it_back(world):
    wren, meeting = world.members[0], asked(world)
    money.register(meeting, {wren: "in_person"})
    spend(meeting, wren)
    assert money.register(meeting, {wren: "in_person"}) == []
    [line] = money.register(meeting, {wren: "away"})
    assert line.amount_pence == -8250
    assert money.owed_pence(wren, meeting) == 1240


def test_whoever_is_asked_claims_also_without_a_fee_and_after_a_no_and_nobody_else_does(world):
    meeting = asked(world, band="none")
    for person in world.members:
        spend(meeting, person)
    outsider = factories.person("Outsider")
    for person in (outsider, world.researchers[0], world.finance, world.coordinator):
        with pytest.raises(NotAllowed):
            spend(meeting, person)
    assert Expense.objects.count() == 3


def test_it_goes_the_way_of_any_payment_and_finance_reads_no_kind_of_cost(world):
    line = spend(asked(world), world.members[0], kind="support").line
    actions.steps.check(line_id=line.pk, by=line.person)
    actions.steps.confirm(line_ids=[line.pk], by=world.coordinator)
    actions.steps.approve(line_ids=[line.pk], by=world.finance)
    codes = {"name": "Advice", "cost_centre": "00123", "project_code": ""}
    budget = actions.batches.keep_budget(programme_id=world.programme.pk, panel_id=None, **codes, by=world.lead)
    batch = actions.batches.make(budget_id=budget.pk, by=world.finance)
    _, rows = actions.batches.export(batch_id=batch.pk, file="coding", form="csv", by=world.finance)
    row = dict(zip(finance_files.CODING_COLUMNS, rows[1], strict=True))
    assert (row["line_type"], row["tax_treatment"], row["rate_from"]) == ("expense", "not_income", "")
    assert "support" not in str(rows)
    assert len(list(actions.files.export_records(by=world.finance, form="csv"))) == 2


def test_a_ceiling_counts_income_and_nothing_that_was_spent(world):
    wren, meeting = world.members[0], asked(world)
    money.register(meeting, {wren: "in_person"})
    spend(meeting, wren)
    drive(world, meeting, wren)
    assert queries.my_amounts_for(wren) == [(date(2026, 4, 5), 8250)]


def test_a_rule_says_up_to_how_much_and_above_how_much_a_receipt_is_asked_from_its_day_on(world):
    rule(world)
    meeting, wren = asked(world), world.members[0]
    with pytest.raises(NotNow, match=r"up to £15\.00"):
        spend(meeting, wren, kind="food", pence=1501)
    with pytest.raises(NotNow, match="photo of the receipt"):
        spend(meeting, wren, kind="food", pence=501, receipt="none")
    assert spend(meeting, wren, kind="food", pence=500, receipt="none").line.amount_pence == 500
    assert spend(meeting, wren, kind="food", pence=1500, receipt="lost").line.amount_pence == 1500
    before = asked(world, date(2025, 12, 31))
    assert spend(before, wren, kind="food", pence=1501, receipt="lost").line.amount_pence == 1501
    for by in (world.coordinator, world.finance, wren):
        with pytest.raises(NotAllowed):
            actions.expenses.keep_rule(
                programme_id=world.programme.pk, kind="food", valid_from=SINCE, cap_pence=1, receipt_over_pence=0, by=by
            )


@pytest.mark.parametrize(("pence", "sentence"), [(None, "how much you paid"), (0, "how much you paid")])
def test_a_claim_without_an_amount_is_said_in_a_sentence(world, pence, sentence):
    with pytest.raises(NotNow, match=sentence):
        spend(asked(world), world.members[0], pence=pence)
    assert not PaymentLine.objects.exists()


def test_a_photo_is_kept_made_anew_and_opened_only_by_those_who_may(world):
    meeting, wren = asked(world), world.members[0]
    with pytest.raises(NotNow, match="choose the photo"):
        spend(meeting, wren, receipt="photo")
    claim = spend(meeting, wren, receipt="photo", file=look_at_picture(hostile.photo_with_place()))
    for person in (wren, world.coordinator, world.lead, world.finance):
        assert list(queries.receipts_for(person)) == [claim]
    for person in (world.members[1], world.researchers[0]):
        assert list(queries.receipts_for(person)) == []


def test_a_button_pressed_twice_makes_one_claim_and_two_tickets_make_two(world):
    meeting, wren = asked(world), world.members[0]
    spend(meeting, wren)
    with pytest.raises(NotNow, match="just kept the same"):
        spend(meeting, wren)
    spend(meeting, wren, pence=1250)
    with clock.held_at(clock.now() + timedelta(minutes=3)):
        spend(meeting, wren)
    assert Expense.objects.count() == 3


def test_a_claim_that_comes_late_is_taken_and_looked_at_first(world):
    meeting = asked(world)
    with clock.held_at(meeting.starts_at + timedelta(days=90)):
        assert spend(meeting, world.members[0]).line.state == "owed"
    with clock.held_at(meeting.starts_at + timedelta(days=92)):
        assert spend(meeting, world.members[1]).line.state == "to_check"


def test_somebody_writes_a_claim_down_with_who_how_and_the_miles_and_never_their_own(world):
    meeting, wren = asked(world), world.members[0]
    told = {"meeting_id": meeting.pk, "how": "phone", "read_back": True}
    claim = actions.expenses.record_claim(
        **told, person_id=wren.pk, spent=Spent("car"), miles_tenths=MILES, by=world.coordinator
    )
    assert (claim.line.amount_pence, claim.written_by, claim.how, claim.read_back) == (
        1908, world.coordinator, "phone", True,
    )  # fmt: skip
    seen = Spent("taxi", 900, "paper")
    actions.expenses.record_claim(**told, person_id=wren.pk, spent=seen, by=world.lead)
    factories.role(world.coordinator, world.panel)
    Invitation.objects.create(meeting=meeting, person=world.coordinator, invited_by=world.lead)
    for by, whose in ((world.members[1], wren), (world.finance, wren), (world.coordinator, world.coordinator)):
        with pytest.raises(NotAllowed):
            actions.expenses.record_claim(**told, person_id=whose.pk, spent=seen, by=by)
    with pytest.raises(NotAllowed):
        spend(meeting, wren, receipt="paper")


def test_a_journey_is_worked_out_once_by_those_who_run_the_panel_and_once_a_mile_has_a_rate(world):
    meeting, wren = asked(world), world.members[0]
    journey = spend(meeting, wren, kind="car", pence=None, receipt="none")
    bicycle = spend(meeting, wren, kind="bicycle", pence=None, receipt="none")
    assert [each.pk for each in queries.journeys_for(world.coordinator)] == [journey.pk, bicycle.pk]
    assert not queries.journeys_for(world.finance)
    assert not queries.journeys_for(wren)
    for by in (wren, world.finance, world.members[1]):
        with pytest.raises(NotAllowed):
            actions.expenses.work_out(expense_id=journey.pk, miles_tenths=MILES, by=by)
    actions.expenses.work_out(expense_id=journey.pk, miles_tenths=MILES, by=world.coordinator)
    with pytest.raises(NotNow, match="already"):
        actions.expenses.work_out(expense_id=journey.pk, miles_tenths=MILES, by=world.coordinator)
    with pytest.raises(NotNow, match="what a mile is worth"):
        actions.expenses.work_out(expense_id=bicycle.pk, miles_tenths=MILES, by=world.coordinator)
    assert PaymentLine.objects.count() == 1


def test_the_database_keeps_claims_lines_and_rules_as_they_are(world):
    meeting, wren = asked(world), world.members[0]
    claim, other = spend(meeting, wren), spend(meeting, world.members[1])
    journey = drive(world, meeting, wren)
    kept = rule(world)
    lines = PaymentLine.objects
    for wrong in (
        lambda: Expense.objects.filter(pk=claim.pk).update(amount_pence=1),
        lambda: Expense.objects.filter(pk=claim.pk).update(line=None),
        lambda: Expense.objects.filter(pk=claim.pk).delete(),
        lambda: Expense.objects.create(
            person=wren, meeting=meeting, kind="taxi", amount_pence=1, line=lines.get(pk=other.line_id)
        ),
        lambda: Expense.objects.create(person=wren, meeting=meeting, kind="taxi", amount_pence=1),
        lambda: Expense.objects.create(person=wren, meeting=meeting, kind="car", amount_pence=1),
        lambda: Expense.objects.create(person=wren, meeting=meeting, kind="car", receipt="photo"),
        lambda: lines.filter(pk=journey.pk).update(miles_tenths=1),
        lambda: type(kept).objects.filter(pk=kept.pk).update(cap_pence=1),
        lambda: lines.create(
            person=wren, meeting=meeting, kind="expense", amount_pence=5, activity_on=SINCE, way="voucher"
        ),
        lambda: lines.create(person=wren, meeting=meeting, kind="mileage", amount_pence=5, activity_on=SINCE),
        lambda: lines.create(person=wren, meeting=meeting, kind="expense", amount_pence=-5, activity_on=SINCE),
    ):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            wrong()


@pytest.mark.parametrize(
    ("typed", "tenths"), [("42.4", 424), ("42", 420), ("42,4", 424), (" 42.40 miles", 424), ("1 mile", 10)]
)
def test_miles_are_read_as_people_write_them(typed, tenths):
    assert pounds.tenths_from(typed) == tenths


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-4", "more than nothing"), ("0", "more than nothing"), ("42.45", "one figure"), ("far", "in figures"),
        ("9000", "further than"), ("", "in figures"), ("4e2", "in figures"),
    ],
)  # fmt: skip
def test_miles_that_cannot_be_are_said_in_a_sentence(typed, sentence):
    with pytest.raises(pounds.NotPounds, match=sentence):
        pounds.tenths_from(typed)


def test_miles_are_said_as_people_say_them():
    assert [pounds.miles(tenths) for tenths in (424, 420, 10, 5)] == ["42.4 miles", "42 miles", "1 mile", "0.5 miles"]


# The pages


def page(name, *keys):
    return reverse(f"payments:{name}", args=keys)


def photo(content=None, name="receipt.jpg"):
    return SimpleUploadedFile(name, content or hostile.photo_with_place(), "image/jpeg")


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_member_claims_on_a_phone_and_sees_what_became_of_it(world, as_):
    meeting, wren = asked(world), world.members[0]
    rule(world, kind="bus_train", cap=5000)
    client, url = as_(wren), page("expense-new", meeting.pk)
    assert "Up to £50.00" in text_of(client.get(url))
    assert "Saturday 4 July 2026" in text_of(client.get(url)), "the day until which it is asked for"
    sent = {"kind": "bus_train", "amount": "£12.40", "receipt": "none", "file": photo()}
    answer = client.post(url, sent, follow=True)
    assert answer.status_code == 200
    assert "comes back to you" in text_of(answer)
    claim = Expense.objects.get()
    assert (claim.amount_pence, claim.receipt, claim.file.kind) == (1240, "photo", "jpeg")
    shown = client.get(page("receipt", claim.file_id))
    assert shown.status_code == 200
    content = b"".join(shown.streaming_content) if shown.streaming else shown.content
    assert b"Rowan at home" not in content
    assert "Expenses: Bus, tram, train or ferry" in text_of(client.get(page("payment-list")))
    assert "You sent one" in text_of(client.get(page("line-detail", claim.line_id)))
    assert as_(world.members[1]).get(page("receipt", claim.file_id)).status_code == 404
    assert as_(world.members[1]).get(page("line-detail", claim.line_id)).status_code == 404


def test_finance_reads_that_it_is_expenses_and_the_coordinator_what_for(world, as_):
    claim = spend(asked(world), world.members[0], kind="cover")
    for person, knows in ((world.finance, False), (world.coordinator, True)):
        text = text_of(as_(person).get(page("record-list")))
        assert "Expenses" in text
        assert ("look after" in text) is knows
    with clock.held_at(clock.now() + timedelta(days=8)):
        assert "Not there any more" in text_of(as_(world.coordinator).get(page("confirm-list")))
        actions.steps.confirm(line_ids=[claim.line_id], by=world.coordinator)
    text = text_of(as_(world.finance).get(page("approve-list")))
    assert "Expenses" in text
    assert "look after" not in text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"amount": "-5"}, "1p or more"),
        ({"amount": "12.405"}, "two figures after the point"),
        ({"amount": ""}, "how much you paid"),
        ({"amount": "twelve"}, "in figures"),
        ({"receipt": "photo"}, "choose the photo"),
        ({"receipt": "none"}, "it is all right"),
        ({"receipt": "paper"}, "answers shown"),
        ({"kind": ""}, "what it was for"),
        ({"file": photo(b"<svg><script>alert(1)</script></svg>", "receipt.svg")}, "not a picture we can show"),
        ({"file": photo(b"\xff\xd8\xff" + b"0" * (12 * 1024 * 1024))}, "larger than 10 MB"),
        ({"file": photo(b"%PDF-1.4 nothing")}, "This PDF does not open"),
    ],
)
def test_what_cannot_be_claimed_is_said_in_words_and_nothing_typed_is_lost(world, as_, typed, sentence):
    meeting = asked(world)
    sent = {"kind": "taxi", "amount": "7.31", "receipt": "lost", **typed}
    answer = as_(world.members[0]).post(page("expense-new", meeting.pk), sent)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert f'value="{sent["amount"]}"' in answer.content.decode() or not sent["amount"]
    assert not Expense.objects.exists()


def test_a_journey_is_claimed_without_miles_worked_out_by_staff_and_shown_to_the_member(world, as_):
    meeting, wren = asked(world), world.members[0]
    answer = as_(wren).post(page("expense-new", meeting.pk), {"kind": "car", "amount": "x"}, follow=True)
    assert "We work out the miles" in text_of(answer)
    journey = Expense.objects.get()
    staff = as_(world.coordinator)
    assert wren.shown_name in text_of(staff.get(page("journey-list")))
    for typed, sentence in (("-1", "more than nothing"), ("42.45", "one figure"), ("", "there and back")):
        answer = staff.post(page("journey-edit", journey.pk), {"miles_tenths": typed})
        assert answer.status_code == 422
        assert sentence in text_of(answer)
    staff.post(page("journey-edit", journey.pk), {"miles_tenths": "42.4"})
    assert "42.4 miles at 45p a mile" in text_of(as_(wren).get(page("payment-list")))
    assert staff.get(page("journey-edit", journey.pk)).status_code == 404


def test_staff_write_a_claim_down_for_somebody_who_rang(world, as_):
    meeting, wren = asked(world), world.members[0]
    staff, url = as_(world.coordinator), page("expense-record", meeting.pk, wren.pk)
    assert wren.shown_name in text_of(staff.get(page("expense-list", meeting.pk)))
    answer = staff.post(url, {"kind": "taxi", "amount": "9", "receipt": "paper"})
    assert answer.status_code == 422
    staff.post(url, {"kind": "taxi", "amount": "9", "receipt": "paper", "how": "phone", "read_back": "on"})
    staff.post(url, {"kind": "car", "miles": "42.4", "how": "phone"})
    assert list(PaymentLine.objects.order_by("made_at").values_list("amount_pence", flat=True)) == [900, 1908]
    assert "£19.08" in text_of(staff.get(page("expense-list", meeting.pk)))


def test_the_lead_says_what_is_paid_back(world, as_):
    day = {"valid_from_day": "1", "valid_from_month": "1", "valid_from_year": "2026"}
    url = page("rule-new", world.programme.pk)
    lead = as_(world.lead)
    lead.post(url, {"kind": "food", **day, "cap_pence": "15", "receipt_over_pence": "5"})
    lead.post(url, {"kind": "digital", **day, "no_receipt": "on"})
    assert lead.post(url, {"kind": "food", **day, "cap_pence": "-1"}).status_code == 422
    text = text_of(lead.get(page("rate-list")))
    assert all(words in text for words in ("Food and drink", "£15.00", "Above £5.00", "Never"))


def test_the_pages_are_there_for_whom_they_are(world, as_):
    meeting, wren = asked(world), world.members[0]
    journey = spend(meeting, wren, kind="car", pence=None, receipt="none")
    table = {
        page("expense-new", meeting.pk): (200, 404, 404, 404),
        page("expense-list", meeting.pk): (403, 200, 200, 404),
        page("expense-record", meeting.pk, wren.pk): (403, 200, 200, 404),
        page("journey-list"): (403, 200, 200, 200),
        page("journey-edit", journey.pk): (404, 200, 200, 404),
        page("rule-new", world.programme.pk): (404, 404, 200, 404),
    }
    people = (wren, world.coordinator, world.lead, world.finance)
    found = {url: tuple(as_(person).get(url).status_code for person in people) for url in table}
    assert found == table


def test_the_meetings_page_says_where_to_claim_also_without_a_fee(world, as_):
    meeting = asked(world, band="none")
    url = reverse("schedule:meeting-detail", args=[meeting.pk])
    assert page("expense-new", meeting.pk) in as_(world.members[0]).get(url).content.decode()
    assert page("expense-new", meeting.pk) not in as_(world.coordinator).get(url).content.decode()
