"""Files of payment records. Handing one out is an event: it is written down who took how much, in which form."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit
from leap.core.errors import NotAllowed
from leap.core.tables import Row, person_ref
from meetings.payments import access, queries
from meetings.payments.models import Activity
from meetings.payments.planning.finance_files import neutral_title
from meetings.payments.queries.export import in_pieces, names_for_payments

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


@transaction.atomic
def export_records(*, by: Person, form: str) -> Iterator[Row]:
    """The payment records the person keeps, headings first, oldest meeting first.

    Finance officers and PPI leads get the name for payments (empty, and marked "no", where we were never told it) and
    no word about panels. Coordinators get their own panels' lines with the names people are called. `form` is csv or
    xlsx. The lines are read while the file is written. Raises NotAllowed for anyone who keeps no records.
    """
    with_legal_names = access.can_see_legal_names(by)
    _write_down(by, _totals_for(by), form=form, legal_names=with_legal_names)
    return _finance_rows(by) if with_legal_names else _panel_rows(by)


@transaction.atomic
def export_control(*, by: Person) -> list[Row]:
    """Control totals of the same records: lines and money for each state, then all of them.

    A file of its own, so that no total can be loaded, and paid, as if it were a line. Raises NotAllowed like above.
    """
    totals = _totals_for(by)
    _write_down(by, totals, form="control", legal_names=False)
    every = [*totals.by_state, ("all", totals.lines, totals.pence)]
    return [CONTROL_COLUMNS, *((state, lines, pence, _pounds(pence)) for state, lines, pence in every)]


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


@transaction.atomic
def note_statement(*, form: str, by: Person) -> None:
    """Write down that somebody took their own statement, in which form (page, csv or xlsx); never what stood in it."""
    audit.record(by=by, verb="payments.own_statement_taken", about=None, whose=by, form=form)


def _totals_for(by: Person) -> queries.Totals:
    if not access.can_see_records(by):
        raise NotAllowed
    return queries.totals_of(queries.records_for(by))


def _write_down(by: Person, totals: queries.Totals, *, form: str, legal_names: bool) -> None:
    audit.record(
        by=by,
        verb="payments.exported",
        about=None,
        form=form,
        lines=totals.lines,
        amount_pence=totals.pence,
        legal_names=legal_names,
    )


def _finance_rows(by: Person) -> Iterator[Row]:
    yield FINANCE_COLUMNS
    payees, pounds = _Payees(names_for_payments(by)), _Pounds()
    titles = {activity: neutral_title(activity) for activity in Activity.values}
    for key, person, programme, on, activity, kind, pence, way, rate_from, state in in_pieces(by, with_names=False):
        yield (
            key, *payees[person, programme], on, titles[activity], kind, pence, pounds[pence], way, rate_from or "",
            state,
        )  # fmt: skip


def _panel_rows(by: Person) -> Iterator[Row]:
    yield PANEL_COLUMNS
    refs, pounds = _Refs(), _Pounds()
    for key, person, _, on, _, kind, pence, way, rate_from, state, shown, panel, title in in_pieces(
        by, with_names=True
    ):
        yield (
            key, refs[person], shown, panel, on, title, kind, pence, pounds[pence], way, rate_from or "", state,
        )  # fmt: skip


class _Payees(dict[tuple[str, str], tuple[str, str, str]]):
    """Reference, name for payments, and whether we know it, by person and programme; worked out once."""

    def __init__(self, names: dict[tuple[str, str], str]) -> None:
        super().__init__()
        self.names = names

    def __missing__(self, whose: tuple[str, str]) -> tuple[str, str, str]:
        name = self.names.get(whose, "")
        self[whose] = (person_ref(UUID(whose[0])), name, "yes" if name else "no")
        return self[whose]


class _Refs(dict[str, str]):
    """The reference of each person, by their key as a word; worked out once."""

    def __missing__(self, person: str) -> str:
        self[person] = person_ref(UUID(person))
        return self[person]


class _Pounds(dict[int, Decimal]):
    """Pounds from pence; most amounts come many times."""

    def __missing__(self, pence: int) -> Decimal:
        self[pence] = _pounds(pence)
        return self[pence]


def _pounds(pence: int) -> Decimal:
    return Decimal(pence).scaleb(-2)
