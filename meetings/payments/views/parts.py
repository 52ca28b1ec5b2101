"""What several pages about money say in the same words."""

from leap.design.times import say_day, say_pounds
from meetings.payments import states
from meetings.payments.models import RateSet
from meetings.payments.planning.ceilings import MONTH, Past


def past_in_words(past: Past) -> str:
    """Which week or month comes to how much, and what the person asked to be told about."""
    when = f"{past.first:%B %Y}" if past.kind == MONTH else f"The week from {say_day(past.first)}"
    return f"{when} comes to {say_pounds(past.pence)}. You asked us to tell you above {say_pounds(past.ceiling)}."


def hints(rate_set: RateSet | None) -> dict[str, str]:
    """Which vouchers, and which charity, beside these answers."""
    if rate_set is None:
        return {}
    return {states.VOUCHER: rate_set.voucher, states.CHARITY: rate_set.charity}
