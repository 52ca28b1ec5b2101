"""Batches for finance: made once, numbered, never edited; cancelled, sent, and marked paid by what finance answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.people.models import Panel, Person, Programme
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.tables import Row
from meetings.payments import access, queries, states
from meetings.payments.actions.steps import move
from meetings.payments.models import Batch, BatchLine, Budget, FinanceColumns, PanelBudget, PaymentLine
from meetings.payments.planning import figures
from meetings.payments.planning import finance_files as files


@dataclass(frozen=True, slots=True)
class Answered:
    """What finance's answer did: how many lines are paid and sent back, and what matched no line of the batch."""

    paid: int
    sent_back: int
    unmatched: tuple[str, ...]


@transaction.atomic
def keep_budget(
    *, programme_id: UUID, panel_id: UUID | None, name: str, cost_centre: str, project_code: str, by: Person
) -> Budget:
    """From which budget a panel (or, without one, every panel that has none of its own) is paid, with its codes.

    Batches made already keep the codes they were made with. Raises NotAllowed for anyone but the PPI lead.
    """
    programme = Programme.objects.select_for_update().filter(pk=programme_id).first()
    if programme is None or not access.can_record_rate(by, programme):
        raise NotAllowed
    panel = Panel.objects.filter(pk=panel_id, programme=programme).first() if panel_id else None
    if panel_id and panel is None:
        raise NotAllowed
    budget = Budget.objects.filter(programme=programme, panel=panel).first() or Budget(programme=programme, panel=panel)
    budget.name, budget.cost_centre, budget.project_code = name, cost_centre, project_code
    budget.full_clean()
    budget.save()
    audit.record(by=by, verb="budget.kept", about=budget)
    return budget


@transaction.atomic
def keep_amount(*, programme_id: UUID, panel_id: UUID, starts_on: date, amount_pence: int, by: Person) -> PanelBudget:
    """How much (pence) a panel may spend in the year that begins on a day; it takes the place of what was there, also
    where that year had another first day: one that was typed wrong can be put right.

    Nothing is refused because it would go over: people are paid what they were offered; the pages say how it stands.
    Raises NotAllowed for anyone but the PPI lead, NotNow when two other years of the panel have days of this one.
    """
    programme = Programme.objects.select_for_update().filter(pk=programme_id).first()
    if programme is None or not access.can_record_rate(by, programme):
        raise NotAllowed
    panel = Panel.objects.filter(pk=panel_id, programme=programme).first()
    if panel is None:
        raise NotAllowed
    first, last = figures.year_from(starts_on)
    years = PanelBudget.objects.filter(panel=panel, starts_on__lte=last).order_by("starts_on")
    same = [each for each in years if figures.year_from(each.starts_on)[1] >= first]
    if len(same) > 1:
        raise NotNow(states.YEARS_MEET)
    kept = same[0] if same else PanelBudget(panel=panel)
    kept.starts_on, kept.amount_pence, kept.kept_at, kept.kept_by = starts_on, amount_pence, clock.now(), by
    kept.full_clean()
    kept.save()
    audit.record(by=by, verb="panel_budget.kept", about=kept, panel=panel.pk, amount_pence=amount_pence)
    return kept


@transaction.atomic
def keep_columns(*, programme_id: UUID, columns: Sequence[str], by: Person) -> FinanceColumns:
    """The payment files of batches made from now on have these columns, in this order. Batches that are there keep
    theirs, so each of their files stays the same to the byte.

    Raises NotAllowed for anyone who does not keep the money of the programme, NotNow for columns that cannot be.
    """
    programme = Programme.objects.select_for_update().filter(pk=programme_id).first()
    if programme is None or not access.keeps_money_of(by, programme.pk):
        raise NotAllowed
    try:
        files.check_columns(columns)
    except files.NotColumns as help_with_it:
        raise NotNow(str(help_with_it)) from help_with_it
    kept = FinanceColumns.objects.filter(programme=programme).first() or FinanceColumns(programme=programme)
    kept.columns, kept.kept_at, kept.kept_by = list(columns), clock.now(), by
    kept.save()
    audit.record(by=by, verb="finance_columns.kept", about=kept, columns=list(columns))
    return kept


