"""What people spent and get back. Nobody is asked why, and what they chose about their fee changes none of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person, Programme
from leap.core import audit, clock, uploads
from leap.core.errors import NotAllowed, NotNow
from leap.design.times import say_pounds
from meetings.payments import access, queries, states
from meetings.payments.actions.lines import add_line, locked
from meetings.payments.actions.rates import rate_set_to_keep
from meetings.payments.models import Expense, ExpenseRule, PaymentLine, Rate, RateSet
from meetings.payments.planning import mileage
from meetings.schedule.models import Meeting

TWICE_WITHIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Spent:
    """What somebody claims: a kind, the amount in pence (none for a journey by the mile), what shows it, and how many
    people they took along in their car."""

    kind: str
    amount_pence: int | None = None
    receipt: str = states.NO_RECEIPT
    file: uploads.Checked | None = None
    passengers: int = 0


@transaction.atomic
def claim(*, meeting_id: UUID, spent: Spent, by: Person) -> Expense:
    """The person gets back what they spent: a payment line at once, or once somebody has worked out the miles.

    Raises NotAllowed for anyone who is not asked to the meeting as a member, NotNow with a sentence that helps for an
    amount that cannot be, above the cap, without a word about a receipt that is needed, and for the same claim twice
    within two minutes.
    """
    meeting = locked(meeting_id)
    if not access.can_claim(by, meeting) or spent.receipt == states.PAPER:
        raise NotAllowed
    expense = Expense(person=by, meeting=meeting)
    return _keep(expense, spent, by)


@transaction.atomic
def record_claim(
    *, meeting_id: UUID, person_id: UUID, spent: Spent, miles_tenths: int | None = None, how: str, read_back: bool,
    by: Person,
) -> Expense:  # fmt: skip
    """Write down what somebody spent and said by phone, by letter or in person; with the miles, if they are known.

    Raises NotAllowed for anyone who does not run the panel, for themself, and for somebody who cannot claim for this
    meeting; NotNow as above.
    """
    _hold_rates(meeting_id)
    meeting = locked(meeting_id)
    asked = queries.claimable_for(by, meeting).filter(person=person_id).select_related("person").first()
    if asked is None or not access.can_record_claim(by, meeting, person_id):
        raise NotAllowed
    expense = Expense(person=asked.person, meeting=meeting)
    expense.by_somebody(by=by, how=how, read_back=read_back)
    expense = _keep(expense, spent, by)
    if expense.line_id is None and miles_tenths is not None:
        _pay_miles(expense, miles_tenths, by)
    return expense


@transaction.atomic
def work_out(*, expense_id: UUID, miles_tenths: int, passengers: int | None = None, by: Person) -> list[PaymentLine]:
    """This journey was so far, there and back, in tenths of a mile, with so many people taken along (None: as the
    person said): it is paid at the rates of its day, in a line for each rate.

    After the first 10,000 miles that somebody is paid for by car in a tax year, over all panels that are paid by the
    same rates, a mile is worth what the programme says of those; where it says nothing there is no such step. The
    person is shown the miles, and can say that something is not right. Raises NotAllowed for anyone who does not run
    the panel and for their own, NotNow when it is worked out already or no rate for a mile is known.
    """
    found = Expense.objects.select_for_update(of=("self",)).select_related("meeting__panel", "person")
    expense = found.filter(pk=expense_id).first()
    if expense is None or not access.can_record_claim(by, expense.meeting, expense.person_id):
        raise NotAllowed
    if expense.line_id is not None:
        raise NotNow(states.WORKED_OUT)
    _hold_rates(expense.meeting_id)
    expense.passengers = expense.passengers if passengers is None else passengers
    return _pay_miles(expense, miles_tenths, by)


@transaction.atomic
def keep_rule(
    *,
    programme_id: UUID,
    kind: str,
    valid_from: date,
    cap_pence: int | None,
    receipt_over_pence: int | None,
    by: Person,
) -> ExpenseRule:
    """From this date so much (pence) is paid back for a kind of cost, at most; a receipt is asked above so much.

    No cap means as much as it was; no `receipt_over_pence` means that no receipt is asked. Claims that are there stay.
    Raises NotAllowed for anyone but the programme's PPI lead, ValidationError for an unknown kind.
    """
    programme = Programme.objects.select_for_update().filter(pk=programme_id).first()
    if programme is None or not access.can_record_rate(by, programme):
        raise NotAllowed
    rate_set = rate_set_to_keep(programme=programme, by=by)
    rule = ExpenseRule(
        rate_set=rate_set, kind=kind, valid_from=valid_from, cap_pence=cap_pence, receipt_over_pence=receipt_over_pence
    )
    rule.full_clean()
    rule.save(force_insert=True)
    audit.record(by=by, verb="expense_rule.recorded", about=rule, kind=kind, valid_from=valid_from)
    return rule


def _keep(expense: Expense, spent: Spent, by: Person) -> Expense:
    by_mile = spent.kind in states.BY_THE_MILE
    expense.kind, expense.amount_pence = spent.kind, None if by_mile else spent.amount_pence
    expense.passengers = spent.passengers
    _check_passengers(expense)
    if not by_mile:
        _check(expense, spent)
    _check_not_twice(expense)
    expense.receipt = states.NO_RECEIPT if by_mile else spent.receipt
    expense.claimed_at = clock.now()
    if expense.receipt == states.PHOTO and spent.file is not None:
        expense.file = uploads.keep(spent.file)
    if not by_mile:
        _count_against_advance(expense)
        _pay(expense, (expense.amount_pence or 0) - expense.from_advance_pence, by)
    expense.save(force_insert=True)
    how = expense.how or "self"
    audit.record(
        by=by, verb="expense.claimed", about=expense, whose=expense.person, meeting=expense.meeting_id, how=how
    )
    return expense


def _count_against_advance(expense: Expense) -> None:
    # The meeting is held, so two claims never count the same pence of it.
    advance = queries.advance_with_something_left(expense.person_id, expense.meeting)
    if advance is None:
        return
    expense.advance = advance
    expense.from_advance_pence = states.from_advance(
        amount_pence=expense.amount_pence or 0, left_pence=queries.left_of_advance(advance)
    )


def _pay(expense: Expense, pence: int, by: Person) -> None:
    if pence:
        expense.line = _line(expense, PaymentLine.Kind.EXPENSE, pence)
        add_line(line=expense.line, by=by)


def _check(expense: Expense, spent: Spent) -> None:
    meeting = expense.meeting
    kept = queries.rule_for(queries.rate_set_of(meeting), spent.kind, queries.day_of(meeting))
    rule = states.Rule(kept.cap_pence, kept.receipt_over_pence) if kept else states.DEFAULT_RULE
    states.check_claim(
        amount_pence=spent.amount_pence,
        rule=rule,
        receipt=spent.receipt,
        has_file=spent.file is not None,
        up_to=say_pounds(rule.cap_pence or 0),
    )


def _check_not_twice(expense: Expense) -> None:
    # A button pressed twice. Two tickets that cost the same are not: they are sent one after the other.
    same = Expense.objects.filter(person=expense.person, meeting=expense.meeting, kind=expense.kind)
    recent = same.filter(amount_pence=expense.amount_pence, claimed_at__gt=clock.now() - TWICE_WITHIN)
    if recent.exists():
        raise NotNow(states.JUST_NOW)


def _hold_rates(meeting_id: UUID) -> None:
    # Two journeys of one person wait for each other, so that no mile of the first 10,000 is counted twice; before the
    # meeting, as whoever announces a rate does.
    programme = Meeting.objects.filter(pk=meeting_id).values("panel__programme")
    list(RateSet.objects.select_for_update(of=("self",)).filter(programme__in=programme).order_by("pk"))


def _check_passengers(expense: Expense) -> None:
    most = states.MOST_PASSENGERS if expense.kind == states.CAR else 0
    if not 0 <= expense.passengers <= most:
        raise NotNow(states.HOW_MANY_PASSENGERS)


def _pay_miles(expense: Expense, miles_tenths: int, by: Person) -> list[PaymentLine]:
    if miles_tenths < 1:
        raise NotNow(states.HOW_MANY_MILES)
    _check_passengers(expense)
    rates = _rates_by_the_mile(expense)
    left = None
    if states.OVER in rates:
        car = rates[states.OVER]
        left = queries.left_of_first_miles(expense.person_id, car.rate_set, queries.day_of(expense.meeting))
    parts = mileage.split(expense.kind, miles_tenths, left_tenths=left, passengers=expense.passengers)
    lines = [_mileage(expense, part, rates[part.band]) for part in parts]
    for line in lines:
        add_line(line=line, by=by)
    expense.line = lines[0]
    expense.save(update_fields=["line", "passengers"])
    return lines


def _rates_by_the_mile(expense: Expense) -> dict[str, Rate]:
    """By band, what the miles of a journey are worth. Raises NotNow where a rate that is needed is not known."""
    rate_set, on = queries.rate_set_of(expense.meeting), queries.day_of(expense.meeting)
    bands = [states.BY_THE_MILE[expense.kind], *([states.OVER, states.PASSENGER] if expense.kind == states.CAR else [])]
    found = {band: queries.rate_for(rate_set, band, on, panel=expense.meeting.panel) for band in bands if rate_set}
    rates = {band: rate for band, rate in found.items() if rate is not None}
    if bands[0] not in rates:
        raise NotNow(states.NO_MILE_RATE)
    if expense.passengers and states.PASSENGER not in rates:
        raise NotNow(states.NO_PASSENGER_RATE)
    return rates


def _mileage(expense: Expense, part: mileage.Part, rate: Rate) -> PaymentLine:
    pence = states.mileage_pence(part.miles_tenths, rate.amount_pence)
    line = _line(expense, PaymentLine.Kind.MILEAGE, pence, rate=rate, miles_tenths=part.miles_tenths)
    line.journey = expense
    return line


def _line(
    expense: Expense, kind: str, pence: int, *, rate: Rate | None = None, miles_tenths: int | None = None
) -> PaymentLine:
    meeting, on, today = expense.meeting, queries.day_of(expense.meeting), clock.today()
    rate_set = queries.rate_set_of(meeting)
    late = rate_set is not None and expense.claimed_at.date() > states.claim_by(on, rate_set.claim_within_days)
    paid_staff = queries.was_also_paid_staff(expense.person_id, meeting, on)
    return PaymentLine(
        person=expense.person,
        meeting=meeting,
        panel=meeting.panel,
        kind=kind,
        rate=rate,
        miles_tenths=miles_tenths,
        amount_pence=pence,
        activity_on=on,
        promised_on=states.promise(activity_on=on, made_on=today, days=queries.days_to_pay(meeting)),
        state=states.first_state_of_claim(holds_paid_staff_role=paid_staff, late=late),
    )
