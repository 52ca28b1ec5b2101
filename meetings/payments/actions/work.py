"""Work that is no meeting: offered, chosen about, done and paid; or called off, and then nobody is owed anything."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from accounts.people.models import Panel, Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from meetings.payments import access, notices, queries, states
from meetings.payments.actions.lines import add_line
from meetings.payments.models import PaymentLine, Work

JUST_NOW = timedelta(minutes=2)


@transaction.atomic
def offer(*, panel_id: UUID, person_id: UUID, activity: str, title: str, on: date, minutes: int, by: Person) -> Work:
    """A member of the panel is asked to do this by a day, for so many minutes. They hear of it by their own way, see it
    with what is offered, and choose about the money.

    Raises NotAllowed for anyone who does not run the panel, for themself, and for who is no member on that day; NotNow
    for a day more than a year away and for the same pressed again within two minutes; ValidationError for a kind, title
    or length that cannot be.
    """
    # A button pressed twice asks once: the second waits for the first, and then sees it.
    locked = Panel.objects.select_for_update(of=("self",), no_key=True).select_related("programme")
    panel = locked.filter(pk=panel_id).first()
    if panel is None or not access.can_offer_work(by, panel):
        raise NotAllowed
    person = next((each for each in queries.workers_on(by, panel, on) if each.pk == person_id), None)
    if person is None:
        raise NotAllowed
    states.check_work_day(on, clock.today())
    facts = {"panel": panel, "person": person, "activity": activity, "title": title.strip()}
    facts |= {"on": on, "minutes": minutes}
    since = clock.now() - JUST_NOW
    if Work.objects.filter(**facts, done_at=None, called_off_at=None, offered_at__gte=since).exists():
        raise NotNow(states.JUST_ASKED)
    work = Work(**facts, band=queries.band_for(panel, minutes), offered_by=by, offered_at=clock.now())
    work.rate = queries.rate_of_work(work)
    work.full_clean()
    work.save(force_insert=True)
    audit.record(by=by, verb="work.offered", about=work, whose=person, activity=activity, minutes=minutes)
    notices.ask(work)
    return work


@transaction.atomic
def choose(*, work_id: UUID, answer: str, amount_pence: int | None = None, by: Person) -> Work:
    """The person is paid for this as they choose; a new choice takes the place of the old until it is done.

    Raises NotAllowed for anyone else, NotNow once it is done or called off, for an answer that is not offered, and for
    an amount below 1p or above the offer.
    """
    work = _lock(work_id)
    if work.person_id != by.pk or not by.is_active:
        raise NotAllowed
    return _keep(work, answer, amount_pence, by)


@transaction.atomic
def record_choice(*, work_id: UUID, answer: str, amount_pence: int | None = None, by: Person) -> Work:
    """Write down what somebody said about the money for it; it says who wrote it down. Raises as above, and NotAllowed
    for anyone who does not run the panel and for themself."""
    work = _lock(work_id)
    if not access.can_run_work(by, work):
        raise NotAllowed
    return _keep(work, answer, amount_pence, by)


@transaction.atomic
def done(*, work_id: UUID, by: Person) -> PaymentLine | None:
    """The work is done: from now on it is owed, as the person chose, in a line that begins like any other, and never at
    less than what was offered. None where they chose no payment: then nothing is ever owed.

    Raises NotAllowed for anyone who does not run the panel and for themself; NotNow before its day, before the person
    chose (or was silent for seven days), while no rate is known, and once it is done or called off.
    """
    work = _lock(work_id)
    if not access.can_run_work(by, work):
        raise NotAllowed
    return finish(work=work, by=by)


@transaction.atomic
def call_off(*, work_id: UUID, by: Person) -> Work:
    """The work is not needed any more: nothing is owed for it. Raises NotAllowed and NotNow as above."""
    work = _lock(work_id)
    if not access.can_run_work(by, work):
        raise NotAllowed
    states.check_work_open(work.done_at, work.called_off_at)
    work.called_off_at, work.called_off_by = clock.now(), by
    work.save(update_fields=["called_off_at", "called_off_by"])
    audit.record(by=by, verb="work.called_off", about=work, whose=work.person)
    return work


def finish(*, work: Work, by: Person) -> PaymentLine | None:
    """The same for locked work, for the actions of this room, which have asked who may. Raises NotNow before anything
    is written."""
    states.check_work_open(work.done_at, work.called_off_at)
    facts = {"was_said": queries.was_said(work), "offered_at": work.offered_at}
    states.check_work_done(on=work.on, now=clock.now(), today=clock.today(), **facts)
    answer, amount_pence = queries.what_holds_for_work(work)
    rate = queries.rate_of_work(work)
    if rate is None and answer != states.NONE:
        raise NotNow(states.WORK_NO_RATE)
    work.done_at, work.done_by = clock.now(), by
    work.save(update_fields=["done_at", "done_by"])
    audit.record(by=by, verb="work.done", about=work, whose=work.person)
    if rate is None or answer == states.NONE:
        return None
    paid_staff = queries.was_also_paid_staff(work.person_id, work.panel, work.on)
    line = PaymentLine(
        person=work.person,
        panel=work.panel,
        work=work,
        activity=work.activity,
        kind=PaymentLine.Kind.FEE,
        rate=rate,
        amount_pence=states.fee_pence(answer, amount_pence, rate.amount_pence),
        way=states.way_of(answer),
        activity_on=work.on,
        promised_on=states.promise(activity_on=work.on, made_on=clock.today(), days=queries.days_to_pay(work)),
        state=states.first_state(holds_paid_staff_role=paid_staff),
    )
    add_line(line=line, by=by)
    return line


def _lock(work_id: UUID) -> Work:
    # A choice is either kept before the work is paid, or it comes too late.
    locked = Work.objects.select_for_update(of=("self",)).select_related("panel", "person", "rate")
    work = locked.filter(pk=work_id).first()
    if work is None:
        raise NotAllowed
    return work


def _keep(work: Work, answer: str, amount_pence: int | None, by: Person) -> Work:
    states.check_work_open(work.done_at, work.called_off_at)
    rate, offered = queries.rate_of_work(work), queries.answers_for(queries.rate_set_of(work))
    # What was chosen while it was offered can be kept as it is.
    kept = {*offered, work.answer} - {""}
    states.check_answer(answer, amount_pence, offered=kept, offer_pence=rate.amount_pence if rate else None)
    amount_pence = amount_pence if answer == states.LESS else None
    if (work.answer, work.amount_pence) == (answer, amount_pence):
        return work
    work.answer, work.amount_pence, work.chosen_at, work.recorded_by = answer, amount_pence, clock.now(), by
    work.save(update_fields=["answer", "amount_pence", "chosen_at", "recorded_by"])
    audit.record(by=by, verb="work.chosen", about=work, whose=work.person, answer=answer)
    return work
