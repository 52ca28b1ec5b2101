"""Example rates to begin with. They are nobody's official list: whoever takes them checks with their funder. Plain
Python; amounts in pence.

The fees are those of the NIHR for its own committees and reviews (which do not bind a study it pays for), as known
in November 2026: the two ends of the range from 16 December 2025 were published, the amounts between them are 10% more
than before. A mile is worth what HMRC approves for employees; others may use it, pay the real cost, or choose
their own.
"""

from dataclasses import dataclass
from datetime import date

CHECK = "Example. Check with your funder."
EARLIER = f"{CHECK} NIHR payment guidance, the amounts up to 15 December 2025."
PUBLISHED = f"{CHECK} NIHR payment guidance from 16 December 2025: an end of the published range."
WORKED_OUT = (
    f"{CHECK} NIHR payment guidance from 16 December 2025: the earlier amount and 10%, not published by itself."
)
HMRC = f"{CHECK} HMRC approved mileage, the first 10,000 miles of a year; 25p a mile after that."
OVER = f"{CHECK} HMRC approved mileage, after the first 10,000 miles of a year."
HMRC_LATE = f"{HMRC} Announced on 21 May 2026, from 6 April 2026."
NOT_CONFIRMED = f"{CHECK} HMRC approved mileage; not confirmed for 2026 to 2027."


@dataclass(frozen=True, slots=True)
class Example:
    """One rate of the example: the band (or mile), what it is worth, from when, and where that is from."""

    band: str
    pence: int
    valid_from: date
    note: str


_BEGAN, _RAISED = date(2022, 1, 1), date(2025, 12, 16)

EXAMPLE = (
    Example("under_1h", 1250, _BEGAN, EARLIER),
    Example("1h", 2500, _BEGAN, EARLIER),
    Example("2h", 5000, _BEGAN, EARLIER),
    Example("half_day", 7500, _BEGAN, EARLIER),
    Example("full_day", 15000, _BEGAN, EARLIER),
    Example("full_day_heavy_prep", 30000, _BEGAN, EARLIER),
    Example("max", 45000, _BEGAN, EARLIER),
    Example("under_1h", 1380, _RAISED, PUBLISHED),
    Example("1h", 2750, _RAISED, WORKED_OUT),
    Example("2h", 5500, _RAISED, WORKED_OUT),
    Example("half_day", 8250, _RAISED, WORKED_OUT),
    Example("full_day", 16500, _RAISED, WORKED_OUT),
    Example("full_day_heavy_prep", 33000, _RAISED, WORKED_OUT),
    Example("max", 49500, _RAISED, PUBLISHED),
    Example("car_mile", 45, date(2011, 4, 6), HMRC),
    Example("car_mile", 55, date(2026, 4, 6), HMRC_LATE),
    Example("car_mile_over", 25, date(2011, 4, 6), OVER),
    Example("passenger_mile", 5, date(2002, 4, 6), NOT_CONFIRMED),
    Example("motorcycle_mile", 24, date(2002, 4, 6), NOT_CONFIRMED),
    Example("bicycle_mile", 20, date(2002, 4, 6), NOT_CONFIRMED),
)
