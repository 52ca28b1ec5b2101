"""Files of payment records. Handing one out is an event: it is written down who took how much, in which form."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit
from leap.core.errors import NotAllowed
from leap.core.tables import Row, person_ref
from meetings.payments import access, queries, states
from meetings.payments.models import PaymentLine

MONEY_COLUMNS = ("line_type", "amount_pence", "amount_pounds", "payment_method", "rate_from", "state")
FINANCE_COLUMNS = (
    "line_id",
    "payee_ref",
    "payee_legal_name",
    "legal_name_known",
    "activity_date",
    "activity_title",
    *MONEY_COLUMNS,
)
PANEL_COLUMNS = ("line_id", "payee_ref", "shown_name", "panel", "activity_date", "activity_title", *MONEY_COLUMNS)
YEAR_END_COLUMNS = (
    "from", "to", "payee_ref", "payee_legal_name", "legal_name_known", "for_time_pounds", "of_that_vouchers_pounds",
    "to_charity_pounds", "paid_back_pounds",
)  # fmt: skip
CONTROL_COLUMNS = ("state", "lines", "amount_pence", "amount_pounds")

# Finance pays for an advisory meeting; which one, about what and of which panel is not theirs to know.
NEUTRAL_TITLE = "Advisory meeting"


@transaction.atomic
def export_records(*, by: Person, form: str) -> list[Row]:
    """The payment records the person keeps, headings first, oldest meeting first.

    Finance officers and PPI leads get the name for payments (empty, and marked "no", where we were never told it) and
    no word about panels. Coordinators get their own panels' lines with the names people are called. `form` is csv or
    xlsx. Raises NotAllowed for anyone who keeps no records.
    """
    lines = _lines_for(by)
    with_legal_names = access.can_see_legal_names(by)
    _write_down(by, lines, form=form, legal_names=with_legal_names)
    if not with_legal_names:
        return [PANEL_COLUMNS, *(_panel_row(line) for line in lines)]
    names = queries.legal_names_for(by, lines)
    return [FINANCE_COLUMNS, *(_finance_row(line, names.get(line.person_id, "")) for line in lines)]


@transaction.atomic
def export_control(*, by: Person) -> list[Row]:
    """Control totals of the same records: lines and money for each state, then all of them.

    A file of its own, so that no total can be loaded, and paid, as if it were a line. Raises NotAllowed like above.
    """
    lines = _lines_for(by)
    _write_down(by, lines, form="control", legal_names=False)
    found = {line.state for line in lines} | set(states.FIRST)
    by_state = [
        (state, [line for line in lines if line.state == state]) for state in PaymentLine.State.values if state in found
    ]
    return [CONTROL_COLUMNS, *(_control_row(state, found) for state, found in [*by_state, ("all", lines)])]


@transaction.atomic
def note_statement(*, form: str, by: Person) -> None:
    """Write down that somebody took their own statement, in which form (page, csv or xlsx); never what stood in it."""
    audit.record(by=by, verb="payments.own_statement_taken", about=None, whose=by, form=form)


@transaction.atomic
def export_year_end(*, first: date, last: date, form: str, by: Person) -> list[Row]:
    """What each person was paid in a tax year, for whoever answers to the tax office: with the names for payments and
    no word of panels or meetings. `form` is csv or xlsx.

    Raises NotAllowed for anyone who does not keep the money of a programme.
    """
    if not access.can_see_batches(by):
        raise NotAllowed
    people = queries.paid_to_people_for(by, first, last)
    pence = sum(each.for_time + each.charity + each.spent for each in people)
    facts = {"form": form, "from": first, "people": len(people), "amount_pence": pence}
    audit.record(by=by, verb="payments.year_end_exported", about=None, **facts)
    return [YEAR_END_COLUMNS, *(_year_end_row(first, last, each) for each in people)]


def _year_end_row(first: date, last: date, paid: queries.PaidToAPerson) -> Row:
    known = "yes" if paid.legal_name else "no"
    sums = (paid.for_time, paid.vouchers, paid.charity, paid.spent)
    return (first, last, person_ref(paid.person_id), paid.legal_name, known, *map(_pounds, sums))


@transaction.atomic
def note_letter(*, form: str, by: Person) -> None:
    """Write down that somebody took a letter about taking part, in which form (page or pdf); never what it says."""
    audit.record(by=by, verb="payments.own_letter_taken", about=None, whose=by, form=form)


def _lines_for(by: Person) -> list[PaymentLine]:
    if not access.can_see_records(by):
        raise NotAllowed
    return list(queries.records_for(by).order_by("activity_on", "made_at", "pk"))


def _write_down(by: Person, lines: list[PaymentLine], *, form: str, legal_names: bool) -> None:
    audit.record(
        by=by,
        verb="payments.exported",
        about=None,
        form=form,
        lines=len(lines),
        amount_pence=_pence(lines),
        legal_names=legal_names,
    )


def _finance_row(line: PaymentLine, legal_name: str) -> Row:
    known = "yes" if legal_name else "no"
    return (line.pk, person_ref(line.person_id), legal_name, known, line.activity_on, NEUTRAL_TITLE, *_money(line))


def _panel_row(line: PaymentLine) -> Row:
    who = (line.pk, person_ref(line.person_id), line.person.shown_name)
    return (*who, line.meeting.panel.name, line.activity_on, line.meeting.title, *_money(line))


def _money(line: PaymentLine) -> Row:
    return (
        line.kind,
        line.amount_pence,
        _pounds(line.amount_pence),
        line.way,
        line.rate.valid_from if line.rate else "",
        line.state,
    )


def _control_row(state: str, lines: list[PaymentLine]) -> Row:
    return (state, len(lines), _pence(lines), _pounds(_pence(lines)))


def _pence(lines: Iterable[PaymentLine]) -> int:
    return sum(line.amount_pence for line in lines)


def _pounds(pence: int) -> Decimal:
    return Decimal(pence).scaleb(-2)
