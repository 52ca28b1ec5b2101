"""A quarter of money for twelve people, page by page, with every choice in it: offered, chosen, claimed, confirmed,
approved, in a batch, answered by finance (one sent back, one line nobody knows), put right after a rate announced late,
paid; and each person's own statement agrees with finance's files to the penny."""

import csv
import io
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.people.models import Person
from leap.core import clock
from leap.core.tables import person_ref
from meetings.attendance.actions import take_register
from meetings.invitations.actions import invite_panel
from meetings.payments import queries
from meetings.payments.models import Batch, Expense, PaymentLine, Work
from meetings.schedule.actions import plan_meeting
from meetings.schedule.models import Meeting
from tests import factories

pytestmark = pytest.mark.django_db

APRIL, MAY, JUNE = (datetime(2026, month, day, 10, tzinfo=UTC) for month, day in ((4, 20), (5, 11), (6, 15)))
BEFORE = datetime(2026, 4, 1, 9, tzinfo=UTC)
ANNOUNCED = datetime(2026, 5, 21, 9, tzinfo=UTC)
AFTERWARDS = datetime(2026, 6, 30, 9, tzinfo=UTC)
SECOND_TIME = datetime(2026, 7, 20, 9, tzinfo=UTC)
HALF_DAY, TWO_HOURS = 8250, 5500


@dataclass
class Quarter:
    """The panel, its three meetings, and a browser that anybody can sit down at."""

    world: factories.World
    as_: object
    meetings: list[Meeting] = field(default_factory=list)
    files: list[dict[str, str]] = field(default_factory=list)  # every row of every payment file finance was given

    @property
    def people(self) -> list[Person]:
        return self.world.members

    def get(self, who: Person, page: str, /, *keys) -> str:
        answer = self.as_(who).get(reverse(page, args=keys))
        assert answer.status_code == 200, (page, answer.status_code)
        return re.sub(r"\s+", " ", answer.content.decode())

    def send(self, who: Person, page: str, /, *keys, **typed) -> str:
        """Press the button of a page; gives back the page it leads to."""
        answer = self.as_(who).post(reverse(page, args=keys), typed, follow=True)
        assert answer.status_code == 200, (page, answer.status_code, answer.content.decode()[:3000])
        return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def quarter(as_) -> Quarter:
    world = factories.small_panel(members=12)
    for number, person in enumerate(world.members):
        person.legal_name = f"Invented-{number:02d} O'Example"
        person.save()
    return Quarter(world, as_)


def test_a_quarter_of_money_for_twelve_people_comes_out_to_the_penny(quarter: Quarter):
    with clock.held_at(BEFORE):
        set_up(quarter)
        invite(quarter)
        everybody_chooses(quarter)
        ask_for_work(quarter)
    for meeting in quarter.meetings:
        with clock.held_at(meeting.starts_at + timedelta(hours=5)):
            everybody_comes(quarter, meeting)
    with clock.held_at(APRIL + timedelta(days=2)):
        claims(quarter)
    with clock.held_at(ANNOUNCED):
        a_mile_was_worth_more(quarter)
    with clock.held_at(AFTERWARDS):
        what_is_owed(quarter)
        confirm_and_approve(quarter)
        batch = take_to_finance(quarter)
        back = finance_answers(quarter, batch)
    with clock.held_at(SECOND_TIME):
        what_came_back_is_paid_after_all(quarter, back)
        every_statement_agrees_with_finance(quarter)
        nobody_reads_what_is_not_theirs(quarter)


# Before the first meeting


def set_up(quarter: Quarter) -> None:
    """Rates, what goes with each offer, a budget, and the columns that finance wants."""
    lead, programme = quarter.world.lead, quarter.world.programme.pk
    day = {"valid_from_day": "1", "valid_from_month": "1", "valid_from_year": "2026"}
    amounts = {"half_day": "82.50", "2h": "55", "car_mile": "0.45"}
    look = quarter.send(lead, "payments:rate-new", programme, **day, **amounts)
    assert "Are these rates right?" in look
    quarter.send(lead, "payments:rate-new", programme, **day, **amounts, agreed="yes")
    terms = {"counts_preparation": "yes", "pay_within_days": "30", "claim_within_days": "90"}
    ways = {"voucher": "A book token by post", "charity": "The invented lifeboats"}
    quarter.send(lead, "payments:terms-edit", programme, **terms, **ways, letter_heading="")
    codes = {"name": "Advice", "cost_centre": "00123", "project_code": "0007"}
    quarter.send(lead, "payments:budget-edit", programme, panel_id="all", **codes)
    columns = {"payment_reference": "1", "payee_ref": "2", "payee_legal_name": "3", "payment_method": "4",
               "amount_pounds": "5", "cost_centre": "6", "line_id": "7"}  # fmt: skip
    quarter.send(quarter.world.finance, "payments:columns-edit", programme, **columns, agreed="yes")