@transaction.atomic
def make(*, budget_id: UUID, by: Person) -> Batch:
    """Every approved line of this budget goes into a new batch with the next number, names as they are now.

    Somebody whose lines come to nothing or less is left for a later batch. Raises NotAllowed for anyone who does not
    keep the money of the programme, NotNow when there is nothing to pay.
    """
    budget = _budget(budget_id, by)
    lines = _payable(list(queries.lines_of_budget(budget).select_for_update(of=("self",)).order_by("pk")))
    if not lines:
        raise NotNow(states.NOTHING_TO_PAY)
    latest = Batch.objects.filter(budget__programme=budget.programme_id).aggregate(latest=Max("number"))["latest"]
    batch = Batch.objects.create(
        budget=budget,
        programme=budget.programme,
        number=(latest or 0) + 1,
        cost_centre=budget.cost_centre,
        project_code=budget.project_code,
        payment_columns=queries.columns_of(budget.programme),
        lines_count=len(lines),
        amount_pence=sum(line.amount_pence for line in lines),
        made_at=clock.now(),
        made_by=by,
    )
    numbers = queries.numbers_of(budget.programme, {line.person_id for line in lines})
    for place, line in enumerate(lines, start=1):
        move(line=line, to=states.BATCHED, by=by)
        names = {"payee_name": line.person.legal_name, "payee_number": numbers.get(line.person_id, "")}
        BatchLine(batch=batch, line=line, place=place, **names).save(force_insert=True)
    facts = {"number": batch.number, "lines": batch.lines_count, "amount_pence": batch.amount_pence}
    audit.record(by=by, verb="batch.made", about=batch, **facts)
    return batch


@transaction.atomic
def cancel(*, batch_id: UUID, by: Person) -> Batch:
    """The batch does not go to finance: its lines are free for another one. The batch itself stays, as cancelled.

    Raises NotAllowed for anyone who does not keep the money, NotNow once it was sent or cancelled.
    """
    batch = _batch(batch_id, by)
    states.check_batch_open(batch.sent_at, batch.cancelled_at)
    batch.cancelled_at, batch.cancelled_by = clock.now(), by
    batch.save(update_fields=["cancelled_at", "cancelled_by"])
    for each in _live(batch):
        _free(each)
        move(line=each.line, to=states.APPROVED, by=by)
    audit.record(by=by, verb="batch.cancelled", about=batch, number=batch.number)
    return batch


@transaction.atomic
def send(*, batch_id: UUID, by: Person) -> Batch:
    """The files are with finance now. Raises NotAllowed and NotNow as above."""
    batch = _batch(batch_id, by)
    states.check_batch_open(batch.sent_at, batch.cancelled_at)
    batch.sent_at, batch.sent_by = clock.now(), by
    batch.save(update_fields=["sent_at", "sent_by"])
    for each in _live(batch):
        move(line=each.line, to=states.SENT, by=by)
    audit.record(by=by, verb="batch.sent", about=batch, number=batch.number)
    return batch


@transaction.atomic
def take_answer(*, batch_id: UUID, answer: Iterable[files.Answer], by: Person) -> Answered:
    """What finance says became of the lines of a batch, matched by line id alone: paid, or sent back with a reason.

    What matches no line of this batch that waits for an answer is listed as it came, and nothing is guessed. What is
    sent back begins anew. Raises NotAllowed for anyone who does not keep the money, NotNow before the batch was sent.
    """
    batch = _batch(batch_id, by)
    if batch.sent_at is None:
        raise NotNow(states.NOT_SENT)
    waiting = {str(each.line_id): each for each in _live(batch) if each.line.state == states.SENT}
    done, unmatched = {states.PAID: 0, states.REJECTED: 0}, []
    for said in answer:
        each = waiting.pop(said.line_id, None)
        to = files.RESULTS.get(said.result)
        if each is None or to is None:
            unmatched.append(said.as_it_came)
            if each is not None:
                waiting[said.line_id] = each
            continue
        move(line=each.line, to=to, reason=said.reason if to == states.REJECTED else "", by=by)
        if to == states.REJECTED:
            _free(each)
        done[to] += 1
    facts = {"number": batch.number, "paid": done[states.PAID], "sent_back": done[states.REJECTED]}
    audit.record(by=by, verb="batch.answered", about=batch, **facts, unmatched=len(unmatched))
    return Answered(done[states.PAID], done[states.REJECTED], tuple(unmatched))


