"""School holidays as people have them on a list: one on each line, its name and its days. Plain Python."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST = timedelta(days=100)  # from the first day to the last; longer is a slip of the pen
MOST_NAME = 80  # letters
MOST_LINES = 40  # written down in one go

BACKWARDS = "The last day is before the first. Please look at both again."
TOO_LONG = f"That is more than {LONGEST.days} days. Please look at both days again."
NAME_TOO_LONG = f"Please give it a shorter name, of {MOST_NAME} letters at most."

DAY = re.compile(r"\b([0-9]{1,2})(?:st|nd|rd|th)?[\s/.-]+(?:of\s+)?([A-Za-z]+|[0-9]{1,2})[\s/.,-]+([0-9]{4})\b", re.I)
WEEKDAYS = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b", re.I)
TO = re.compile(r"(?:to|until|till|and|[-–—])?", re.I)
MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
# What stands before the only whole day of "15 to 19 February 2027" and of "15 February - 19 February 2027".
HALF_A_DAY = re.compile(rf"(?:\b(?:to|until|till|and)|[0-9](?:st|nd|rd|th)?\s*[-–—]|\b{MONTH}\s*[-–—])\s*$", re.I)
AROUND = " \t,;:.-–—"

Day = tuple[str, str, str]


@dataclass(frozen=True)
class Holiday:
    """Some days without school, from the first to the last, both included."""

    name: str
    first_day: date
    last_day: date


def problem_of(holiday: Holiday) -> str:
    """What is wrong with it, in words; empty when nothing is."""
    if holiday.last_day < holiday.first_day:
        return BACKWARDS
    if holiday.last_day - holiday.first_day > LONGEST:
        return TOO_LONG
    return NAME_TOO_LONG if len(holiday.name) > MOST_NAME else ""


class NotRead(Exception):
    """This line has not a name and one or two whole days."""


@dataclass(frozen=True)
class Line:
    """A name, the first day and the last, each as typed: day, month, year. They are not looked at yet."""

    name: str
    first: Day
    last: Day


def read_line(line: str) -> Line:
    """The name before the days, and the days; one day alone is the first and the last.

    Names of weekdays are passed over. Raises NotRead when it cannot be told for sure.
    """
    found = list(DAY.finditer(line))
    if len(found) not in (1, 2):
        raise NotRead
    between = _without_weekdays(line[found[0].end() : found[-1].start()]) if len(found) == 2 else ""
    before = line[: found[0].start()]
    name = _without_weekdays(before).rstrip(AROUND + "(")
    behind = _without_weekdays(line[found[-1].end() :]).lstrip(")")
    if not name or behind or HALF_A_DAY.search(WEEKDAYS.sub("", before)) or not TO.fullmatch(between):
        raise NotRead
    return Line(name, _day(found[0]), _day(found[-1]))


def _day(found: re.Match[str]) -> Day:
    return found[1], found[2], found[3]


def _without_weekdays(text: str) -> str:
    return WEEKDAYS.sub("", text).strip(AROUND)