def invite(quarter: Quarter) -> None:
    """Three meetings of three hours, everybody invited."""
    run = quarter.world.coordinator
    for starts_at in (APRIL, MAY, JUNE):
        facts = {
            "title": f"Meeting in {starts_at:%B}",
            "starts_at": starts_at,
            "minutes": 180,
            "place": "The long room",
        }
        meeting = plan_meeting(panel=quarter.world.panel, by=run, **facts)
        invite_panel(meeting_id=meeting.pk, by=run)
        quarter.meetings.append(meeting)


def everybody_chooses(quarter: Quarter) -> None:
    """Every choice there is, for one meeting and for all, by themselves and by phone."""
    first, people, run = quarter.meetings[0], quarter.people, quarter.world.coordinator
    offered = quarter.get(people[0], "payments:choice-edit", first.pk)
    assert "We offer £82.50 for this meeting. It takes 3 hours. Time to get ready is counted in." in offered
    for number, choice in {
        1: {"answer": "full"},
        2: {"answer": "less", "amount": "40"},
        4: {"answer": "none"},
        6: {"answer": "voucher"},
        8: {"answer": "charity"},
    }.items():
        quarter.send(people[number], "payments:choice-edit", first.pk, **choice)
    for number, choice in {
        3: {"answer": "less", "amount": "30"},
        5: {"answer": "none"},
        7: {"answer": "voucher"},
        9: {"answer": "charity"},
    }.items():
        quarter.send(people[number], "payments:wish-edit", **choice)
    too_much = quarter.as_(people[2]).post(
        reverse("payments:choice-edit", args=[first.pk]), {"answer": "less", "amount": "82.51"}
    )
    assert too_much.status_code == 422
    quarter.send(people[10], "payments:ceiling-edit", week="50", month="")
    told = quarter.get(people[10], "payments:choice-edit", first.pk)
    assert "above your £50.00" in told
    quarter.send(people[10], "payments:choice-edit", first.pk, answer="less", amount="50")
    quarter.send(run, "payments:choice-record", first.pk, people[11].pk, answer="none")


def ask_for_work(quarter: Quarter) -> None:
    """Two hours of reading at home, for somebody who takes a lower amount for it."""
    run, wren = quarter.world.coordinator, quarter.people[1]
    asked = {"person_id": str(wren.pk), "activity": "review", "title": "Comments on the leaflet", "minutes": "120",
             "on_day": "30", "on_month": "4", "on_year": "2026"}  # fmt: skip
    assert "£55.00" in quarter.send(run, "payments:work-new", quarter.world.panel.pk, **asked)
    quarter.send(run, "payments:work-new", quarter.world.panel.pk, **asked, agreed="yes")
    quarter.send(wren, "payments:work-choice", Work.objects.get().pk, answer="less", amount="25.50")


# The meetings, and what they cost people


def everybody_comes(quarter: Quarter, meeting: Meeting) -> None:
    take_register(
        meeting_id=meeting.pk, marks={each.pk: "in_person" for each in quarter.people}, by=quarter.world.coordinator
    )


def claims(quarter: Quarter) -> None:
    """A journey by car that somebody works out; a bus by somebody who wants no fee, with a ticket that is lost."""
    first, run, people = quarter.meetings[0], quarter.world.coordinator, quarter.people
    quarter.send(people[0], "payments:expense-new", first.pk, kind="car")
    quarter.send(run, "payments:journey-edit", Expense.objects.get().pk, miles_tenths="42.4")
    assert PaymentLine.objects.get(kind="mileage").amount_pence == 1908
    quarter.send(people[5], "payments:expense-new", first.pk, kind="bus_train", amount="6.40", receipt="lost")


