"""Which miles of a journey are worth what. Plain Python; miles in tenths."""

from dataclasses import dataclass

from meetings.payments.states import BY_THE_MILE, OVER, PASSENGER


@dataclass(frozen=True, slots=True)
class Part:
    """So many tenths of a mile at one kind of rate."""

    band: str
    miles_tenths: int


def split(kind: str, miles_tenths: int, *, left_tenths: int | None, passengers: int) -> list[Part]:
    """The parts of a journey: up to what is left of the first 10,000 miles, what is over, and the miles of everybody
    taken along, each person for the whole way. `left_tenths` None: there is no such step."""
    first = miles_tenths if left_tenths is None else min(miles_tenths, max(left_tenths, 0))
    parts = [Part(BY_THE_MILE[kind], first), Part(OVER, miles_tenths - first)]
    return [part for part in (*parts, Part(PASSENGER, miles_tenths * passengers)) if part.miles_tenths]
