"""Rates, meetings and registers for tests of money."""

from datetime import UTC, date, datetime, timedelta

from accounts.people.models import Panel, Person, Programme
from leap.core import clock
from meetings.attendance.models import Attendance
from meetings.payments import actions
from meetings.payments.models import Batch, Budget, FeeChoice, FeeWish, PaymentLine, Rate, RateSet
from meetings.payments.planning.finance_files import Answer
from meetings.schedule.models import Meeting

# An example set, as in the demo: to 15 December 2025, and from 16 December 2025. In pence.
EXAMPLE_RATES = {
    "under_1h": (1250, 1380),
    "1h": (2500, 2750),
    "2h": (5000, 5500),
    "half_day": (7500, 8250),
    "full_day": (15000, 16500),
}
FIRST_DAY = date(2020, 1, 1)
NEW_RATES_FROM = date(2025, 12, 16)


def rate_set(programme: Programme) -> RateSet:
    """A rate set without rates."""
    return RateSet.objects.create(programme=programme, name="Example rates", source_note="Check with your funder.")


def rate(rates: RateSet, band: str, pence: int, valid_from: date, recorded_at: datetime | None = None) -> Rate:
    """One rate, known since `recorded_at` (since its first day, if none is given)."""
    known = recorded_at or datetime(valid_from.year, valid_from.month, valid_from.day, tzinfo=UTC)
    return Rate.objects.create(rate_set=rates, band=band, amount_pence=pence, valid_from=valid_from, recorded_at=known)


def example_rates(programme: Programme) -> RateSet:
    """The example set with both of its dates."""
    rates = rate_set(programme)
    for band, (before, after) in EXAMPLE_RATES.items():
        rate(rates, band, before, FIRST_DAY)
        rate(rates, band, after, NEW_RATES_FROM)
    return rates


def held_meeting(panel: Panel, on: date = date(2026, 3, 10), band: str = "half_day", hour: int = 10) -> Meeting:
    """A meeting that has been held."""
    return Meeting.objects.create(
        panel=panel,
        title="Spring meeting",
        starts_at=datetime(on.year, on.month, on.day, hour, tzinfo=UTC),
        minutes=180,
        place="The long room",
        fee_band=band,
        state=Meeting.State.HELD,
    )


def register(meeting: Meeting, came: dict[Person, str], by: Person | None = None) -> list[PaymentLine]:
    """What the register room does: write who came ("part": in person, for part of it), then settle, as one step."""
    for person, word in came.items():
        how = {"came": "in_person", "part": True} if word == "part" else {"came": word, "part": False}
        Attendance.objects.update_or_create(
            meeting=meeting,
            person=person,
            defaults={**how, "recorded_by": by, "recorded_at": clock.now()},
        )
    return actions.lines.settle_meeting(meeting=meeting, by=by)


def choice(meeting: Meeting, person: Person, *, answer: str) -> FeeChoice:
    """What somebody chose about the money, as it stands in the table."""
    facts = {"answer": answer, "recorded_by": person, "chosen_at": clock.now()}
    return FeeChoice.objects.update_or_create(meeting=meeting, person=person, defaults=facts)[0]


def wish(person: Person, answer: str, pence: int | None = None) -> FeeWish:
    """What somebody has wanted for all their meetings since yesterday."""
    with clock.held_at(clock.now() - timedelta(days=1)):
        return actions.choices.wish(answer=answer, amount_pence=pence, by=person)


def begun(meeting: Meeting) -> Meeting:
    """The meeting as it is some minutes after its start: everyone is in the room."""
    meeting.starts_at = clock.now() - timedelta(minutes=10)
    meeting.save(update_fields=["starts_at"])
    return meeting


def owed_pence(person: Person, meeting: Meeting | None = None) -> int:
    """What all lines of a person (for a meeting) come to."""
    lines = PaymentLine.objects.filter(person=person)
    if meeting is not None:
        lines = lines.filter(meeting=meeting)
    return sum(lines.values_list("amount_pence", flat=True))


def confirmed_and_approved(world, lines: list[PaymentLine]) -> list[PaymentLine]:
    """Lines that whoever is paid said are right, that were confirmed, and approved."""
    for line in lines:
        actions.steps.check(line_id=line.pk, by=line.person)
    keys = [line.pk for line in lines]
    assert actions.steps.confirm(line_ids=keys, by=world.coordinator) == len(keys)
    assert actions.steps.approve(line_ids=keys, by=world.lead) == len(keys)
    return lines


def paid_by_finance(world, lines: list[PaymentLine]) -> Batch:
    """The same, put into a batch, sent, and paid: each line as finance's answer says."""
    confirmed_and_approved(world, lines)
    codes = {"name": "Advice", "cost_centre": "00123", "project_code": ""}
    by_lead = {"programme_id": world.programme.pk, "panel_id": None, "by": world.lead}
    budget = Budget.objects.filter(panel=None).first() or actions.batches.keep_budget(**codes, **by_lead)
    batch = actions.batches.make(budget_id=budget.pk, by=world.finance)
    actions.batches.send(batch_id=batch.pk, by=world.finance)
    answer = [Answer(str(line.pk), "paid", "", "") for line in lines]
    assert actions.batches.take_answer(batch_id=batch.pk, answer=answer, by=world.finance).unmatched == ()
    return batch
