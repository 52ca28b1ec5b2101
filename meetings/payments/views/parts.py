"""What several pages about money say in the same words."""

from django.http import HttpRequest
from django.urls import reverse

from leap.core import clock
from leap.core.tables import person_ref
from leap.design.parts import Cell
from leap.design.times import say_day, say_pounds
from meetings.payments import states, wordings
from meetings.payments.models import Expense, ExpenseRule, PaymentLine, RateSet
from meetings.payments.planning.ceilings import MONTH, Past
from meetings.payments.planning.finance_files import neutral_title

TONES = {
    states.TO_CHECK: "care",
    states.PAID: "good",
    states.DENIED: "quiet",
    states.REJECTED: "care",
    states.FAILED: "care",
}


def kept(request: HttpRequest) -> dict[str, str]:
    """What was typed, to be sent once more by a page that shows it, with the word that it was looked at."""
    typed = {name: value for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "change")}
    return {**typed, "agreed": "yes"}


def state(line: PaymentLine) -> Cell:
    """The state of a line in words, with its tone."""
    return Cell(line.get_state_display(), tone=TONES.get(line.state, "waiting"))


def amount(line: PaymentLine) -> str:
    """What a line is worth, and if it is not money, how it is given."""
    said = say_pounds(line.amount_pence)
    return said if line.way == PaymentLine.Way.MONEY else f"{said} ({line.get_way_display().lower()})"


def promised(line: PaymentLine) -> str:
    """By which day the money was promised, and that it is late if it is: the same to whose money it is and to staff."""
    if line.promised_on is None or line.state in states.SETTLED:
        return "" if line.promised_on is None else say_day(line.promised_on)
    # What a correction took back in full is nobody's to wait for.
    waited_for = getattr(line, "is_waited_for", True)
    late = waited_for and states.is_overdue(line.state, line.promised_on, clock.today())
    return f"{say_day(line.promised_on)}{': late' if late else ''}"


def who_and_what(line: PaymentLine, *, shows_names: bool) -> tuple[str, str, str]:
    """Whose line it is, for which day and for what: names and titles only for those who run the panel."""
    who = line.person.shown_name if shows_names else person_ref(line.person_id)
    what = line.called if shows_names else neutral_title(line.activity)
    return who, say_day(line.activity_on), what


def what_it_is(line: PaymentLine, *, shows_kind: bool) -> str:
    """What a line pays: for whose money it is and for those who run the panel, what it was spent on and which kind of
    work it was, too."""
    if shows_kind and line.work_id and line.kind == PaymentLine.Kind.FEE:
        return f"{line.get_kind_display()}: {line.get_activity_display().lower()}"
    claim: Expense | None = getattr(line, "expense", None)
    if line.kind == PaymentLine.Kind.EXPENSE and shows_kind and claim is not None:
        return f"{line.get_kind_display()}: {claim.get_kind_display()}"
    if line.kind == PaymentLine.Kind.MILEAGE and line.rate is not None:
        return f"{line.get_kind_display()}: {journey(line)}"
    if line.miles_tenths and line.rate is not None:
        return f"{wordings.MOVED_UP}: {journey(line)}"
    return line.get_kind_display()


def journey(line: PaymentLine) -> str:
    """What miles a line pays, and what each is worth."""
    rate, passengers = line.rate, line.journey.passengers if line.journey is not None else 0
    return wordings.journey(line.miles_tenths or 0, rate.amount_pence, band=rate.band, passengers=passengers)


def receipt(line: PaymentLine) -> Cell:
    """What there is to show for a claim, with the way to it."""
    claim: Expense | None = getattr(line, "expense", None)
    return Cell("") if claim is None else receipt_of(claim)


def receipt_of(claim: Expense) -> Cell:
    """The same for a claim."""
    if claim.file_id is None:
        return Cell("" if claim.kind in states.BY_THE_MILE else claim.get_receipt_display())
    return Cell("Open the receipt", url=reverse("payments:receipt", args=[claim.file_id]))


def paid_back_hints(rules: dict[str, ExpenseRule]) -> dict[str, str]:
    """Beside each kind of cost, the most that is paid back, where there is a most."""
    capped = {kind: rule.cap_pence for kind, rule in rules.items() if rule.cap_pence is not None}
    return {kind: f"Up to {say_pounds(pence)}" for kind, pence in capped.items()}


def can_be_said(line: PaymentLine) -> bool:
    """Has the person still to say whether it is right?"""
    return line.state in states.FIRST and line.checked_at is None and line.queried_at is None


def said(line: PaymentLine) -> str:
    """What the person said about their line, in words for those who confirm it."""
    if line.queried_at is not None:
        return "They say something is not right"
    if line.checked_at is None:
        return "They have not said yet"
    return "They say it is right" if line.checked_by_id == line.person_id else "They told somebody it is right"


def past_in_words(past: Past) -> str:
    """Which week or month comes to how much, and what the person asked to be told about."""
    when = f"{past.first:%B %Y}" if past.kind == MONTH else f"The week from {say_day(past.first)}"
    return f"{when} comes to {say_pounds(past.pence)}, above your {say_pounds(past.ceiling)}."


def hints(rate_set: RateSet | None) -> dict[str, str]:
    """Which vouchers, and which charity, beside these answers."""
    if rate_set is None:
        return {}
    return {states.VOUCHER: rate_set.voucher, states.CHARITY: rate_set.charity}