def a_mile_was_worth_more(quarter: Quarter) -> None:
    """On 21 May it is announced that a mile is worth 55p since 6 April: the journey is £4.24 short, nothing else."""
    lead, run, programme = quarter.world.lead, quarter.world.coordinator, quarter.world.programme.pk
    day = {"valid_from_day": "6", "valid_from_month": "4", "valid_from_year": "2026"}
    quarter.send(lead, "payments:rate-new", programme, **day, car_mile="0.55", source_note="HMRC", agreed="yes")
    journey = PaymentLine.objects.get(kind="mileage")
    assert "£4.24 more" in quarter.get(run, "payments:uplift-list")
    assert [(each.line, each.more_pence) for each in queries.short_lines(run)] == [(journey, 424)]
    quarter.send(run, "payments:uplift-list", lines=[str(journey.pk)])
    assert "No payment is too low." in quarter.get(run, "payments:uplift-list")
    journey.refresh_from_db()
    assert journey.amount_pence == 1908, "what was there is never edited"


# What is owed, and how it is paid


def fees(number: int) -> list[tuple[int, str]]:
    """What somebody is owed for their time at the three meetings: pence and way."""
    usual = {
        3: (3000, "money"), 5: None, 7: (HALF_DAY, "voucher"), 9: (HALF_DAY, "charity"),
    }.get(number, (HALF_DAY, "money"))  # fmt: skip
    first = {
        2: (4000, "money"), 4: None, 6: (HALF_DAY, "voucher"), 8: (HALF_DAY, "charity"), 10: (5000, "money"), 11: None,
    }.get(number, usual)  # fmt: skip
    return [each for each in (first, usual, usual) if each is not None]


def what_is_owed(quarter: Quarter) -> None:
    """The work is done; then each is owed exactly what they chose, and what they spent whatever they chose."""
    quarter.send(quarter.world.coordinator, "payments:work-done", Work.objects.get().pk)
    for number, person in enumerate(quarter.people):
        lines = PaymentLine.objects.filter(queries.for_time(), person=person)
        more = [(2550, "money")] if number == 1 else []
        assert sorted((line.amount_pence, line.way) for line in lines) == sorted([*fees(number), *more]), number
    spent = PaymentLine.objects.exclude(queries.for_time()).order_by("amount_pence")
    assert [(line.person, line.amount_pence) for line in spent] == [
        (quarter.people[0], 424), (quarter.people[5], 640), (quarter.people[0], 1908),
    ]  # fmt: skip


def confirm_and_approve(quarter: Quarter) -> None:
    """Each says that it is right; who runs the panel confirms, who keeps the money approves."""
    lines = list(PaymentLine.objects.filter(state="owed").select_related("person"))
    for line in lines:
        quarter.send(line.person, "payments:line-check", line.pk, is_right="yes")
    keys = [str(line.pk) for line in lines]
    quarter.send(quarter.world.coordinator, "payments:confirm-list", lines=keys)
    quarter.send(quarter.world.finance, "payments:approve-list", lines=keys)
    assert set(PaymentLine.objects.filter(pk__in=keys).values_list("state", flat=True)) == {"approved"}


def take_to_finance(quarter: Quarter) -> Batch:
    """The batch is made, its files are taken (twice the same), and finance has it."""
    finance, budget = quarter.world.finance, queries.budgets_for(quarter.world.finance).get()
    quarter.send(finance, "payments:batch-make", budget.pk)
    batch = Batch.objects.order_by("-number")[0]
    rows = file_of(quarter, batch, "payment")
    assert rows == file_of(quarter, batch, "payment")
    assert list(rows[0]) == ["payment_reference", "payee_ref", "payee_legal_name", "payment_method", "amount_pounds",
                             "cost_centre", "line_id"]  # fmt: skip
    [control] = file_of(quarter, batch, "control")
    assert int(control["lines"]) == len(rows)
    assert Decimal(control["amount_pounds"]) == sum(Decimal(row["amount_pounds"]) for row in rows)
    assert {row["cost_centre"] for row in rows} == {"00123"}
    quarter.files += rows
    quarter.send(finance, "payments:batch-send", batch.pk)
    return batch