@transaction.atomic
def came_back(*, line_id: UUID, reason: str, by: Person) -> PaymentLine:
    """Finance sent this line back, or, if it counted as paid, the money did not arrive. The person is told, and why.

    It leaves its batch and waits for somebody who looks at it again; the files of the batch stay as they are. Raises
    NotAllowed for anyone who does not keep the money and for their own, NotNow without a reason and when the line is
    neither with finance nor paid.
    """
    locked = PaymentLine.objects.select_for_update(of=("self",)).select_related("meeting", "work", "panel", "person")
    line = locked.filter(pk=line_id).first()
    if line is None or not access.can_take_back(by, line):
        raise NotAllowed
    if not reason.strip():
        raise NotNow(states.SAY_WHY_BACK)
    to = states.FAILED if line.state == states.PAID else states.REJECTED
    move(line=line, to=to, reason=reason.strip(), by=by)
    for each in BatchLine.objects.unscoped("to take it out").filter(line=line, is_live=True):
        _free(each)
    return line


@transaction.atomic
def export(*, batch_id: UUID, file: str, form: str, by: Person) -> tuple[Batch, list[Row]]:
    """One file of a batch, the same each time: `file` is payment, coding or control; `form` is csv or xlsx.

    Raises NotAllowed for anyone who does not keep the money of the programme.
    """
    batch = _batch(batch_id, by)
    held = queries.batch_lines(by, batch)
    payment = partial(files.payment, columns=batch.payment_columns or files.PAYMENT_COLUMNS)
    rows = {"payment": payment, "coding": files.coding, "control": files.control}[file]
    audit.record(by=by, verb="batch.exported", about=batch, number=batch.number, file=file, form=form)
    return batch, rows([_facts(batch, each) for each in held])


def _facts(batch: Batch, each: BatchLine) -> files.Line:
    line = each.line
    return files.Line(
        batch=batch.number,
        line_id=str(line.pk),
        person_id=line.person_id,
        payee_name=each.payee_name,
        payee_number=each.payee_number or "",
        way=line.way,
        kind=line.kind,
        is_income=not queries.is_spent(line),
        amount_pence=line.amount_pence,
        activity=line.activity,
        activity_on=line.activity_on,
        rate_from=line.rate.valid_from if line.rate else None,
        cost_centre=batch.cost_centre,
        project_code=batch.project_code,
    )


def _payable(lines: list[PaymentLine]) -> list[PaymentLine]:
    lines = _without_taking_back_what_never_came(lines)
    sums: dict[tuple[UUID, str], int] = {}
    for line in lines:
        sums[line.person_id, line.way] = sums.get((line.person_id, line.way), 0) + line.amount_pence
    return [line for line in lines if sums[line.person_id, line.way] > 0]


def _without_taking_back_what_never_came(lines: list[PaymentLine]) -> list[PaymentLine]:
    """A correction takes back what finance has or pays now. One of a fee that came back, or whose money did not arrive,
    waits for that fee: else the person would lose that much of other money, and has never had the first."""
    sums = queries.gone_for_time(lines)
    for line in lines:
        if not queries.is_spent(line) and line.meeting_id:
            same = (line.person_id, line.meeting_id, line.way)
            sums[same] = sums.get(same, 0) + line.amount_pence
    return [
        line for line in lines
        if line.amount_pence > 0 or sums[line.person_id, line.meeting_id, line.way] >= 0
    ]  # fmt: skip


def _budget(budget_id: UUID, by: Person) -> Budget:
    budget = Budget.objects.filter(pk=budget_id).first()
    if budget is None or not access.keeps_money_of(by, budget.programme_id):
        raise NotAllowed
    # Two batches of a programme wait for each other: the numbers have no gap and no line is in both.
    Programme.objects.select_for_update().get(pk=budget.programme_id)
    return budget


def _batch(batch_id: UUID, by: Person) -> Batch:
    batch = Batch.objects.select_for_update(of=("self",)).filter(pk=batch_id).first()
    if batch is None or not access.keeps_money_of(by, batch.programme_id):
        raise NotAllowed
    return batch


def _live(batch: Batch) -> list[BatchLine]:
    found = BatchLine.objects.unscoped("to move its lines").filter(batch=batch, is_live=True)
    lines = PaymentLine.objects.select_for_update(of=("self",)).filter(batch_lines__in=found).order_by("pk")
    locked = {line.pk: line for line in lines.select_related("person", "meeting", "work", "panel")}
    each_of = list(found.order_by("place"))
    for each in each_of:
        each.line = locked[each.line_id]
    return each_of


def _free(each: BatchLine) -> None:
    each.is_live = False
    each.save(update_fields=["is_live"])
