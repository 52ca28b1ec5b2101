"""What several pages about money say in the same words."""

from leap.core import clock
from leap.core.tables import person_ref
from leap.design.parts import Cell
from leap.design.times import say_day, say_pounds
from meetings.payments import actions, states
from meetings.payments.models import PaymentLine, RateSet
from meetings.payments.planning.ceilings import MONTH, Past

TONES = {
    states.TO_CHECK: "care",
    states.PAID: "good",
    states.DENIED: "quiet",
    states.REJECTED: "care",
    states.FAILED: "care",
}


def state(line: PaymentLine) -> Cell:
    """The state of a line in words, with its tone."""
    return Cell(line.get_state_display(), tone=TONES.get(line.state, "waiting"))


def amount(line: PaymentLine) -> str:
    """What a line is worth, and if it is not money, how it is given."""
    pounds = say_pounds(line.amount_pence)
    return pounds if line.way == PaymentLine.Way.MONEY else f"{pounds} ({line.get_way_display().lower()})"


def promised(line: PaymentLine) -> str:
    """By which day the money was promised, and that it is late if it is: the same to whose money it is and to staff."""
    if line.promised_on is None or line.state in states.SETTLED:
        return "" if line.promised_on is None else say_day(line.promised_on)
    late = states.is_overdue(line.state, line.promised_on, clock.today())
    return f"{say_day(line.promised_on)}{': late' if late else ''}"


def who_and_what(line: PaymentLine, *, shows_names: bool) -> tuple[str, str, str]:
    """Whose line it is, for which day and for what: names and titles only for those who run the panel."""
    who = line.person.shown_name if shows_names else person_ref(line.person_id)
    what = line.meeting.title if shows_names else actions.files.NEUTRAL_TITLE
    return who, say_day(line.activity_on), what


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