def file_of(quarter: Quarter, batch: Batch, file: str) -> list[dict[str, str]]:
    answer = quarter.as_(quarter.world.finance).get(reverse(f"payments:batch-{file}-csv", args=[batch.pk]))
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def finance_answers(quarter: Quarter, batch: Batch) -> PaymentLine:
    """All is paid but for one line, which finance sends back; and the answer has a line that nobody knows."""
    back = PaymentLine.objects.filter(person=quarter.people[2], amount_pence=4000).get()
    said = [
        {"line_id": row["line_id"], "result": "paid", "reason": ""}
        if row["line_id"] != str(back.pk)
        else {"line_id": row["line_id"], "result": "rejected", "reason": "The sort code has a digit too many."}
        for row in quarter.files
    ]
    unknown = "0190ffff-0000-7000-8000-00000000beef"
    out = io.StringIO()
    writer = csv.DictWriter(out, ["line_id", "result", "reason"])
    writer.writeheader()
    writer.writerows([*said, {"line_id": unknown, "result": "paid", "reason": ""}])
    answer = SimpleUploadedFile("answer.csv", out.getvalue().encode(), content_type="text/csv")
    page = quarter.send(quarter.world.finance, "payments:batch-detail", batch.pk, answers=answer)
    assert unknown in page
    assert f"{len(said) - 1} lines paid, 1 line sent back" in page
    back.refresh_from_db()
    assert back.state == "rejected"
    assert "The sort code has a digit too many." in quarter.get(back.person, "payments:line-detail", back.pk)
    return back


def what_came_back_is_paid_after_all(quarter: Quarter, back: PaymentLine) -> None:
    """The line begins anew, goes into a second batch, and is paid. Nothing else is in it."""
    quarter.send(quarter.world.coordinator, "payments:line-again", back.pk)
    quarter.send(back.person, "payments:line-check", back.pk, is_right="yes")
    quarter.send(quarter.world.coordinator, "payments:confirm-list", lines=[str(back.pk)])
    quarter.send(quarter.world.lead, "payments:approve-list", lines=[str(back.pk)])
    before = len(quarter.files)
    batch = take_to_finance(quarter)
    assert [row["line_id"] for row in quarter.files[before:]] == [str(back.pk)]
    said = f"line_id,result\r\n{back.pk},paid\r\n".encode()
    answer = SimpleUploadedFile("answer.csv", said, content_type="text/csv")
    quarter.send(quarter.world.finance, "payments:batch-detail", batch.pk, answers=answer)
    assert set(PaymentLine.objects.values_list("state", flat=True)) == {"paid"}


# Afterwards


def every_statement_agrees_with_finance(quarter: Quarter) -> None:
    """Each person's own file of what they were paid has the amounts and references of finance's files, to the penny."""
    paid_by_finance = {row["line_id"]: row for row in quarter.files}  # what came back is there by its second batch
    of_each: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for row in paid_by_finance.values():
        of_each[row["payee_ref"]].append((row["payment_reference"], Decimal(row["amount_pounds"])))
    for person in quarter.people:
        mine = statement_of(quarter, person)
        in_mine = [(row["Reference"], Decimal(row["Amount in pounds"])) for row in mine]
        assert sorted(in_mine) == sorted(of_each.pop(person_ref(person.pk), []))
    assert of_each == {}, "nobody else is in finance's files"
    in_all = sum(Decimal(row["amount_pounds"]) for row in paid_by_finance.values())
    time = sum(pence for number in range(12) for pence, _ in fees(number))
    assert in_all * 100 == time + 2550 + 1908 + 424 + 640


def statement_of(quarter: Quarter, person: Person) -> list[dict[str, str]]:
    asked = {"kind": "dates", "counts": "paid", "name": "", "as": "csv"}
    answer = quarter.as_(person).post(reverse("payments:statement-own"), asked)
    lines = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"), newline="")))
    empty = next(place for place, line in enumerate(lines) if not any(line))
    head, *rows = lines[empty + 1 :]
    return [dict(zip(head, row, strict=True)) for row in rows]


def nobody_reads_what_is_not_theirs(quarter: Quarter) -> None:
    """Finance never read a meeting's name, a kind of work, a choice or somebody's ceiling; nor did the coordinator."""
    for name in ("record-list", "batch-list", "figures", "year-end"):
        page = quarter.get(quarter.world.finance, f"payments:{name}")
        for words in ("Meeting in April", "Comments on the leaflet", "£50.00 in a week", "No payment for"):
            assert words not in page, (name, words)
    record = quarter.get(quarter.world.coordinator, "payments:record-list")
    assert "in a week" not in record
