"""How the demo's people were paid for their past meetings: confirmed, approved and sent by three different people."""

from datetime import timedelta

from accounts.people.models import Panel, Person, Programme
from leap.core import clock
from meetings.payments import queries
from meetings.payments.actions import batches, rates, steps
from meetings.payments.planning import figures, finance_files
from meetings.schedule.models import Meeting

# Nobody is hurried to look: what they said nothing about is confirmed after a week at the earliest.
CONFIRMED_AFTER, SENT_AFTER, PAID_AFTER = timedelta(days=15), timedelta(days=19), timedelta(days=27)
PAY_WITHIN_DAYS = 60  # so that the newest meeting of one panel is still to be confirmed and nothing in the demo is late


def keep_terms(programme: Programme, lead: Person) -> None:
    """What is promised beside each offer, and the one budget that everybody is paid from."""
    terms = {"counts_preparation": True, "voucher": "", "charity": "", "pay_within_days": PAY_WITHIN_DAYS}
    rates.keep_terms(programme_id=programme.pk, **terms, by=lead)
    codes = {"name": "Involvement (invented)", "cost_centre": "00417", "project_code": "DEMO-1"}
    batches.keep_budget(programme_id=programme.pk, panel_id=None, **codes, by=lead)


def keep_amount(panel: Panel, lead: Person) -> None:
    """What the panel may spend in the financial year of today."""
    starts_on = figures.financial_year(clock.today())
    here = {"programme_id": panel.programme_id, "panel_id": panel.pk}
    batches.keep_amount(**here, starts_on=starts_on, amount_pence=600_000, by=lead)


def pay(meeting: Meeting, people: dict[str, Person]) -> None:
    """Everyone who was there has their money; finance's answer names each line."""
    coordinator, lead, finance = people["willow"], people["hazel"], people["penny"]
    with clock.held_at(meeting.starts_at + CONFIRMED_AFTER):
        for each in (coordinator, lead):
            steps.confirm(line_ids=_keys(queries.lines_to_confirm(each).filter(meeting=meeting)), by=each)
    with clock.held_at(meeting.starts_at + SENT_AFTER):
        steps.approve(line_ids=_keys(queries.lines_to_approve(finance).filter(meeting=meeting)), by=finance)
        (budget,) = queries.budgets_for(finance)
        batch = batches.make(budget_id=budget.pk, by=finance)
        batches.send(batch_id=batch.pk, by=finance)
    with clock.held_at(meeting.starts_at + PAID_AFTER):
        lines = _keys(queries.records_for(finance).filter(meeting=meeting, state="sent"))
        answer = [finance_files.Answer(str(key), "paid", "", "") for key in lines]
        batches.take_answer(batch_id=batch.pk, answer=answer, by=finance)


def _keys(lines) -> list:
    return list(lines.values_list("pk", flat=True))
